"""Overview: the headline figures against the baseline, and every chart."""

from __future__ import annotations

import math
from typing import Any, Literal

import streamlit as st
from seek import HEADLINE, button, panel
from text import escaped, plain

from televantage.charts import charts, specification
from televantage.measures import FIGURES
from televantage.scenario import Preset, Scenario
from televantage.units import in_currency
from views._header import header

TITLE = "Overview"
ORDER = 1
COLOURS: dict[int, Literal["normal", "inverse", "off"]] = {1: "normal", -1: "inverse", 0: "off"}


def _change(name: str, rows: dict[str, dict[str, Any]], currency: str) -> str | None:
    """Return the line below a figure: its difference to the baseline, or when the money is back."""
    if name == "roi":
        payback = rows["payback_month"]["scenario"]
        return None if math.isnan(payback) else f"payback {payback:.0f} mo"
    change = rows[name]["difference"]
    if math.isnan(change) or change == 0:
        return None
    shown = in_currency(FIGURES[name].unit.show_change(change), currency)
    return shown.replace("−", "-")  # its arrow needs a plain hyphen


def _metric(name: str, rows: dict[str, dict[str, Any]], currency: str) -> None:
    figure, row = FIGURES[name], rows[name]
    unknown = math.isnan(row["scenario"])
    value, low, high = (
        "—" if unknown else in_currency(figure.unit.show(row[f"scenario{end}"]), currency)
        for end in ("", "_low", "_high")
    )
    st.metric(
        figure.label,
        value,
        _change(name, rows, currency),
        delta_color="off" if name == "roi" else COLOURS[figure.better],
        delta_arrow="off" if name == "roi" else "auto",
        help=plain(f"{figure.sentence} 95 % simulation interval: {low} to {high}."),
        border=True,
        height="stretch",
    )


def show(scenario: Scenario, tables: dict[str, Any]) -> None:
    """Draw the view."""
    header(scenario)
    currency = scenario.setting.currency
    rows = {row["figure"]: row for row in tables["headline"].to_dict("records")}
    for column, name in zip(st.columns(len(HEADLINE)), HEADLINE, strict=True):
        with column:
            _metric(name, rows, currency)
            button(name)
    panel(scenario)
    story: Preset = st.session_state["story"]
    if story.look_at:
        things = " ".join(f"<b>{i}.</b> {escaped(thing)}" for i, thing in enumerate(story.look_at, 1))
        st.html(f'<p class="tv-facts"><b>Look at</b> {things}</p>')
    with st.container(key="charts"):
        for name, chart in charts(TITLE).items():
            with st.container(border=True):
                table = tables[chart.MEASURE]
                drawn = specification(name, table, currency)
                st.vega_lite_chart(spec=drawn, width="stretch", key=f"chart {name}", theme=None)
