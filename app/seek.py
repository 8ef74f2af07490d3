"""Goal seek beside a headline figure: which value of a parameter makes it what the room asks for?"""

from __future__ import annotations

import streamlit as st
from notation import notation_in, numbers
from outcome import LIVE_CUSTOMERS
from state import put
from text import plain

from televantage.measures import FIGURES, headline_figure
from televantage.scenario import Scenario, Solution, UsageError, parameters, sections
from televantage.units import Notation, read_number

HEADLINE = {
    "churn_12m": "churn.annual_churn",
    "customers_lost": "churn.annual_churn",
    "mrr_end": "price.change",
    "revenue_at_risk": "churn.annual_churn",
    "margin": "price.change",
    "saved_customers": "offer.reach",
    "roi": "offer.uplift",
}
"""The figures at the head of the overview, and what is solved for first for each."""

EXAMPLES = "2.1 %, 1.2 bn, −300 k, 0"


def _paths() -> list[str]:
    """Return the parameters that can be solved for: numbers that are no setting."""
    return [path for path, p in parameters().items() if p.kind in ("int", "float") and p.param.role != "setting"]


def _label(path: str) -> str:
    parameter = parameters()[path]
    return f"{sections()[parameter.section].title}: {parameter.label}"


def _open(name: str) -> None:
    st.session_state["seek"] = None if st.session_state.get("seek") == name else name


def button(name: str) -> None:
    """Draw the button that opens, or closes, the goal seek of a headline figure."""
    st.button(
        "Goal seek",
        key=f"seek {name}",
        type="tertiary",
        icon=":material/my_location:",
        help=f"Find what makes {FIGURES[name].label} what you want it to be.",
        on_click=_open,
        args=(name,),
    )


def _answer(scenario: Scenario, name: str, path: str, wanted: str, locale: str) -> Solution | str:
    """Return the solution, or the sentence that says why there is none."""
    try:
        target = read_number(wanted, locale)
    except ValueError:
        return "The target is no number; write it as 2.1 %, 0.021, 1.2 bn or −300 k."
    try:
        with st.spinner("Solving ..."):
            return scenario.solve(path, headline_figure(name, LIVE_CUSTOMERS), target)
    except UsageError as error:
        return str(error)


def panel(scenario: Scenario) -> None:
    """Draw the goal seek that is open, if one is."""
    name = st.session_state.get("seek")
    if name is None:
        return
    figure, paths, notation = FIGURES[name], _paths(), notation_in(scenario.setting.currency)
    with st.container(border=True):
        target, lever, solve, close = st.columns([2, 3, 1, 1], vertical_alignment="bottom")
        wanted = target.text_input(
            f"Goal seek: {figure.label} shall be", key=f"seek target {name}", placeholder=numbers(EXAMPLES),
            max_chars=40,
        )  # fmt: skip
        start = paths.index(HEADLINE[name])
        path = lever.selectbox("By changing", paths, start, format_func=_label, key=f"seek path {name}") or paths[start]
        asked = (scenario.hash, name, path, wanted, notation.locale)
        if solve.button("Solve", type="primary", width="stretch"):
            st.session_state["sought"] = (asked, _answer(scenario, name, path, wanted, notation.locale))
        close.button("Close", on_click=_open, args=(name,), width="stretch")
        question, answer = st.session_state.get("sought", (None, None))
        if question == asked and isinstance(answer, str):
            st.error(plain(numbers(answer)))
        elif question == asked and answer is not None:
            _show(answer, name, notation)


def _show(answer: Solution, name: str, notation: Notation) -> None:
    figure, unit = FIGURES[name], parameters()[answer.path].param.unit
    found = f"{unit.show(answer.value)} ({answer.value}) gives {figure.label} = {figure.unit.show(answer.reached)}."
    said, use = st.columns([5, 2], vertical_alignment="center")
    nearest = "" if answer.exact else " That is the nearest it can get."
    said.success(plain(notation.write(f"{_label(answer.path)} = {found}{nearest}")))
    use.button("Use it", on_click=put, args=({answer.path: answer.value},), width="stretch")
