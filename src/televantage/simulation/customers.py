"""The base: who the customers are at the as-of month, drawn link by link from conditional laws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from televantage.scenario.population import Population
from televantage.simulation.calibration import FIBRE, MONTHS_OF_TENURE, ONE, Attribute, Calibration, Ints
from televantage.simulation.calibration import calibration as load_calibration
from televantage.simulation.portable import Floats, exp, normal_quantile
from televantage.simulation.streams import bits

ADD_ONS = ("security", "backup", "protection", "support", "tv", "movies")
TERM = (1, 12, 24)
"""Months in a term of each contract."""

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Base:
    """A block of customers at the as-of month; every array has one entry a customer.

    ``codes`` holds the level of each attribute, ``tenure`` is in months (1-72), ``elapsed`` is the months already
    behind in the contract's term, ``bill`` and ``total`` are in cents, ``risk`` is the hazard relative to a
    reference customer with the same contract and tenure.
    """

    start: int
    codes: dict[str, Codes]
    tenure: Codes
    elapsed: Codes
    bill: Codes
    total: Codes
    risk: Floats

    @property
    def count(self) -> int:
        """The number of customers."""
        return len(self.tenure)

    def head(self, count: int) -> Base:
        """Return the first customers of the block."""
        if count == self.count:
            return self
        first = {name: getattr(self, name)[:count] for name in ("tenure", "elapsed", "bill", "total", "risk")}
        return Base(self.start, {k: v[:count] for k, v in self.codes.items()}, **first)


@dataclass(frozen=True)
class _Laws:
    """The laws of one population, compiled: thresholds as 32-bit whole numbers."""

    calibration: Calibration
    tenure: Ints
    thresholds: dict[str, Ints]


def tilted_tenure(table: Floats, first_year_share: float, shift: float) -> Floats:
    """Return P(tenure = 1..72) with the wanted share of months 1-12 and the mean of the others moved by ``shift``.

    The others are tilted exponentially, p(t)·exp(θ t), which changes the law least in relative entropy (Csiszár 1975).
    """
    months = np.arange(1, MONTHS_OF_TENURE + 1, dtype=float)
    early, late = table[:12] / _total(table[:12]), table[12:] / _total(table[12:])
    goal = min(max(_total(late * months[12:]) + shift, 13.5), 71.5)
    low, high = -1.0, 1.0
    for _ in range(60):
        theta = (low + high) / 2
        weights = late * exp(theta * (months[12:] - (72.0 if theta > 0 else 13.0)))  # at most 1: no overflow
        weights = weights / _total(weights)
        low, high = (theta, high) if _total(weights * months[12:]) < goal else (low, theta)
    return np.concatenate([early * first_year_share, (late if shift == 0 else weights) * (1 - first_year_share)])


def _total(x: Floats) -> float:
    """Return a sum that does not depend on the order or release: terms are cut to multiples of 2⁻⁴⁰ first."""
    return float(np.sum(np.rint(x * 2.0**40).astype(np.int64))) * 2.0**-40


def _shifted(probabilities: Floats, levels: slice, log_odds: float) -> Floats:
    """Return rows of probabilities with the odds of some levels against the others multiplied."""
    weights = probabilities.copy()
    weights[:, levels] *= float(exp(np.array([log_odds]))[0])
    return weights / _row_sums(weights)


def _row_sums(weights: Floats) -> Floats:
    total = np.zeros((len(weights), 1))
    for column in range(weights.shape[1]):  # in order: a sum that every release repeats
        total += weights[:, column : column + 1]
    return total


def _fibre_law(law: Attribute, tenure: Floats, bands: Ints, share: float) -> Floats:
    """Return P(internet | tenure band) with the odds of fibre moved so that its share of the base is as wanted."""
    low, high = -8.0, 8.0
    for _ in range(50):
        middle = (low + high) / 2
        moved = _shifted(law.probabilities, slice(FIBRE, FIBRE + 1), middle)
        reached = _total(tenure * moved[bands[1:], FIBRE])
        low, high = (middle, high) if reached < share else (low, middle)
    return moved


@lru_cache(maxsize=8)
def _laws(population: Population) -> _Laws:
    found = load_calibration()
    tenure = tilted_tenure(found.tenure, population.first_year_share, population.tenure_shift)
    thresholds = {}
    for name, law in found.attributes.items():
        table = law.probabilities
        if name == "internet":
            table = _fibre_law(law, tenure, found.bands, population.fibre_share)
        if name == "contract":
            table = _shifted(table, slice(1, None), population.contract_shift)
        thresholds[name] = Attribute(name, law.levels, law.parents, law.sizes, table).thresholds()
    cumulative = np.cumsum(np.rint(tenure * 2.0**40).astype(np.int64))
    upper = np.rint(cumulative / cumulative[-1] * ONE).astype(np.int64)[:-1]
    return _Laws(found, upper, thresholds)


def _drawn(law: Attribute, thresholds: Ints, codes: dict[str, Codes], draws: Codes) -> Codes:
    """Return the level of each customer: the number of thresholds at or below the draw."""
    if not law.parents:
        return np.asarray(np.searchsorted(thresholds[:, 0], draws, side="right"), dtype=np.int64)
    row = codes[law.parents[0]]
    for parent, size in zip(law.parents[1:], law.sizes[1:], strict=True):
        row = row * size + codes[parent]
    level = (draws >= thresholds[0].take(row)).astype(np.int64)
    for limit in thresholds[1:]:
        level += draws >= limit.take(row)
    return level


def _grid(cents: Floats) -> Codes:
    """Return amounts on the 5-cent grid."""
    return np.rint(cents / 5.0).astype(np.int64) * 5


NORMAL = normal_quantile((np.arange(2**16) + 0.5) / 2**16)
"""The standard normal law in 65,536 equally likely values."""


def _bill(found: Calibration, codes: dict[str, Codes], seed: int, start: int, count: int) -> Codes:
    owned = {name: codes[name] for name in (*ADD_ONS, "phone", "lines")}
    dollars, items = (
        np.array([found.price_list["dsl"], found.price_list["fibre"], 0.0])[codes["internet"]],
        np.zeros(count),
    )
    items += codes["internet"] != 2
    for name, level in owned.items():
        dollars = dollars + level * found.price_list[name]
        items += level
    noise = NORMAL[bits(seed, "base.bill", start, count, 16)] * found.bill_noise * np.sqrt(items)
    return np.maximum(_grid((dollars + noise) * 100.0), 5)


def _total_billed(found: Calibration, tenure: Codes, bill: Codes, seed: int, start: int, count: int) -> Codes:
    """Return TotalCharges in cents: tenure × bill with the noise of past price changes; the bill at tenure 1."""
    expected = (tenure * bill).astype(float)
    noise = NORMAL[bits(seed, "base.total", start, count, 16)] * found.total_noise * np.sqrt(expected / 1e4) * 100.0
    return np.where(tenure == 1, bill, np.maximum(_grid(expected + noise), bill))


@lru_cache(maxsize=2)
def draw_base(population: Population, seed: int, start: int, count: int) -> Base:
    """Return customers ``start`` to ``start + count − 1`` of a population.

    A customer depends on the population's parameters, the seed and the customer's own number, on nothing else.
    """
    laws = _laws(population)
    found = laws.calibration
    codes: dict[str, Codes] = {}
    tenure = np.searchsorted(laws.tenure, bits(seed, "base.tenure", start, count, 32), side="right") + 1
    codes["tenure_band"] = found.bands[tenure]
    for name, law in found.attributes.items():
        codes[name] = _drawn(law, laws.thresholds[name], codes, bits(seed, f"base.{name}", start, count, 32))
    term = np.array(TERM)[codes["contract"]]
    elapsed = (bits(seed, "base.term", start, count, 32) * np.minimum(tenure, term)) >> 32
    bill = _bill(found, codes, seed, start, count)
    total = _total_billed(found, tenure, bill, seed, start, count)
    risk = np.ones(count)
    for name, effects in found.log_hazard_ratios.items():
        if name != "contract":  # a customer may change it: it belongs to the hazard's tables
            risk *= exp(np.array(effects)).take(codes[name])
    return Base(start, codes, tenure, elapsed, bill, total, risk)


def contract_ratios() -> Floats:
    """Return the hazard ratio of each contract against month-to-month."""
    return exp(np.array(load_calibration().log_hazard_ratios["contract"]))


def sensitivity_classes(mean: float, spread: float, classes: int) -> Floats:
    """Return equally likely price sensitivities: log-normal with the given mean and log standard deviation."""
    z = normal_quantile((np.arange(classes) + 0.5) / classes)
    weights = exp(spread * z)
    return mean * weights / (_total(weights) / classes)
