"""Grading: what a list of customers, chosen by anybody in any way, would earn if the offer were made to them.

The list is judged by the expected profit of each customer on it, which no luck of the draw moves. Lists are graded
without the holdout: whoever is on the list is offered it, in the order of the list where there are several waves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from televantage.scenario import Scenario
from televantage.simulation.block import Ints
from televantage.simulation.campaign import Campaign, campaign
from televantage.simulation.kinds import four_kinds
from televantage.simulation.money import GRAIN
from televantage.simulation.portable import Floats
from televantage.simulation.prepare import Prepared, prepare
from televantage.simulation.run import BLOCK, scores_of_base
from televantage.simulation.targeting import Plan, plan

CENTS = 100 * GRAIN


def graded_scenario(scenario: Scenario) -> Scenario:
    """Return the scenario in which lists are graded: the oracle's, without holdout."""
    return scenario.override({"offer.policy": "oracle", "offer.holdout": 0.0})


def oracle_plan(prepared: Prepared, customers: int) -> Plan:
    """Return whom the oracle would choose within the scenario's limits, without holdout."""
    oracle = prepare(graded_scenario(prepared.scenario))
    return plan(oracle.scenario, scores_of_base(oracle, customers))


@dataclass(frozen=True)
class Grade:
    """What a list earns; money is of the simulated customers, in their currency, present value and expectation.

    ``kinds`` has a row for each kind and the columns customers, margin, discount, contact.
    """

    listed: int
    kinds: Floats
    oracle: float
    """What the oracle's list earns."""
    oracle_size: int
    mean: float
    """Mean profit of a customer of the base."""
    variance: float
    """Its variance over the base."""
    customers: int

    @property
    def spend(self) -> float:
        """Discounts and contacts."""
        return float(self.kinds[:, 2:].sum())

    @property
    def profit(self) -> float:
        """Margin minus spend."""
        return float(self.kinds[:, 1].sum()) - self.spend

    @property
    def saved(self) -> float:
        """Margin that the list brings, sleeping dogs apart."""
        return float(self.kinds[:3, 1].sum())

    @property
    def wasted(self) -> float:
        """Spend on customers whom the offer does not move: sure things and lost causes."""
        return float(self.kinds[1:3, 2:].sum())

    @property
    def harmed(self) -> float:
        """Margin that leaves with sleeping dogs."""
        return -float(self.kinds[3, 1])

    @property
    def by_lot(self) -> tuple[float, float]:
        """What a list of that size drawn by lot earns on average, and the half width of where 95 % of them lie."""
        spread = self.variance * self.listed * max(1.0 - self.listed / self.customers, 0.0)
        return self.mean * self.listed, 1.959963984540054 * float(np.sqrt(spread))


def _blocks(scenario: Scenario, customers: int) -> Iterator[tuple[int, Campaign]]:
    for start in range(0, customers, BLOCK):
        yield start, campaign(scenario, start, min(BLOCK, customers - start))


def grade(scenario: Scenario, customers: int, numbers: Ints) -> Grade:
    """Return the grade of a list.

    Parameters
    ----------
    scenario
        The scenario, with an offer.
    customers
        How many customers were simulated.
    numbers
        The customers on the list by number, best first.
    """
    prepared = prepare(graded_scenario(scenario))
    scenario, best = prepared.scenario, oracle_plan(prepared, customers)
    tier_of = (np.arange(len(numbers)) / best.a_wave).astype(np.int64)
    kinds, gains, squares, oracle, size = np.zeros((4, 4), np.int64), 0, 0.0, 0, 0
    for start, found in _blocks(scenario, customers):
        inside = (numbers >= start) & (numbers < start + found.block.count)
        tier = np.minimum(tier_of[inside], found.tiers - 1)
        listed = [np.sort(numbers[inside][tier == t] - start) for t in range(found.tiers)]
        kinds += four_kinds(found, listed).sum(0)
        gain = found.value(0).gain
        gains, squares = gains + int(gain.sum()), squares + float((gain.astype(float) ** 2).sum())
        for t, who in enumerate(best.chosen(found)):
            oracle, size = oracle + int(found.value(t).gain[who].sum()), size + len(who)
    table = kinds.astype(float)
    table[:, 0] /= 2.0**20
    table[:, 1:] /= CENTS
    mean = gains / CENTS / customers
    variance = max(squares / CENTS**2 / customers - mean * mean, 0.0)
    return Grade(len(numbers), table, oracle / CENTS, size, mean, variance, customers)


def spend_in_order(scenario: Scenario, customers: int, numbers: Ints) -> Floats:
    """Return what the list costs up to each of its customers."""
    prepared = prepare(graded_scenario(scenario))
    a_wave = max(scenario.offer.reach * customers, 1e-9)
    cost = np.zeros(len(numbers))
    tier_of = (np.arange(len(numbers)) / a_wave).astype(np.int64)
    for start, found in _blocks(prepared.scenario, customers):
        inside = np.flatnonzero((numbers >= start) & (numbers < start + found.block.count))
        for place in range(found.tiers):
            who = inside[np.minimum(tier_of[inside], found.tiers - 1) == place]
            cost[who] = found.value(place).cost[numbers[who] - start] / CENTS
    return np.cumsum(cost)
