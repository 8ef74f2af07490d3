"""From blocks to cubes: the sums of each world, and those of the offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from televantage.scenario import Scenario
from televantage.scenario.economics import Economics
from televantage.scenario.log import Log as LogSection
from televantage.simulation.block import Block, Ints, draw_block, path
from televantage.simulation.campaign import Campaign, campaign
from televantage.simulation.campaign_log import Log
from televantage.simulation.cube import (
    CELLS,
    GROUPS,
    LONGEST_TENURE,
    QUANTUM,
    RANKS,
    RISK_BINS,
    Cube,
)
from televantage.simulation.hazard import WIDTH, YEAR
from televantage.simulation.kinds import by_uplift, four_kinds, realised, save_or_delay
from televantage.simulation.offer import is_offered, running, wave_months
from televantage.simulation.portable import Floats
from televantage.simulation.prepare import Prepared, World, of_no_price, prepare
from televantage.simulation.targeting import OF_EFFECT, ORDERINGS, Histograms, Plan, histograms, scores

Sums = dict[str, Ints]
PER_WORLD = ("active", "bill", "survived", "at_risk", "leaving", "churn_12m")
ROWS = GROUPS * CELLS


class _Tally:
    """The sums of one world, filled month by month; also of a difference of worlds, for some of the customers."""

    def __init__(self, block: Block, who: Ints | slice = slice(None)) -> None:
        self.months, self.horizon = block.prepared.months, block.prepared.scenario.setting.horizon
        self.row, self.group = block.row[who], block.group[who]
        self.by_tenure = self.group * WIDTH + block.base.tenure[who]
        self.bill_cents = block.base.bill[who].astype(float)
        self.active = np.empty((self.months + 1, ROWS), np.int64)
        self.bill = np.empty_like(self.active)
        self.tenure = np.empty((self.months + 1, GROUPS, WIDTH), np.int64)
        self.churn = np.zeros((GROUPS, RISK_BINS), np.int64)
        self.lasted = np.zeros((self.months + 1, ROWS), np.int64)
        self.money = np.empty(len(self.row))

    def survive(self, month: int, quanta: Floats) -> None:
        """Enter the survival of each customer at the end of a month, in whole quanta."""
        self.active[month] = np.bincount(self.row, weights=quanta, minlength=ROWS)
        np.multiply(quanta, self.bill_cents, out=self.money)
        self.bill[month] = np.bincount(self.row, weights=self.money, minlength=ROWS)
        by_tenure = np.bincount(self.by_tenure, weights=quanta, minlength=GROUPS * WIDTH)
        self.tenure[month] = by_tenure.reshape(GROUPS, WIDTH)

    def year(self, quanta: Floats, sign: int = 1) -> None:
        """Enter the survival of a year as expected 12-month churn."""
        churn = np.minimum(((QUANTUM - quanta) * (RISK_BINS / QUANTUM)).astype(np.int64), RISK_BINS - 1)
        index = np.bincount(self.group * RISK_BINS + churn, minlength=GROUPS * RISK_BINS)
        self.churn += sign * index.reshape(GROUPS, RISK_BINS)

    def last(self, months: Ints) -> None:
        """Enter the whole months that each customer survives in the realisation."""
        self.lasted += np.bincount(months * ROWS + self.row, minlength=self.lasted.size).reshape(self.lasted.shape)

    def last_instead(self, before: Ints, after: Ints) -> None:
        """Enter that customers survive other months than before."""
        moved = np.flatnonzero(before != after)
        np.add.at(self.lasted, (before[moved], self.row[moved]), -1)
        np.add.at(self.lasted, (after[moved], self.row[moved]), 1)

    def sums(self) -> Sums:
        """Return the sums of the world."""
        at_risk = np.zeros((GROUPS, LONGEST_TENURE), np.int64)
        leaving = np.zeros_like(at_risk)
        for t in range(1, self.horizon + 1):
            at_risk[:, t : t + WIDTH] += self.tenure[t - 1]
            leaving[:, t : t + WIDTH] += self.tenure[t - 1] - self.tenure[t]
        values = (self.active, self.bill, self.lasted, at_risk, leaving, self.churn)
        return dict(zip(PER_WORLD, values, strict=True))


def _paths(block: Block, world: World) -> Iterable[tuple[int, Floats, Floats]]:
    """Return a path, from the lives if the offer needs them anyway."""
    if not is_offered(block.prepared.scenario) or world.scenario != _campaign(block).world.scenario:
        return path(block, world)
    lives = _campaign(block).without
    return ((t, lives.hazard[t], lives.stay[t].astype(float)) for t in range(block.prepared.months + 1))


def _campaign(block: Block) -> Campaign:
    return campaign(block.prepared.scenario, block.base.start, block.count)


def _programmes(block: Block, scenario: Scenario, month: int, quanta: Floats) -> Sums:
    """Return who is active at the start of a month in which a programme addresses them."""
    who = {}
    if month == scenario.conversion.month and scenario.conversion.share > 0:
        who["signed"] = block.signed
    if month == 1 and scenario.onboarding.cut > 0:
        who["onboarded"] = block.base.tenure < scenario.onboarding.months
    return {
        name: np.bincount(block.row[flags], weights=quanta[flags], minlength=ROWS).astype(np.int64)
        for name, flags in who.items()
    }


def _run(block: Block, world: World) -> Sums:
    """Return the sums of a block in one world without the offer."""
    tally, addressed = _Tally(block), dict[str, Ints]()
    lasted = np.zeros(block.count, np.int64)
    for t, cumulative, quanta in _paths(block, world):
        tally.survive(t, quanta)
        if t > 0:
            lasted += cumulative < block.exposure
        if t == YEAR:
            tally.year(quanta)
        addressed |= _programmes(block, world.scenario, t + 1, quanta)
    tally.last(lasted)
    return tally.sums() | addressed


@lru_cache(maxsize=2)
def _neutral_pilot(scenario: Scenario, count: int) -> Sums:
    """Return the sums of the baseline world for the first customers: the same for every setting of the levers."""
    prepared = prepare(scenario)
    return _run(draw_block(prepared, 0, count), prepared.worlds[0])


def _world(block: Block, number: int) -> Sums:
    prepared = block.prepared
    if block.base.start == 0 and number == prepared.ladder["baseline"]:
        scenario = prepared.worlds[number].scenario
        same = scenario.model_copy(
            update={"economics": Economics(), "log": LogSection(), "churn": of_no_price(scenario)}
        )
        return _neutral_pilot(same, block.count)
    return _run(block, prepared.worlds[number])


def _add_offer(found: Campaign, by_tier: list[Ints], total: Sums) -> None:
    """Add, to the sums of the world without the offer, what it changes for those offered it."""
    for tier, who in enumerate(by_tier):
        tally = _Tally(found.block, who)
        for t in range(found.months + 1):
            mixed = found.mixed(tier, t, who)
            tally.survive(t, mixed - found.without.stay[t][who])
            if t == YEAR:
                tally.year(found.without.stay[t][who].astype(float), -1)
                tally.year(mixed)
        tally.last_instead(found.without.months[who], found.months_survived(tier)[who])
        for name, change in tally.sums().items():
            total[name] += change


def _offers(found: Campaign, by_tier: list[Ints]) -> Sums:
    """Return offers made and taken by month, and what takers pay while the offer runs: without it, and with it."""
    block, rate = found.block, found.offer.take_rate
    contacted, taken = (np.zeros((found.months + 1, ROWS), np.int64) for _ in range(2))
    taker_bill = np.zeros((2, found.months + 1, ROWS), np.int64)
    for tier, who in enumerate(by_tier):
        row, bill = block.row[who], block.base.bill[who]
        before, after = found.without.stay, found.taken(tier).stay
        for month in wave_months(found.offer, tier, found.horizon):
            active = found.mixed(tier, month - 1, who)
            takers = np.minimum(np.rint(rate * after[month - 1][who]), active)
            contacted[month] += np.bincount(row, weights=active, minlength=ROWS).astype(np.int64)
            taken[month] += np.bincount(row, weights=takers, minlength=ROWS).astype(np.int64)
        for t in np.flatnonzero(running(found.offer, tier, found.months)):
            quanta = np.rint(rate * after[t][who])
            anyway = np.minimum(np.rint(rate * before[t][who]), quanta)
            for place, weights in enumerate((anyway, quanta)):
                taker_bill[place, t] += np.bincount(row, weights=weights * bill, minlength=ROWS).astype(np.int64)
    return {"contacted": contacted, "taken": taken, "taker_bill": taker_bill}


def _ranks(found: Campaign, log: Log, plan: Plan) -> Sums:
    """Return sums by ordering, group and rank in the whole base: for curves over reach."""
    block, cells = found.block, scores(found)
    ties, size = found.lot, GROUPS * RANKS
    trial = (log.by_lot * 2 + log.left(log.by_lot))[log.logged]
    sums: dict[str, list[Ints]] = {name: [] for name in ("customers", "gain", "cost", "effect", "trial")}

    def count(index: Ints, weights: Floats | Ints | None = None, width: int = 1) -> Ints:
        return np.bincount(index, weights=weights, minlength=size * width).astype(np.int64)

    for name in ORDERINGS:
        place = plan.rankings[name].place(cells[name], ties)
        rank = np.minimum((place * (RANKS / plan.customers)).astype(np.int64), RANKS - 1)
        index = block.group * RANKS + rank
        sums["customers"].append(count(index).reshape(GROUPS, RANKS))
        sums["gain"].append(np.stack([count(index, gain).reshape(GROUPS, RANKS) for gain in found.gains]))
        sums["cost"].append(np.stack([count(index, cost).reshape(GROUPS, RANKS) for cost in found.costs]))
        if name in OF_EFFECT:
            sums["effect"].append(count(index, found.effect).reshape(GROUPS, RANKS))
            sums["trial"].append(count(index[log.logged] * 4 + trial, None, 4).reshape(GROUPS, RANKS, 2, 2))
    return {f"rank_{name}": np.stack(values) for name, values in sums.items()}


def _offer_sums(found: Campaign, by_tier: list[Ints], plan: Plan) -> Sums:
    """Return the sums of the offer beside those of its world."""
    block, log, offered = found.block, Log(found), np.concatenate(by_tier)
    return _offers(found, by_tier) | _ranks(found, log, plan) | log.sums() | {
        "offered": np.bincount(block.row[offered], minlength=ROWS).astype(np.int64),
        "kinds": four_kinds(found, by_tier),
        "moved": save_or_delay(found, by_tier),
        "by_uplift": by_uplift(found, by_tier),
        "realised": realised(found, by_tier),
    }  # fmt: skip


def score_block(prepared: Prepared, start: int, count: int) -> Histograms:
    """Return the histograms of a block's scores: the first pass of an offer."""
    return histograms(campaign(prepared.scenario, start, count))


def _offered_world(block: Block, worlds: Sums) -> Sums:
    """Return the sums of the offer, and change those of its world, the last, from those without the offer."""
    found, plan = _campaign(block), block.prepared.planned
    by_tier = plan.chosen(found)
    _add_offer(found, by_tier, {name: sums[-1] for name, sums in worlds.items()})
    return _offer_sums(found, by_tier, plan)


def simulate_block(prepared: Prepared, start: int, count: int) -> Cube:
    """Return the cube of customers ``start`` to ``start + count − 1`` in every world of a scenario."""
    offer, months = is_offered(prepared.scenario), prepared.months
    block = campaign(prepared.scenario, start, count).block if offer else draw_block(prepared, start, count)
    block = replace(block, prepared=prepared)
    worlds = [_world(block, number) for number in range(len(prepared.worlds))]
    last = worlds[prepared.ladder["programmes"]]
    sums = {name: np.stack([w[name] for w in worlds] + [last[name]] * offer) for name in PER_WORLD}
    never = np.zeros((4, months + 1, ROWS), np.int64)
    nobody = {"offered": never[0, 0].copy(), "contacted": never[0], "taken": never[1], "taker_bill": never[2:]}
    sums |= _offered_world(block, sums) if offer else nobody
    sums |= {name: last[name].copy() if name in last else never[0, 0].copy() for name in ("signed", "onboarded")}
    sums["customers"] = np.bincount(block.row, minlength=ROWS).astype(np.int64)
    by_cell = {k: v.reshape(*v.shape[:-1], GROUPS, CELLS) for k, v in sums.items() if v.shape[-1] == ROWS}
    return Cube(prepared, count, sums | by_cell)
