"""Save or delay: who is kept, whose leaving is only postponed or brought forward, and by how many months.

One realisation: each customer's exit in both worlds from the same draw.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._campaign import has_offer, nothing, versions, with_error
from televantage.measures._table import Outcome, key, ratio, with_interval
from televantage.units import CUSTOMERS, MONTHS, MONTHS_MEAN

GRAIN = "one row per outcome and band of months; no rows without an offer"
OUTCOMES = ("kept", "postponed", "brought forward")
BANDS = ((1, 3), (4, 6), (7, 12), (13, 24), (25, 60))
COLUMNS = {
    "outcome": key(
        "kept: still there at the horizon, would have left before; postponed: leaves before the horizon, but later; "
        "brought forward: leaves earlier."
    ),
    "from_months": key("Shortest difference of the two lives in the band, up to the horizon.", MONTHS),
    "to_months": key("Longest difference in the band.", MONTHS),
    **with_interval("customers", CUSTOMERS, "Customers whose life the offer changes so."),
    "mean_months": key("Mean difference of the two lives of those customers.", MONTHS_MEAN),
}


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return customers by outcome and band."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    moved = versions(outcome, "moved")  # (17, outcome, months)
    months = np.arange(moved.shape[2])
    counts = np.stack([moved[..., low : high + 1].sum(2) for low, high in BANDS], axis=2)
    lengths = np.stack([(moved * months)[..., low : high + 1].sum(2) for low, high in BANDS], axis=2)
    return pd.DataFrame(
        {
            "outcome": np.repeat(OUTCOMES, len(BANDS)),
            "from_months": np.tile([low for low, _ in BANDS], len(OUTCOMES)),
            "to_months": np.tile([high for _, high in BANDS], len(OUTCOMES)),
            **with_error(outcome, "customers", counts),
            "mean_months": np.where(counts[0] > 0, ratio(lengths[0], counts[0]), np.nan).ravel(),
        }
    )
