"""The churn law, fitted by maximum likelihood on exactly what is simulated.

The label of the sample is read as "left within 12 months of the snapshot". Under the simulated law a customer stays
with probability S = mean over the months e behind in the term of exp(−μ G(contract, e, tenure; κ)), where
μ = exp(b₀ + x·β) and G is the sum of the clock over months 1 to 12, renewal cliff included. The likelihood is the
complementary log-log one of Prentice & Gloeckler (1978, doi:10.2307/2529588), mixed over e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from televantage.fitting.chain import DECIMALS, FEWEST, design, maximised
from televantage.simulation.attributes import LEVELS
from televantage.simulation.cube import QUANTUM
from televantage.simulation.customers import TERM
from televantage.simulation.hazard import WIDTH, YEAR, tenure_hazard, with_cliff
from televantage.simulation.telco_view import TelcoTable

Floats = npt.NDArray[np.float64]

EFFECTS = (
    "internet", "contract", "payment", "security", "backup", "protection", "support", "tv", "movies", "phone", "lines",
    "senior", "partner", "dependents", "paperless",
)  # fmt: skip
"""Attributes whose levels have a log hazard ratio."""
PRIOR = 1.0
"""Weight of the normal prior on a log hazard ratio: variance 1 / PRIOR."""
STEP = 1e-4


@dataclass(frozen=True)
class FittedChurn:
    """Log hazard ratios by attribute and level, the tenure effect κ, and standard errors."""

    log_hazard_ratios: dict[str, dict[str, float]]
    ratio_errors: dict[str, dict[str, float]]
    tenure_effect: float
    tenure_effect_error: float


def year_of_clock(contract: int, effect: float, cliff: float) -> Floats:
    """Return G: the clock summed over months 1 to 12, by months behind in the term and tenure: (term, 73)."""
    g, tenure, length = tenure_hazard(effect, YEAR), np.arange(WIDTH), TERM[contract]
    if length == 1:
        return with_cliff(g, tenure, YEAR, 1, 0.0, 1).sum(axis=0)[None]
    return np.stack([with_cliff(g, tenure, YEAR, length, cliff, length - e).sum(axis=0) for e in range(length)])


def staying(mu: Floats, contract: npt.NDArray[np.int64], tenure: npt.NDArray[np.int64], effect: float, cliff: float
            ) -> tuple[Floats, Floats]:  # fmt: skip
    """Return the probability to stay for 12 months, and its derivative by ln μ, for each customer."""
    stay, slope = np.empty(len(mu)), np.empty(len(mu))
    for code, length in enumerate(TERM):
        who = np.flatnonzero(contract == code)
        exposure = year_of_clock(code, effect, cliff)[:, tenure[who]] * mu[who]  # (term, customers)
        possible = np.arange(length)[:, None] < np.maximum(np.minimum(tenure[who], length), 1)
        weight = possible / possible.sum(axis=0)
        left = np.exp(-exposure)
        stay[who] = (weight * left).sum(axis=0)
        slope[who] = -(weight * exposure * left).sum(axis=0)
    return stay, slope


def fit_churn(table: TelcoTable, cliff: float) -> FittedChurn:
    """Return the churn law of a table, with the renewal cliff as it is simulated by default."""
    names = [
        (a, level)
        for a in EFFECTS
        for code, level in enumerate(LEVELS[a])
        if code and min(np.bincount(table.codes[a] == code, minlength=2)) >= FEWEST
    ]
    x = np.column_stack([np.ones(table.count), design(table.codes, [f"{a}={level}" for a, level in names])])
    contract, tenure, churned = table.codes["contract"], table.tenure, table.churned / QUANTUM
    penalty = np.array([0.0, *[PRIOR] * len(names), 0.0])

    def parts(theta: Floats) -> tuple[float, Floats, Floats]:
        """Return minus the log posterior, its gradient, and the Fisher information."""
        mu, effect = np.exp(x @ theta[:-1]), float(theta[-1])
        stay, slope = staying(mu, contract, tenure, effect, cliff)
        by_effect = (
            staying(mu, contract, tenure, effect + STEP, cliff)[0]
            - staying(mu, contract, tenure, effect - STEP, cliff)[0]
        ) / (2 * STEP)
        stay = np.clip(stay, 1e-12, 1 - 1e-12)
        change = np.column_stack([x * slope[:, None], by_effect])
        loss = -float((churned * np.log(1 - stay) + (1 - churned) * np.log(stay)).sum())
        score = (churned / (1 - stay) - (1 - churned) / stay) @ change
        information = (change / (stay * (1 - stay))[:, None]).T @ change
        pull = penalty * theta
        return loss + 0.5 * float(pull @ theta), score + pull, information + np.diag(penalty)

    start = np.zeros(len(names) + 2)
    start[0], start[-1] = np.log(churned.mean() / YEAR), 0.4
    theta, errors = maximised(parts, start, "the churn law")

    def by_level(values: Floats) -> dict[str, dict[str, float]]:
        table: dict[str, dict[str, float]] = {attribute: {} for attribute in EFFECTS}
        for (attribute, level), value in zip(names, values[1:-1], strict=True):
            table[attribute][level] = round(float(value), DECIMALS) + 0.0
        return table

    return FittedChurn(
        by_level(theta),
        by_level(errors),
        round(float(theta[-1]), DECIMALS),
        round(float(errors[-1]), DECIMALS),
    )
