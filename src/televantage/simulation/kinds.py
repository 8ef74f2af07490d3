"""The four kinds of customers, their money, and whether a save lasts.

In one customer's pair of lives both share the draw U: he is there at the end of month t if U < S(t). So [0, 1] falls
into layers, with lo and hi the lower and the higher of the two survivals at the outcome month: below lo he stays in
both worlds (sure thing), above hi he leaves in both (lost cause), between them the offer decides (persuadable, or
sleeping dog where it harms). Any expected amount splits exactly along these layers; that split depends on the shared
draw, the sum does not (Frangakis & Rubin 2002, doi:10.1111/j.0006-341X.2002.00021.x).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from televantage.simulation.block import Ints
from televantage.simulation.campaign import Campaign
from televantage.simulation.cube import GROUPS, KINDS, LONGEST_HORIZON, MONEY_OF_KINDS, ORDERS, QUANTUM, UPLIFT_CELLS
from televantage.simulation.money import GRAIN
from televantage.simulation.offer import running, strength, wave_months
from televantage.simulation.portable import Floats


@dataclass(frozen=True)
class Layers:
    """The layers of some customers, by their lower and higher survival at the outcome month."""

    low: Floats
    high: Floats

    def split(self, stay: npt.NDArray[np.int32]) -> tuple[Floats, Floats, Floats]:
        """Return a survival as its parts in the layer between, below and above."""
        below: Floats = np.minimum(stay, self.low)
        upto: Floats = np.minimum(stay, self.high)
        above: Floats = stay - upto
        return upto - below, below, above


def _layers(one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> Layers:
    return Layers(np.minimum(one, other).astype(float), np.maximum(one, other).astype(float))


class _Account:
    """Sums by group, kind and entry: customers, margin, discount, contact."""

    def __init__(self) -> None:
        self.sums = np.zeros((GROUPS, len(KINDS), 1 + len(MONEY_OF_KINDS)), np.int64)

    def enter(self, group: Ints, harmed: npt.NDArray[np.bool_], entry: int, parts: tuple[Floats, ...]) -> None:
        """Add amounts in the layers between, below and above."""
        between, below, above = parts
        for kind, amounts in ((np.where(harmed, 3, 0), between), (1, below), (2, above)):
            index = group * len(KINDS) + kind
            total = np.bincount(index, weights=np.rint(amounts), minlength=GROUPS * len(KINDS))
            self.sums[:, :, entry] += total.reshape(GROUPS, len(KINDS)).astype(np.int64)


def four_kinds(found: Campaign, by_tier: list[Ints]) -> Ints:
    """Return customers (× QUANTUM) and money (1/1024 cents) of those who are offered it, by group, kind and entry.

    Shape (groups, kinds, 1 + money); customers are those still active at their first wave.
    """
    account = _Account()
    for tier, who in enumerate(by_tier):
        weight = found.response.weight[who]
        without, taken = found.without.stay[:, who], found.taken(tier).stay[:, who]
        effective = _layers(without[found.outcome], taken[found.outcome])
        _contacts(found, account, tier, who, (effective, taken, weight))
        same = _layers(without[found.outcome], without[found.outcome])
        _contacts(found, account, tier, who, (same, without, 1.0 - weight))  # offered, not taken: nothing changes
        _money(found, account, tier, who, (effective, without, taken))
    return account.sums


def _contacts(
    found: Campaign, account: _Account, tier: int, who: Ints, part: tuple[Layers, npt.NDArray[np.int32], Floats]
) -> None:
    """Enter customers and contact cost of those on whom the offer works, or of the others."""
    layers, stay, weight = part
    group, dog = found.block.group[who], found.response.dog[who]
    for place, month in enumerate(wave_months(found.offer, tier, found.horizon)):
        parts = layers.split(stay[month - 1])
        if place == 0:
            account.enter(group, dog, 0, tuple(weight * part for part in parts))
        price = found.contact_price(month)
        account.enter(group, dog, 3, tuple(weight * price * part for part in parts))


def _money(
    found: Campaign, account: _Account, tier: int, who: Ints,
    lives: tuple[Layers, npt.NDArray[np.int32], npt.NDArray[np.int32]],
) -> None:  # fmt: skip
    """Enter the margin that the offer brings, and the discount to takers."""
    layers, without, taken = lives
    worth, runs = found.worth.some(who), running(found.offer, tier, found.horizon)
    margin, discount = np.zeros((2, 3, len(who)))
    for t in range(1, found.horizon + 1):
        after, before = layers.split(taken[t]), layers.split(without[t])
        for place in range(3):
            margin[place] += worth.margin(t) * (after[place] - before[place])
            if runs[t]:
                discount[place] += worth.discount(t) * after[place]
    scale = found.bill[who] * (GRAIN / QUANTUM)
    group, dog = found.block.group[who], found.response.dog[who]
    account.enter(group, dog, 1, tuple(found.response.weight[who] * scale * part for part in margin))
    account.enter(group, dog, 2, tuple(found.offer.take_rate * scale * part for part in discount))


def save_or_delay(found: Campaign, by_tier: list[Ints]) -> Ints:
    """Return realised customers by what the offer did (kept, postponed, brought forward) and by how many months.

    Shape (groups, 3, longest horizon + 1). *Kept* are there at the horizon and would not have been.
    """
    sums = np.zeros((GROUPS, 3, LONGEST_HORIZON + 1), np.int64)
    for tier, who in enumerate(by_tier):
        before = np.minimum(found.without.months[who], found.horizon)
        after = np.minimum(found.months_survived(tier)[who], found.horizon)
        moved = after != before
        what = np.where(after < before, 2, np.where(after == found.horizon, 0, 1))[moved]
        np.add.at(sums, (found.block.group[who][moved], what, np.abs(after - before)[moved]), 1)
    return sums


def realised(found: Campaign, by_tier: list[Ints]) -> Ints:
    """Return, by group, what the offer brings in the realisation: whole cents a customer, so rows add up to it."""
    sums = np.zeros(GROUPS, np.int64)
    for tier, who in enumerate(by_tier):
        np.add.at(sums, found.block.group[who], found.life_offered(who, tier) - found.life_without(who))
    return sums


def by_uplift(found: Campaign, by_tier: list[Ints]) -> Ints:
    """Return how the profit of the offered would move with the uplift: the terms of its expansion, by uplift.

    In the factor on every uplift, at 1, in 1/1024 cents: derivatives divided by 1, 2, 6 and 24. Sleeping dogs stay as
    they are. Shape (groups, cells of the uplift, ORDERS).
    """
    sums = np.zeros((GROUPS, UPLIFT_CELLS, ORDERS), np.int64)
    for tier, who in enumerate(by_tier):
        taken, hazard, effect = found.taken(tier).stay, found.without.hazard, found.response.effect[who]
        worth, runs = found.worth.some(who), running(found.offer, tier, found.horizon)
        works, cut, terms = strength(found.offer, tier, found.months), np.zeros(len(who)), np.zeros((ORDERS, len(who)))
        for t in range(1, found.horizon + 1):
            if works[t] > 0:
                cut += effect * works[t] * (hazard[t][who] - hazard[t - 1][who])
            term = (worth.margin(t) - (worth.discount(t) if runs[t] else 0.0)) * taken[t][who]
            for order in range(ORDERS):
                term = term * cut / (order + 1)
                terms[order] += term
        scale = found.bill[who] * (GRAIN / QUANTUM * found.offer.take_rate) * ~found.response.dog[who]
        index = found.block.group[who] * UPLIFT_CELLS + (np.maximum(effect, 0.0) * UPLIFT_CELLS).astype(np.int64)
        for order in range(ORDERS):
            entries = np.bincount(index, weights=np.rint(terms[order] * scale), minlength=GROUPS * UPLIFT_CELLS)
            sums[:, :, order] += entries.reshape(GROUPS, UPLIFT_CELLS).astype(np.int64)
    return sums
