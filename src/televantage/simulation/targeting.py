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
    return np.clip(values, 0, CELLS - 1).astype(np.int64)  # rounds down, as nothing is below 0


def scores(found: Campaign) -> dict[str, Ints]:
    """Return the scores of a campaign's customers; they are found once."""
    if not found.scores:
        found.scores.update(_scores(found))
    return found.scores


def _errors(found: Campaign) -> Floats:
    """Return the error of the uplift model's estimate of each customer's effect on staying."""
    seed, base = found.scenario.setting.seed, found.block.base
    return NORMAL[bits(seed, "offer.estimate", base.start, base.count, 16)] * found.offer.noise


def _believed(found: Campaign, policy: str) -> Floats:
    """Return the profit that a policy expects of offering it to each customer."""
    gain = found.value(0).gain.astype(float)
    return gain + _errors(found) * found.at_stake if policy == "uplift" else gain


def _scores(found: Campaign) -> dict[str, Ints]:
    """Return the cell of each customer in each ordering; the highest is chosen first."""
    scenario, block = found.scenario, found.block
    seed, start, count = scenario.setting.seed, block.base.start, block.count
    arpu = scenario.population.arpu * 100
    cost = np.maximum(found.value(0).cost, 1).astype(float)
    cells = {
        "random": CELLS - 1 - bits(seed, "offer.random", start, count, 14),
        "risk": _cells(block.churn_12m * CELLS),
        "value": _cells(block.churn_12m * found.bill * (CELLS / (4 * arpu))),
    }
    effect = found.effect * (1.0 / QUANTUM)
    seen = {"oracle": effect, "uplift": effect + _errors(found)}
    for policy, dense in PER_COST.items():
        gain = _believed(found, policy)
        cells[BY_EFFECT[policy]] = _cells((0.5 + seen[policy]) * CELLS)
        cells[policy] = _cells(ZERO + gain * (STEPS / (arpu * GRAIN)))
        cells[dense] = _cells(ZERO + gain * STEPS / cost)
    return cells


def tie_breakers(scenario: Scenario, start: int, count: int) -> Floats:
    """Return a uniform number of each customer, independent of the cell in any ordering."""
    return uniforms(scenario.setting.seed, "offer.random", start, count) * CELLS % 1.0


def histograms(found: Campaign) -> Ints:
    """Return the customers in each cell of each ordering; for those of the scenario's policy, what they would cost too.

    Shape (orderings, customers/believed profit/cost by tier, cells), the latter two of customers outside the holdout.
    It adds up over blocks.
    """
    table, cells, policy = (
        np.zeros((len(ORDERINGS), 2 + found.tiers, CELLS), np.int64),
        scores(found),
        found.offer.policy,
    )
    for place, name in enumerate(ORDERINGS):
        table[place, 0] = np.bincount(cells[name], minlength=CELLS)
    believed = np.rint(_believed(found, policy)) * found.eligible
    for name in (policy, PER_COST.get(policy, policy)):
        for row, weight in enumerate((believed, *found.costs), 1):
            table[ORDERINGS.index(name), row] = np.bincount(cells[name], weights=weight, minlength=CELLS)
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


def _profit(ranking: Ranking, gains: Ints, selected: int) -> int:
    """Return the profit that a policy expects of the first places, as if all were in the first tier."""
    share = np.clip((selected - ranking.above) / np.maximum(ranking.count, 1), 0.0, 1.0)
    return int(np.rint(share * gains).astype(np.int64).sum())


def plan(scenario: Scenario, table: Ints) -> Plan:
    """Return the plan of a scenario from the histograms of the whole base.

    Policies that know effects stop where the offer loses money. Where the reach binds, they rank by profit, where the
    budget binds by profit per cost; where both do, by whichever of the two orders they believe earns more.
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
        return min(most, worth_it), _affordable(ranking, row[2:], a_wave, budget)

    wanted, affordable = limits(offer.policy)
    best: tuple[str, int] = (offer.policy, min(wanted, affordable))
    if affordable < wanted and offer.policy in PER_COST:
        dense = PER_COST[offer.policy]
        choices = [best, (dense, min(limits(dense)))]
        best = max(choices, key=lambda c: _profit(rankings[c[0]], table[ORDERINGS.index(c[0]), 1], c[1]))
    return Plan(customers, rankings, best[0], best[1], a_wave)
