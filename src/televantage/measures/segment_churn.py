"""Segments: tenure band × contract × value tier, with their churn and money."""

from __future__ import annotations

import pandas as pd

from televantage.measures._ledger import Ledger, Numbers, total
from televantage.measures._table import (
    SEGMENT_COLUMNS,
    SEGMENT_KEYS,
    WORLD,
    Outcome,
    amount,
    in_both_worlds,
    people,
    ratio,
    with_interval,
)
from televantage.units import CUSTOMERS, MONEY, SHARE

GRAIN = "one row per world, tenure band, contract and value tier at the as-of month"
COLUMNS = {
    "world": WORLD,
    **SEGMENT_COLUMNS,
    **with_interval("customers", CUSTOMERS, "Customers at the as-of month."),
    **with_interval("lost_12m", CUSTOMERS, "Customers expected to leave within 12 months."),
    **with_interval(
        "churn_12m", SHARE, "Share of the segment expected to leave within 12 months; 0 for an empty segment."
    ),
    **with_interval("mrr_start", MONEY, "Monthly recurring revenue at the as-of month."),
    **with_interval("mrr_end", MONEY, "Monthly recurring revenue in the horizon's month, after discounts."),
}
KEEP = ("contract", "tenure", "value")


def _segments(array: Numbers, month: int) -> Numbers:
    """Return (K, tenure, contract, value) of a month."""
    picked = array[:, month : month + 1] if month >= 0 else array[:, -1:]
    return total(picked, *KEEP)[:, 0].transpose(0, 2, 1, 3)


def _lost(book: Ledger, world: str) -> Numbers:
    active = book.year_active(world)
    return _segments(active, 0) - _segments(active, 12)


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the segments in both worlds."""
    figures = {
        "customers": lambda b, w: people(b, _segments(b.active(w), 0)),
        "lost_12m": lambda b, w: people(b, _lost(b, w)),
        "churn_12m": lambda b, w: ratio(_lost(b, w), _segments(b.active(w), 0)),
        "mrr_start": lambda b, w: amount(b, _segments(b.mrr(w), 0)),
        "mrr_end": lambda b, w: amount(b, _segments(b.mrr(w), -1)),
    }
    return in_both_worlds(outcome, SEGMENT_KEYS, figures)
