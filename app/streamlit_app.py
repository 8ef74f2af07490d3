"""The explorer: ``streamlit run app/streamlit_app.py``."""

from __future__ import annotations

import controls
import streamlit as st
import views
from outcome import tables_of

st.set_page_config(page_title="TeleVantage churn explorer", page_icon="📶", layout="wide")


def main() -> None:
    """Draw the page: levers at the left, the answer at the right."""
    controls.start()
    scenario = controls.sidebar()
    chosen = views.choose()
    chosen.show(scenario, tables_of(scenario))


main()
