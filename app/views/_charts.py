"""Charts on the page: a grid of them, each redrawn in place when its data changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import brand
import present
import streamlit as st

from televantage.charts import charts, specification
from televantage.units import Notation

TALL = 360
"""Height of a chart for a room, in pixels."""


def draw(name: str, table: Any, notation: Notation, **options: Any) -> Any:
    """Draw a chart from the table of its measure; ``options`` are those of Streamlit's chart."""
    drawn = specification(name, table, notation, brand.is_dark(), brand.primary())
    if present.presenting():
        drawn |= {"height": TALL}
    module = charts()[name]
    return st.vega_lite_chart(
        spec=drawn,
        width="stretch",
        key=f"chart {name}",
        theme=None,
        alt=notation.write(f"{module.TITLE}. {module.QUESTION}"),
        **options,
    )


def grid(names: Iterable[str], tables: Mapping[str, Any], notation: Notation, place: str = "") -> None:
    """Draw charts side by side, as many as fit; a ``place`` tells one grid of a page from another."""
    with st.container(key=f"charts {place}"):
        for name in names:
            with st.container(border=True):
                draw(name, tables[charts()[name].MEASURE], notation)
