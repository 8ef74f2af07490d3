"""Targeting: who ranks where in the whole base, and how far the reach or the budget goes.

A policy gives each customer a score, in whole cells. The histogram of the cells adds up over blocks: with it, each
block knows the rank of its customers in the whole base. Ties within a cell are broken by a random number of the
customer's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from televantage.scenario import Scenario
from televantage.scenario.offer import Policy
from televantage.simulation.block import Ints
from televantage.simulation.campaign import Campaign
from televantage.simulation.cube import QUANTUM
from televantage.simulation.customers import NORMAL
from televantage.simulation.money import GRAIN
from televantage.simulation.offer import tiers
from televantage.simulation.portable import Floats
from televantage.simulation.streams import bits, uniforms

CELLS = 2**14
"""Cells of a histogram of scores."""
ZERO = CELLS // 4
"""The cell in which an expected profit of 0 lies."""
STEPS = 1024
"""Cells for a profit of one ARPU, or of once the cost."""
POLICIES = tuple(policy for policy in get_args(Policy) if policy != "none")
PER_COST = {"uplift": "uplift per cost", "oracle": "oracle per cost"}
"""The ordering of a policy that knows effects, where the budget binds: a fractional knapsack is filled by density."""
BY_EFFECT = {"uplift": "uplift by effect", "oracle": "oracle by effect"}
"""The ordering of a policy that knows effects for curves of customers saved instead of money."""
ORDERINGS = (*POLICIES, *PER_COST.values(), *BY_EFFECT.values())
OF_EFFECT = tuple(BY_EFFECT.get(policy, policy) for policy in POLICIES)
"""The orderings of those curves, policy by policy."""


def _cells(values: Floats) -> Ints:
    return np.clip(np.floor(values), 0, CELLS - 1).astype(np.int64)


def scores(found: Campaign) -> dict[str, Ints]:
    """Return the scores of a campaign's customers; they are found once."""
    if not found.scores:
        found.scores.update(_scores(found))
    return found.scores


def _scores(found: Campaign) -> dict[str, Ints]:
    """Return the cell of each customer in each ordering; the highest is chosen first."""
    scenario, block = found.scenario, found.block
    seed, start, count = scenario.setting.seed, block.base.start, block.count
    arpu = scenario.population.arpu * 100
    value, error = found.value(0), NORMAL[bits(seed, "offer.estimate", start, count, 16)] * scenario.offer.noise
    believed = {"oracle": value.gain.astype(float), "uplift": value.gain + error * found.at_stake}
    cost = np.maximum(value.cost, 1).astype(float)
    cells = {
        "random": CELLS - 1 - bits(seed, "offer.random", start, count, 14),
        "risk": _cells(block.churn_12m * CELLS),
        "value": _cells(block.churn_12m * found.bill * (CELLS / (4 * arpu))),
    }
    effect = found.effect * (1.0 / QUANTUM)
    seen = {"oracle": effect, "uplift": effect + error}
    for policy, gain in believed.items():
        cells[BY_EFFECT[policy]] = _cells((0.5 + seen[policy]) * CELLS)
        cells[policy] = _cells(ZERO + gain * (STEPS / (arpu * GRAIN)))
        cells[PER_COST[policy]] = _cells(ZERO + gain * STEPS / cost)
    return cells


def tie_breakers(scenario: Scenario, start: int, count: int) -> Floats:
    """Return a uniform number of each customer, independent of the cell in any ordering."""
    return uniforms(scenario.setting.seed, "offer.random", start, count) * CELLS % 1.0


def histograms(found: Campaign) -> Ints:
    """Return, for each ordering and cell, the customers, and by tier cost and profit of those who may be offered it.

    Shape (orderings, 1 + 2 · tiers, cells); it adds up over blocks.
    """
    table = np.empty((len(ORDERINGS), 1 + 2 * found.tiers, CELLS), np.int64)
    weights = [None, *found.costs, *found.gains]
    cells = scores(found)
    for place, name in enumerate(ORDERINGS):
        for row, weight in enumerate(weights):
            table[place, row] = np.bincount(cells[name], weights=weight, minlength=CELLS)
    return table


@dataclass(frozen=True)
class Ranking:
    """The customers of the whole base in each cell of an ordering, and those in higher cells."""

    count: Ints
    above: Ints

    def place(self, cells: Ints, ties: Floats) -> Floats:
        """Return the place of customers in the whole base, from 0 on."""
        return self.above[cells] + ties * self.count[cells]


@dataclass(frozen=True)
class Plan:
    """Whom the policy chooses: the first ``selected`` places of an ordering, ``a_wave`` of them in each tier."""

    customers: int
    rankings: dict[str, Ranking]
    ordering: str
    selected: int
    a_wave: float

    def place(self, found: Campaign) -> Floats:
        """Return the place of each customer of a block in the whole base, in the plan's ordering."""
        ties = tie_breakers(found.scenario, found.block.base.start, found.block.count)
        return self.rankings[self.ordering].place(scores(found)[self.ordering], ties)

    def chosen(self, found: Campaign) -> list[Ints]:
        """Return the customers of a block who are offered it, by tier."""
        place = self.place(found)
        offered = np.flatnonzero((place < self.selected) & found.eligible)
        tier = np.minimum((place[offered] / self.a_wave).astype(np.int64), found.tiers - 1)
        return [offered[tier == number] for number in range(found.tiers)]


def _ranking(count: Ints) -> Ranking:
    return Ranking(count, count[::-1].cumsum()[::-1] - count)


def _affordable(ranking: Ranking, costs: Ints, a_wave: float, budget: float) -> int:
    """Return how many customers, best first and in whole cells, the budget is enough for.

    A cell that reaches over two tiers counts with the dearer one, so the budget is never exceeded.
    """
    last = len(costs) - 1
    first = np.minimum(ranking.above // a_wave, last).astype(np.int64)
    end = np.minimum((ranking.above + np.maximum(ranking.count, 1) - 1) // a_wave, last).astype(np.int64)
    dearest = np.max([np.where((first <= tier) & (tier <= end), row, 0) for tier, row in enumerate(costs)], axis=0)
    spent = dearest[::-1].cumsum()
    return int(ranking.count[::-1][spent <= budget].sum())


def _profit(ranking: Ranking, gains: Ints, selected: int) -> float:
    """Return the expected profit of the first places, as if all were in the first tier."""
    share = np.clip((selected - ranking.above) / np.maximum(ranking.count, 1), 0.0, 1.0)
    return float((np.rint(share * gains[0])).sum())


def plan(scenario: Scenario, table: Ints) -> Plan:
    """Return the plan of a scenario from the histograms of the whole base.

    Policies that know effects stop where the offer loses money. Where the reach binds, they rank by profit, where the
    budget binds by profit per cost; where both do, by whichever of the two orders earns more.
    """
    offer, rounds = scenario.offer, tiers(scenario.offer)
    rankings = {name: _ranking(table[place, 0]) for place, name in enumerate(ORDERINGS)}
    customers = int(table[0, 0].sum())
    a_wave = max(offer.reach * customers, 1e-9)
    most = round(min(a_wave * rounds, customers))
    budget = offer.budget * 100 * GRAIN * customers / scenario.setting.subscribers

    def limits(ordering: str) -> tuple[int, int]:
        row, ranking = table[ORDERINGS.index(ordering)], rankings[ordering]
        worth_it = int(ranking.count[ZERO:].sum()) if ordering.partition(" ")[0] in PER_COST else customers
        return min(most, worth_it), _affordable(ranking, row[1 : 1 + rounds], a_wave, budget)

    wanted, affordable = limits(offer.policy)
    best: tuple[str, int] = (offer.policy, min(wanted, affordable))
    if affordable < wanted and offer.policy in PER_COST:
        dense = PER_COST[offer.policy]
        choices = [best, (dense, min(limits(dense)))]
        best = max(choices, key=lambda c: _profit(rankings[c[0]], table[ORDERINGS.index(c[0]), 1 + rounds :], c[1]))
    return Plan(customers, rankings, best[0], best[1], a_wave)
