"""Targeting: who ranks where in the whole base, and how far the reach or the budget goes.

A policy gives each customer a score, in whole cells. The histogram of the cells adds up over blocks: with it, each
block knows the rank of its customers in the whole base. The scenario's own choice is made in finer cells, each of them
taken whole or not at all, so that no limit is exceeded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from televantage.scenario import Scenario
from televantage.scenario.offer import NO_LIMIT, Policy
from televantage.simulation.block import Ints
from televantage.simulation.campaign import Campaign
from televantage.simulation.cube import QUANTUM
from televantage.simulation.customers import NORMAL
from televantage.simulation.money import GRAIN
from televantage.simulation.offer import tiers
from televantage.simulation.portable import Floats
from televantage.simulation.streams import bits

CELLS = 2**14
"""Cells of a score; ranks for the curves are known to a cell, ties within it broken by lot."""
FINE = 2**16
"""Cells of the scenario's own ordering: each cell of the score in four, by the tie-breaker."""
ZERO = CELLS // 2
"""The cell in which an amount of 0 lies."""
LARGEST = 1_000.0
"""Amounts beyond this, in ARPU or in times the cost, share the last cell."""
POLICIES = tuple(policy for policy in get_args(Policy) if policy != "none")
PER_COST = {"uplift": "uplift per cost", "oracle": "oracle per cost"}
"""The ordering of a policy that knows effects, where the budget binds: a fractional knapsack is filled by density."""
BY_EFFECT = {"uplift": "uplift by effect", "oracle": "oracle by effect"}
"""The ordering of a policy that knows effects for curves of customers saved instead of money."""
ORDERINGS = (*POLICIES, *PER_COST.values(), *BY_EFFECT.values())
OF_EFFECT = tuple(BY_EFFECT.get(policy, policy) for policy in POLICIES)
"""The orderings of those curves, policy by policy."""


def _signed(values: Floats) -> Ints:
    """Return the cell of an amount of either sign: the finer, the nearer it is to 0."""
    size = np.sqrt(np.sqrt(np.abs(values) * (1.0 / LARGEST))) * ZERO
    return _cells(ZERO + np.where(values < 0, -size - 1.0, size))


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


def _believed(found: Campaign, policy: str, tier: int = 0) -> Floats:
    """Return the profit that a policy expects of offering it to each customer in a tier."""
    gain = found.value(tier).gain.astype(float)
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
        cells[BY_EFFECT[policy]] = _signed(seen[policy] * 10.0)
        cells[policy] = _signed(gain * (1.0 / (arpu * GRAIN)))
        cells[dense] = _signed(gain / cost)
    return cells


def fine_cells(found: Campaign, ordering: str) -> Ints:
    """Return the fine cell of each customer in an ordering."""
    parts = FINE // CELLS
    return scores(found)[ordering] * parts + (parts - 1 - (found.lot * parts).astype(np.int64))


def own_orderings(policy: str) -> tuple[str, ...]:
    """Return the orderings among which the plan of a policy chooses."""
    return (policy, PER_COST[policy]) if policy in PER_COST else (policy,)


@dataclass
class Histograms:
    """Sums over the whole base, by score; they add up over blocks.

    ``customers`` is by ordering and cell, (orderings, CELLS). ``own`` is of the orderings of the scenario's policy, in
    fine cells: customers, then by tier believed profit and cost of those outside the holdout; (own, 1 + 2 · tiers,
    FINE).
    """

    customers: Ints
    own: Ints

    def __add__(self, other: Histograms) -> Histograms:
        return Histograms(self.customers + other.customers, self.own + other.own)


def histograms(found: Campaign) -> Histograms:
    """Return the histograms of a block."""
    cells, policy = scores(found), found.offer.policy
    customers = np.stack([np.bincount(cells[name], minlength=CELLS) for name in ORDERINGS])
    believed = [np.rint(_believed(found, policy, tier)) * found.eligible for tier in range(found.tiers)]
    own = []
    for name in own_orderings(policy):
        fine = fine_cells(found, name)
        own += [np.bincount(fine, weights=w, minlength=FINE) for w in (None, *believed, *found.costs)]
    shape = (len(own_orderings(policy)), 1 + 2 * found.tiers, FINE)
    return Histograms(customers.astype(np.int64), np.stack(own).astype(np.int64).reshape(shape))


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
    """Whom the policy chooses: the highest fine cells of an ordering, some for each tier.

    Tier j is the fine cells from ``floors[j]`` up to the floor of the tier before; ``sizes`` are its customers, holdout
    included. ``worth_it`` says, for orderings that know effects, on what share of the base the offer is believed to
    pay.
    """

    customers: int
    rankings: dict[str, Ranking]
    ordering: str
    floors: tuple[int, ...]
    sizes: tuple[int, ...]
    worth_it: dict[str, float]

    def place(self, found: Campaign) -> Ints:
        """Return a number that is the higher, the earlier a customer of a block is chosen."""
        return fine_cells(found, self.ordering)

    def selected(self, found: Campaign) -> list[Ints]:
        """Return the customers of a block whom the plan selects, by tier, those of the holdout too."""
        fine, by_tier, ceiling = self.place(found), [], FINE
        for floor in self.floors:
            by_tier.append(np.flatnonzero((fine >= floor) & (fine < ceiling)))
            ceiling = floor
        return by_tier

    def chosen(self, found: Campaign) -> list[Ints]:
        """Return the customers of a block who are offered it, by tier."""
        return [who[found.eligible[who]] for who in self.selected(found)]


@dataclass(frozen=True)
class _Choice:
    """The best that one ordering can do within the limits."""

    ordering: str
    floors: tuple[int, ...]
    sizes: tuple[int, ...]
    believed: int


def _ranking(count: Ints) -> Ranking:
    return Ranking(count, count[::-1].cumsum()[::-1] - count)


def _choice(scenario: Scenario, ordering: str, own: Ints, budget: float) -> _Choice:
    """Return whom an ordering chooses, best first and in whole fine cells, so that no limit is exceeded."""
    rounds, count = tiers(scenario.offer), own[0][::-1]  # best first
    upto, customers = count.cumsum(), int(count.sum())
    a_wave = scenario.offer.reach * customers
    ends = [int(np.searchsorted(upto, a_wave * (tier + 1) + 1e-6, side="right")) for tier in range(rounds)]
    gain, cost = np.zeros(ends[-1], np.int64), np.zeros(ends[-1], np.int64)
    for tier, (start, end) in enumerate(zip((0, *ends), ends, strict=False)):
        gain[start:end] = own[1 + tier][::-1][start:end]
        cost[start:end] = own[1 + rounds + tier][::-1][start:end]
    last = int(np.searchsorted(cost.cumsum(), budget, side="right"))
    earned = np.concatenate([[0], gain[:last].cumsum()])
    if scenario.offer.policy in PER_COST:  # it stops where it believes that the offer loses money
        last = int(earned.argmax())
    ends = [min(end, last) for end in ends]
    sizes = np.diff([0, *(int(upto[end - 1]) if end else 0 for end in ends)])
    return _Choice(ordering, tuple(FINE - end for end in ends), tuple(sizes.tolist()), int(earned[last]))


def plan(scenario: Scenario, table: Histograms) -> Plan:
    """Return the plan of a scenario from the histograms of the whole base.

    Reach and budget are never exceeded. Policies that know effects stop where they believe that the offer loses money;
    they rank by profit or, where the budget binds and they believe that it earns more, by profit per cost.
    """
    offer, customers = scenario.offer, int(table.customers[0].sum())
    rankings = {name: _ranking(table.customers[place]) for place, name in enumerate(ORDERINGS)}
    budget = offer.budget * 100 * GRAIN * customers / scenario.setting.subscribers
    budget = budget if offer.budget < NO_LIMIT else np.inf
    names = own_orderings(offer.policy)
    choices = [_choice(scenario, name, own, budget) for name, own in zip(names, table.own, strict=True)]
    best = max(choices, key=lambda choice: choice.believed)
    knowing = [name for name in ORDERINGS if name.partition(" ")[0] in PER_COST]
    worth_it = {name: int(rankings[name].count[ZERO:].sum()) / customers for name in knowing}
    return Plan(customers, rankings, best.ordering, best.floors, best.sizes, worth_it)
