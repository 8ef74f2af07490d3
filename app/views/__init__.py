"""Views: one module each, with TITLE, ORDER and show(scenario, tables)."""

from __future__ import annotations

from types import ModuleType

import streamlit as st
from state import VIEW, tell

from televantage.plugins import discover


def views() -> dict[str, ModuleType]:
    """Return the view modules by title, in their order."""
    found = discover(__name__, "TITLE", "ORDER", "show").values()
    return {module.TITLE: module for module in sorted(found, key=lambda module: module.ORDER)}


def _forget() -> None:
    """Forget what was wrong with an import of a while ago."""
    st.session_state["mistakes"] = []


def start() -> None:
    """Open the view that the link or a demo asks for; where there is none of that name, the overview."""
    asked = st.session_state.get(VIEW, st.session_state.get("asked view"))
    if VIEW not in st.session_state or asked not in views():
        tell({VIEW: asked if asked in views() else "Overview"})


def choose() -> ModuleType:
    """Draw the row of views; return the chosen one."""
    titles = list(views())
    chosen = st.radio("View", titles, key=VIEW, horizontal=True, label_visibility="collapsed", on_change=_forget)
    return views()[chosen or titles[0]]
