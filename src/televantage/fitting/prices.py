"""The price list and the noise of bills, by least squares."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from televantage.simulation.calibration import ITEMS, PRICED
from televantage.simulation.customers import owned_items
from televantage.simulation.telco_view import TelcoTable

ROUND = (1.0, 0.5, 0.25, 0.1, 0.05, 0.01)
Floats = npt.NDArray[np.float64]


def roundest(price: float, error: float) -> float:
    """Return the roundest amount within three standard errors of a fitted price: lists are made of round amounts.

    >>> roundest(19.96, 0.05), roundest(12.47, 0.02), roundest(3.094, 0.001)
    (20.0, 12.5, 3.09)
    """
    rounded = (round(round(price / grid) * grid, 2) for grid in ROUND)
    return next((p for p in rounded if abs(p - price) <= 3 * error), round(price, 2)) + 0.0


def told_apart(design: Floats) -> list[int]:
    """Return the columns, from the left, that add something to those before: what everybody has is in the base fee."""
    chosen: list[int] = []
    for place in range(design.shape[1]):
        if np.linalg.matrix_rank(design[:, [*chosen, place]]) > len(chosen):
            chosen.append(place)
    return chosen


def fit_prices(table: TelcoTable) -> dict[str, object]:
    """Return the price list in round amounts, the noise of bills and totals, the mean bill, and the list's R²."""
    bills, owned = table.bill / 100, owned_items(table.codes).astype(float)
    design = np.column_stack([np.ones(table.count), owned])
    chosen = told_apart(design)
    seen = design[:, chosen]
    fitted = np.linalg.lstsq(seen, bills, rcond=None)[0]
    freedom = max(table.count - len(chosen), 1)
    error = np.sqrt(np.diag(np.linalg.inv(seen.T @ seen)) * np.sum((bills - seen @ fitted) ** 2) / freedom)
    price = dict.fromkeys(PRICED, 0.0)
    for place, value, spread in zip(chosen, fitted, error, strict=True):
        price[PRICED[place]] = roundest(float(value), float(spread))
    listed = design @ np.array([price[item] for item in ("base", *ITEMS)])
    items = np.maximum(owned.sum(axis=1), 1.0)
    later = (table.tenure > 1) & (table.total >= 0)
    months, bill = table.tenure[later], bills[later]
    drift = (table.total[later] / 100 - months * bill) / np.sqrt(bill * (months - 1))
    return {
        "price_list": price,
        "bill_noise": round(float(np.sqrt(np.mean((bills - listed) ** 2 / items))), 2),
        "total_noise": round(float(np.sqrt(np.mean(drift**2))), 2),
        "arpu": round(float(bills.mean()), 2),
        "explained": round(float(1 - np.var(bills - listed) / max(float(np.var(bills)), 1e-12)), 4),
    }
