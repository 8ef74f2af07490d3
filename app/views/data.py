"""Data: the scenario as a warehouse that a data team would have, with queries, quality and lineage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
import work
from notation import notation_in, numbers
from outcome import LIVE_CUSTOMERS, warehouse_of
from streamlit.delta_generator import DeltaGenerator
from text import plain

from televantage.scenario import Scenario, TeleVantageError
from televantage.units import many
from televantage.warehouse.sample import elsewhere
from views._data import lineage, quality, queries, tables_of
from views._header import header, title

TITLE = "Data"
ORDER = 8.5
PARTS = {"Queries": queries, "Tables": tables_of, "Quality": quality, "Lineage": lineage}
SOILED = "soiled files"


def _about(about: Mapping[str, Any], rows: int) -> str:
    """Return what the warehouse is of, and what its figures count."""
    customers, subscribers = int(about["customers"]), int(about["subscribers"])
    return numbers(
        f"A star schema of {customers:,} customers of the scenario “{about['title']}”, month by month from "
        f"{about['as_of']}: {rows:,} rows in its largest table. Queries count these customers, each of whom stands for "
        f"{many(round(subscribers / customers), 'subscriber')}, or where they say so all {subscribers:,} subscribers; "
        f"the other views simulate {LIVE_CUSTOMERS:,}, so their figures differ a little."
    )


def _soiled(place: DeltaGenerator) -> bool:
    """Draw the switch of dirt, where the warehouse is built here; return whether it is on."""
    if elsewhere():
        place.caption("A warehouse of its own, not of the scenario above.")
        return False
    return place.toggle(
        "Soil its files on purpose", key=SOILED, persist_state="session",
        help="Defects of eight kinds go into one in 500 rows of the raw files. See under Quality what became of them.",
    )  # fmt: skip


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    left, right = st.columns([3, 1], vertical_alignment="center")
    part = left.segmented_control(
        "Data", list(PARTS), default="Queries", key="data part", label_visibility="collapsed", required=True,
        persist_state="session",
    )  # fmt: skip
    try:
        found = work.result("warehouse", warehouse_of(scenario, title(scenario), _soiled(right)))
        if found is None:
            work.wait("warehouse", "A warehouse of this scenario is built and loaded, month by month …")
            return
        about = found.about()
        st.caption(plain(_about(about, found.counts()["fact_customer_month"])))
        PARTS[part].show(found, notation_in(about["currency"]))
    except TeleVantageError as error:
        st.error(plain(str(error)))
