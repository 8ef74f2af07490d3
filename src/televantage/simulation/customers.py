"""The base: who the customers are at the as-of month, drawn link by link from conditional laws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from televantage.scenario.population import Population
from televantage.simulation.attributes import ADD_ONS
from televantage.simulation.calibration import FIBRE, FIRST_YEAR, ITEMS, Calibration, Prices, calibration
from televantage.simulation.features import MONTHS_OF_TENURE
from televantage.simulation.portable import Floats, exp, normal_quantile
from televantage.simulation.sampler import DRAW_BITS, LIMIT, THOUSAND, CompiledLink, Ints, compiled, shifted
from televantage.simulation.streams import bits

TERM = (1, 12, 24)
"""Months in a term of each contract."""

PILOT = 65_536
"""Customers of the pilot: the first of the base, from whom what must not depend on the size of a run is taken."""

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Base:
    """A block of customers at the as-of month; every array has one entry a customer.

    ``codes`` holds the level of each attribute, ``tenure`` is in months (0-72), ``elapsed`` is the months already
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
    """The laws of one population, compiled."""

    calibration: Calibration
    tenure: Ints
    """Upper ends of the draws of each month of tenure, as 32-bit whole numbers."""
    links: tuple[CompiledLink, ...]


def tilted_tenure(table: Floats, first_year_share: float, shift: float) -> Floats:
    """Return P(tenure = 0..72) with the wanted share of months 0-12 and the mean of the others moved by ``shift``.

    The others are tilted exponentially, p(t)·exp(θ t), which changes the law least in relative entropy (Csiszár 1975).
    """
    months = np.arange(FIRST_YEAR, MONTHS_OF_TENURE + 1, dtype=float)
    early, late = table[:FIRST_YEAR] / _total(table[:FIRST_YEAR]), table[FIRST_YEAR:] / _total(table[FIRST_YEAR:])
    goal = min(max(_total(late * months) + shift, 13.5), 71.5)
    low, high = -1.0, 1.0
    for _ in range(60):
        theta = (low + high) / 2
        weights = late * exp(theta * (months - (72.0 if theta > 0 else 13.0)))  # at most 1: no overflow
        weights = weights / _total(weights)
        low, high = (theta, high) if _total(weights * months) < goal else (low, theta)
    return np.concatenate([early * first_year_share, (late if shift == 0 else weights) * (1 - first_year_share)])


def _total(x: Floats) -> float:
    """Return a sum that does not depend on the order or release: terms are cut to multiples of 2⁻⁴⁰ first."""
    return float(np.sum(np.rint(x * 2.0**40).astype(np.int64))) * 2.0**-40


def _with_fibre(link: CompiledLink, tenure: Floats, share: float) -> CompiledLink:
    """Return P(internet | tenure) with the odds of fibre moved so that its share of the base is as wanted."""
    months = {"tenure": np.arange(len(tenure))}
    low, high = -LIMIT, LIMIT
    while high - low > 1:
        middle = (low + high) // 2
        reached = _total(tenure * shifted(link, {FIBRE: middle}).probabilities(months, len(tenure))[:, FIBRE])
        low, high = (middle, high) if reached < share else (low, middle)
    return shifted(link, {FIBRE: high})


@lru_cache(maxsize=8)
def _compiled(name: str) -> tuple[CompiledLink, ...]:
    return tuple(compiled(link) for link in calibration(name).chain)


@lru_cache(maxsize=8)
def _laws(population: Population) -> _Laws:
    found = calibration(population.calibration)
    tenure = tilted_tenure(np.array(found.tenure), population.first_year_share, population.tenure_shift)
    links = {link.name: link for link in _compiled(population.calibration)}
    links["internet"] = _with_fibre(links["internet"], tenure, population.fibre_share)
    longer = round(population.contract_shift * THOUSAND)
    links["contract"] = shifted(links["contract"], {1: longer, 2: longer})
    cumulative = np.cumsum(np.rint(tenure * 2.0**40).astype(np.int64))
    upper = np.rint(cumulative / cumulative[-1] * 2.0**32).astype(np.int64)[:-1]
    return _Laws(found, upper, tuple(links.values()))


NORMAL = normal_quantile((np.arange(2**16) + 0.5) / 2**16)
"""The standard normal law in 65,536 equally likely values."""


def _noise(seed: int, purpose: str, start: int, count: int) -> Floats:
    return NORMAL[bits(seed, purpose, start, count, 16)]


def _grid(cents: Floats) -> Codes:
    """Return amounts on the 5-cent grid."""
    return np.rint(cents / 5.0).astype(np.int64) * 5


def owned_items(codes: Mapping[str, Codes]) -> Codes:
    """Return which items each customer has, 0 or 1: shape (customers, items)."""
    services = {**codes, "dsl": codes["internet"] == 0, "fibre": codes["internet"] == FIBRE}
    return np.stack([services[item].astype(np.int64) for item in ITEMS], axis=1)


def _bill(prices: Prices, level: float, codes: Mapping[str, Codes], noise: Floats) -> Codes:
    """Return MonthlyCharges in cents: the sum of the list with noise that grows with the root of its items."""
    listed = prices.price_list
    full = listed["base"] + np.array([listed["dsl"], listed["fibre"], 0.0])[codes["internet"]]
    items = (codes["internet"] != 2).astype(float)
    for name in (*ADD_ONS, "phone", "lines"):
        full += codes[name] * listed[name]
        items += codes[name]
    return np.maximum(_grid((full + noise * prices.bill_noise * np.sqrt(items)) * (100.0 * level)), 5)


def _billed(prices: Prices, level: float, tenure: Codes, bill: Codes, noise: Floats) -> Codes:
    """Return TotalCharges in cents: tenure × bill; each month after the first adds noise, as past bills differed."""
    spread = prices.total_noise * np.sqrt(np.maximum(tenure - 1, 0) * bill * (100.0 * level))
    return np.where(tenure == 0, 0, np.maximum(_grid(tenure * bill + noise * spread), bill))


@lru_cache(maxsize=8)
def draw_base(population: Population, seed: int, start: int, count: int) -> Base:
    """Return customers ``start`` to ``start + count − 1`` of a population.

    A customer depends on the population's parameters, the seed and the customer's own number, on nothing else.
    """
    laws = _laws(population)
    found = laws.calibration
    tenure = np.searchsorted(laws.tenure, bits(seed, "base.tenure", start, count, 32), side="right")
    codes: dict[str, Codes] = {"tenure": tenure}
    for link in laws.links:
        codes[link.name] = link.draw(codes, bits(seed, f"base.{link.name}", start, count, DRAW_BITS))
    del codes["tenure"]
    term = np.array(TERM)[codes["contract"]]
    elapsed = (bits(seed, "base.term", start, count, 32) * np.minimum(tenure, term)) >> 32
    level = population.arpu / found.prices.arpu
    bill = _bill(found.prices, level, codes, _noise(seed, "base.bill", start, count))
    total = _billed(found.prices, level, tenure, bill, _noise(seed, "base.total", start, count))
    risk = np.ones(count)
    for name, effects in found.log_hazard_ratios.items():
        if name != "contract":  # a customer may change it: it belongs to the hazard's tables
            risk *= exp(np.array(effects)).take(codes[name])
    return Base(start, codes, tenure, elapsed, bill, total, risk)


def contract_ratios(population: Population) -> Floats:
    """Return the hazard ratio of each contract against month-to-month."""
    return exp(np.array(calibration(population.calibration).log_hazard_ratios["contract"]))


def sensitivity_classes(mean: float, spread: float, classes: int) -> Floats:
    """Return equally likely price sensitivities: log-normal with the given mean and log standard deviation."""
    z = normal_quantile((np.arange(classes) + 0.5) / classes)
    weights = exp(spread * z)
    return mean * weights / (_total(weights) / classes)
