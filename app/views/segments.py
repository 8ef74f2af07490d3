"""Customers & segments: who leaves, and, for the segments that are clicked, everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from notation import notation_in
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


def _name(segment: Segment) -> str:
    tenure, contract, value = segment
    return f"{contract} · {value} value · {tenure}"


def _chosen(table: Any) -> list[Segment]:
    """Draw the box that does from the keyboard what a click does; return the segments that are chosen in it."""
    cells = table[["tenure_band", "contract", "value_tier"]].drop_duplicates()
    chosen: list[Segment] = st.multiselect(
        "Segments", list(cells.itertuples(index=False, name=None)), key="segments", format_func=_name,
        placeholder="Click cells of the heat map (with shift: several), or choose segments here",
    )  # fmt: skip
    return chosen


def _named(picked: list[Segment]) -> str:
    if not picked:
        return "Everybody. Once segments are chosen, all that follows is of them alone."
    names = [_name(segment) for segment in picked]
    return f"Only {'; '.join(names[:4])}{f'; and {len(names) - 4} more' if len(names) > 4 else ''}."


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    notation = notation_in(scenario.setting.currency)
    with st.container(key="charts"):
        with st.container(border=True):
            state = draw("segments", tables["segment_churn"], notation, on_select="rerun", selection_mode=PICK)
        for name in ("risk_distribution", "hazard_by_tenure"):
            with st.container(border=True):
                draw(name, tables[name], notation)
    picked = sorted({*_picked(state), *_chosen(tables["segment_churn"])})
    try:
        own = tables_of_segments(scenario, tuple(picked)) if picked else tables
    except UsageError as error:
        st.info(plain(str(error)), icon=":material/info:")
        return
    st.html(f'<p class="tv-says">{escaped(_named(picked))}</p>')
    metrics({row["figure"]: row for row in own["headline"].to_dict("records")}, FIGURES, notation)
    grid(FOLLOW, own, notation, "of the selection")
