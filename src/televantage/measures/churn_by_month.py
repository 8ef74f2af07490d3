"""Churn by month: how many customers leave each month, and at what rate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._ledger import Ledger, Numbers, total
from televantage.measures._table import WORLD, Outcome, in_both_worlds, key, people, ratio, with_interval
from televantage.units import CHURN_RATE, CUSTOMERS, MONTHS, Column

GRAIN = "one row per world and month"
COLUMNS = {
    "world": WORLD,
    "month": key("Months after the as-of month.", MONTHS),
    **with_interval(
        "churn", CHURN_RATE, "Expected share of the customers active at the start of the month who leave in it."
    ),
    **with_interval("lost", CUSTOMERS, "Customers expected to leave in the month."),
    "lost_realised": Column(CUSTOMERS, "Customers who leave in the month in the one simulated realisation."),
}


def _lost(book: Ledger, world: str) -> Numbers:
    active = total(book.active(world))
    return active[:, :-1] - active[:, 1:]


def _rate(book: Ledger, world: str) -> Numbers:
    return ratio(_lost(book, world), total(book.active(world))[:, :-1])


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return churn by month in both worlds."""
    keys = {"month": range(1, outcome.scenario.setting.horizon + 1)}
    table = in_both_worlds(outcome, keys, {"churn": _rate, "lost": lambda b, w: people(b, _lost(b, w))})
    book = outcome.ledger
    baseline, scenario = (book.survived_of[book.ladder[w]][0, :-1] for w in ("baseline", "scenario"))
    table["lost_realised"] = np.concatenate([baseline, scenario, scenario - baseline])
    return table
