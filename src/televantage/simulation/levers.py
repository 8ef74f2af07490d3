"""What the market and our own prices do to the hazard and the bill.

A customer's factor in month t depends only on the class of price sensitivity and on three facts (pays the new
price, sees the competitor, was hit by the failure), so it is a table too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.simulation.calibration import FIBRE
from televantage.simulation.customers import Base, sensitivity_classes
from televantage.simulation.portable import Floats, exp, log
from televantage.simulation.streams import bits, uniforms

CLASSES = 64
"""Equally likely classes of price sensitivity."""

Flags = npt.NDArray[np.bool_]


def ramp(months: int, first: int, length: int) -> Floats:
    """Return how much of a change has arrived in months 1 to ``months``: 0 before ``first``, then equal parts."""
    t = np.arange(1, months + 1)
    return np.clip((t - first + 1) / length, 0.0, 1.0)


def price_ratio(scenario: Scenario, months: int) -> Floats:
    """Return our price relative to today's in months 0 to ``months``, for the customers in scope."""
    price = scenario.price
    return np.concatenate([[1.0], 1.0 + price.change * ramp(months, price.month, price.ramp)])


def in_scope(scenario: Scenario, contract: npt.NDArray[np.int64], internet: npt.NDArray[np.int64]) -> Flags:
    """Return who pays the changed price."""
    if scenario.price.scope == "month-to-month":
        return contract == 0
    if scenario.price.scope == "fibre":
        return internet == FIBRE
    return np.ones(np.broadcast(contract, internet).shape, dtype=bool)


def competitor_ratio(scenario: Scenario, months: int) -> Floats:
    """Return our price relative to the competitor's in months 1 to ``months``, 1 where there is no gap."""
    competitor = scenario.competitor
    return 1.0 / (1.0 - competitor.gap * ramp(months, competitor.month, competitor.ramp))


def shock_ratio(scenario: Scenario, months: int) -> Floats:
    """Return the hazard ratio of a customer hit by the failure, in months 1 to ``months``."""
    shock = scenario.shock
    ratio, excess = np.ones(months), shock.hazard_ratio - 1.0
    for t in range(shock.month, months + 1):
        ratio[t - 1] += excess
        excess *= 1.0 - shock.decay
    return ratio


def is_neutral(scenario: Scenario) -> bool:
    """Tell whether the market and our prices leave every hazard as it is."""
    hit = scenario.shock.share > 0 and scenario.shock.hazard_ratio > 1
    gap = scenario.competitor.gap > 0 and scenario.competitor.exposed > 0
    return not (scenario.price.change or gap or hit)


@dataclass(frozen=True)
class Factors:
    """What each lever of the market does to the hazard: axes month, class, in scope, exposed, and, last, affected.

    ``price`` and ``gap`` are logarithms for a sensitivity of 1, without the last axis; ``shock`` is a ratio.
    """

    sensitivity: Floats
    price: Floats
    gap: Floats
    shock: Floats


def factors(scenario: Scenario, months: int) -> Factors:
    """Return what each lever of the market does to the hazard in months 1 to ``months``."""
    churn, on = scenario.churn, np.array([0.0, 1.0])
    return Factors(
        sensitivity_classes(churn.price_sensitivity, churn.sensitivity_spread, CLASSES)[:, None, None],
        log(price_ratio(scenario, months)[1:, None, None, None]) * on[:, None],
        log(competitor_ratio(scenario, months)[:, None, None, None]) * on,
        np.stack([np.ones(months), shock_ratio(scenario, months)], axis=1)[:, None, None, None, :],
    )


def market(scenario: Scenario, months: int) -> Floats | None:
    """Return the factor on the hazard by month and class, shape (months, CLASSES · 8), or None where all are 1."""
    if is_neutral(scenario):
        return None
    by = factors(scenario, months)
    prices = exp(by.sensitivity * (by.price + by.gap))
    return (prices[..., None] * by.shock).reshape(months, CLASSES * 8)


def market_index(scenario: Scenario, base: Base) -> npt.NDArray[np.int64]:
    """Return the column of each customer in the market table."""
    seed, start, count = scenario.setting.seed, base.start, base.count
    sensitivity = bits(seed, "churn.sensitivity", start, count, 6)
    scope = in_scope(scenario, base.codes["contract"], base.codes["internet"])
    exposed = uniforms(seed, "competitor.exposed", start, count) < scenario.competitor.exposed
    affected = uniforms(seed, "shock.affected", start, count) < scenario.shock.share
    return ((sensitivity * 2 + scope) * 2 + exposed) * 2 + affected
