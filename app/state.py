"""The state of a session: the scenario on screen, its history, its link, and what is pinned.

The widgets of the parameters hold the truth, in the session state under ``parameter <path>``. The address bar holds
the same scenario as a difference to its preset, so it survives a reload and a lost connection, and can be sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import notation
import streamlit as st
from notation import NUMBERS
from text import plain

from televantage.exports import is_shipped
from televantage.interfaces import from_link, query, to_link
from televantage.scenario import (
    Preset,
    Scenario,
    ScenarioError,
    preset,
    preset_scenario,
    sections,
)

IMPORTED = "<imported>"
"""What the preset box holds while an imported scenario is on screen; no preset can have this name."""
VIEW, SEARCH = "view", "search"
MOST_STEPS, MOST_PINS = 100, 4
Untold = dict[str, tuple[Any, tuple[Any, ...]]]
"""By key of a widget, what it was set to, and what it held before."""


@dataclass(frozen=True)
class Step:
    """A scenario that was on screen, and what it came from."""

    name: str
    story: Preset
    loaded: Scenario
    scenario: Scenario


@dataclass(frozen=True)
class Pin:
    """A scenario that is kept for comparison."""

    title: str
    scenario: Scenario


def key(path: str) -> str:
    """Return the key of a parameter's widget in the session state."""
    return f"parameter {path}"


def section_key(name: str) -> str:
    """Return the key in the session state that says whether a section of parameters is unfolded."""
    return f"section {name}"


def put(changes: dict[str, Any]) -> None:
    """Set some parameters on the screen."""
    tell({key(path): value for path, value in changes.items()})


def tell(values: dict[str, Any]) -> None:
    """Set widgets by their keys, and remember, until a run came to its end, what the page may still show instead."""
    untold: Untold = st.session_state.setdefault("untold", {})
    for name, value in values.items():
        earlier = untold[name][1] if name in untold else ()
        untold[name] = (value, (*earlier, st.session_state.get(name)))
        st.session_state[name] = value


def is_stale(name: str) -> bool:
    """Tell whether a widget came back from the page with what it held before it was set."""
    wanted, earlier = st.session_state["untold"].get(name, (None, ()))
    return bool(st.session_state[name] != wanted and st.session_state[name] in earlier)


def told() -> None:
    """Note that a run came to its end: the page hears of all widgets' values."""
    st.session_state["untold"] = {}


def load(name: str, story: Preset, scenario: Scenario) -> None:
    """Put a scenario on the screen, under the name of what it came from."""
    show(Step(name, story, scenario, scenario))


def show(step: Step) -> None:
    """Put a scenario on the screen that may differ from what it came from."""
    st.session_state["name"], st.session_state["story"] = step.name, step.story
    st.session_state["loaded"] = step.loaded
    st.session_state["mistakes"] = []
    tell({"preset": step.name if is_shipped(step.name, step.story, step.loaded) else IMPORTED})
    put(step.scenario.flat())


def load_preset(name: str) -> None:
    """Put a shipped preset on the screen."""
    if name != IMPORTED:
        load(name, preset(name), preset_scenario(name))


def reset() -> None:
    """Go back to what was loaded."""
    load(st.session_state["name"], st.session_state["story"], st.session_state["loaded"])


def start() -> None:
    """Put what the address asks for, else the baseline, on the screen of a new session.

    What was set in a run that the next one cut short, so that the page may not have heard of it, is set again; nothing
    else, or a key pressed while a run is under way would be lost. A section that the search hides would forget that it
    is unfolded at the end of the run.
    """
    if "loaded" in st.session_state:
        for name, (value, _) in st.session_state["untold"].items():
            st.session_state[name] = value if is_stale(name) else st.session_state[name]
        for name in map(section_key, sections() if st.session_state.get(SEARCH) else ()):
            if name in st.session_state:
                st.session_state[name] = st.session_state[name]
        return
    st.session_state["history"], st.session_state["place"], st.session_state["pins"] = [], -1, []
    link = {name: value for name, value in st.query_params.items() if name not in (VIEW, NUMBERS)}
    st.session_state["asked view"] = st.query_params.get(VIEW)
    st.session_state["wrong link"] = notation.start()
    try:
        name, story, scenario = from_link(link)
    except ScenarioError as error:
        load_preset("baseline")
        st.session_state["wrong link"] += [*str(error).splitlines(), "The baseline is on the screen instead."]
        return
    if story == preset(name):
        show(Step(name, story, preset_scenario(name), scenario))
    else:
        load(name, story, scenario)


def wrong_link() -> None:
    """Say what is wrong with the link that this session was opened with, until something is changed."""
    for problem in st.session_state["wrong link"]:
        st.error(plain(problem))


def record(scenario: Scenario) -> None:
    """Remember the scenario on screen as a step that can be undone, and write it into the address bar."""
    history: list[Step] = st.session_state["history"]
    place: int = st.session_state["place"]
    now = Step(st.session_state["name"], st.session_state["story"], st.session_state["loaded"], scenario)
    if not history or history[place] != now:
        if history:
            st.session_state["wrong link"] = []
        st.session_state["history"] = [*history[: place + 1], now][-MOST_STEPS:]
        st.session_state["place"] = len(st.session_state["history"]) - 1
    wanted = link(scenario)
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def can_move(by: int) -> bool:
    """Tell whether a step back (−1) or forward (1) exists."""
    return 0 <= st.session_state["place"] + by < len(st.session_state["history"])


def move(by: int) -> None:
    """Undo (−1) or redo (1)."""
    if can_move(by):
        st.session_state["place"] += by
        show(st.session_state["history"][st.session_state["place"]])


def link(scenario: Scenario) -> dict[str, str]:
    """Return the query of the scenario, the view on screen and how numbers are written."""
    found = to_link(st.session_state["name"], st.session_state["story"], scenario)
    return found | {VIEW: st.session_state[VIEW]} | notation.query()


def address(scenario: Scenario, view: str | None = None) -> str:
    """Return the whole link to what is on screen, or to the scenario in another view."""
    base = (st.context.url or "http://localhost:8501/").split("?")[0].rstrip("/")
    return f"{base}/?{query(link(scenario) | ({VIEW: view} if view else {}))}"


def pins() -> list[Pin]:
    """Return what is pinned, the first one first."""
    kept: list[Pin] = st.session_state["pins"]
    return kept


def pin(title: str, scenario: Scenario) -> None:
    """Keep a scenario for comparison; the same one is kept once."""
    kept = [p for p in pins() if p.scenario != scenario]
    st.session_state["pins"] = [*kept, Pin(title, scenario)][-MOST_PINS:]


def unpin(place: int) -> None:
    """Forget a pinned scenario."""
    st.session_state["pins"] = [p for i, p in enumerate(pins()) if i != place]
