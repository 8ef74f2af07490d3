"""What each service costs: the bill explained by a base fee and the services, by least squares."""

from __future__ import annotations

import numpy as np

from televantage.quality._statistic import FEWEST, Statistic
from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.calibration import ITEMS
from televantage.simulation.customers import owned_items
from televantage.simulation.telco_view import TelcoTable
from televantage.units import MONEY_EACH

CLAIM = "Each service costs what it costs there."
UNIT = MONEY_EACH
TOLERANCE = 0.5
MOVED_BY = ("population.", "setting.currency")
NAMES = {"dsl": "DSL", "fibre": "Fiber optic"}


def statistics(table: TelcoTable) -> dict[str, Statistic]:
    """Return the price of each service that enough customers have and enough lack."""
    owned = owned_items(table.codes)
    enough = [k for k in range(len(ITEMS)) if FEWEST <= owned[:, k].sum() <= table.count - FEWEST]
    items = np.column_stack([np.ones(table.count, dtype=np.int64), owned[:, enough]])
    square, product = (items.T @ items).astype(float), (items.T @ table.bill).astype(float)
    if np.linalg.matrix_rank(square) < len(square):
        return {}
    cents = np.linalg.solve(square, product)
    spread = np.std(table.bill - items @ cents)
    errors = spread * np.sqrt(np.diag(np.linalg.inv(square)))
    names = [NAMES.get(ITEMS[k]) or ATTRIBUTES[ITEMS[k]].column for k in enough]
    rows = zip(names, cents[1:], errors[1:], strict=True)
    return {name: (round(float(c), 3) / 100, round(float(e), 3) / 100) for name, c, e in rows}
