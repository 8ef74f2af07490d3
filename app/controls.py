"""The sidebar: declared parameters as widgets, and session state ⇄ Scenario."""

from __future__ import annotations

from typing import Any

import streamlit as st
from text import plain

from televantage.exports import is_shipped
from televantage.scenario import (
    Parameter,
    Preset,
    Scenario,
    ScenarioError,
    parameters,
    preset,
    preset_names,
    preset_scenario,
    sections,
)
from televantage.units import MONEY, in_currency

IMPORTED = "<imported>"
"""What the preset box holds while an imported scenario is on screen; no preset can have this name."""
WIDE = 1_000_000
"""A number with more values than this is typed, not slid; so is an amount of money in total."""


def key(path: str) -> str:
    """Return the key of a parameter's widget in the session state."""
    return f"parameter {path}"


def load(name: str, story: Preset, scenario: Scenario) -> None:
    """Put a scenario on the screen, under the name of what it came from."""
    st.session_state["name"], st.session_state["story"] = name, story
    st.session_state["loaded"] = scenario
    st.session_state["preset"] = name if is_shipped(name, story, scenario) else IMPORTED
    st.session_state["mistakes"] = []
    for path, value in scenario.flat().items():
        st.session_state[key(path)] = value


def load_preset(name: str) -> None:
    """Put a shipped preset on the screen."""
    if name != IMPORTED:
        load(name, preset(name), preset_scenario(name))


def start() -> None:
    """Put the baseline on the screen of a new session."""
    if "loaded" not in st.session_state:
        load_preset("baseline")


def reset() -> None:
    """Go back to what was loaded."""
    load(st.session_state["name"], st.session_state["story"], st.session_state["loaded"])


def widget(parameter: Parameter) -> Any:
    """Draw the widget of a parameter; return its value."""
    p = parameter.param
    common: dict[str, Any] = {"key": key(parameter.path), "help": plain(parameter.sentence)}
    if parameter.kind == "choice":
        return st.selectbox(p.label, parameter.choices, **common)
    if parameter.kind == "month":
        return st.text_input(f"{p.label} (YYYY-MM)", max_chars=7, **common)
    convert = int if parameter.kind == "int" else float
    low, high, step = (convert(v) for v in (p.low or 0, p.high or 0, p.step or 1))
    if (high - low) / step > WIDE or p.unit is MONEY:
        value = st.number_input(p.label, low, high, step=step, format="%d" if convert is int else "%.0f", **common)
        if p.unit is MONEY:
            st.caption(plain(f"= {in_currency(MONEY.show(value), st.session_state[key('setting.currency')])}"))
        return value
    currency = st.session_state[key("setting.currency")]
    return st.slider(
        p.label, low, high, step=step, format=p.unit.widget and in_currency(p.unit.widget, currency), **common
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


def _group(title: str, names: list[str], opened: tuple[str, ...]) -> None:
    st.subheader(title)
    for name in names:
        with st.expander(sections()[name].title, expanded=name in opened):
            for parameter in parameters().values():
                if parameter.section == name:
                    widget(parameter)


def sidebar() -> Scenario:
    """Draw the preset box and every parameter in its group; return the scenario on screen."""
    role = {name: next(p.param.role for p in parameters().values() if p.section == name) for name in sections()}
    with st.sidebar:
        st.selectbox(
            "Preset",
            (*preset_names(), *([IMPORTED] if st.session_state["preset"] == IMPORTED else [])),
            key="preset",
            format_func=lambda name: "Imported" if name == IMPORTED else preset(name).title,
            on_change=lambda: load_preset(st.session_state["preset"]),
        )
        st.button("Reset to what was loaded", on_click=reset, width="stretch")
        _group("Levers", [n for n, r in role.items() if r == "lever"], ("price", "offer"))
        _group("Assumptions", [n for n, r in role.items() if r == "assumption"], ("churn",))
        _group("Settings", [n for n, r in role.items() if r == "setting"], ())
    return scenario_on_screen()
