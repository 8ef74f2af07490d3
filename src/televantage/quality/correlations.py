"""How tenure, the bill and the sum billed go together."""

from __future__ import annotations

import math

from televantage.quality._statistic import Statistic
from televantage.simulation.telco_view import Ints, TelcoTable
from televantage.units import RATIO

CLAIM = "Tenure, bill and sum billed go together as in the sample."
UNIT = RATIO
TOLERANCE = 0.02
MOVED_BY = ("population.",)


def correlation(x: Ints, y: Ints) -> Statistic:
    """Return Pearson's correlation, from exact sums of whole numbers, and its standard error."""
    n, a, b = len(x), [int(v) for v in x.tolist()], [int(v) for v in y.tolist()]
    sa, sb = sum(a), sum(b)
    cross = n * sum(p * q for p, q in zip(a, b, strict=True)) - sa * sb
    spread = math.sqrt(n * sum(p * p for p in a) - sa * sa) * math.sqrt(n * sum(q * q for q in b) - sb * sb)
    value = cross / spread if spread else 0.0
    return value, (1 - value * value) / math.sqrt(n)


def statistics(table: TelcoTable) -> dict[str, Statistic]:
    """Return the three correlations, among customers who have been billed."""
    billed = table.total >= 0
    columns = {"tenure": table.tenure, "MonthlyCharges": table.bill, "TotalCharges": table.total}
    pairs = (("tenure", "MonthlyCharges"), ("tenure", "TotalCharges"), ("MonthlyCharges", "TotalCharges"))
    return {f"{a} with {b}": correlation(columns[a][billed], columns[b][billed]) for a, b in pairs}
