"""The sidebar: declared parameters as widgets, grouped by who decides, with a search and marks of what was changed."""

from __future__ import annotations

from typing import Any

import notation
import state
import streamlit as st
import tailor
from notation import notation_in, numbers
from state import IMPORTED, key, section_key
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
OPEN = ("price", "competitor")
FOUND = " found"
"""What the key of a section ends with while searching: it is unfolded then, and as before afterwards."""


def widget(parameter: Parameter, changed: bool) -> Any:
    """Draw the widget of a parameter; return its value."""
    p = parameter.param
    label = f"{MARK} {p.label}" if changed else p.label
    common: dict[str, Any] = {
        "key": key(parameter.path),
        "help": plain(numbers(parameter.sentence)),
        "persist_state": "session",  # the search and folded sections hide widgets
    }
    if parameter.kind == "choice":
        return st.selectbox(label, parameter.choices, **common)
    if parameter.kind == "month":
        return st.text_input(f"{label} (YYYY-MM)", max_chars=7, **common)
    currency = st.session_state[key("setting.currency")]
    convert = int if parameter.kind == "int" else float
    low, high, step = (convert(v) for v in (p.low or 0, p.high or 0, p.step or 1))
    if (high - low) / step > WIDE or p.unit is MONEY:
        value = st.number_input(label, low, high, step=step, format="%d" if convert is int else "%.0f", **common)
        if p.unit is MONEY:
            st.caption(plain(f"= {notation_in(currency).write(MONEY.show(value))}"))
        return value
    shown = p.unit.widget and in_currency(p.unit.widget, currency)
    given = convert(parameter.default)  # without a value, a slider goes through the whole session state for one
    return st.slider(label, low, high, given, step, shown, **common)


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


def _forget() -> None:
    """Forget what was wrong with the link."""
    st.session_state["wrong link"] = []


def _section(name: str, chosen: list[Parameter], searching: bool) -> int:
    """Draw a section, and its widgets if it is unfolded: all of them take as long as the charts.

    Returns how many parameters differ from what was loaded.
    """
    loaded = st.session_state["loaded"].flat()
    changed = {p.path for p in chosen if st.session_state[key(p.path)] != loaded[p.path]}
    place = section_key(name) + FOUND * searching
    folder = st.expander(sections()[name].title, searching or name in OPEN, key=place, on_change="rerun")
    with folder:
        for parameter in chosen if folder.open else ():
            widget(parameter, parameter.path in changed)
    return len(changed)


def _count(changed: dict[str, int]) -> None:
    """Write behind the titles of sections how many parameters differ: within a title, it would fold its section."""
    marks = (
        f'[class*="st-key-{section_key(name).replace(" ", "-")}"] summary p::after {{content: " · {count} changed"}}'
        for name, count in changed.items()
        if count
    )
    st.html(f"<style>{' '.join(marks)}</style>")


def _parameters(words: list[str]) -> None:
    """Draw the widgets, group by group and section by section; while searching, those that are found."""
    shown = [p for p in parameters().values() if _found(p, words)]
    with_numbers = all(word in notation.WORDS for word in words)
    if not shown and not with_numbers:
        st.caption("Nothing is called so. Try a shorter word: price, offer, churn, month.")
    changed: dict[str, int] = {}
    for title, role in GROUPS:
        names = list(dict.fromkeys(p.section for p in shown if p.param.role == role))
        is_boxed = with_numbers and role == "setting"
        if names or is_boxed:
            st.subheader(title)
        if is_boxed:
            notation.box(_forget)
        for name in names:
            changed[name] = _section(name, [p for p in shown if p.section == name], bool(words))
    _count(changed)


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
            "Find a lever or an assumption",
            key=state.SEARCH,
            type="search",
            max_chars=40,
            placeholder="price, uplift ...",
        )
        _parameters((words or "").lower().split())
