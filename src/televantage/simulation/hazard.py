"""The hazard of a customer whom no lever touches: tenure, renewal cliff, season, and the level that is solved.

Discrete-time proportional hazards with the complementary log-log link (Prentice & Gloeckler 1978,
doi:10.2307/2529588): in month t a customer leaves with probability 1 − exp(−λ(t)), so that the survival is
S(t) = exp(−Σ λ). λ is the product of the customer's ``risk``, of the level, and of a number that depends only on
contract, months into the term, tenure and t: the *clock*, tabulated here.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.simulation.customers import TERM, Base, contract_ratios, sensitivity_classes
from televantage.simulation.features import MONTHS_OF_TENURE
from televantage.simulation.portable import Floats, decay, exp, power
from televantage.simulation.streams import bits

WIDTH = MONTHS_OF_TENURE + 1
"""Entries of a clock's row for one contract and month of the term: tenure 0 to 72."""
FIRST_ROW = (0, 1, 1 + TERM[1])
CONVERTED_ROW = 1 + TERM[1] + TERM[2]
CLOCKS = (CONVERTED_ROW + 1) * WIDTH
FRAILTY_CLASSES = 256
YEAR = 12
_C30 = math.sqrt(0.75)
COSINE = (1.0, _C30, 0.5, 0.0, -0.5, -_C30, -1.0, -_C30, -0.5, 0.0, 0.5, _C30)
"""Cosine of 0°, 30°, ... 330°."""


def clock_index(base: Base) -> npt.NDArray[np.int64]:
    """Return the column of each customer in the clock table."""
    return (np.array(FIRST_ROW)[base.codes["contract"]] + base.elapsed) * WIDTH + base.tenure


def converted_index(base: Base) -> npt.NDArray[np.int64]:
    """Return the column that each customer has after signing a one-year contract."""
    return CONVERTED_ROW * WIDTH + base.tenure


def season(scenario: Scenario, months: int) -> Floats:
    """Return the yearly wave of the hazard in months 1 to ``months`` after the as-of month."""
    churn, first = scenario.churn, int(scenario.setting.as_of[5:])
    return np.array([1 + churn.seasonality * COSINE[(first + t - churn.peak_month) % 12] for t in range(1, months + 1)])


def tenure_hazard(effect: float, months: int) -> Floats:
    """Return tenure^−κ for every tenure that a customer can have within some months: from 0 (taken as 1) on."""
    return power(np.maximum(np.arange(WIDTH + months + 1), 1).astype(float), np.array(-effect))


def with_cliff(g: Floats, tenure: npt.NDArray[np.int64], months: int, length: int, cliff: float, first: int) -> Floats:
    """Return g with the renewal cliff, shape (months, tenures).

    Of each term's total, the share ``cliff`` waits for its last month, first month ``first`` and each ``length``
    months later; the total of a term does not change.
    """
    running = np.concatenate([[0.0], np.cumsum(np.rint(g * 2.0**44)) * 2.0**-44])  # whole numbers: exact sums
    rows = []
    for t in range(1, months + 1):
        now = tenure + t
        row = g[now] * (1 - cliff)
        if t >= first and (t - first) % length == 0:
            row = row + cliff * (running[now + 1] - running[np.maximum(now + 1 - length, 1)])
        rows.append(row)
    return np.array(rows)


def shifted_ratios(scenario: Scenario) -> Floats:
    """Return the hazard ratio of each contract against month-to-month: the calibrated one with the scenario's shift."""
    churn = scenario.churn
    return contract_ratios(scenario.population) * exp(np.array([0.0, churn.one_year_shift, churn.two_year_shift]))


def clocks(scenario: Scenario, months: int) -> Floats:
    """Return the clock table, shape (months, CLOCKS): contract × tenure × cliff × season × onboarding programme."""
    churn = scenario.churn
    tenure = np.arange(WIDTH)
    g = tenure_hazard(churn.tenure_effect, months)
    ratios = shifted_ratios(scenario)
    table = np.empty((months, CLOCKS // WIDTH, WIDTH))
    table[:, 0] = with_cliff(g, tenure, months, 1, 0.0, 1)
    for contract in (1, 2):
        for elapsed in range(TERM[contract]):
            row = with_cliff(g, tenure, months, TERM[contract], churn.renewal_cliff, TERM[contract] - elapsed)
            table[:, FIRST_ROW[contract] + elapsed] = ratios[contract] * row
    signed = scenario.conversion.month
    renewed = with_cliff(g, tenure, months, TERM[1], churn.renewal_cliff, signed + TERM[1] - 1)
    table[:, CONVERTED_ROW] = table[:, 0]
    table[signed - 1 :, CONVERTED_ROW] = ratios[1] * renewed[signed - 1 :]
    table *= season(scenario, months)[:, None, None]
    if scenario.onboarding.cut > 0:
        for t in range(1, months + 1):
            table[t - 1, :, tenure + t <= scenario.onboarding.months] *= 1 - scenario.onboarding.cut
    return table.reshape(months, CLOCKS)


def frailty(scenario: Scenario, start: int, count: int) -> Floats | None:
    """Return the hazard ratio of what no operator can see, exp(z) with z normal, in 256 equally likely classes."""
    if scenario.churn.frailty == 0:
        return None
    ratios = sensitivity_classes(1.0, scenario.churn.frailty, FRAILTY_CLASSES)
    return ratios[bits(scenario.setting.seed, "churn.frailty", start, count, 8)]


FIXED = 2.0**30


def churn_share(exposure: Floats, level: float) -> tuple[float, float]:
    """Return the mean of 1 − exp(−level · exposure) and its derivative by the level, in exact sums."""
    left = decay(exposure * level)
    total = int(np.rint((1 - left) * FIXED).astype(np.int64).sum())
    slope = int(np.rint(exposure * left * FIXED).astype(np.int64).sum())
    return total / FIXED / len(exposure), slope / FIXED / len(exposure)


def solve_level(exposure: Floats, wanted: float) -> float:
    """Return the level at which the mean 12-month churn is as wanted.

    Newton's method from below: expected churn is increasing and concave in the level, so each step stays below the
    root and none overshoots.
    """
    level = wanted / (int(np.rint(exposure * FIXED).astype(np.int64).sum()) / FIXED / len(exposure))
    for _ in range(60):
        reached, slope = churn_share(exposure, level)
        if abs(reached - wanted) < 1e-11:
            break
        level += (wanted - reached) / slope
    return level
