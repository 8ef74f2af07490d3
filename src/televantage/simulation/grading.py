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
from televantage.simulation.offer import tiers
from televantage.simulation.portable import Floats
from televantage.simulation.prepare import Prepared, prepare
from televantage.simulation.run import BLOCK, scores_of_base
from televantage.simulation.targeting import Plan, plan

CENTS = 100 * GRAIN
NORMAL_95 = 1.959963984540054
"""97.5 % quantile of the standard normal law."""


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
    wasted: float
    """What is spent without changing anything: discounts of months in which customers would have been there anyway, and
    contacts to those who do not respond."""
    oracle: float
    """What the oracle's list earns."""
    oracle_size: int
    by_lot: tuple[float, float]
    """What a list of that size drawn by lot earns on average, and the half width of where 95 % of them lie."""
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
    def harmed(self) -> float:
        """Margin that leaves with sleeping dogs."""
        return -float(self.kinds[3, 1])


def _blocks(scenario: Scenario, customers: int) -> Iterator[tuple[int, Campaign]]:
    for start in range(0, customers, BLOCK):
        yield start, campaign(scenario, start, min(BLOCK, customers - start))


def _tiers_of_list(scenario: Scenario, customers: int, size: int) -> Ints:
    """Return the tier of each place of a list: as many in each as a wave may select."""
    a_wave = max(scenario.offer.reach * customers, 1.0)
    return np.minimum((np.arange(size) / a_wave).astype(np.int64), tiers(scenario.offer) - 1)


def _by_lot(gains: list[np.int64], squares: list[float], in_tier: Ints, customers: int) -> tuple[float, float]:
    """Return mean and half width of what a list with so many customers in each tier earns if drawn by lot."""
    total, variance = 0.0, 0.0
    for gain, square, listed in zip(gains, squares, in_tier.tolist(), strict=True):
        mean = float(gain) / CENTS / customers
        total += mean * listed
        variance += max(square / CENTS**2 / customers - mean * mean, 0.0) * listed
    left = max(1.0 - float(in_tier.sum()) / customers, 0.0)
    return total, NORMAL_95 * float(np.sqrt(variance * left))


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
    rounds, tier_of = tiers(scenario.offer), _tiers_of_list(scenario, customers, len(numbers))
    kinds, wasted, oracle = np.zeros((4, 4), np.int64), 0, 0
    gains, squares = [np.int64(0)] * rounds, [0.0] * rounds
    for start, found in _blocks(scenario, customers):
        inside = (numbers >= start) & (numbers < start + found.block.count)
        listed = [np.sort(numbers[inside & (tier_of == tier)] - start) for tier in range(rounds)]
        kinds += four_kinds(found, listed).sum(0)
        for tier, (who, chosen) in enumerate(zip(listed, best.chosen(found), strict=True)):
            gain = found.value(tier).gain
            wasted += int(found.wasted(tier, who).sum())
            oracle += int(gain[chosen].sum())
            gains[tier] += gain.sum()
            squares[tier] += float((gain.astype(float) ** 2).sum())
    table = kinds.astype(float)
    table[:, 0] /= 2.0**20
    table[:, 1:] /= CENTS
    lot = _by_lot(gains, squares, np.bincount(tier_of, minlength=rounds), customers)
    return Grade(len(numbers), table, wasted / CENTS, oracle / CENTS, sum(best.sizes), lot, customers)


def spend_in_order(scenario: Scenario, customers: int, numbers: Ints) -> Floats:
    """Return what the list costs up to each of its customers."""
    scenario, cost = prepare(graded_scenario(scenario)).scenario, np.zeros(len(numbers))
    tier_of = _tiers_of_list(scenario, customers, len(numbers))
    for start, found in _blocks(scenario, customers):
        inside = (numbers >= start) & (numbers < start + found.block.count)
        for tier in range(found.tiers):
            who = np.flatnonzero(inside & (tier_of == tier))
            cost[who] = found.value(tier).cost[numbers[who] - start] / CENTS
    return np.cumsum(cost)
