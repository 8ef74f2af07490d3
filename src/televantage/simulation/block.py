"""A block of customers through every world: a pure function, whatever block it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.scenario.economics import Economics
from televantage.simulation.cube import (
    CELLS,
    GROUPS,
    LONGEST_TENURE,
    QUANTUM,
    RISK_BINS,
    RISK_EDGES,
    SHAPE,
    TENURE_EDGES,
    Cube,
)
from televantage.simulation.customers import Base, draw_base
from televantage.simulation.hazard import WIDTH, YEAR, clock_index, converted_index
from televantage.simulation.levers import market_index
from televantage.simulation.offer import SCORES, offered_and_taken, running, scores, selected
from televantage.simulation.portable import Floats, decay, log
from televantage.simulation.prepare import PILOT, Prepared, World, prepare
from televantage.simulation.streams import uniforms

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Sums = dict[str, Ints]
PER_WORLD = ("active", "bill", "survived", "at_risk", "leaving", "churn_12m")
ROWS = GROUPS * CELLS


@dataclass
class Block:
    """Customers of a block with the truth about them; arrays have one entry a customer.

    ``churn_12m`` is the neutral 12-month churn probability, ``exposure`` the realised −ln U of Bender et al. 2005
    (doi:10.1002/sim.2059): a customer leaves in the first month whose cumulative hazard reaches it.
    """

    prepared: Prepared
    base: Base
    relative_hazard: Floats
    churn_12m: Floats
    exposure: Floats
    cell: Ints
    group: Ints
    signed: Flags
    offered: Flags
    taken: Flags

    @cached_property
    def row(self) -> Ints:
        """The row of each customer in a cube's (group, cell) sums."""
        return self.group * CELLS + self.cell

    def clock(self, world: World) -> Ints:
        """Return each customer's column of a world's clock table."""
        index = clock_index(self.base)
        if world.scenario.conversion.share > 0:
            index = np.where(self.signed, converted_index(self.base), index)
        return index


def cells(prepared: Prepared, base: Base, churn_12m: Floats) -> Ints:
    """Return the cell of each customer: contract × internet × tenure band × value tier × risk level."""
    parts = (
        base.codes["contract"],
        base.codes["internet"],
        np.searchsorted(TENURE_EDGES, base.tenure, side="right") - 1,
        np.searchsorted(prepared.value_limits, base.bill, side="right"),
        np.searchsorted(RISK_EDGES, churn_12m, side="right"),
    )
    index: Ints = np.zeros(base.count, dtype=np.int64)
    for part, size in zip(parts, SHAPE, strict=True):
        index = index * size + part
    return index


def base_of(prepared: Prepared, start: int, count: int) -> Base:
    """Return the customers of a block; those of the pilot are drawn once."""
    setting, population = prepared.scenario.setting, prepared.scenario.population
    if start == 0 and count <= PILOT:
        return draw_base(population, setting.seed, 0, PILOT).head(count)
    return draw_base(population, setting.seed, start, count)


def score_histogram(prepared: Prepared, start: int, count: int) -> Ints:
    """Return the customers of a block by risk score: the first pass of a policy that ranks."""
    base = base_of(prepared, start, count)
    churn_12m = prepared.churn_12m(base, prepared.relative_hazard(base))
    return np.bincount(scores(churn_12m), minlength=SCORES).astype(np.int64)


def draw_block(prepared: Prepared, start: int, count: int) -> Block:
    """Return the customers of a block with everything that chance and policy decide about them."""
    scenario, seed = prepared.scenario, prepared.scenario.setting.seed
    base = base_of(prepared, start, count)
    hazard = prepared.relative_hazard(base)
    churn_12m = prepared.churn_12m(base, hazard)
    nobody: Flags = np.zeros(count, dtype=bool)
    signed = offered = taken = nobody
    if scenario.conversion.share > 0:
        signed = uniforms(seed, "conversion.signed", start, count) < scenario.conversion.share
        signed &= base.codes["contract"] == 0
    if scenario.offer.policy != "none":
        chosen = selected(scenario, churn_12m, prepared.cutoff, start)
        offered, taken = offered_and_taken(scenario, chosen, start)
    return Block(
        prepared,
        base,
        hazard,
        churn_12m,
        -log(uniforms(seed, "churn.exit", start, count)),
        cells(prepared, base, churn_12m),
        (start + np.arange(count)) % GROUPS,
        signed,
        offered,
        taken,
    )


class _Tally:
    """The sums of one world, filled month by month."""

    def __init__(self, block: Block, months: int) -> None:
        self.row, self.count = block.row, block.base.count
        self.by_tenure = block.group * WIDTH + block.base.tenure
        self.bill_cents = block.base.bill.astype(float)
        self.active = np.empty((months + 1, ROWS), np.int64)
        self.bill = np.empty_like(self.active)
        self.tenure = np.empty((months + 1, GROUPS, WIDTH), np.int64)
        self.money = np.empty(self.count)

    def take(self, month: int, quanta: Floats) -> None:
        """Enter the survival of each customer at the end of a month, in whole quanta."""
        self.active[month] = np.bincount(self.row, weights=quanta, minlength=ROWS)
        np.multiply(quanta, self.bill_cents, out=self.money)
        self.bill[month] = np.bincount(self.row, weights=self.money, minlength=ROWS)
        by_tenure = np.bincount(self.by_tenure, weights=quanta, minlength=GROUPS * WIDTH)
        self.tenure[month] = by_tenure.reshape(GROUPS, WIDTH)

    def exposure_by_tenure(self, horizon: int) -> tuple[Ints, Ints]:
        """Return customers at risk and leaving by the tenure they have in the month, shapes (groups, tenure)."""
        at_risk = np.zeros((GROUPS, LONGEST_TENURE), np.int64)
        leaving = np.zeros_like(at_risk)
        for t in range(1, horizon + 1):
            at_risk[:, t : t + WIDTH] += self.tenure[t - 1]
            leaving[:, t : t + WIDTH] += self.tenure[t - 1] - self.tenure[t]
        return at_risk, leaving


def _selected_sum(block: Block, who: Flags, quanta: Floats) -> Ints:
    index = np.flatnonzero(who)
    return np.bincount(block.row[index], weights=quanta[index], minlength=ROWS).astype(np.int64)


def _path(block: Block, world: World, who: Ints | slice) -> Iterator[tuple[int, Floats, Floats]]:
    """Take some customers of a block through a world.

    Yields the month, their cumulative hazard and their survival in whole quanta, from month 0 on, in arrays that
    are written again the month after.
    """
    scenario = world.scenario
    clock, relative = block.clock(world)[who], block.relative_hazard[who]
    lever = None if world.market is None else market_index(scenario, block.base)[who]
    takers = np.flatnonzero(block.taken[who]) if scenario.offer.policy != "none" else None
    cumulative, step, quanta = np.zeros(len(relative)), np.empty(len(relative)), np.full(len(relative), float(QUANTUM))
    scratch = (np.empty_like(step), np.empty_like(step), np.empty(len(step), np.intp))
    yield 0, cumulative, quanta
    for t in range(1, block.prepared.months + 1):
        np.take(world.clocks[t - 1], clock, out=step)
        if world.market is not None and lever is not None:
            np.take(world.market[t - 1], lever, out=scratch[0])
            step *= scratch[0]
        step *= relative
        if takers is not None and running(scenario, t):
            step[takers] *= 1.0 - scenario.offer.uplift
        cumulative += step
        decay(cumulative, quanta, scratch)
        quanta *= QUANTUM
        np.rint(quanta, out=quanta)
        yield t, cumulative, quanta


def _run_world(block: Block, number: int) -> Sums:
    """Return the sums of a block in one world."""
    prepared, world = block.prepared, block.prepared.worlds[number]
    tally = _Tally(block, prepared.months)
    addressed: Sums = {}
    months_survived = np.zeros(block.base.count, np.uint8)
    for t, cumulative, quanta in _path(block, world, slice(None)):
        tally.take(t, quanta)
        if t > 0:
            months_survived += cumulative < block.exposure
        addressed |= _addressed(block, world.scenario, t + 1, quanta)
        if t == YEAR:
            churn = ((QUANTUM - quanta) * (RISK_BINS / QUANTUM)).astype(np.int64)
            churn = block.group * RISK_BINS + np.minimum(churn, RISK_BINS - 1)
            in_a_year = np.bincount(churn, minlength=GROUPS * RISK_BINS).reshape(GROUPS, RISK_BINS)
    survived = np.bincount(months_survived * np.int64(ROWS) + block.row, minlength=(prepared.months + 1) * ROWS)
    at_risk, leaving = tally.exposure_by_tenure(world.scenario.setting.horizon)
    return addressed | {
        "active": tally.active,
        "bill": tally.bill,
        "survived": survived.reshape(prepared.months + 1, ROWS),
        "at_risk": at_risk,
        "leaving": leaving,
        "churn_12m": in_a_year,
    }


def survival(block: Block, number: int, months: int) -> Ints:
    """Return each customer's survival of some months in a world, in whole quanta."""
    quanta = next(quanta for t, _, quanta in _path(block, block.prepared.worlds[number], slice(None)) if t == months)
    return quanta.astype(np.int64)


def months_survived(block: Block, number: int, months: int) -> Ints:
    """Return the whole months, at most ``months``, that each customer survives in the one realisation of a world."""
    survived: Ints = np.zeros(block.base.count, dtype=np.int64)
    for t, cumulative, _ in _path(block, block.prepared.worlds[number], slice(None)):
        if 0 < t <= months:
            survived += cumulative < block.exposure
    return survived


def _taker_bill(block: Block, rung: str) -> Ints:
    """Return survival × bill of those who take the offer, in the months it runs, in the world of a rung."""
    prepared, takers = block.prepared, np.flatnonzero(block.taken)
    sums = np.zeros((prepared.months + 1, ROWS), np.int64)
    row, bill = block.row[takers], block.base.bill[takers]
    world = prepared.worlds[prepared.ladder[rung]]
    for t, _, quanta in _path(block, world, takers) if len(takers) else ():
        if running(prepared.scenario, t):
            sums[t] = np.bincount(row, weights=quanta * bill, minlength=ROWS)
    return sums


def _addressed(block: Block, scenario: Scenario, month: int, quanta: Floats) -> Sums:
    """Return who is active at the start of a month in which the offer or a programme addresses them."""
    sums = {}
    if month == scenario.offer.month and scenario.offer.policy != "none":
        sums["contacted"] = _selected_sum(block, block.offered, quanta)
        sums["taken"] = _selected_sum(block, block.taken, quanta)
    if month == scenario.conversion.month and scenario.conversion.share > 0:
        sums["signed"] = _selected_sum(block, block.signed, quanta)
    if month == 1 and scenario.onboarding.cut > 0:
        sums["onboarded"] = _selected_sum(block, block.base.tenure < scenario.onboarding.months, quanta)
    return sums


@lru_cache(maxsize=2)
def _neutral_pilot(scenario: Scenario, count: int) -> Sums:
    """Return the sums of the baseline world for the first customers: the same for every setting of the levers."""
    return _run_world(draw_block(prepare(scenario), 0, count), 0)


def _world(block: Block, number: int) -> Sums:
    prepared = block.prepared
    if block.base.start == 0 and number == prepared.ladder["baseline"]:
        scenario = prepared.worlds[number].scenario.model_copy(update={"economics": Economics()})
        return _neutral_pilot(scenario, block.base.count)
    return _run_world(block, number)


def simulate_block(prepared: Prepared, start: int, count: int) -> Cube:
    """Return the cube of customers ``start`` to ``start + count − 1`` in every world of a scenario."""
    block = draw_block(prepared, start, count)
    worlds = [_world(block, number) for number in range(len(prepared.worlds))]
    sums = {name: np.stack([world[name] for world in worlds]) for name in PER_WORLD}
    sums["taker_bill"] = np.stack([_taker_bill(block, rung) for rung in ("programmes", "scenario")])
    last, nobody = worlds[prepared.ladder["scenario"]], np.zeros(ROWS, np.int64)
    sums |= {name: last.get(name, nobody).copy() for name in ("contacted", "taken", "signed", "onboarded")}
    sums["customers"] = np.bincount(block.row, minlength=ROWS).astype(np.int64)
    sums["offered"] = np.bincount(block.row[block.offered], minlength=ROWS).astype(np.int64)
    by_cell = {k: v.reshape(*v.shape[:-1], GROUPS, CELLS) for k, v in sums.items() if v.shape[-1] == ROWS}
    return Cube(prepared, count, sums | by_cell)
