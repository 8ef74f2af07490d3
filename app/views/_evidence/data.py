"""Data: observed customers, the tables behind the charts, and the dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from notation import numbers, table

from televantage.exports import OBSERVED_CUSTOMERS
from televantage.measures import measures
from televantage.scenario import Scenario
from televantage.simulation import observed
from televantage.simulation.observed import COLUMNS
from televantage.units import Column


def _dictionary(columns: dict[str, Column]) -> list[dict[str, str]]:
    return [{"field": name, "unit": c.unit.name, "what it is": numbers(c.sentence)} for name, c in columns.items()]


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw a table and its dictionary."""
    names = ["customers", *measures()]
    name = st.selectbox("Table", names, key="table", format_func=lambda n: str(n).replace("_", " "))
    name = name or names[0]
    if name == "customers":
        st.caption(f"The first {OBSERVED_CUSTOMERS} customers, as an operator sees them. Names are synthetic.")
        st.dataframe(table(observed(scenario, OBSERVED_CUSTOMERS)), hide_index=True, height=420)
        columns = COLUMNS
    else:
        module = measures()[name]
        st.caption(f"{(module.__doc__ or '').splitlines()[0]} Grain: {module.GRAIN}.")
        st.dataframe(table(tables[name]), hide_index=True, height=420)
        columns = module.COLUMNS
    st.subheader("Dictionary")
    st.dataframe(_dictionary(columns), hide_index=True, height="content")
