"""Competing risks: shares follow what each lever adds, and incidences add up to the fall of the survival."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from televantage.scenario import Scenario, preset_scenario
from televantage.simulation.block import draw_block
from televantage.simulation.campaign import campaign
from televantage.simulation.cube import QUANTUM
from televantage.simulation.levers import market
from televantage.simulation.offer import is_offered
from televantage.simulation.operations import Operations
from televantage.simulation.outcomes import survival
from televantage.simulation.prepare import Prepared
from televantage.simulation.reasons import REASONS, USUAL, incidence, shares
from televantage.simulation.tickets import RATE, tickets
from televantage.warehouse.extract import planned
from tests.support.strategies import scenarios
from tests.support.tiers import examples
from tests.support.warehouses import source

CUSTOMERS = 4_000
CALM = Scenario().override({"shock.hazard_ratio": 1.0})
"""No lever, also for customers whom a failure would hit if it hit anybody."""


def _operations(prepared: Prepared, count: int) -> Operations:
    offered = is_offered(prepared.scenario)
    block = campaign(prepared.scenario, 0, count).block if offered else draw_block(prepared, 0, count)
    block.prepared = prepared
    return Operations(block)


@examples(25)
@given(scenarios())
def test_cumulative_incidences_add_up_to_one_minus_the_survival(scenario: Scenario) -> None:
    prepared = planned(scenario, 1_000)
    block = _operations(prepared, 1_000).block
    found = incidence(block)
    assert found.min() >= -1e-6
    for month in range(prepared.months + 1):
        lost = 1_000 * QUANTUM - int(survival(block, "scenario", month).sum())
        assert found[: month + 1].sum() == pytest.approx(lost, rel=1e-12, abs=1e-3)


@examples(50)
@given(scenarios())
def test_shares_of_the_reasons_are_shares(scenario: Scenario) -> None:
    found = shares(scenario, 12)
    assert found.min() >= 0
    assert np.allclose(found.sum(axis=-1), 1.0, rtol=0, atol=1e-12)


def test_with_no_lever_reasons_have_their_usual_shares() -> None:
    found = shares(CALM, 12)
    assert np.allclose(found, np.array(USUAL), rtol=0, atol=1e-15)
    assert sum(USUAL) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("path", "value", "more", "reason"),
    [
        ("price.change", 0.2, {"price.month": 1}, "price"),
        ("competitor.gap", 0.2, {"competitor.exposed": 1.0, "competitor.month": 1}, "competitor"),
        ("shock.hazard_ratio", 3.0, {"shock.share": 1.0, "shock.month": 1}, "service"),
    ],
)
def test_a_lever_adds_its_hazard_to_its_own_reason_alone(
    path: str, value: float, more: dict[str, float], reason: str
) -> None:
    scenario = CALM.override({path: value, **more})
    factor = market(scenario, 12)
    assert factor is not None
    hazards = shares(scenario, 12) * factor[..., None]
    added = hazards - np.array(USUAL)
    place = REASONS.index(reason)
    assert added[..., place] == pytest.approx(factor - 1.0, abs=1e-12)
    assert np.allclose(np.delete(added, place, axis=-1), 0.0, atol=1e-12)
    assert added[..., place].max() > 0.05


def test_levers_together_leave_no_rest() -> None:
    scenario = source().scenario
    factor = market(scenario, 24)
    assert factor is not None
    hazards = shares(scenario, 24) * factor[..., None]
    others = [REASONS.index("moved"), REASONS.index("other")]
    assert np.allclose(hazards[..., others], np.array(USUAL)[others], atol=1e-12)
    assert np.allclose(hazards.sum(axis=-1), factor, rtol=1e-12)


def test_realised_reasons_are_those_expected() -> None:
    """Within four standard errors, reason by reason; sleeping dogs, who leave for the contact, among them."""
    scenario = source(offer__sleeping_dogs=0.3, offer__harm=2.0, offer__reach=0.8).scenario
    count = 60_000
    work = _operations(planned(scenario, count), count)
    expected = incidence(work.block).sum(axis=0) / (QUANTUM * count)
    left = work.survived < work.block.prepared.months
    for place, share in enumerate(expected):
        realised = np.mean(left & (work.reason == place))
        assert abs(realised - share) < 4 * np.sqrt(share * (1 - share) / count), REASONS[place]


def test_contact_that_harms_is_the_reason_other() -> None:
    def share_of_other(harm: float) -> float:
        scenario = source(offer__sleeping_dogs=0.4, offer__harm=harm, offer__reach=1.0).scenario
        found = incidence(_operations(planned(scenario, CUSTOMERS), CUSTOMERS).block).sum(axis=0)
        return float(found[REASONS.index("other")] / found.sum())

    assert share_of_other(3.0) > share_of_other(0.0) + 0.01


def test_a_reason_does_not_change_who_leaves() -> None:
    """The reason has a stream of its own: the exits are those of the simulation."""
    prepared = planned(preset_scenario("price_war"), CUSTOMERS)
    work = _operations(prepared, CUSTOMERS)
    before = work.survived.copy()
    assert set(np.unique(work.reason)) <= set(range(len(REASONS)))
    assert (work.survived == before).all()


def test_tickets_are_as_many_as_their_rates_say_and_a_failure_brings_more() -> None:
    calm = draw_block(planned(Scenario(), 65_000), 0, 65_000)
    count = len(tickets(calm, 3).who)
    assert 0.5 * RATE < count / 65_000 < 1.5 * RATE
    failed = Scenario().override({"shock.share": 1.0, "shock.hazard_ratio": 3.0, "shock.month": 3})
    hit = tickets(draw_block(planned(failed, 65_000), 0, 65_000), 3)
    assert len(hit.who) == pytest.approx(3 * count, rel=0.05)
    assert hit.day.min() >= 1
    assert hit.day.max() <= 28


@examples(10)
@given(st.integers(min_value=0, max_value=60_000))
def test_a_customers_tickets_do_not_depend_on_the_block(start: int) -> None:
    prepared = planned(Scenario(), 65_000)
    whole, part = tickets(draw_block(prepared, 0, 65_000), 2), tickets(draw_block(prepared, start, 2_000), 2)
    inside = (whole.who >= start) & (whole.who < start + 2_000)
    assert (whole.who[inside] - start == part.who).all()
    assert (whole.day[inside] == part.day).all()
    assert (whole.category[inside] == part.category).all()
