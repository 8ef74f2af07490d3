"""Share of customers with each service, contract, payment method and household."""

from __future__ import annotations

import numpy as np

from televantage.quality._statistic import BASE, FEWEST, Statistic, share
from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.telco_view import TelcoTable
from televantage.units import SHARE

CLAIM = "Services, contracts and households are as frequent."
UNIT = SHARE
TOLERANCE = 0.015
MOVED_BY = BASE


def statistics(table: TelcoTable) -> dict[str, Statistic]:
    """Return the share of customers at each level of each attribute, by column and label."""
    found: dict[str, Statistic] = {}
    for attribute in ATTRIBUTES.values():
        counts = np.bincount(table.codes[attribute.name], minlength=len(attribute.levels))
        for label, count in zip(attribute.labels, counts.tolist(), strict=True):
            if min(count, table.count - count) >= FEWEST:
                found[f"{attribute.column} = {label}"] = share(count, table.count)
    return found
