"""How long the customers have been there."""

from __future__ import annotations

from televantage.quality._statistic import Statistic, mean_and_quantiles
from televantage.simulation.telco_view import TelcoTable
from televantage.units import MONTHS_MEAN

CLAIM = "Customers have been there as long."
UNIT = MONTHS_MEAN
TOLERANCE = 1.5
MOVED_BY = ("population.first_year", "population.tenure")


def statistics(table: TelcoTable) -> dict[str, Statistic]:
    """Return mean and quantiles of tenure, in months."""
    return mean_and_quantiles(table.tenure, (10, 25, 50, 75, 90), 1.0)
