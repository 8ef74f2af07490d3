"""A block of customers, and their path through a world without the offer: pure functions, whatever block it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.scenario.economics import Economics
from televantage.scenario.log import Log
from televantage.simulation.cube import CELLS, GROUPS, QUANTUM, RISK_EDGES, SHAPE, TENURE_EDGES
from televantage.simulation.customers import PILOT, Base, draw_base
from televantage.simulation.hazard import clock_index, converted_index
from televantage.simulation.levers import market_index
from televantage.simulation.portable import Floats, decay, log
from televantage.simulation.prepare import Prepared, World
from televantage.simulation.streams import uniforms

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


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

    @property
    def count(self) -> int:
        """The number of customers."""
        return self.base.count

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


def reached(values: Floats | Ints, edges: Sequence[float]) -> Ints:
    """Return how many of a few edges each value reaches: faster than a search."""
    index = (values >= edges[0]).astype(np.int64)
    for edge in edges[1:]:
        index += values >= edge
    return index


def cells(prepared: Prepared, base: Base, churn_12m: Floats) -> Ints:
    """Return the cell of each customer: contract × internet × tenure band × value tier × risk level."""
    parts = (
        base.codes["contract"],
        base.codes["internet"],
        reached(base.tenure, TENURE_EDGES[1:]),
        reached(base.bill, prepared.value_limits),
        reached(churn_12m, RISK_EDGES),
    )
    index: Ints = np.zeros(base.count, dtype=np.int64)
    for part, size in zip(parts, SHAPE, strict=True):
        index = index * size + part
    return index


def base_of(scenario: Scenario, start: int, count: int) -> Base:
    """Return the customers of a block; those of the pilot are drawn once."""
    setting, population = scenario.setting, scenario.population
    if start == 0 and count <= PILOT:
        return draw_base(population, setting.seed, 0, PILOT).head(count)
    return draw_base(population, setting.seed, start, count)


def draw_block(prepared: Prepared, start: int, count: int) -> Block:
    """Return the customers of a block with everything that chance decides about them before any offer."""
    scenario, seed = prepared.scenario, prepared.scenario.setting.seed
    base = base_of(scenario, start, count)
    hazard = prepared.relative_hazard(base)
    churn_12m = prepared.churn_12m(base, hazard)
    signed: Flags = np.zeros(count, dtype=bool)
    if scenario.conversion.share > 0:
        signed = uniforms(seed, "conversion.signed", start, count) < scenario.conversion.share
        signed &= base.codes["contract"] == 0
    return Block(
        prepared,
        base,
        hazard,
        churn_12m,
        -log(uniforms(seed, "churn.exit", start, count)),
        cells(prepared, base, churn_12m),
        (start + np.arange(count)) % GROUPS,
        signed,
    )


@dataclass(frozen=True)
class Lives:
    """Customers month by month through a world; the first axis is months 0 to the last that is simulated.

    ``hazard`` is cumulative, ``stay`` the probability to be there at the end of the month in whole quanta, ``months``
    the whole months that each customer survives in the one realisation.
    """

    hazard: Floats
    stay: npt.NDArray[np.int32]
    months: Ints


def path(block: Block, world: World, rows: Floats | None = None) -> Iterator[tuple[int, Floats, Floats]]:
    """Take the customers of a block through a world.

    Yields the month, their cumulative hazard and their survival in whole quanta, from month 0 on, in arrays that
    are written again the month after; the hazard of month t goes to ``rows[t]`` where rows are given.
    """
    clock, relative, count = block.clock(world), block.relative_hazard, block.count
    lever = None if world.market is None else market_index(world.scenario, block.base)
    cumulative, step, quanta = np.zeros(count), np.empty(count), np.full(count, float(QUANTUM))
    scratch = (np.empty_like(step), np.empty_like(step), np.empty(count, np.intp))
    yield 0, cumulative, quanta
    for t in range(1, block.prepared.months + 1):
        np.take(world.clocks[t - 1], clock, out=step)
        if world.market is not None and lever is not None:
            np.take(world.market[t - 1], lever, out=scratch[0])
            step *= scratch[0]
        step *= relative
        now = cumulative if rows is None else rows[t]
        cumulative = np.add(cumulative, step, out=now)
        survive(cumulative, quanta, scratch)
        yield t, cumulative, quanta


def survive(cumulative: Floats, quanta: Floats, scratch: tuple[Floats, Floats, npt.NDArray[np.intp]]) -> None:
    """Put the survival of a cumulative hazard, in whole quanta, into ``quanta``."""
    decay(cumulative, quanta, scratch)
    quanta *= QUANTUM
    np.rint(quanta, out=quanta)


def _live(block: Block, world: World) -> Lives:
    hazard = np.empty((block.prepared.months + 1, block.count))
    stay = np.empty(hazard.shape, np.int32)
    months = np.zeros(block.count, np.int64)
    hazard[0] = 0.0
    for t, cumulative, quanta in path(block, world, hazard):
        stay[t] = quanta
        if t > 0:
            months += cumulative < block.exposure
    return Lives(hazard, stay, months)


_KEPT: dict[tuple[Scenario, int, int], Lives] = {}
"""The last lives: moves of the offer, and both passes over a small base, share them."""


def lives(block: Block, world: World) -> Lives:
    """Return the lives of a block's customers in a world without the offer."""
    scenario = world.scenario.model_copy(update={"economics": Economics(), "log": Log()})
    key = (scenario, block.base.start, block.count)
    found = _KEPT.get(key)
    if found is None:
        found = _live(block, world)
        _KEPT.clear()
        _KEPT[key] = found
    return found
