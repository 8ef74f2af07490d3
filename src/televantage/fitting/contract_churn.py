"""The level of the hazard of each contract at which its customers leave at a wanted rate a month.

With the levers neutral, the hazard of a customer is a level times what does not depend on it. Whether a contract's
customers leave at a rate depends on that contract's level alone, so three rates are three equations of one unknown,
and each has one solution. Monthly churn is customers lost a month per customer active, over 12 months.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from televantage.fitting.bounded import Floats, rising_root
from televantage.scenario import Scenario, parameters
from televantage.simulation.customers import PILOT, TERM, Base, draw_base
from televantage.simulation.hazard import YEAR, clock_index, clocks, frailty
from televantage.simulation.portable import decay

SHIFTS = ("churn.one_year_shift", "churn.two_year_shift")
ANNUAL = "churn.annual_churn"
DECIMALS = {ANNUAL: 4, **dict.fromkeys(SHIFTS, 3)}
FARTHEST = 8.0
"""A log level is at most that far from the calibrated one."""
LEAST = 1e-9
"""Who wants no churn at all gets this share a month, before bounds."""

Exposures = tuple[Floats, ...]
"""By contract, the cumulative hazard at level 1 in months 1 to 12: (12, customers with that contract)."""


def exposures(scenario: Scenario, base: Base) -> Exposures:
    """Return the exposures of customers of a scenario, with its levers neutral and its shifts at 0."""
    calibrated = scenario.neutral().override(dict.fromkeys(SHIFTS, 0.0))
    hidden = frailty(calibrated, base.start, base.count)
    risk = base.risk if hidden is None else base.risk * hidden
    table, index = np.cumsum(clocks(calibrated, YEAR), axis=0), clock_index(base)
    by_contract = (np.flatnonzero(base.codes["contract"] == contract) for contract in range(len(TERM)))
    return tuple(table[:, index[who]] * risk[who] for who in by_contract)


def lost_and_active(exposure: Floats, log_level: float) -> Floats:
    """Return customers lost in a year, months with a customer active at their start, and both slopes by log level."""
    hazard = exposure * math.exp(log_level)
    stay = decay(hazard)
    slope = (hazard * stay).sum(axis=1)
    left = stay.sum(axis=1)
    count = exposure.shape[1]
    return np.array([count - left[-1], count + left[:-1].sum(), slope[-1], -slope[:-1].sum()])


def monthly_churn(found: Exposures, log_levels: Sequence[float]) -> float:
    """Return the monthly churn of all contracts at a log level each."""
    lost, active, *_ = np.sum([lost_and_active(e, y) for e, y in zip(found, log_levels, strict=True)], axis=0)
    return float(lost / active)


def level_for(rate: float, moved: Sequence[Floats], rest: Floats, start: float, low: float, high: float) -> float:
    """Return the log level of some exposures at which they, and the rest beside them, have a monthly churn.

    Parameters
    ----------
    rate
        The monthly churn that is wanted.
    moved
        Exposures whose level is sought, the same for all of them.
    rest
        Customers lost and active months of the others.
    start, low, high
        Where the search starts and ends.
    """
    goal = math.log(max(rate, LEAST))

    def curve(log_level: float) -> tuple[float, float]:
        sums = np.sum([lost_and_active(exposure, log_level) for exposure in moved], axis=0)
        lost, active = sums[0] + rest[0], sums[1] + rest[1]
        return math.log(max(lost / active, 1e-300)) - goal, float(sums[2] / max(lost, 1e-300) - sums[3] / active)

    return rising_root(curve, start, low, high)


def log_levels(found: Exposures, rates: Sequence[float | None], everyone: float | None, calibrated: float
               ) -> tuple[float, ...]:  # fmt: skip
    """Return the log level of each contract at which the rates that are wanted hold, as near as the shifts allow.

    Contracts of which nothing is wanted share a level: that at which everyone's churn is as wanted, otherwise the
    mean log level of the others, so that they keep their calibrated ratio to them.

    Parameters
    ----------
    found
        Exposures by contract.
    rates
        Monthly churn by contract, None where it is not wanted.
    everyone
        Monthly churn of all contracts, or None.
    calibrated
        Log level where nothing at all is wanted.
    """
    low, high = calibrated - FARTHEST, calibrated + FARTHEST
    none = np.zeros(4)
    known = {
        contract: level_for(rate, [found[contract]], none, calibrated, low, high)
        for contract, rate in enumerate(rates)
        if rate is not None and found[contract].size
    }
    most = float(parameters()[SHIFTS[0]].param.high or 0)
    if 0 in known:
        known = {contract: min(max(y, known[0] - most), known[0] + most) for contract, y in known.items()}
        low, high = known[0] - most, known[0] + most
    elif known:
        low, high = max(known.values()) - most, min(known.values()) + most
    others = [contract for contract in range(len(found)) if contract not in known]
    common = sum(known.values()) / len(known) if known else calibrated
    if everyone is not None and any(found[contract].size for contract in others):
        rest = np.sum([none, *(lost_and_active(found[c], y) for c, y in known.items())], axis=0)
        common = level_for(everyone, [found[c] for c in others], rest, common, low, high)
    first = known.get(0, common)
    return tuple(min(max(known.get(contract, common), first - most), first + most) for contract in range(len(found)))


def with_log_levels(scenario: Scenario, levels: Sequence[float]) -> Scenario:
    """Return the scenario whose contracts have those log levels, in the parameters' decimals and bounds.

    The level is stated as what solves for it again: the 12-month churn of the pilot.
    """
    pilot = exposures(scenario, draw_base(scenario.population, scenario.setting.seed, 0, PILOT))
    wanted = {path: level - levels[0] for path, level in zip(SHIFTS, levels[1:], strict=True)}
    wanted[ANNUAL] = sum(float(lost_and_active(e, y)[0]) for e, y in zip(pilot, levels, strict=True)) / PILOT
    return scenario.override({path: within(path, value, DECIMALS[path]) for path, value in wanted.items()})


def within(path: str, value: float, decimals: int) -> float:
    """Return a value in the decimals and within the bounds of a parameter."""
    p = parameters()[path].param
    return min(max(round(value, decimals) + 0.0, float(p.low or 0)), float(p.high or 0))
