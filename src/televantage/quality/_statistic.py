"""What checks share: a statistic is a value with its standard error."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

FEWEST = 25
"""Customers that a group must have, on either side of a share, to have a statistic."""
Statistic = tuple[float, float]
"""A value and its standard error in a sample of that many customers."""
BASE = ("population.first_year", "population.tenure", "population.contract", "population.fibre")
"""What can move who the customers are."""
LEAVING = (*BASE, "churn.", "price.", "competitor.", "shock.", "conversion.", "onboarding.", "offer.", "setting.as_of")
"""What can move who leaves within a year."""


def share(part: float, whole: int) -> Statistic:
    """Return a share with its standard error."""
    value = part / whole
    return value, math.sqrt(max(value * (1 - value), 0.0) / whole)


def mean_and_quantiles(values: npt.NDArray[np.int64], percents: tuple[int, ...], scale: float) -> dict[str, Statistic]:
    """Return the mean and quantiles of whole numbers divided by ``scale``.

    A quantile is the mean of the 41 values around it (fewer in small samples): no single customer's value.
    """
    order, count = np.sort(values), len(values)
    mean = int(order.sum()) / count
    spread = math.sqrt(max(int((order * order).sum()) / count - mean * mean, 0.0))
    found = {"mean": (mean / scale, spread / scale / math.sqrt(count))}
    for percent in percents:
        place, q = (count - 1) * percent // 100, percent / 100
        width = min(20, place, count - 1 - place)
        around = order[place - width : place + width + 1]
        reach = max(round(math.sqrt(count * q * (1 - q))), 1)
        low, high = order[max(place - reach, 0)], order[min(place + reach, count - 1)]
        found[f"{percent} % quantile"] = (
            int(around.sum()) / len(around) / scale,
            (int(high) - int(low)) / 2 / scale,
        )
    return found
