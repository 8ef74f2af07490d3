"""The tables of the warehouse: what a row of each is, how many there are, its columns, and the first of them."""

from __future__ import annotations

import streamlit as st
from notation import numbers, table
from text import plain

from televantage.units import Notation
from televantage.warehouse.dictionary import comments, dictionary
from televantage.warehouse.keys import tables
from televantage.warehouse.sample import Sample

FIRST_ROWS = 100
START = "fact_customer_month"


def show(sample: Sample, _: Notation) -> None:
    """Draw the list of tables, then one of them."""
    grain, counts = comments(), sample.counts()
    st.dataframe(
        [
            {"table": name, "what a row is": numbers(grain[name]), "rows": counts[name], "columns": len(found.columns)}
            for name, found in tables().items()
        ],
        hide_index=True, height=420, column_config={"rows": st.column_config.NumberColumn(format="localized")},
    )  # fmt: skip
    names = list(tables())
    name = st.selectbox("Table", names, index=names.index(START), key="warehouse table") or START
    st.markdown(plain(numbers(grain[name])))
    st.dataframe(table(sample.head(name, FIRST_ROWS)), hide_index=True, height=300)
    st.caption(plain(f"The first {min(FIRST_ROWS, counts[name])} rows by primary key."))
    st.subheader("Columns")
    st.dataframe(
        [
            {"column": row.column, "type": row.type, "key": row.key, "what it is": numbers(row.description),
             "comes from": row.source}
            for row in dictionary()
            if row.table == name
        ],
        hide_index=True, height="content",
    )  # fmt: skip
