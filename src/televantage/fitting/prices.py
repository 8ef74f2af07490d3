"""The price list and the noise of bills, by least squares."""

from __future__ import annotations

import numpy as np

from televantage.simulation.customers import ITEMS, owned_items
from televantage.simulation.telco_view import TelcoTable

ROUND = (1.0, 0.5, 0.25, 0.1, 0.05, 0.01)


def roundest(price: float, error: float) -> float:
    """Return the roundest amount within three standard errors of a fitted price: lists are made of round amounts.

    >>> roundest(19.96, 0.05), roundest(12.47, 0.02), roundest(3.094, 0.001)
    (20.0, 12.5, 3.09)
    """
    rounded = (round(round(price / grid) * grid, 2) for grid in ROUND)
    return next((p for p in rounded if abs(p - price) <= 3 * error), round(price, 2))


def fit_prices(table: TelcoTable) -> dict[str, object]:
    """Return the price list in round amounts, the noise of bills and of totals, and the mean bill."""
    bills, owned = table.bill / 100, owned_items(table.codes).astype(float)
    fitted = np.linalg.lstsq(owned, bills, rcond=None)[0]
    error = np.sqrt(np.diag(np.linalg.pinv(owned.T @ owned)) * np.mean((bills - owned @ fitted) ** 2))
    price = np.array([roundest(float(p), float(e)) for p, e in zip(fitted, error, strict=True)])
    items = np.maximum(owned.sum(axis=1), 1.0)
    bill_noise = np.sqrt(np.mean((bills - owned @ price) ** 2 / items))
    later = (table.tenure > 1) & (table.total >= 0)
    months, bill = table.tenure[later], bills[later]
    drift = (table.total[later] / 100 - months * bill) / np.sqrt(bill * (months - 1))
    return {
        "price_list": {item: p + 0.0 for item, p in zip(ITEMS, price, strict=True)},
        "bill_noise": round(float(bill_noise), 2),
        "total_noise": round(float(np.sqrt(np.mean(drift**2))), 2),
        "arpu": round(float(bills.mean()), 2),
    }
