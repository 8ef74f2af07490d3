"""Data: the scenario as a warehouse that a data team would have, with queries, quality and lineage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
import work
from notation import notation_in, numbers
from outcome import warehouse_of
from text import plain

from televantage.scenario import Scenario, TeleVantageError
from televantage.warehouse.sample import Sample
from views._data import lineage, quality, queries, tables_of
from views._header import header

TITLE = "Data"
ORDER = 8.5
PARTS = {"Queries": queries, "Tables": tables_of, "Quality": quality, "Lineage": lineage}
SOILED = "soiled files"


def _about(found: Sample) -> str:
    """Return what the warehouse is of."""
    about, rows = found.about(), found.counts()["fact_customer_month"]
    return numbers(
        f"A star schema of {int(str(about['customers'])):,} customers of the scenario “{about['title']}”, month by "
        f"month from {about['as_of']}: {rows:,} rows in its largest table."
    )


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    left, right = st.columns([3, 1], vertical_alignment="center")
    part = left.segmented_control(
        "Data", list(PARTS), default="Queries", key="data part", label_visibility="collapsed", required=True
    )
    soiled = right.toggle(
        "Soil its files on purpose", key=SOILED,
        help="Defects of eight kinds go into one in 500 rows of the raw files. See under Quality what became of them.",
    )  # fmt: skip
    try:
        found = work.result("warehouse", warehouse_of(scenario, st.session_state["story"].title, soiled))
        if found is None:
            work.wait("warehouse", "A warehouse of this scenario is built and loaded, month by month …")
            return
        st.caption(plain(_about(found)))
        PARTS[part].show(found, notation_in(scenario.setting.currency))
    except TeleVantageError as error:
        st.error(plain(str(error)))
