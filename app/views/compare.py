"""Compare: up to four pinned scenarios and the one on screen, figure by figure and curve by curve."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import state
import streamlit as st
from notation import notation_in
from outcome import tables_of
from state import Pin
from text import plain

from televantage.charts import charts
from televantage.measures import FIGURES, side_by_side
from televantage.scenario import Preset, Scenario
from televantage.units import Notation
from views._charts import draw
from views._header import header

TITLE = "Compare"
ORDER = 7
ROWS = (
    "churn_12m", "customers_lost", "customers_end", "mrr_end", "revenue_at_risk", "margin", "saved_customers",
    "programme_cost", "net_benefit", "roi", "payback_month",
)  # fmt: skip
NOW, BASELINE = "On screen", "The baseline"


def _cell(name: str, row: dict[str, Any], first: dict[str, Any], notation: Notation) -> str:
    """Return a figure as a person reads it, with its difference to the first scenario."""
    unit, value, before = FIGURES[name].unit, row["scenario"], first["scenario"]
    if math.isnan(value):
        return "—"
    shown = notation.write(unit.show(value))
    if row is first or math.isnan(before) or value == before:
        return shown
    return f"{shown}  ({notation.write(unit.show_change(value - before))})"


def _table(shown: list[Pin]) -> list[dict[str, str]]:
    found = [{row["figure"]: row for row in tables_of(pin.scenario)["headline"].to_dict("records")} for pin in shown]
    notations = [notation_in(pin.scenario.setting.currency) for pin in shown]
    return [
        {
            "figure": FIGURES[name].label,
            **{
                f"{place}. {pin.title}": _cell(name, rows[name], found[0][name], notation)
                for place, (pin, rows, notation) in enumerate(zip(shown, found, notations, strict=True), 1)
            },
        }
        for name in ROWS
    ]


def _pins() -> None:
    """Draw what is pinned, each with a button that lets it go."""
    with st.container(horizontal=True, key="pins"):
        for place, pin in enumerate(state.pins()):
            st.button(
                plain(pin.title), icon=":material/close:", key=f"unpin {place}", on_click=state.unpin, args=(place,),
                help="Let it go.",
            )  # fmt: skip


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    story: Preset = st.session_state["story"]
    _pins()
    others = state.pins() or [Pin(BASELINE, scenario.neutral())]
    if not state.pins():
        st.info(
            "Nothing is pinned yet, so the baseline stands in. Press Pin above, move a lever, and both stand here.",
            icon=":material/keep:",
        )
    now = Pin(f"{NOW}: {story.title}", scenario)
    shown = [*(pin for pin in others if pin.scenario != scenario), now]
    currencies = {pin.scenario.setting.currency for pin in shown}
    if len(currencies) > 1:
        st.warning(f"Amounts are in {' and '.join(sorted(currencies))}; nothing is converted.")
    st.dataframe(_table(shown), hide_index=True, width="stretch", height="content")
    st.caption("In brackets: against the first column. Every scenario shares customers and draws.")
    names = [f"{place}. {pin.title}" for place, pin in enumerate(shown, 1)]
    with st.container(key="charts"):
        for name, chart in charts(TITLE).items():
            with st.container(border=True):
                found = side_by_side(names, [tables_of(pin.scenario)[chart.OF] for pin in shown])
                draw(name, found, notation_in(scenario.setting.currency))
