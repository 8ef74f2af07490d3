"""Overview: the headline figures against the baseline, and every chart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import streamlit as st
from notation import notation_in
from seek import HEADLINE, button, panel
from text import plain

from televantage.charts import charts
from televantage.measures import FIGURES
from televantage.scenario import Scenario
from televantage.units import Notation
from views._charts import grid
from views._header import header

TITLE = "Overview"
ORDER = 2
COLOURS: dict[int, Literal["normal", "inverse", "off"]] = {1: "normal", -1: "inverse", 0: "off"}

BELOW = "Below: against the baseline; luck? where the difference is within what simulating so few customers costs."


def _change(name: str, rows: dict[str, dict[str, Any]], notation: Notation) -> tuple[str | None, bool]:
    """Return the line below a figure, its difference to the baseline or when the money is back, and if it is sure."""
    if name == "roi":
        payback = rows["payback_month"]["scenario"]
        return (None if math.isnan(payback) else f"payback {payback:.0f} mo"), False
    row = rows[name]
    change = row["difference"]
    if math.isnan(change) or change == 0:
        return None, False
    shown = notation.write(FIGURES[name].unit.show_change(change)).replace("−", "-")  # its arrow needs a hyphen
    sure = row["difference_low"] > 0 or row["difference_high"] < 0
    return (shown if sure else f"{shown} · luck?"), sure


def metric(name: str, rows: dict[str, dict[str, Any]], notation: Notation) -> None:
    """Draw a headline figure with its 95 % interval and its difference to the baseline."""
    figure, row = FIGURES[name], rows[name]
    value, low, high = (row[f"scenario{end}"] for end in ("", "_low", "_high"))
    between = "" if math.isnan(low + high) else f"{figure.unit.show(low)} to {figure.unit.show(high)}"
    change, sure = _change(name, rows, notation)
    st.metric(
        figure.label,
        "—" if math.isnan(value) else notation.write(figure.unit.show(value)),
        change,
        delta_color=COLOURS[figure.better] if sure else "off",
        delta_arrow="auto" if sure else "off",
        help=plain(notation.write(f"{figure.sentence} 95 % simulation interval: {between or 'unknown'}. {BELOW}")),
        border=True,
        height="stretch",
    )
    if between:
        st.caption(plain(notation.write(between)))


def metrics(rows: dict[str, dict[str, Any]], names: Iterable[str], notation: Notation) -> None:
    """Draw headline figures side by side."""
    shown = list(names)
    for column, name in zip(st.columns(len(shown)), shown, strict=True):
        with column.container(key=f"kpi {name}"):
            metric(name, rows, notation)


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    notation = notation_in(scenario.setting.currency)
    rows = {row["figure"]: row for row in tables["headline"].to_dict("records")}
    for column, name in zip(st.columns(len(HEADLINE)), HEADLINE, strict=True):
        with column.container(key=f"kpi {name}"):
            metric(name, rows, notation)
            button(name)
    panel(scenario)
    grid(charts(TITLE), tables, notation)
