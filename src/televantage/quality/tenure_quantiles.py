"""How long the customers have been there."""

from __future__ import annotations

import numpy as np

from televantage.simulation.telco_view import TelcoTable
from televantage.units import MONTHS_MEAN

CLAIM = "Customers have been there as long."
UNIT = MONTHS_MEAN
TOLERANCE = 1.5
MOVED_BY = ("population.first_year", "population.tenure")


def statistics(table: TelcoTable) -> dict[str, float]:
    """Return mean and quantiles of tenure, in months."""
    order = np.sort(table.tenure)
    found = {"mean": int(order.sum()) / table.count}
    return found | {f"{q} % quantile": float(order[(table.count - 1) * q // 100]) for q in (10, 25, 50, 75, 90)}
