"""The tables of the warehouse: what a row of each is, how many there are, its columns, and the first of them."""

from __future__ import annotations

import streamlit as st
from notation import numbers, typed
from text import plain

from televantage.units import Notation, many
from televantage.warehouse.dictionary import comments, dictionary
from televantage.warehouse.keys import tables
from televantage.warehouse.sample import Sample

FIRST_ROWS = 100
START = "fact_customer_month"
WIDE = 560
"""Pixels of a column of sentences."""
TYPES = {
    "integer": "key", "smallint": "key", "bigint": "key", "decimal": "decimal", "double": "double", "date": "date",
    "timestamp": "timestamp", "boolean": "boolean",
}  # fmt: skip


def _types(table: str) -> dict[str, str]:
    """Return how the columns of a table are written; whole numbers are shown digit by digit, as they are stored."""
    stored = {row.column: row.type.partition("(")[0] for row in dictionary() if row.table == table}
    return {column: TYPES.get(kind, "text") for column, kind in stored.items()}


def show(sample: Sample, _: Notation) -> None:
    """Draw the list of tables, then one of them."""
    listed = sample.listed()
    st.dataframe(
        typed(listed, {"rows": "integer"}), hide_index=True, height=420,
        column_config={"what a row is": st.column_config.Column(width=WIDE)},
    )  # fmt: skip
    names = list(tables())
    start = names.index(START)
    name = st.selectbox("Table", names, index=start, key="warehouse table", persist_state="session") or START
    st.markdown(plain(numbers(comments()[name])))
    rows = sample.head(name, FIRST_ROWS)
    st.dataframe(typed(rows, _types(name)), hide_index=True, height=300)
    st.caption(plain(f"The first {many(len(rows), 'row')} by primary key."))
    st.subheader("Columns")
    st.dataframe(
        [
            {"column": row.column, "type": row.type, "key": row.key, "what it is": numbers(row.description),
             "comes from": row.source}
            for row in dictionary()
            if row.table == name
        ],
        hide_index=True, height="content", column_config={"what it is": st.column_config.Column(width=WIDE)},
    )  # fmt: skip
