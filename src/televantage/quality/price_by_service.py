"""What each service costs: the bill explained by the services, by least squares."""

from __future__ import annotations

import numpy as np

from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.customers import ITEMS, owned_items
from televantage.simulation.telco_view import TelcoTable
from televantage.units import MONEY_EACH

CLAIM = "Services and bills cost what they cost there."
UNIT = MONEY_EACH
TOLERANCE = 0.75
MOVED_BY = ("population.",)
NAMES = {"dsl": "DSL", "fibre": "Fiber optic"}


def statistics(table: TelcoTable) -> dict[str, float]:
    """Return the price of each service, and quartiles and mean of the bill, in dollars."""
    owned = owned_items(table.codes)
    cents = np.linalg.lstsq((owned.T @ owned).astype(float), (owned.T @ table.bill).astype(float), rcond=None)[0]
    prices = {NAMES.get(i) or ATTRIBUTES[i].column: round(float(c), 3) / 100 for i, c in zip(ITEMS, cents, strict=True)}
    order = np.sort(table.bill)
    quartiles = {f"bill, {q} % quantile": int(order[(table.count - 1) * q // 100]) / 100 for q in (25, 50, 75)}
    return prices | {"bill, mean": int(order.sum()) / 100 / table.count} | quartiles
