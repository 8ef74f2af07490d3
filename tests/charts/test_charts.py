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
from tests.support.baked import baked
from tests.support.pictures import everything
from tests.support.tiers import beyond
from tests.support.vega import problems

MOST_ROWS = 1_000
OF_MEASURES = ("Overview", "Customers & segments", "Retention")
"""Views whose charts draw measures of the scenario on screen."""


def fields(part: Any) -> set[str]:
    """Return every field that a specification's encodings name."""
    if isinstance(part, dict):
        own = {part["field"]} if isinstance(part.get("field"), str) else set()
        return own.union(*(fields(value) for value in part.values()))
    return set().union(*(fields(value) for value in part)) if isinstance(part, list) else set()


def drawn(name: str, table: pd.DataFrame) -> dict[str, Any]:
    """Return a chart's specification with its data as rows, valid against Vega-Lite's schema."""
    spec = specification(name, table)
    spec |= {"datasets": {key: rows.to_dict("records") for key, rows in spec["datasets"].items()}}
    assert problems(spec) == []
    return spec


def is_well_drawn(name: str, table: pd.DataFrame) -> None:
    """Check what holds for every chart of every table."""
    chart, spec = charts()[name], drawn(name, table)
    assert (chart.MEASURE in measures()) == (chart.VIEW in OF_MEASURES) and chart.QUESTION.strip()
    assert spec["title"]["text"] == chart.TITLE
    rows = [row for data in spec["datasets"].values() for row in data]
    assert 0 < len(rows) < MOST_ROWS  # a measure, never a population
    assert fields(spec) <= {column for row in rows for column in row}  # nothing is drawn that is not there
    assert "NaN" not in json.dumps(spec)


@pytest.mark.parametrize("name", preset_names())
def test_charts_of_measures_draw_every_preset_that_ships(name: str) -> None:
    """From the baked files, as a front end that reads them would."""
    found = {key: baked(name, chart.MEASURE) for key, chart in charts().items() if chart.MEASURE in measures()}
    full = {key: table for key, table in found.items() if not table.empty}
    assert len(full) >= (6 if preset_scenario(name).offer.policy == "none" else 14)
    for key, table in full.items():
        is_well_drawn(key, table)


FAMILIES = ("baseline", "price_war", "uplift_targeting")
"""No lever, levers without an offer, an offer."""


@pytest.mark.full
@pytest.mark.parametrize(
    "name", [*FAMILIES, *beyond(pytest.mark.long, *(n for n in preset_names() if n not in FAMILIES))]
)
def test_every_chart_draws_every_preset(name: str) -> None:
    found = everything(preset_scenario(name), 2_000)
    assert len(charts()) >= 6
    for key, chart in charts().items():
        is_well_drawn(key, found[chart.MEASURE])


@pytest.mark.long
@pytest.mark.parametrize("name", charts())
def test_altair_reads_every_chart(name: str) -> None:
    """Its own validator is a second judge, a thousand times slower."""
    alt.Chart.from_dict(drawn(name, everything(preset_scenario("uplift_targeting"), 2_000)[charts()[name].MEASURE]))


def test_a_chart_that_vega_lite_would_not_read_is_seen() -> None:
    spec = drawn("survival", baked("price_rise", "survival"))
    assert problems(spec | {"mark": {"type": "lien"}}) and problems(spec | {"layer": 7})


def test_a_ghost_of_the_baseline_is_in_every_comparison() -> None:
    for name in ("survival", "churn_by_month", "hazard_by_tenure", "mrr_bridge", "risk_distribution"):
        assert '"world": "baseline"' in json.dumps(drawn(name, baked("price_rise", charts()[name].MEASURE))), name


def data_names(part: Any) -> set[str]:
    """Return the datasets that a specification draws from."""
    if isinstance(part, dict):
        own = {part["data"]["name"]} if "data" in part else set()
        return own.union(*(data_names(value) for value in part.values()))
    return set().union(*(data_names(value) for value in part)) if isinstance(part, list) else set()


@pytest.mark.full
@pytest.mark.parametrize("name", charts())
def test_every_look_of_a_chart_draws_from_the_same_datasets(name: str) -> None:
    """A page fills the old look before it draws the new one; a dataset that the old one lacks would be an error."""
    for preset in ("baseline", "uplift_targeting"):
        spec = drawn(name, everything(preset_scenario(preset), 2_000)[charts()[name].MEASURE])
        assert data_names({k: v for k, v in spec.items() if k != "datasets"}) == set(spec["datasets"])


def test_a_new_table_does_not_touch_what_was_drawn_before() -> None:
    found = [baked(name, "survival") for name in ("price_war", "baseline")]
    first = json.dumps(drawn("survival", found[0]))
    drawn("survival", found[1])
    assert json.dumps(drawn("survival", found[0])) == first


@pytest.mark.full
@pytest.mark.parametrize("horizon", [1, 60, *beyond(pytest.mark.long, 2)])
def test_charts_draw_at_any_horizon(horizon: int) -> None:
    scenario = preset_scenario("risk_targeting").override({"setting.horizon": horizon})
    found = everything(scenario, 1_000)
    for name, chart in charts().items():
        drawn(name, found[chart.MEASURE])


def test_amounts_are_written_in_the_currency_of_the_scenario() -> None:
    table = baked("risk_targeting", "mrr_bridge")
    look = specification("mrr_bridge", table, Notation("EUR"))
    assert look["datasets"]["rows"]["label"].str.contains("€").all()
    assert look["config"]["locale"]["number"]["currency"] == ["€", ""]
    assert specification("mrr_bridge", table)["config"]["locale"]["number"]["currency"] == ["$", ""]
