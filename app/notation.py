"""How the page writes numbers: in the locale that was chosen, else asked for by the link, else the brand's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import brand
import streamlit as st

from televantage.scenario.errors import shown
from televantage.units import LOCALES, Notation, in_locale
from televantage.warehouse.results import shown as shown_as

NUMBERS = "numbers"
"""The locale's name in the address bar, and the key of its box."""
EXAMPLE = "1,234.5"
MOST_CELLS = 100_000
"""Cells that a browser is sent with their text."""
DECIMALS = 4
"""The most that Streamlit shows of a number in a table."""
WORDS = "numbers locale decimal thousands"
"""What the search of the sidebar finds the box by."""


def start() -> list[str]:
    """Take what the link of a new session asks for, else the brand's locale; return what is wrong with the link."""
    own = brand.brand()[0]["locale"]
    asked = st.query_params.get(NUMBERS, own)
    st.session_state[NUMBERS] = asked if asked in LOCALES else own
    if asked in LOCALES:
        return []
    return [f"The link: {NUMBERS} is {shown(asked)}, but must be one of {', '.join(LOCALES)}."]


def query() -> dict[str, str]:
    """Return what a link says of it: nothing, where it is the brand's own."""
    chosen = st.session_state[NUMBERS]
    return {} if chosen == brand.brand()[0]["locale"] else {NUMBERS: chosen}


def notation_in(currency: str) -> Notation:
    """Return how the page writes numbers, and amounts in a currency."""
    return Notation(currency, st.session_state[NUMBERS])


def numbers(text: str) -> str:
    """Return text that was written in English, but for its amounts' currency, as the page writes numbers."""
    return in_locale(text, st.session_state[NUMBERS])


def table(rows: Any) -> Any:
    """Return a table whose numbers are shown as the page writes them, and stay numbers; English is Streamlit's own."""
    if st.session_state[NUMBERS] == "en":
        return rows
    return rows.style.format(dict.fromkeys(rows.select_dtypes("number"), _plain), na_rep="None")


def typed(rows: Any, types: Mapping[str, str]) -> Any:
    """Return a table of a warehouse as the page writes it, by the types of its columns; numbers stay numbers.

    One that is too large to be written cell by cell is left to Streamlit.
    """
    if rows.size > MOST_CELLS:
        return rows
    written = {name: partial(_written, kind=kind) for name, kind in types.items() if kind not in ("text", "boolean")}
    return rows.style.format(written, na_rep="None")


def _written(value: Any, kind: str) -> str:
    return numbers(shown_as(value, kind)) if kind != "key" else shown_as(value, kind)


def _plain(value: float) -> str:
    return numbers(f"{value:,.{DECIMALS}f}".rstrip("0").rstrip("."))


def box(on_change: Callable[[], None]) -> None:
    """Draw the box in which the locale is chosen."""
    st.selectbox(
        "Numbers",
        list(LOCALES),
        key=NUMBERS,
        persist_state="session",
        on_change=on_change,
        format_func=lambda locale: in_locale(EXAMPLE, locale),
        help="How numbers are written on the page and in what it exports for reading; sliders and number fields keep "
        "the decimal point.",
    )
