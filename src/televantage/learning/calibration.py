"""Does the winner mean what it says? Its probabilities against the true ones, in tenths of the base."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.learning.evidence import Evidence
from televantage.learning.features import Floats
from televantage.learning.scoring import SUMS
from televantage.measures import apportion

BINS = 10


def _by_tenth(sums: Floats, people: Floats) -> Floats:
    """Return sums by score (17, CELLS) in tenths of the customers; a score that lies in two is split in proportion."""
    tenths = np.arange(BINS + 1) / BINS
    rows = []
    for values, count in zip(sums, people, strict=True):
        upto = np.concatenate([[0.0], np.cumsum(count)])
        ends = np.interp(tenths * upto[-1], upto, np.concatenate([[0.0], np.cumsum(values)]))
        rows.append(np.diff(ends))
    return np.array(rows)


def calibration(found: Evidence, customers: int, leaving: int) -> pd.DataFrame:
    """Return one row a tenth: customers, leaving (whole numbers with the given sums), predicted, and error.

    ``error`` is half the width of the 95 % simulation interval of leaving / customers.
    """
    by_score = dict(zip(SUMS, found.scores.by_score.sum(2), strict=True))
    versions = {name: found.versions(by_score[name]) for name in ("customers", "leaving", "predicted")}
    people = versions["customers"]
    tenths = {
        name: _by_tenth(values, people) / (1.0 if name == "customers" else 2.0**20) for name, values in versions.items()
    }
    rates = tenths["leaving"] / tenths["customers"]
    left = apportion(np.array([leaving]), tenths["leaving"][:1])[0]
    stay = apportion(np.array([customers - leaving]), np.maximum(tenths["customers"] - tenths["leaving"], 0.0)[:1])[0]
    return pd.DataFrame(
        {
            "customers": left + stay,
            "leaving": left,
            "predicted": (tenths["predicted"] / tenths["customers"])[0],
            "error": found.margin_of_error(rates),
        }
    )
