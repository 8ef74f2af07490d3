"""MRR bridge: from one month's recurring revenue to the next, by contract.

mrr_end = mrr_start + price_change − churned − discount, to the cent, in every row.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._ledger import Ints, Ledger, remembered, total
from televantage.measures._table import WORLD, Figure, Outcome, amount, in_both_worlds, key, with_interval
from televantage.simulation import LABELS
from televantage.units import MONEY, MONTHS

GRAIN = "one row per world, contract (and all) and month"
COLUMNS = {
    "world": WORLD,
    "contract": key("Contract at the as-of month: M2M, 1yr or 2yr; 'all' is the whole base."),
    "month": key("Months after the as-of month.", MONTHS),
    **with_interval("mrr_start", MONEY, "Monthly recurring revenue at the start of the month."),
    **with_interval("price_change", MONEY, "Added by the change of list prices, on those who stay."),
    **with_interval("churned", MONEY, "Monthly bills of the month before, of those who leave."),
    **with_interval("discount", MONEY, "Discounts granted in this month minus those of the month before."),
    **with_interval("mrr_end", MONEY, "Monthly recurring revenue at the end of the month."),
}


def _by_contract(array: Ints) -> Ints:
    """Return (K, contract and all, months) of an array by cell."""
    kept = total(array, "contract")
    return np.concatenate([kept, kept.sum(2, keepdims=True)], axis=2).transpose(0, 2, 1)


@remembered
def _churned(book: Ledger, world: str) -> Ints:
    base = book.base_bill(world)
    gone = np.rint((base[:, :-1] - base[:, 1:]) * book.factor(world)[:-1]).astype(np.int64)
    return _by_contract(gone)


def _discount(book: Ledger, world: str) -> Ints:
    discount = book.discount if world == "scenario" else np.zeros_like(book.discount)
    return np.diff(_by_contract(discount), axis=2)


@remembered
def _mrr(book: Ledger, world: str) -> Ints:
    return _by_contract(book.mrr(world))


def _price_change(book: Ledger, world: str) -> Ints:
    return np.diff(_by_contract(book.list_bill(world)), axis=2) + _churned(book, world)


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the bridge of monthly recurring revenue in both worlds."""
    keys = {"contract": (*LABELS["contract"], "all"), "month": range(1, outcome.scenario.setting.horizon + 1)}
    entries: dict[str, Figure] = {
        "mrr_start": lambda b, w: _mrr(b, w)[..., :-1],
        "price_change": _price_change,
        "churned": _churned,
        "discount": _discount,
        "mrr_end": lambda b, w: _mrr(b, w)[..., 1:],
    }

    def as_amount(entry: Figure) -> Figure:
        return lambda book, world: amount(book, entry(book, world))

    figures = {name: as_amount(entry) for name, entry in entries.items()}
    return in_both_worlds(outcome, keys, figures)
