"""12-month churn of the whole base and of each category of customers."""

from __future__ import annotations

import numpy as np

from televantage.quality._statistic import FEWEST, LEAVING, Statistic, share
from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.cube import QUANTUM
from televantage.simulation.telco_view import TelcoTable
from televantage.units import SHARE

CLAIM = "Each category leaves at the sample's rate."
UNIT = SHARE
TOLERANCE = 0.015
MOVED_BY = LEAVING


def statistics(table: TelcoTable) -> dict[str, Statistic]:
    """Return the churn of everyone, and of the customers at each level of each attribute who can have it."""
    found = {"everyone": share(int(table.churned.sum()) / QUANTUM, table.count)}
    for attribute in ATTRIBUTES.values():
        could = np.ones(table.count, dtype=bool)
        if attribute.needs:
            needed, without, _ = attribute.needs
            could = table.codes[needed] != ATTRIBUTES[needed].levels.index(without)
        for level, label in enumerate(attribute.labels):
            who = could & (table.codes[attribute.name] == level)
            if who.sum() >= FEWEST:
                left = int(table.churned[who].sum()) / QUANTUM
                found[f"{attribute.column} = {label}"] = share(left, int(who.sum()))
    return found
