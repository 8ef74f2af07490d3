"""Lineage: what a column is made of, from the raw feeds on, and what is made of it."""

from __future__ import annotations

import streamlit as st
from text import plain

from televantage.units import Notation
from televantage.warehouse.keys import tables
from televantage.warehouse.lineage import lineage
from televantage.warehouse.picture import made_by_sql, picture
from televantage.warehouse.sample import Sample
from televantage.warehouse.tracing import Column

START, COLUMN = "fact_customer_month", "margin"


def show(_: Sample, __: Notation) -> None:
    """Draw the picture of a column, and the SQL that makes it."""
    names = list(made_by_sql())
    left, right = st.columns(2)
    name = (
        left.selectbox("Table", names, index=names.index(START), key="lineage table", persist_state="session") or START
    )
    columns = list(tables()[name].columns)
    place = columns.index(COLUMN) if COLUMN in columns else 0
    key = f"lineage column {name}"
    column = right.selectbox("Column", columns, index=place, key=key, persist_state="session") or columns[0]
    st.caption(plain("Read from the SQL of the loads: from the feeds at the left to what is made of it at the right."))
    st.graphviz_chart(picture(name, column), width="stretch")
    found = lineage()[Column(name, column)]
    st.code(found.expression, language="sql")
    st.caption(plain(f"{name}.{column}: {found.kind}."))
