"""The head of every view: what scenario this is, what it does in one sentence, and that it is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import brand
import present
import state
import streamlit as st
from notation import numbers
from outcome import LIVE_CUSTOMERS
from text import escaped

from televantage.explaining.sentence import sentence
from televantage.scenario import Preset, Scenario
from televantage.units import CUSTOMERS

STYLE = """<style>
.tv-title {font-size: 1.6rem; font-weight: 700; line-height: 1.2; margin: 0}
.tv-badge {font-size: .8rem; font-weight: 600; background: #fef0c7; color: #7a2e0e; border-radius: 1rem;
  padding: .15rem .7rem; margin-left: .8rem; vertical-align: middle; white-space: nowrap}
.tv-says {font-size: 1.1rem; font-weight: 600; margin: .35rem 0 0; max-width: 85rem}
.tv-story {margin: .3rem 0 0; max-width: 75rem}
.tv-facts {opacity: .8; font-size: .85rem; margin: .3rem 0 0}
.stMainBlockContainer {padding: 3.8rem 2rem 2rem}
[class*="st-key-charts"] {display: grid; gap: .8rem; grid-template-columns: repeat(auto-fill, minmax(430px, 1fr))}
[data-testid="stCaptionContainer"] {color: inherit; opacity: .8}
[data-testid="stCaptionContainer"] p {color: inherit; opacity: 1}
[data-testid="stMetric"] {padding: .6rem .9rem}
[data-testid="stMetric"] > div {padding: 0}
[data-testid="stMetricValue"] {font-size: 1.5rem}
[data-testid="stMetricValue"] p {overflow: visible; text-overflow: clip}
[data-testid="stMetricLabel"] p {white-space: normal; overflow: visible; line-height: 1.15; font-size: .85rem}
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] {gap: .7rem}
[class*="st-key-kpi"] [data-testid="stMetric"] {min-height: 6.6rem}
@media (max-width: 1500px) {[class*="st-key-kpi"] [data-testid="stMetric"] {min-height: 7.5rem}}
[class*="st-key-kpi"] {gap: .1rem !important}
[class*="st-key-kpi"] [data-testid="stCaptionContainer"] p {font-size: .78rem; padding-left: .3rem}
[class*="st-key-kpi"] button {min-height: 1.6rem; padding: 0 .3rem}
</style>"""
DARK = """<style>[data-testid*="stBaseButton-primary"] p {color: #0f1623}</style>"""
"""On the dark theme the brand's colour is light, and so is what Streamlit writes on it."""


def says(scenario: Scenario, tables: Mapping[str, Any]) -> str:
    """Return what the levers do, in a sentence."""
    rows, campaign = ({r["figure"]: r for r in tables[n].to_dict("records")} for n in ("headline", "campaign"))
    return numbers(sentence(scenario, rows, campaign or None))


def title(scenario: Scenario) -> str:
    """Return the name of the story on screen, and how many of its parameters were changed."""
    story: Preset = st.session_state["story"]
    loaded: Scenario = st.session_state["loaded"]
    changed = len(scenario.changes_from(loaded))
    return story.title + (f" · {changed} changed" if changed else "")


def header(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw title, generated sentence and facts of the scenario on screen, and the link to it."""
    setting, name = scenario.setting, title(scenario)
    facts = (
        f"As of {setting.as_of} · {CUSTOMERS.show(setting.subscribers)} subscribers · "
        f"{setting.horizon} month{'s' * (setting.horizon > 1)} · "
        f"{min(LIVE_CUSTOMERS, setting.subscribers):,} customers simulated live · grey and dashed: baseline"
    )
    head, actions = st.columns([5, 3], vertical_alignment="top")
    style = STYLE + (DARK if brand.is_dark() else "")
    head.html(
        f'{style}<p class="tv-title">{escaped(name)}<span class="tv-badge">Simulated data</span></p>'
        f'<p class="tv-says">{escaped(says(scenario, tables))}</p><p class="tv-facts">{escaped(numbers(facts))}</p>'
    )
    if present.presenting():
        return
    with actions.container(horizontal=True, horizontal_alignment="right"):
        present.button()
        st.button(
            "Pin", icon=":material/keep:", key="pin", on_click=state.pin, args=(name, scenario),
            help="Keep this scenario for the view Compare, up to four.",
        )  # fmt: skip
        with st.popover("Copy link", icon=":material/link:"):
            st.caption("Whoever opens it sees this scenario and this view.")
            st.code(state.address(scenario), language=None, wrap_lines=True)
