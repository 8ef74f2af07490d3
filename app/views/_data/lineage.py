"""Lineage: what a column is made of, from the raw feeds on, and what is made of it."""

from __future__ import annotations

import streamlit as st
from text import plain

from televantage.units import Notation
from televantage.warehouse.dictionary import rows_decided_by, source_of
from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.keys import tables
from televantage.warehouse.lineage import lineage, row_sources
from televantage.warehouse.picture import made_by_sql, picture
from televantage.warehouse.sample import Sample
from televantage.warehouse.tracing import Column

START, COLUMN = "fact_customer_month", "margin"


def _column(table: str) -> str:
    """Draw the box of a table's, or a feed's, columns; return the chosen one."""
    columns = [*(FEEDS[table].columns if table in FEEDS else tables()[table].columns)]
    place = columns.index(COLUMN) if COLUMN in columns else 0
    key = f"lineage column {table}"
    return st.selectbox("Column", columns, index=place, key=key, persist_state="session") or columns[place]


def _made(table: str, column: str) -> None:
    """Draw the SQL that makes a column, and what decides on it."""
    found = lineage()[Column(table, column)]
    st.code(found.expression, language="sql")
    said = (f"{table}.{column}: {found.kind}, from {source_of(table, column)}.", rows_decided_by(table))
    st.caption(plain(" ".join(filter(None, said))))


def _decides(feed: str, column: str) -> None:
    """Draw which tables have rows, or have not, because of a column of a feed."""
    found = [name for name in tables() if Column(feed, column) in row_sources(name)]
    if found:
        st.caption(plain(f"It also decides which rows there are in {', '.join(found)}."))


def show(_: Sample, __: Notation) -> None:
    """Draw the picture of a column, and the SQL that makes it."""
    names = [*made_by_sql(), *FEEDS]
    left, right = st.columns(2)
    table = left.selectbox(
        "Table or feed", names, index=names.index(START), key="lineage table", persist_state="session",
        format_func=lambda name: f"feed {name}" if name in FEEDS else str(name),
    ) or START  # fmt: skip
    with right:
        column = _column(table)
    st.caption(plain(
        "Read from the SQL of the loads: from the feeds at the left to what is made of it at the right. A dashed line: "
        "decides on it without being a part of it."
    ))  # fmt: skip
    st.graphviz_chart(picture(table, column), width="stretch")
    (_decides if table in FEEDS else _made)(table, column)
