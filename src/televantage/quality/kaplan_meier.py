"""Survival by contract, with tenure as the time and leaving as the event.

The product-limit estimator (Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452) on the snapshot, as it is usually
shown for this sample; it is no forecast.
"""

from __future__ import annotations

import math

import numpy as np

from televantage.quality._statistic import FEWEST, LEAVING, Statistic
from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.cube import QUANTUM
from televantage.simulation.telco_view import TelcoTable
from televantage.units import SHARE

CLAIM = "Survival over tenure is the sample's, by contract."
UNIT = SHARE
TOLERANCE = 0.03
MOVED_BY = LEAVING
AT = (12, 24, 48, 60)


def statistics(table: TelcoTable) -> dict[str, Statistic]:
    """Return the survival beyond some tenures, in months, by contract."""
    found: dict[str, Statistic] = {}
    contract = ATTRIBUTES["contract"]
    for level, label in enumerate(contract.labels):
        who = table.codes["contract"] == level
        leaving = np.zeros(74, dtype=np.int64)
        np.add.at(leaving, table.tenure[who], table.churned[who])
        at_risk = np.cumsum(np.bincount(table.tenure[who], minlength=74)[::-1])[::-1]
        survival, greenwood = 1.0, 0.0
        for month in range(1, max(AT) + 1):
            if at_risk[month] < FEWEST:
                break
            left, exposed = int(leaving[month]) / QUANTUM, int(at_risk[month])
            survival *= 1 - left / exposed
            greenwood += left / (exposed * max(exposed - left, 1.0))
            if month in AT:
                found[f"{label}, {month} months"] = survival, survival * math.sqrt(greenwood)
    return found
