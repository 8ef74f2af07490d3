"""Presenting: a large page without the levers, and demo scripts played step by step, with keys."""

from __future__ import annotations

import state
import streamlit as st
import views
from state import VIEW, Pin
from text import escaped, plain

from televantage.scenario import (
    Demo,
    ScenarioError,
    demo,
    demo_names,
    parse_demo,
    preset,
    preset_scenario,
)

STYLE = """<style>
[data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"] {display: none}
:root {font-size: 18px !important}
[class*="st-key-charts"] {grid-template-columns: repeat(auto-fill, minmax(560px, 1fr)) !important}
</style>"""
ON, DEMO, PLACE = "presenting", "demo", "demo place"
UPLOAD, MISTAKES = "demo file", "demo mistakes"


def presenting() -> bool:
    """Tell whether the page is drawn for a room."""
    return bool(st.session_state.get(ON))


def playing() -> Demo | None:
    """Return the demo that is played, if one is."""
    script: Demo | None = st.session_state.get(DEMO)
    return script


def _show(place: int) -> None:
    """Put a step of the demo on the screen."""
    script = playing()
    if script is None or not 0 <= place < len(script.steps):
        return
    step, name = script.steps[place], script.presets()[place]
    st.session_state[PLACE] = place
    state.show(state.Step(name, preset(name), preset_scenario(name), script.scenarios()[place]))
    state.tell({VIEW: step.view})


def begin(script: Demo) -> None:
    """Play a demo from its first step, which is pinned: Compare has something to compare with."""
    st.session_state[DEMO], st.session_state[ON] = script, True
    st.session_state["pins"] = [Pin(script.steps[0].title, script.scenarios()[0])]
    _show(0)


def _own() -> None:
    """Play the uploaded demo; where something in it is wrong, keep the screen and remember every mistake."""
    upload = st.session_state[UPLOAD]
    st.session_state[MISTAKES] = []
    if upload is None:
        return
    try:
        script = parse_demo(upload.getvalue(), upload.name)
    except ScenarioError as error:
        st.session_state[MISTAKES] = str(error).splitlines()
        return
    st.session_state[MISTAKES] = [
        f"{upload.name}: Step {number}: there is no view {step.view!r}. The views are {', '.join(views.views())}."
        for number, step in enumerate(script.steps, 1)
        if step.view not in views.views()
    ]
    if not st.session_state[MISTAKES]:
        begin(script)


def _go(by: int) -> None:
    _show(st.session_state.get(PLACE, 0) + by)


def _present(on: bool) -> None:
    st.session_state[ON] = on
    if not on:
        st.session_state[DEMO] = None


def button() -> None:
    """Draw the button that opens the choice of what to present."""
    with st.popover("Present", icon=":material/slideshow:", key="present"):
        st.button("This page, large", key="present page", on_click=_present, args=(True,), width="stretch")
        for name in demo_names():
            script = demo(name)
            st.button(
                f"{plain(script.title)} · {script.minutes} min", key=f"present {name}", on_click=begin, args=(script,),
                help=plain(script.story), width="stretch",
            )  # fmt: skip
        st.file_uploader("A demo file of your own (JSON)", type="json", key=UPLOAD, on_change=_own)
        for mistake in st.session_state.get(MISTAKES, []):
            st.error(plain(mistake))


def bar() -> None:
    """Draw the presenter's bar: where in the demo we are, the keys, and, folded, what to say."""
    if not presenting():
        return
    st.html(STYLE if st.session_state.get(DEMO) is None else STYLE + "<style>.st-key-view {display: none}</style>")
    script, place = playing(), st.session_state.get(PLACE, 0)
    with st.container(key="presenter", horizontal=True, vertical_alignment="center"):
        if script is not None:
            last = len(script.steps) - 1
            step = script.steps[place]
            st.button("Back", key="demo back", on_click=_go, args=(-1,), disabled=place == 0, shortcut="Left")
            st.button(
                "Next", key="demo next", on_click=_go, args=(1,), disabled=place == last, type="primary",
                shortcut="Right",
            )  # fmt: skip
            st.button("Reset", key="demo reset", on_click=_go, args=(0,), shortcut="Home", help="This step as it was.")
            ask = f" <i>{escaped(step.ask)}</i>" if step.ask else ""
            st.html(f'<p class="tv-facts">{place + 1} of {last + 1} · <b>{escaped(step.title)}</b>{ask}</p>')
            with st.popover("Notes", key="notes"):
                st.write(plain(step.notes))
        else:
            st.button("Reset", key="present reset", on_click=state.reset, shortcut="Home")
        st.button("Leave", key="present leave", on_click=_present, args=(False,), shortcut="Esc")
