"""Survival: the share of today's customers still active, month by month, by contract."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._ledger import Ledger, Numbers, total
from televantage.measures._table import WORLD, Outcome, in_both_worlds, key, people, ratio, with_interval
from televantage.simulation import LABELS
from televantage.units import CUSTOMERS, MONTHS, SHARE

GRAIN = "one row per world, contract (and all) and month"
COLUMNS = {
    "world": WORLD,
    "contract": key("Contract at the as-of month: M2M, 1yr or 2yr; 'all' is the whole base."),
    "month": key("Months after the as-of month.", MONTHS),
    **with_interval("survival", SHARE, "Share of the customers of month 0 still active at the end of the month."),
    **with_interval("customers", CUSTOMERS, "Customers still active at the end of the month."),
}


def _active(book: Ledger, world: str) -> Numbers:
    by_contract = total(book.active(world), "contract")
    return np.concatenate([by_contract, by_contract.sum(2, keepdims=True)], axis=2).transpose(0, 2, 1)


def _survival(book: Ledger, world: str) -> Numbers:
    active = _active(book, world)
    return ratio(active, active[..., :1])


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return survival by contract and month in both worlds."""
    keys = {"contract": (*LABELS["contract"], "all"), "month": range(outcome.scenario.setting.horizon + 1)}
    figures = {"survival": _survival, "customers": lambda b, w: people(b, _active(b, w))}
    return in_both_worlds(outcome, keys, figures)
