"""What a log of the campaign says: naive, adjusted for what is visible, and the truth.

The naive estimate is the difference of the shares that stay; the adjusted one the same within 64 strata of the risk
that attributes tell (Rosenbaum & Rubin 1983, doi:10.1093/biomet/70.1.41), averaged over the strata that hold both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from televantage.measures._campaign import has_offer, nothing
from televantage.measures._ledger import Floats
from televantage.measures._table import Outcome, key, ratio
from televantage.simulation.cube import QUANTUM
from televantage.simulation.grading import NORMAL_95
from televantage.units import CUSTOMERS, SHARE

GRAIN = "one row per estimator; no rows without an offer"
COLUMNS = {
    "design": key("Who was offered it in the log: randomised, risk-biased, or hidden confounder."),
    "estimator": key("naive, adjusted or true."),
    "offered": key("Customers of the log who were offered it; simulated ones, not scaled.", CUSTOMERS),
    "not_offered": key("Customers of the log who were not.", CUSTOMERS),
    "effect": key(
        "Average effect of being offered it on the probability to be there at the outcome month (ATE).", SHARE
    ),
    "effect_low": key("Lower end of its 95 % confidence interval; for the truth, itself.", SHARE),
    "effect_high": key("Upper end of it.", SHARE),
    "error": key("Effect minus the true effect.", SHARE),
    "share_of_log": key("Share of the log that it speaks for: strata with customers offered it and others.", SHARE),
    "misses": key("yes if the interval does not hold the truth."),
}


@dataclass(frozen=True)
class Estimate:
    """An effect and its standard error."""

    effect: float
    error: float = 0.0
    share: float = 1.0


def difference(counts: Floats) -> tuple[Floats, Floats]:
    """Return effects on staying and their variances (Neyman) from counts (..., offered, left)."""
    size = counts.sum(-1)
    stayed = ratio(counts[..., 0], size)
    variance = ratio(stayed * (1 - stayed), size).sum(-1)
    return stayed[..., 1] - stayed[..., 0], variance


def estimates(outcome: Outcome) -> dict[str, Estimate]:
    """Return the three estimates of the log's average effect."""
    log = outcome.cube.sums["log"].sum(0).astype(float)  # (strata, offered, left)
    everybody = log.sum()
    effect, variance = difference(log.sum(0))
    both = (log.sum(-1) > 0).all(-1)
    size = np.where(both, log.sum((-1, -2)), 0.0)
    effects, variances = difference(log)
    weight = ratio(size, size.sum())
    return {
        "naive": Estimate(float(effect), math.sqrt(float(variance))),
        "adjusted": Estimate(
            float((weight * effects).sum()),
            math.sqrt(float((weight * weight * variances).sum())),
            float(ratio(size.sum(), everybody)),
        ),
        "true": Estimate(float(ratio(outcome.cube.sums["log_effect"].sum() / QUANTUM, everybody))),
    }


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the three estimates."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    log, found = outcome.cube.sums["log"].sum((0, 1, 3)), estimates(outcome)
    truth, rows = found["true"].effect, []
    for name, estimate in found.items():
        low, high = (estimate.effect + side * NORMAL_95 * estimate.error for side in (-1, 1))
        row = (outcome.scenario.log.design, name, log[1], log[0], estimate.effect, low, high, estimate.effect - truth)
        rows.append((*row, estimate.share, "no" if low <= truth <= high else "yes"))
    return pd.DataFrame(rows, columns=list(COLUMNS))
