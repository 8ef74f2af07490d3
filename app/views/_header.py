"""The head of every view: what scenario this is, and that it is simulated."""

from __future__ import annotations

import streamlit as st
from outcome import LIVE_CUSTOMERS
from text import escaped

from televantage.scenario import Preset, Scenario
from televantage.units import CUSTOMERS

STYLE = """<style>
.tv-title {font-size: 1.7rem; font-weight: 700; line-height: 1.2; margin: 0}
.tv-badge {font-size: .8rem; font-weight: 600; background: #fef0c7; color: #7a2e0e; border-radius: 1rem;
  padding: .15rem .7rem; margin-left: .8rem; vertical-align: middle; white-space: nowrap}
.tv-story {margin: .3rem 0 0; max-width: 75rem}
.tv-facts {color: #667085; font-size: .85rem; margin: .3rem 0 0}
.stMainBlockContainer {padding: 3rem 2rem 2rem}
.st-key-charts, .st-key-retention-charts, .st-key-evidence-charts {display: grid; gap: .8rem;
  grid-template-columns: repeat(auto-fill, minmax(430px, 1fr))}
[data-testid="stMetric"] {padding: .6rem .9rem}
[data-testid="stMetric"] > div {padding: 0}
[data-testid="stMetricValue"] {font-size: 1.5rem}
[data-testid="stMetricValue"] p {overflow: visible; text-overflow: clip}
[data-testid="stMetricLabel"] p {white-space: normal; overflow: visible; line-height: 1.15; font-size: .85rem}
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] {gap: .7rem}
</style>"""


def header(scenario: Scenario) -> None:
    """Draw title, story and facts of the scenario on screen."""
    story: Preset = st.session_state["story"]
    loaded: Scenario = st.session_state["loaded"]
    changed = len(scenario.changes_from(loaded))
    mark = f" · {changed} changed" if changed else ""
    setting = scenario.setting
    facts = (
        f"As of {setting.as_of} · {CUSTOMERS.show(setting.subscribers)} subscribers · {setting.horizon} months · "
        f"{LIVE_CUSTOMERS:,} customers simulated live · grey and dashed: baseline"
    )
    st.html(
        f'{STYLE}<p class="tv-title">{escaped(story.title)}{mark}<span class="tv-badge">Simulated data</span></p>'
        f'<p class="tv-story">{escaped(story.story)}</p><p class="tv-facts">{escaped(facts)}</p>'
    )
