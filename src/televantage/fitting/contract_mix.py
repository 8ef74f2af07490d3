"""Who the customers are, moved until the shares of the contracts are as wanted.

Contracts follow tenure, and one parameter moves both long contracts together. So their split needs longer or shorter
tenures, and, where these are not enough, more or fewer customers in their first year.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from televantage.fitting.bounded import Floats, closest
from televantage.fitting.contract_churn import within
from televantage.scenario import Scenario, parameters
from televantage.simulation.block import base_of
from televantage.simulation.customers import TERM, Base, draw_base

SHIFT, TENURE, FIRST_YEAR = "population.contract_shift", "population.tenure_shift", "population.first_year_share"
DECIMALS = {SHIFT: 3, TENURE: 2, FIRST_YEAR: 3}
"""What may be moved, in this order, and the decimals that it is rounded to."""
FINE = dict.fromkeys(DECIMALS, 12)
FEW = 16_384
"""Customers of the first search; the second, over all that are wanted, starts where it ends."""

Misses = Callable[[Scenario, Base], Floats]
"""From a scenario and customers of it to what shall become 0, each in units of what still counts as 0."""


def contract_shares(base: Base) -> Floats:
    """Return the share of customers with each contract."""
    return np.bincount(base.codes["contract"], minlength=len(TERM)) / base.count


def with_mix(scenario: Scenario, misses: Misses, freedom: tuple[int, int], customers: int) -> Scenario:
    """Return the scenario with another mix of contracts, at which the misses are smallest.

    Parameters
    ----------
    scenario
        Where it starts.
    misses
        What shall become 0.
    freedom
        How many parameters are moved, and how many if these are not enough.
    customers
        The first customers, whose mix it is.
    """
    paths, found = tuple(DECIMALS), scenario
    few, most = freedom
    for count in sorted({min(FEW, customers), customers}):
        found = _moved(found, misses, paths[:few], count)
        if few < most and np.abs(_missed(found, misses, count)).max() > 1:
            few = most
            found = _moved(found, misses, paths[:few], count)
    return found


def _missed(scenario: Scenario, misses: Misses, count: int) -> Floats:
    """Return the misses of some customers: few are drawn alone, more with the pilot, which what follows needs too."""
    few = count <= FEW
    base = draw_base(scenario.population, scenario.setting.seed, 0, count) if few else base_of(scenario, 0, count)
    return misses(scenario, base)


def _moved(scenario: Scenario, misses: Misses, paths: tuple[str, ...], count: int) -> Scenario:
    """Return the scenario with some parameters moved, in their decimals."""
    now = scenario.flat()
    bounds = [parameters()[path].param for path in paths]
    low, high = (np.array([float(getattr(p, end) or 0) for p in bounds]) for end in ("low", "high"))
    start = (np.array([now[path] for path in paths]) - low) / (high - low)

    def at(point: Floats, places: dict[str, int]) -> Scenario:
        values = zip(paths, (low + point * (high - low)).tolist(), strict=True)
        return scenario.override({path: within(path, value, places[path]) for path, value in values})

    found = closest(lambda point: _missed(at(point, FINE), misses, count), start)
    return scenario if (found == start).all() else at(found, DECIMALS)
