"""The price list and the noise of bills, by least squares."""

from __future__ import annotations

import numpy as np

from televantage.simulation.customers import ITEMS, owned_items
from televantage.simulation.telco_view import TelcoTable


def fit_prices(table: TelcoTable) -> dict[str, object]:
    """Return the price list in whole dollars, the noise of bills and of totals, and the mean bill."""
    bills, owned = table.bill / 100, owned_items(table.codes).astype(float)
    price = np.rint(np.linalg.lstsq(owned, bills, rcond=None)[0])
    items = np.maximum(owned.sum(axis=1), 1.0)
    bill_noise = np.sqrt(np.mean((bills - owned @ price) ** 2 / items))
    later = (table.tenure > 1) & (table.total >= 0)
    months, bill = table.tenure[later], bills[later]
    drift = (table.total[later] / 100 - months * bill) / np.sqrt(bill * (months - 1))
    return {
        "price_list": {item: float(p) + 0.0 for item, p in zip(ITEMS, price, strict=True)},
        "bill_noise": round(float(bill_noise), 2),
        "total_noise": round(float(np.sqrt(np.mean(drift**2))), 2),
        "arpu": round(float(bills.mean()), 2),
    }
