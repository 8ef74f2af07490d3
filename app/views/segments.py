"""Customers & segments: who leaves, and, for the segments that are clicked, everything else."""

from __future__ import annotations

from typing import Any

import streamlit as st
from outcome import tables_of_segments
from text import escaped, plain

from televantage.charts.segments import PICK
from televantage.measures import Segment
from televantage.scenario import Scenario, UsageError
from views._charts import draw, grid
from views._header import header
from views.overview import metrics

TITLE = "Customers & segments"
ORDER = 3
FIGURES = ("customers_start", "arpu", "churn_12m", "mrr_end", "margin")
FOLLOW = ("survival", "churn_by_month", "mrr_bridge")


def _picked(state: Any) -> list[Segment]:
    """Return the segments whose cells are selected."""
    cells = (state or {}).get("selection", {}).get(PICK) or []
    return sorted((c["tenure_band"], c["contract"], c["value_tier"]) for c in cells if "contract" in c)


def _named(picked: list[Segment]) -> str:
    if not picked:
        return "Everybody. Click cells of the heat map (with shift: several), and all that follows is of them alone."
    names = [f"{contract} · {value} value · {tenure}" for tenure, contract, value in picked]
    return f"Only {'; '.join(names[:4])}{f'; and {len(names) - 4} more' if len(names) > 4 else ''}."


def show(scenario: Scenario, tables: dict[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    currency = scenario.setting.currency
    with st.container(key="charts"):
        with st.container(border=True):
            state = draw("segments", tables["segment_churn"], currency, on_select="rerun", selection_mode=PICK)
        for name in ("risk_distribution", "hazard_by_tenure"):
            with st.container(border=True):
                draw(name, tables[name], currency)
    picked = _picked(state)
    try:
        own = tables_of_segments(scenario, tuple(picked)) if picked else tables
    except UsageError as error:
        st.info(plain(str(error)), icon=":material/info:")
        return
    st.html(f'<p class="tv-says">{escaped(_named(picked))}</p>')
    metrics({row["figure"]: row for row in own["headline"].to_dict("records")}, FIGURES, currency)
    grid(FOLLOW, own, currency, "of the selection")
