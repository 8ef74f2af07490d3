"""The ledger: a cube in the units of its readers, whole customers and cents of the scenario's subscribers.

It is made once, and every measure adds up its entries, so figures reconcile between files by construction. The same
class holds the 16 delete-a-group versions, from which intervals come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce, wraps
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.simulation.cube import AXES, GROUPS, QUANTUM, SHAPE, Cube
from televantage.simulation.hazard import YEAR
from televantage.simulation.levers import in_scope, price_ratio
from televantage.simulation.money import present_value

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]
"""Whole numbers in the ledger, or fractions derived from them."""

T_QUANTILE = 2.131449545559323
"""97.5 % quantile of Student's t with 15 degrees of freedom."""
COARSE = 2**16
"""Money of the delete-a-group versions is in cents × QUANTUM / COARSE, so that sums over months fit 64 bits."""


def apportion(total: Ints, weights: Floats) -> Ints:
    """Return whole numbers in proportion to the weights (last axis) that sum to the totals: largest remainder.

    >>> apportion(np.array([10]), np.array([[1.0, 1.0, 1.0]])).tolist()
    [[4, 3, 3]]
    """
    cut = np.rint(weights * 2.0**20)  # whole numbers: their sum is exact
    mass = cut.sum(axis=-1, keepdims=True)
    ideal = total[..., None] * (cut / np.where(mass == 0, 1.0, mass))
    whole = np.floor(ideal)
    short = np.where(mass[..., 0] == 0, 0, total - whole.sum(axis=-1).astype(np.int64))
    order = np.argsort(whole - ideal, axis=-1, kind="stable")
    rank = np.argsort(order, axis=-1, kind="stable")
    return whole.astype(np.int64) + (rank < short[..., None])


def price_factor(scenario: Scenario) -> Floats:
    """Return the list price relative to today's: (months 0..horizon, contract, internet, 1, 1, 1)."""
    ratio = price_ratio(scenario, scenario.setting.horizon)
    contract, internet = np.indices(SHAPE[:2])
    factor = np.where(in_scope(scenario, contract, internet), ratio[:, None, None], 1.0)
    return factor.reshape(*factor.shape, 1, 1, 1)


E = TypeVar("E")


def remembered(compute: Callable[..., E]) -> Callable[..., E]:
    """Return a function of a ledger (and hashable arguments) that computes each answer once and keeps it there."""

    @wraps(compute)
    def answer(book: Ledger, *arguments: str) -> E:
        key = (compute.__module__, compute.__qualname__, *arguments)
        if key not in book.memory:
            book.memory[key] = compute(book, *arguments)
        return book.memory[key]  # type: ignore[return-value]

    return answer


@dataclass(frozen=True, eq=False)
class Ledger:
    """Whole-number entries; arrays are (K, months 0..horizon, contract, internet, tenure, value, risk).

    ``active_of`` and ``base_of`` go on to month 12 where the horizon is shorter, for figures over a year.

    K is 1 for the ledger itself and 16 for the delete-a-group versions. An entry times ``people`` (K) is customers,
    times ``amount`` (K) is money; both scale to the subscribers that the scenario speaks for.
    """

    scenario: Scenario
    ladder: dict[str, int]
    customers: Ints
    active_of: tuple[Ints, ...]
    """Active customers at the end of each month, by world."""
    base_of: tuple[Ints, ...]
    """Their bills at today's prices."""
    survived_of: tuple[Ints, ...]
    """Customers by whole months survived in the realisation, by world; (K, months) only, for the ledger itself."""
    discount: Ints
    """Discounts of the offer at the end of each month."""
    give_away: Ints
    """The part of it that goes to customers who would have stayed without the offer."""
    contacted: Ints
    """Offers made, (K, months)."""
    taken: Ints
    """Offers taken, (K, months)."""
    signed: Ints
    onboarded: Ints
    people: Floats
    amount: Floats
    cents_per_person: float
    """Entries of money for one cent paid to one entry of customers."""
    memory: dict[tuple[str, ...], object] = field(default_factory=dict, repr=False)
    """Answers of :func:`remembered` functions."""

    def active(self, world: str) -> Ints:
        """Return active customers at the end of months 0 to the horizon."""
        return self.active_of[self.ladder[world]][:, : self.scenario.setting.horizon + 1]

    def year_active(self, world: str) -> Ints:
        """Return active customers at the end of months 0 to 12, whatever the horizon."""
        return self.active_of[self.ladder[world]][:, : YEAR + 1]

    def base_bill(self, world: str) -> Ints:
        """Return monthly bills at today's prices, before discounts."""
        return self.base_of[self.ladder[world]][:, : self.scenario.setting.horizon + 1]

    def year_base_bill(self, world: str) -> Ints:
        """Return monthly bills at today's prices in months 0 to 12, whatever the horizon."""
        return self.base_of[self.ladder[world]][:, : YEAR + 1]

    def factor(self, world: str) -> Floats:
        """Return the price factor that holds in a world."""
        return price_factor(self.scenario.neutral() if world == "baseline" else self.scenario)

    def list_bill(self, world: str) -> Ints:
        """Return monthly bills at the list prices of the month, before discounts."""
        if world == "baseline" or self.scenario.price.change == 0:
            return self.base_bill(world)
        same = next(name for name, number in self.ladder.items() if number == self.ladder[world])
        return self._at_new_prices(same)

    @remembered
    def _at_new_prices(self, world: str) -> Ints:
        return np.rint(self.base_bill(world) * self.factor(world)).astype(np.int64)

    def mrr(self, world: str) -> Ints:
        """Return monthly recurring revenue: list bills minus discounts."""
        return self.list_bill(world) - (self.discount if world == "scenario" else 0)

    @remembered
    def contribution(self, world: str) -> Ints:
        """Return list bills minus the cost to serve, before discounts and programme costs; (K, months)."""
        cost = np.rint(total(self.base_bill(world)) * (1 - self.scenario.economics.gross_margin)).astype(np.int64)
        return total(self.list_bill(world)) - cost

    def paid(self, count: Ints, amount: float) -> Ints:
        """Return the money for paying some amount to each of a count."""
        return np.rint(count * (round(amount * 100) * self.cents_per_person)).astype(np.int64)

    def present(self, money: Ints) -> Ints:
        """Return the present value of entries by month, (K, months 0..horizon)."""
        return np.rint(money * discount_factors(self)).astype(np.int64)


@remembered
def discount_factors(book: Ledger) -> Floats:
    """Return the present value of a dollar in months 0 to the horizon."""
    return present_value(book.scenario)


def total(array: Ints, *keep: str) -> Ints:
    """Return an array (K, months, axes...) summed over all axes but those named."""
    gone = tuple(i + 2 for i, axis in enumerate(AXES) if axis not in keep)
    return array.sum(axis=gone)


def _by_cell(array: Ints) -> Ints:
    """Return (..., C) as (..., contract, internet, tenure, value, risk)."""
    return array.reshape(*array.shape[:-1], *SHAPE)


def exact(cube: Cube) -> Ledger:
    """Return the ledger of a cube: customers apportioned once, money in cents."""
    scenario, months = cube.prepared.scenario, cube.prepared.scenario.setting.horizon + 1
    subscribers, sums = scenario.setting.subscribers, cube.sums
    unit = subscribers / cube.customers / QUANTUM
    customers = apportion(np.array([subscribers]), sums["customers"].sum(0)[None].astype(float))[0]

    def people(name: str) -> Ints:
        whole = np.rint(np.array([int(sums[name].sum()) * unit])).astype(np.int64)
        return _by_cell(apportion(whole, sums[name].sum(0)[None].astype(float)))

    def offers(name: str) -> Ints:
        return np.rint(sums[name][:months].sum((1, 2)) * unit).astype(np.int64)[None]

    def active(world: int) -> Ints:
        quanta = sums["active"][world].sum(1).T  # cell × month
        fates = apportion(
            customers, np.concatenate([quanta[:, :-1] - quanta[:, 1:], quanta[:, -1:]], axis=1).astype(float)
        )
        gone = np.cumsum(np.concatenate([np.zeros((len(fates), 1), np.int64), fates[:, :-1]], axis=1), axis=1)
        return _by_cell((customers[:, None] - gone).T)[None]

    def money(array: Ints, factor: Floats | float = 1.0) -> Ints:
        return np.rint(_by_cell(array.sum(1))[None] * unit * factor).astype(np.int64)

    def survived(world: int) -> Ints:
        counts = sums["survived"][world].sum((1, 2)).astype(float)
        counts[months - 1] = counts[months - 1 :].sum()
        return apportion(np.array([subscribers]), counts[None, :months])

    worlds = range(cube.prepared.world_count)
    discount = scenario.offer.discount * price_factor(scenario)
    return Ledger(
        scenario,
        cube.prepared.ladder,
        _by_cell(customers)[None],
        tuple(active(w) for w in worlds),
        tuple(money(sums["bill"][w]) for w in worlds),
        tuple(survived(w) for w in worlds),
        money(sums["taker_bill"][1][:months], discount),
        money(sums["taker_bill"][0][:months], discount),
        offers("contacted"),
        offers("taken"),
        people("signed"),
        people("onboarded"),
        people=np.array([1.0]),
        amount=np.array([0.01]),
        cents_per_person=1.0,
    )


def without_each_group(cube: Cube) -> Ledger:
    """Return the 16 ledgers without one random group each, risk levels merged, in fine units instead of whole ones."""
    scenario, months = cube.prepared.scenario, cube.prepared.scenario.setting.horizon + 1
    sums, shape = cube.sums, (GROUPS, *SHAPE[:-1], 1)

    def left(array: Ints) -> Ints:
        by_risk = array.reshape(*array.shape[:-1], -1, SHAPE[-1])
        merged = reduce(np.add, (by_risk[..., level] for level in range(SHAPE[-1])))  # a sum over so few is slow
        others = merged.sum(-2, keepdims=True) - merged  # (..., groups, cells)
        return np.ascontiguousarray(np.moveaxis(others, -2, 0)).reshape(GROUPS, *array.shape[:-2], *shape[1:])

    def money(array: Ints, factor: Floats | float = 1.0) -> Ints:
        return np.rint(left(array) * (1 / COARSE) * factor).astype(np.int64)

    def offers(name: str) -> Ints:
        made = sums[name][:months].sum(2)
        return (made.sum(1) - made.T).astype(np.int64)

    worlds = range(cube.prepared.world_count)
    discount = scenario.offer.discount * price_factor(scenario)
    kept = left(sums["customers"])
    people = scenario.setting.subscribers / total(kept[:, None])[:, 0] / QUANTUM
    return Ledger(
        scenario,
        cube.prepared.ladder,
        kept * QUANTUM,
        tuple(left(sums["active"][w]) for w in worlds),
        tuple(money(sums["bill"][w]) for w in worlds),
        (),
        money(sums["taker_bill"][1][:months], discount),
        money(sums["taker_bill"][0][:months], discount),
        offers("contacted"),
        offers("taken"),
        left(sums["signed"]),
        left(sums["onboarded"]),
        people=people,
        amount=people * COARSE / 100,
        cents_per_person=1 / COARSE,
    )
