"""Story: the scenario told step by step, from business as usual to what to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from notation import notation_in, numbers
from outcome import tables_of
from text import escaped

from televantage.charts import charts
from televantage.measures import FIGURES
from televantage.scenario import Preset, Scenario
from views._charts import grid
from views._header import header, says
from views.overview import metrics

TITLE = "Story"
ORDER = 1
CHARTS = 2
"""Charts beside a thing to look at."""
START = ("customers_start", "mrr_start", "arpu", "churn_12m")
END = ("churn_12m", "customers_lost", "mrr_end", "margin", "saved_customers", "roi")


def _words(text: str) -> set[str]:
    return {word for word in "".join(c if c.isalnum() else " " for c in text.lower()).split() if len(word) > 3}


def charts_for(thing: str) -> list[str]:
    """Return the charts that a sentence speaks of: those whose title and question share most words with it."""
    said = _words(thing)
    near = {
        name: len(said & (_words(module.TITLE) | _words(module.QUESTION)))
        for name, module in charts().items()
        if module.VIEW in ("Overview", "Retention")
    }
    return sorted((name for name, shared in near.items() if shared), key=lambda name: -near[name])[:CHARTS]


def _usual(scenario: Scenario, rows: dict[str, dict[str, Any]]) -> None:
    """Draw the base with every lever neutral."""
    notation = notation_in(scenario.setting.currency)
    for column, name in zip(st.columns(len(START)), START, strict=True):
        figure = FIGURES[name]
        column.metric(figure.label, notation.write(figure.unit.show(rows[name]["baseline"])), border=True)
    grid(("segments", "survival", "risk_distribution"), tables_of(scenario.neutral()), notation)


def _steps(story: Preset, scenario: Scenario, tables: Mapping[str, Any]) -> list[tuple[str, str, Callable[[], None]]]:
    """Return the steps: a heading, a sentence, and what is drawn."""
    notation = notation_in(scenario.setting.currency)
    rows = {row["figure"]: row for row in tables["headline"].to_dict("records")}
    told: list[tuple[str, str, Callable[[], None]]] = [
        ("Business as usual", "This is the base before anybody moves.", lambda: _usual(scenario, rows)),
        ("What happens", numbers(story.story), lambda: grid(["survival", "churn_by_month"], tables, notation)),
        ("What it does", says(scenario, tables), lambda: metrics(rows, END, notation)),
    ]
    for thing in story.look_at:
        found = charts_for(thing) or ["mrr_bridge"]
        told.append(("Look at this", numbers(thing), lambda found=found: grid(found, tables, notation)))  # type: ignore[misc]
    return told


def _go(by: int, last: int) -> None:
    st.session_state["story step"] = min(max(st.session_state.get("story step", 0) + by, 0), last)


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    steps = _steps(st.session_state["story"], scenario, tables)
    last = len(steps) - 1
    place = min(st.session_state.get("story step", 0), last)
    heading, text, draw = steps[place]
    back, on, where = st.columns([1, 1, 6], vertical_alignment="center")
    back.button(
        "Back", icon=":material/arrow_back:", key="story back", on_click=_go, args=(-1, last), disabled=place == 0,
        width="stretch",
    )  # fmt: skip
    on.button(
        "Next", icon=":material/arrow_forward:", key="story next", on_click=_go, args=(1, last),
        disabled=place == last, width="stretch", type="primary",
    )  # fmt: skip
    where.caption(f"Part {place + 1} of {len(steps)}")
    st.html(f'<p class="tv-title">{escaped(heading)}</p><p class="tv-says">{escaped(text)}</p>')
    draw()
