"""The gallery: a chart is tested by being drawn, for every preset."""

from __future__ import annotations

import json

import pytest

from televantage.charts import charts
from televantage.measures import Outcome, measures, tables
from televantage.scenario import preset_names, preset_scenario
from televantage.simulation import simulate

MOST_ROWS = 1_000


@pytest.mark.parametrize("name", preset_names())
def test_every_chart_draws_every_preset(name: str) -> None:
    found = tables(Outcome(simulate(preset_scenario(name), 2_000)))
    assert len(charts()) >= 6
    for chart in charts().values():
        assert chart.MEASURE in measures() and chart.QUESTION.strip()
        spec = chart.draw(found[chart.MEASURE]).to_dict()
        assert spec["title"]["text"] == chart.TITLE
        rows = [row for data in spec["datasets"].values() for row in data]
        assert 0 < len(rows) < MOST_ROWS  # a measure, never a population
        assert "NaN" not in json.dumps(spec)


def test_a_ghost_of_the_baseline_is_in_every_comparison() -> None:
    found = tables(Outcome(simulate(preset_scenario("price_rise"), 2_000)))
    for name in ("survival", "churn_by_month", "hazard_by_tenure", "mrr_bridge", "risk_distribution"):
        spec = json.dumps(charts()[name].draw(found[charts()[name].MEASURE]).to_dict())
        assert '"world": "baseline"' in spec, name


@pytest.mark.parametrize("horizon", [1, 2, 60])
def test_charts_draw_at_any_horizon(horizon: int) -> None:
    scenario = preset_scenario("risk_targeting").override({"setting.horizon": horizon})
    found = tables(Outcome(simulate(scenario, 1_000)))
    for chart in charts().values():
        chart.draw(found[chart.MEASURE]).to_dict()
