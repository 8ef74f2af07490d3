"""Tailor: what a prospect knows about itself, typed in, becomes a scenario that is solved for it."""

from __future__ import annotations

import re
from typing import Any

import state
import streamlit as st
from notation import notation_in, numbers
from text import plain

from televantage.fitting.prospect import ByContract, Prospect, Tailored, tailor
from televantage.scenario import InputError
from televantage.units import CURRENCIES, Notation

CONTRACTS = ("Month-to-month", "One year", "Two years")
PER_CENT = 0.01


def _number(label: str, key: str, most: float, **options: Any) -> float | None:
    typed: float | None = st.number_input(
        label, 0.0, most, None, key=f"tailor {key}", placeholder="not known", **options
    )
    return typed


def _by_contract(title: str, key: str, step: float) -> ByContract:
    """Draw three fields, in per cent; return what was typed, as shares."""
    st.markdown(f"**{title}**, %")
    typed = []
    for column, contract in zip(st.columns(3), CONTRACTS, strict=True):
        with column:
            typed.append(_number(contract, f"{key} {contract}", 100.0, step=step, format="%.2f"))
    return ByContract(*(None if value is None else value * PER_CENT for value in typed))


def _form() -> Prospect:
    """Draw what can be told; return it."""
    name = st.text_input("Prospect", key="tailor name", max_chars=60, placeholder="Northwind Telecom")
    size, price, unit = st.columns(3)
    with size:
        subscribers = _number("Subscribers, millions", "subscribers", 1_000.0, step=1.0, format="%.3f")
    with price:
        arpu = _number("ARPU, a month", "arpu", 500.0, step=1.0, format="%.2f")
    currency = unit.selectbox("Currency", list(CURRENCIES), key="tailor currency") or "USD"
    churn = _by_contract("Monthly churn by contract", "churn", 0.1)
    shares = _by_contract("Share of customers by contract", "share", 1.0)
    people = None if subscribers is None else round(subscribers * 1e6)
    return Prospect(people, arpu, currency, None, churn, shares, name)


def _fit(found: Tailored, notation: Notation) -> None:
    """Draw what was fitted, and how well."""
    rows = [
        {
            "statistic": row.label,
            "wanted": "—" if row.wanted is None else notation.write(row.unit.show(row.wanted)),
            "got": notation.write(row.unit.show(row.got)),
            "verdict": row.verdict,
        }
        for row in found.fit
    ]
    st.dataframe(rows, hide_index=True, width="stretch", height="content")
    for note in found.notes:
        st.warning(plain(numbers(note)))


def _use(prospect: Prospect, found: Tailored) -> None:
    name = re.sub(r"[^a-z0-9]+", "-", prospect.name.lower()).strip("-")[:40]
    state.load(f"prospect-{name}" if name else "prospect", found.preset, found.scenario)
    st.session_state["tailored"] = None


@st.dialog("Tailor to a prospect", width="large")
def dialog() -> None:
    """Draw the dialog: what the prospect knows, what was solved for it, and a button that takes it."""
    if st.session_state.get("tailored", ()) is None:
        del st.session_state["tailored"]
        st.rerun()  # it was taken: the dialog closes
    st.caption("Leave empty what is not known. Everything else is solved for, not guessed.")
    prospect = _form()
    if st.button("Solve", type="primary", key="tailor solve", disabled=not prospect.wanted):
        bar = st.progress(0.0, "Solving …")
        try:
            found = tailor(prospect, on_step=lambda done, what: bar.progress(done, f"{what} …"))
        except InputError as error:
            bar.empty()
            st.session_state.pop("tailored", None)
            for problem in str(error).splitlines():
                st.error(plain(numbers(problem)))
            return
        bar.empty()
        st.session_state["tailored"] = (prospect, found)
    asked, found = st.session_state.get("tailored", (None, None))
    if found is not None and asked == prospect:
        _fit(found, notation_in(prospect.currency))
        st.button("Use this scenario", key="tailor use", on_click=_use, args=(prospect, found), type="primary")
