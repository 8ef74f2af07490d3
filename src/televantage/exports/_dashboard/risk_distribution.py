"""risk_distribution.json: customers by the level of their own expected churn."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from televantage.exports._dashboard._dossier import Dossier, interval
from televantage.exports._dashboard._record import Bound, Count, Document, FineShare, Record, about
from televantage.exports._dashboard.segments import RiskLevel
from televantage.measures import risk_distribution
from televantage.simulation import RISK_EDGES, RISK_LEVELS

FILE = "risk_distribution.json"


class Level(Record):
    """A level of risk."""

    level: RiskLevel
    """Medium from an expected 12-month churn of 0.15, High from 0.30, Very High from 0.50."""
    customers: Count
    """Customers whose own expected 12-month churn in this scenario lies in the level."""
    percentage: FineShare
    """customers / all customers, as a fraction."""
    percentage_low: Bound
    """Lower end of its interval."""
    percentage_high: Bound
    """Upper end of its interval."""


class RiskDistribution(Document):
    """Customers by the level of their own expected 12-month churn: the truth, no model's guess, no segment's mean."""

    risk_levels: Annotated[list[Level], Field(min_length=4, max_length=4)]
    """The levels, from Low to Very High."""


CONTENT = RiskDistribution


def document(found: Dossier) -> RiskDistribution:
    """Return the file."""
    outcome = found.evidence.outcome
    rows = risk_distribution.measure(outcome)
    counts = rows[rows["world"] == "scenario"].groupby("risk_level")["customers"].sum()
    cube, edges = outcome.cube, [0, *(round(edge * 100) for edge in RISK_EDGES)]
    cells = cube.sums["churn_12m"][cube.prepared.ladder["scenario"]]
    by_level = np.add.reduceat(cells.sum(0) - cells, edges, axis=1)
    errors = outcome.margin_of_error(by_level / by_level.sum(1, keepdims=True))
    levels, total = [], int(counts.sum())
    for level, error in zip(RISK_LEVELS, errors.tolist(), strict=True):
        customers = int(counts.get(level, 0))
        share = customers / total
        levels.append(Level(level=level, customers=customers, percentage=share, **interval("percentage", share, error)))
    return RiskDistribution(about=about(RiskDistribution, found.provenance), risk_levels=levels)
