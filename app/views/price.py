"""Price & competition: how far the price can go, and what a cheaper competitor does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
import work
from notation import notation_in
from outcome import response_of

from televantage.scenario import Scenario
from views._charts import draw, grid
from views._header import header
from views.overview import metrics

TITLE = "Price & competition"
ORDER = 4
FIGURES = ("churn_12m", "customers_lost", "mrr_end", "margin")
RESPONSES = {
    "price_response": ("price.change", tuple(step / 100 for step in range(-20, 31, 5))),
    "competitor_response": ("competitor.gap", tuple(step / 100 for step in range(0, 31, 5))),
}
"""By chart, the parameter along which it goes, and its values."""


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    notation = notation_in(scenario.setting.currency)
    metrics({row["figure"]: row for row in tables["headline"].to_dict("records")}, FIGURES, notation)
    with st.container(key="charts"):
        for name, (path, values) in RESPONSES.items():
            with st.container(border=True):
                found = work.result(name, response_of(scenario, path, values))
                if found is None:
                    work.wait(name, "Simulating one value after the other …")
                else:
                    draw(name, found, notation)
    grid(["churn_by_month", "mrr_bridge"], tables, notation, "below")
