"""The query library: pick a question, set its parameters, see the result as a table and, where one fits, a chart."""

from __future__ import annotations

import shlex
import time
from typing import Any

import brand
import streamlit as st
from notation import numbers, typed
from text import plain

from televantage.charts import Result, capital, named, of_query
from televantage.scenario import UsageError
from televantage.units import Notation, many
from televantage.warehouse.library import Parameter, Query
from televantage.warehouse.library import queries as library
from televantage.warehouse.results import as_csv
from televantage.warehouse.sample import Sample

FIRST = "monthly_kpis"
MOST_MARKS = 2_000
"""Rows that a chart draws; more are only in the table."""
OTHER_NAMES = {"kaplan_meier": "Kaplan-Meier"}


def title(query: str) -> str:
    """Return the name of a query as people write it.

    >>> title("monthly_kpis"), title("kaplan_meier")
    ('Monthly KPIs', 'Kaplan-Meier')
    """
    return OTHER_NAMES.get(query, capital(named(query)))


def _input(query: Query, parameter: Parameter) -> object:
    """Draw the widget of a parameter; return its value."""
    key, label = f"query {query.name} {parameter.name}", parameter.name.replace("_", " ")
    meaning = plain(parameter.sentence)
    if parameter.allowed:
        place = parameter.allowed.index(str(parameter.default)) if parameter.default in parameter.allowed else 0
        return st.selectbox(label, parameter.allowed, index=place, key=key, help=meaning, persist_state="session")
    if parameter.type == "integer":
        # a browser's numbers are exact up to 2⁵³
        lowest, highest = max(parameter.lowest or 0, -(2**53) + 1), min(parameter.highest or 0, 2**53 - 1)
        return st.number_input(
            label, lowest, highest, int(parameter.default), key=key, help=meaning, persist_state="session"
        )
    return st.text_input(label, str(parameter.default), max_chars=200, key=key, help=meaning, persist_state="session")


def _chart(query: Query, rows: Any, notation: Notation) -> None:
    """Draw the result, or say why there is nothing to draw."""
    chart, types = query.chart, query.types
    measured = [figure.removeprefix("-") for figure in chart.y] if chart.mark != "heat" else [chart.color]
    if rows[measured].isna().all(axis=None):
        reason = f", which is so {query.unknown}" if query.unknown else ""
        st.info(plain(f"Nothing to draw: the {' and '.join(map(named, measured))} of every row is unknown{reason}."))
        return
    result = Result(title(query.name), chart.mark, chart.x, chart.y, chart.color, types)
    shown = rows[sorted(chart.columns)].head(MOST_MARKS)
    drawn = of_query(result, shown, notation, brand.is_dark(), brand.primary())
    with st.container(border=True):
        st.vega_lite_chart(spec=drawn, width="stretch", key="chart query", theme=None, alt=plain(query.purpose))


def _pick() -> Query:
    """Draw the box of queries; return the chosen one."""
    found = library()
    names = sorted(found, key=lambda name: (found[name].kind, name))
    name = st.selectbox(
        "Query", names, index=names.index(FIRST), key="query", persist_state="session",
        format_func=lambda name: f"{title(str(name))} · {found[name].kind}",
    )  # fmt: skip
    return found[name or FIRST]


def show(sample: Sample, notation: Notation) -> None:
    """Draw the picker, the result and its chart."""
    query = _pick()
    st.markdown(plain(numbers(query.purpose)))
    values = {}
    if query.parameters:
        for column, parameter in zip(st.columns(max(len(query.parameters), 4)), query.parameters, strict=False):
            with column:
                values[parameter.name] = _input(query, parameter)
    began = time.perf_counter()
    try:
        rows = sample.run(query.name, **values)
    except UsageError as error:
        st.error(plain(str(error)))
        return
    milliseconds = (time.perf_counter() - began) * 1000
    if rows.empty:
        st.info(plain(f"No rows{f', which is so {query.empty}' if query.empty else ''}."))
    elif query.chart.mark != "none":
        _chart(query, rows, notation)
    st.dataframe(typed(rows, query.types), hide_index=True, height=420 if len(rows) > 10 else "content")
    st.caption(plain(numbers(f"{many(len(rows), 'row')}, {query.grain}; answered in {milliseconds:,.0f} ms.")))
    _details(query, rows, values)


def _details(query: Query, rows: Any, values: dict[str, object]) -> None:
    """Draw the statement, what its columns mean, and how to get the result elsewhere."""
    given = "".join(f" --set {shlex.quote(f'{name}={value}')}" for name, value in values.items())
    left, right = st.columns(2)
    left.download_button("Result as CSV", as_csv(query, rows), f"{query.name}.csv", "text/csv", key="query csv")
    right.code(f"python scripts/query.py {query.name} --db FILE{given}", language="bash", wrap_lines=True)
    with st.expander("Its SQL"):
        st.code(query.sql, language="sql")
    with st.expander("What its columns mean"):
        meaning = [{"column": c.name, "type": c.type, "what it is": numbers(c.sentence)} for c in query.columns]
        st.dataframe(meaning, hide_index=True, height="content")
        st.caption(plain(f"Twin in Python: {query.twin.replace(': ', ', ')}."))
