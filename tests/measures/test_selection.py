"""Some segments alone, several scenarios side by side, and response curves."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from televantage.explaining.response import response
from televantage.measures import FIGURES, Outcome, headline_figure, measures, selected, side_by_side, tables
from televantage.scenario import Scenario, UsageError, preset_scenario
from televantage.simulation import LABELS, simulate
from tests.support.strategies import scenarios
from tests.support.tiers import examples

SEGMENTS = list(product(LABELS["tenure"], LABELS["contract"], LABELS["value"]))
OF_SEGMENTS = ("headline", "survival", "churn_by_month", "mrr_bridge")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return Outcome(simulate(preset_scenario("retention_blitz").override({"price.change": 0.1}), 8_000))


def test_all_segments_are_everybody(outcome: Outcome) -> None:
    whole = selected(outcome, SEGMENTS)
    for name in OF_SEGMENTS:
        mine, theirs = (measures()[name].measure(o) for o in (whole, outcome))
        for column in mine.select_dtypes("number"):
            assert np.allclose(mine[column], theirs[column], equal_nan=True), (name, column)


@pytest.mark.full
@given(picked=st.sets(st.sampled_from(SEGMENTS), min_size=1), scenario=scenarios())
@examples(25)
def test_a_selection_is_the_sum_of_its_segments(picked: set[tuple[str, str, str]], scenario: Scenario) -> None:
    outcome = Outcome(simulate(scenario, 2_000))
    grid = measures()["segment_churn"].measure(outcome)
    keys = list(zip(grid["tenure_band"], grid["contract"], grid["value_tier"], strict=True))
    own = grid[(grid["world"] == "scenario") & np.array([key in picked for key in keys])]
    if not own["customers"].sum():
        with pytest.raises(UsageError, match="no customers"):
            selected(outcome, picked)
        return
    try:
        found = measures()["headline"].measure(selected(outcome, picked)).set_index("figure")["scenario"]
    except UsageError:
        assert own["customers"].sum() < scenario.setting.subscribers / 2_000  # apportioned, but none simulated
        return
    unit = scenario.setting.subscribers / 2_000
    assert found["customers_start"] == pytest.approx(own["customers"].sum(), abs=1)
    assert found["mrr_start"] == pytest.approx(own["mrr_start"].sum(), rel=1e-3, abs=unit)
    assert found["churn_12m"] == pytest.approx(own["lost_12m"].sum() / own["customers"].sum(), abs=2e-3)


def test_a_segment_that_is_none_is_named(outcome: Outcome) -> None:
    for wrong in (("0-3m", "M2M", "Huge"), ("0-3m", "M2M"), ("M2M", "0-3m", "Low")):
        with pytest.raises(UsageError, match="no segment"):
            selected(outcome, [wrong])  # type: ignore[list-item]


def test_side_by_side_keeps_whose_row_is_whose(outcome: Outcome) -> None:
    other = Outcome(simulate(preset_scenario("price_war"), 2_000))
    found = [tables(o)["churn_by_month"] for o in (outcome, other)]
    both = side_by_side(["a", "b"], found)
    for name, table in zip("ab", found, strict=True):
        own = table[table["world"] == "scenario"]
        assert both.loc[both["name"] == name, "churn"].tolist() == own["churn"].tolist()


def test_a_response_curve_is_the_figures_one_by_one() -> None:
    scenario = preset_scenario("price_rise")
    found = response(scenario, "price.change", (0.1, -0.1, 0.1), 2_000)
    assert found["value"].tolist() == [-0.1, 0.1, 0.2] and found["now"].tolist() == [False, False, True]
    for name in FIGURES:
        own = [headline_figure(name, 2_000)(scenario.override({"price.change": v})) for v in found["value"]]
        assert np.allclose(found[name], own, equal_nan=True)
    margin = headline_figure("margin.difference", 2_000)(scenario)
    assert found["margin_difference"].iloc[2] == pytest.approx(margin)
    assert (found["margin_difference_low"] <= found["margin_difference"]).all()
