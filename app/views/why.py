"""Why: which lever made the difference, what matters most, and where it would break even."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
import work
from notation import notation_in, numbers
from outcome import attribution_of, break_even_of, tornado_of
from text import escaped

from televantage.measures import FIGURES
from televantage.scenario import Scenario
from views._charts import draw
from views._header import header

TITLE = "Why"
ORDER = 6
ASKED = ("margin", "churn_12m", "customers_end", "mrr_end")
BASELINE, LOADED = AGAINST = ("The baseline", "What was loaded")


def _attribution(scenario: Scenario, name: str, against: str) -> None:
    """Draw the difference to another scenario by what moved."""
    before: Scenario = scenario.neutral() if against == BASELINE else st.session_state["loaded"]
    if not scenario.changes_from(before):
        nothing = "No lever is moved." if against == BASELINE else "Nothing was changed since it was loaded."
        st.info(f"{nothing} Move one at the left, and its part of the difference stands here.", icon=":material/info:")
        return
    found = work.result("attribution", attribution_of(before, scenario, ASKED, (against, "On screen")))
    if found is None:
        work.wait("attribution", "Simulating every combination of what moved …")
    elif isinstance(found, str):
        st.info(numbers(found), icon=":material/info:")
    else:
        draw("attribution", found[name], notation_in(scenario.setting.currency))


def _tornado(scenario: Scenario, name: str) -> None:
    found = work.result("tornado", tornado_of(scenario, ASKED))
    if found is None:
        work.wait("tornado", "Moving every assumption a little …")
    else:
        draw("tornado", found[name], notation_in(scenario.setting.currency))


def _break_even(scenario: Scenario) -> None:
    found = work.result("break-even", break_even_of(scenario))
    if found is None:
        work.wait("break-even", "Looking for the break-even …")
    elif found:
        st.html(f'<p class="tv-says">{escaped(numbers(found[0].upper() + found[1:]))}.</p>')


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    figure, against = st.columns([3, 2])
    name = figure.segmented_control(
        "Explain", ASKED, default=ASKED[0], key="why figure", format_func=lambda n: FIGURES[n].label, required=True
    )
    other = against.segmented_control(
        "Against", AGAINST, default=BASELINE, key="why against", required=True,
        help="The baseline has no lever; what was loaded is the preset before anything was changed.",
    )  # fmt: skip
    name, other = name or ASKED[0], other or BASELINE
    with st.container(key="charts"):
        with st.container(border=True):
            _attribution(scenario, name, other)
        with st.container(border=True):
            _tornado(scenario, name)
    _break_even(scenario)
    st.caption(
        "Shapley values: the average of what a lever adds, over every order in which the levers could be moved; "
        "they sum to the difference exactly. Every combination is simulated with the same customers and draws."
    )
