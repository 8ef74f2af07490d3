"""How high the bills are."""

from __future__ import annotations

from televantage.quality._statistic import Statistic, mean_and_quantiles
from televantage.simulation.telco_view import TelcoTable
from televantage.units import MONEY_EACH

CLAIM = "Bills are as high."
UNIT = MONEY_EACH
TOLERANCE = 1.5
MOVED_BY = ("population.", "setting.currency")


def statistics(table: TelcoTable) -> dict[str, Statistic]:
    """Return mean and quartiles of the monthly bill."""
    return mean_and_quantiles(table.bill, (25, 50, 75), 100.0)
