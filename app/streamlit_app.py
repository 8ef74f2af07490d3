"""The explorer: ``streamlit run app/streamlit_app.py``."""

from __future__ import annotations

import brand
import controls
import present
import state
import streamlit as st
import views
import work
from outcome import tables_of

st.set_page_config(page_title=f"{brand.name()} churn explorer", page_icon="📶", layout="wide")


def main() -> None:
    """Draw the page: levers at the left, the answer at the right."""
    brand.wear()
    state.start()
    views.start()
    scenario = controls.scenario_on_screen()
    state.record(scenario)
    controls.sidebar()
    room = work.start()
    present.bar()
    chosen = views.choose()
    state.wrong_link()
    chosen.show(scenario, tables_of(scenario))
    work.bar(room)
    state.told()


main()
