"""The gallery: a chart is tested by being drawn, for every preset."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pandas as pd
import pytest

from televantage.charts import charts, specification
from televantage.measures import measures
from televantage.scenario import preset_names, preset_scenario
from televantage.units import Notation
from tests.support.pictures import everything

MOST_ROWS = 1_000
OF_MEASURES = ("Overview", "Customers & segments", "Retention")
"""Views whose charts draw measures of the scenario on screen."""


def fields(part: Any) -> set[str]:
    """Return every field that a specification's encodings name."""
    if isinstance(part, dict):
        own = {part["field"]} if isinstance(part.get("field"), str) else set()
        return own.union(*(fields(value) for value in part.values()))
    return set().union(*(fields(value) for value in part)) if isinstance(part, list) else set()


def drawn(name: str, found: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Return a chart's specification with its data as rows, valid against Vega-Lite's schema."""
    spec = specification(name, found[charts()[name].MEASURE])
    rows = {key: table.to_dict("records") for key, table in spec["datasets"].items()}
    alt.Chart.from_dict(spec | {"datasets": rows}).to_dict()
    return spec | {"datasets": rows}


@pytest.mark.parametrize("name", preset_names())
def test_every_chart_draws_every_preset(name: str) -> None:
    found = everything(preset_scenario(name), 2_000)
    assert len(charts()) >= 6
    for key, chart in charts().items():
        assert (chart.MEASURE in measures()) == (chart.VIEW in OF_MEASURES) and chart.QUESTION.strip()
        spec = drawn(key, found)
        assert spec["title"]["text"] == chart.TITLE
        rows = [row for data in spec["datasets"].values() for row in data]
        assert 0 < len(rows) < MOST_ROWS  # a measure, never a population
        assert fields(spec) <= {column for row in rows for column in row}  # nothing is drawn that is not there
        assert "NaN" not in json.dumps(spec)


def test_a_ghost_of_the_baseline_is_in_every_comparison() -> None:
    found = everything(preset_scenario("price_rise"), 2_000)
    for name in ("survival", "churn_by_month", "hazard_by_tenure", "mrr_bridge", "risk_distribution"):
        assert '"world": "baseline"' in json.dumps(drawn(name, found)), name


def data_names(part: Any) -> set[str]:
    """Return the datasets that a specification draws from."""
    if isinstance(part, dict):
        own = {part["data"]["name"]} if "data" in part else set()
        return own.union(*(data_names(value) for value in part.values()))
    return set().union(*(data_names(value) for value in part)) if isinstance(part, list) else set()


@pytest.mark.parametrize("name", charts())
def test_every_look_of_a_chart_draws_from_the_same_datasets(name: str) -> None:
    """A page fills the old look before it draws the new one; a dataset that the old one lacks would be an error."""
    for preset in ("baseline", "risk_targeting"):
        spec = drawn(name, everything(preset_scenario(preset), 1_000))
        assert data_names({k: v for k, v in spec.items() if k != "datasets"}) == set(spec["datasets"])


def test_a_new_table_does_not_touch_what_was_drawn_before() -> None:
    found = [everything(preset_scenario(name), 2_000) for name in ("price_war", "baseline")]
    first = json.dumps(drawn("survival", found[0]))
    drawn("survival", found[1])
    assert json.dumps(drawn("survival", found[0])) == first


@pytest.mark.parametrize("horizon", [1, 2, 60])
def test_charts_draw_at_any_horizon(horizon: int) -> None:
    scenario = preset_scenario("risk_targeting").override({"setting.horizon": horizon})
    found = everything(scenario, 1_000)
    for name in charts():
        drawn(name, found)


def test_amounts_are_written_in_the_currency_of_the_scenario() -> None:
    found = everything(preset_scenario("risk_targeting"), 1_000)
    look = specification("mrr_bridge", found["mrr_bridge"], Notation("EUR"))
    assert look["datasets"]["rows"]["label"].str.contains("€").all()
    assert look["config"]["locale"]["number"]["currency"] == ["€", ""]
    assert specification("mrr_bridge", found["mrr_bridge"])["config"]["locale"]["number"]["currency"] == ["$", ""]
