"""Evidence: what can be learned from this base, how true it is to the sample, and every table with its definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from televantage.scenario import Scenario
from views._evidence import data, fidelity, models
from views._header import header

TITLE = "Evidence"
ORDER = 8
MODELS, FIDELITY, DATA = PARTS = ("Models", "Fidelity", "Tables and definitions")


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    part = st.segmented_control(
        "Evidence", PARTS, default=MODELS, key="evidence part", label_visibility="collapsed", required=True
    )
    if part == FIDELITY:
        fidelity.show(scenario)
    elif part == DATA:
        data.show(scenario, tables)
    else:
        models.show(scenario)
