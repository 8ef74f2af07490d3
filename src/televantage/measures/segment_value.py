"""What a segment's customers are worth: ARPU, margin to the horizon, lifetime value from the segment's own survival.

LTV = (Σ_{t=1..H} C_t·v_t + C_H · Σ_{t=H+1..60} r^(t−H)·v_t) / customers at the as-of month, where C_t is the margin of
month t before retention costs, v_t the present value of a dollar of month t, H the horizon, and r the segment's own
monthly retention over the last 12 simulated months (Gupta, Lehmann & Stuart 2004, doi:10.1509/jmkr.41.1.7.25084).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._ledger import Floats, Ints, Ledger, total
from televantage.measures._table import (
    SEGMENT_COLUMNS,
    SEGMENT_KEYS,
    WORLD,
    Outcome,
    amount,
    in_both_worlds,
    ratio,
    with_interval,
)
from televantage.simulation.hazard import YEAR
from televantage.simulation.portable import power
from televantage.units import MONEY, MONEY_EACH, SHARE

LIFETIME = 60
"""Months that a lifetime value counts at most: five years."""
GRAIN = "one row per world, tenure band, contract and value tier at the as-of month"
COLUMNS = {
    "world": WORLD,
    **SEGMENT_COLUMNS,
    **with_interval("arpu", MONEY_EACH, "Average monthly bill at the as-of month; 0 for an empty segment."),
    **with_interval("retention", SHARE, "Share of the segment that stays from one month to the next, at the end."),
    **with_interval(
        "margin", MONEY, "Present value of bills minus cost to serve, months 1 to the horizon, before retention costs."
    ),
    **with_interval(
        "ltv", MONEY_EACH, "Margin a customer over five years; beyond the horizon, retention stays as it is."
    ),
}


def by_segment(array: Ints) -> Ints:
    """Return (K, months, segments) of an array by cell; segments by tenure, contract, value."""
    kept = total(array, "contract", "tenure", "value").transpose(0, 1, 3, 2, 4)
    return kept.reshape(*kept.shape[:2], -1)


def _margin(book: Ledger, world: str) -> Floats:
    """Return the margin by month and segment, not discounted, before retention costs."""
    cost = 1.0 - book.scenario.economics.gross_margin
    return by_segment(book.list_bill(world)) - by_segment(book.base_bill(world)) * cost


def _discounting(book: Ledger) -> Floats:
    months = np.arange(max(book.scenario.setting.horizon, LIFETIME) + 1)
    return power(np.array(1.0 + book.scenario.economics.discount_rate), -months / 12.0)


def margin_to_horizon(book: Ledger, world: str) -> Floats:
    """Return the present value of each segment's margin to the horizon, (K, segments), in entries of money."""
    value = _discounting(book)[1 : book.scenario.setting.horizon + 1, None]
    return (_margin(book, world)[:, 1:] * value).sum(1)


def retention(book: Ledger, world: str) -> Floats:
    """Return each segment's monthly retention over the last 12 months of the horizon, (K, segments); 0 for nobody."""
    active = by_segment(book.active(world)).astype(float)
    months = min(YEAR, book.scenario.setting.horizon)
    kept = ratio(active[:, -1], active[:, -1 - months])
    return np.where(kept > 0, power(np.maximum(kept, 1e-12), np.array(1.0 / months)), 0.0)


def lifetime_value(book: Ledger, world: str) -> Floats:
    """Return each segment's LTV a customer, (K, segments), in dollars; 0 for nobody."""
    horizon, value, kept = book.scenario.setting.horizon, _discounting(book), retention(book, world)
    found = margin_to_horizon(book, world)
    going_on = _margin(book, world)[:, -1]
    for month in range(horizon + 1, LIFETIME + 1):
        going_on = going_on * kept
        found = found + going_on * value[month]
    customers = by_segment(book.active(world)[:, :1])[:, 0]
    return ratio(amount(book, found), customers * book.people[:, None])


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the value of the segments in both worlds."""

    def arpu(book: Ledger, world: str) -> Floats:
        bills, customers = (by_segment(array[:, :1])[:, 0] for array in (book.mrr(world), book.active(world)))
        return ratio(amount(book, bills), customers * book.people[:, None])

    figures = {
        "arpu": arpu,
        "retention": retention,
        "margin": lambda b, w: amount(b, margin_to_horizon(b, w)),
        "ltv": lifetime_value,
    }
    return in_both_worlds(outcome, SEGMENT_KEYS, figures)
