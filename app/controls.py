"""The sidebar: declared parameters as widgets, grouped by who decides, with a search and marks of what was changed."""

from __future__ import annotations

from typing import Any

import state
import streamlit as st
import tailor
from state import IMPORTED, key
from text import plain

from televantage.scenario import (
    Parameter,
    Scenario,
    ScenarioError,
    parameters,
    preset,
    preset_names,
    sections,
)
from televantage.units import MONEY, in_currency

WIDE = 1_000_000
"""A number with more values than this is typed, not slid; so is an amount of money in total."""
MARK = "●"
"""Before the label of a parameter that differs from what was loaded."""
GROUPS = (("Levers", "lever"), ("Assumptions", "assumption"), ("Settings", "setting"))
OPEN = ("price", "competitor", "offer")


def widget(parameter: Parameter, changed: bool) -> Any:
    """Draw the widget of a parameter; return its value."""
    p = parameter.param
    label = f"{MARK} {p.label}" if changed else p.label
    common: dict[str, Any] = {"key": key(parameter.path), "help": plain(parameter.sentence)}
    if parameter.kind == "choice":
        return st.selectbox(label, parameter.choices, **common)
    if parameter.kind == "month":
        return st.text_input(f"{label} (YYYY-MM)", max_chars=7, **common)
    convert = int if parameter.kind == "int" else float
    low, high, step = (convert(v) for v in (p.low or 0, p.high or 0, p.step or 1))
    if (high - low) / step > WIDE or p.unit is MONEY:
        value = st.number_input(label, low, high, step=step, format="%d" if convert is int else "%.0f", **common)
        if p.unit is MONEY:
            st.caption(plain(f"= {in_currency(MONEY.show(value), st.session_state[key('setting.currency')])}"))
        return value
    currency = st.session_state[key("setting.currency")]
    return st.slider(
        label, low, high, step=step, format=p.unit.widget and in_currency(p.unit.widget, currency), **common
    )


def scenario_on_screen() -> Scenario:
    """Return the scenario that the widgets show; where one cannot be used, what was loaded, with a sentence."""
    changes = {path: st.session_state[key(path)] for path in parameters()}
    try:
        return Scenario().override(changes)
    except ScenarioError as error:
        for problem in error.problems:
            st.sidebar.error(plain(problem))
        loaded = st.session_state["loaded"].flat()
        return Scenario().override({p: v if _allowed(p, v) else loaded[p] for p, v in changes.items()})


def _allowed(path: str, value: Any) -> bool:
    try:
        Scenario().override({path: value})
    except ScenarioError:
        return False
    return True


def _found(parameter: Parameter, words: list[str]) -> bool:
    """Tell whether every word of a search stands in what a parameter says about itself."""
    said = " ".join([parameter.path, parameter.label, sections()[parameter.section].title, parameter.sentence]).lower()
    return all(word in said for word in words)


def _section(name: str, chosen: list[Parameter], opened: bool) -> None:
    loaded = st.session_state["loaded"].flat()
    changed = {p.path for p in chosen if st.session_state[key(p.path)] != loaded[p.path]}
    title = sections()[name].title
    with st.expander(f"{title} · {len(changed)} changed" if changed else title, expanded=opened, key=f"section {name}"):
        for parameter in chosen:
            widget(parameter, parameter.path in changed)


def _parameters(words: list[str]) -> None:
    """Draw the widgets, group by group and section by section; while searching, those that are found."""
    shown = [p for p in parameters().values() if _found(p, words)]
    if not shown:
        st.caption("Nothing is called so. Try a shorter word: price, offer, churn, month.")
    for title, role in GROUPS:
        names = list(dict.fromkeys(p.section for p in shown if p.param.role == role))
        if names:
            st.subheader(title)
        for name in names:
            _section(name, [p for p in shown if p.section == name], bool(words) or name in OPEN)


def sidebar() -> None:
    """Draw the preset box, undo and redo, the search and the parameters."""
    with st.sidebar:
        st.selectbox(
            "Preset",
            (*preset_names(), *([IMPORTED] if st.session_state["preset"] == IMPORTED else [])),
            key="preset",
            format_func=lambda name: "Imported" if name == IMPORTED else preset(name).title,
            on_change=lambda: state.load_preset(st.session_state["preset"]),
        )
        if st.button("Tailor to a prospect", icon=":material/handshake:", key="tailor", width="stretch"):
            tailor.dialog()
        undo, redo, reset = st.columns([1, 1, 2])
        undo.button(
            "Undo", icon=":material/undo:", key="undo", on_click=state.move, args=(-1,), width="stretch",
            disabled=not state.can_move(-1), help="Take the last change back.",
        )  # fmt: skip
        redo.button(
            "Redo", icon=":material/redo:", key="redo", on_click=state.move, args=(1,), width="stretch",
            disabled=not state.can_move(1), help="Do it again.",
        )  # fmt: skip
        reset.button(
            "Reset", icon=":material/restart_alt:", key="reset", on_click=state.reset, width="stretch",
            help="Go back to what was loaded.",
        )  # fmt: skip
        words = st.text_input(
            "Find a lever or an assumption", key="search", type="search", max_chars=40, placeholder="price, uplift ..."
        )
        _parameters((words or "").lower().split())
