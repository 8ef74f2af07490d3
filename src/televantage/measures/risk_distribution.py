"""Risk distribution: customers by their expected 12-month churn, in cells of five points."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._ledger import Floats, apportion
from televantage.measures._table import WORLD, WORLDS, Outcome, key, with_interval
from televantage.simulation import RISK_EDGES, RISK_LEVELS
from televantage.units import CUSTOMERS, SHARE

GRAIN = "one row per world and cell of expected 12-month churn"
COLUMNS = {
    "world": WORLD,
    "from_churn": key("Lower end of the cell of expected 12-month churn.", SHARE),
    "to_churn": key("Upper end of the cell.", SHARE),
    "risk_level": key("Low, Medium from 15 %, High from 30 %, Very High from 50 %."),
    **with_interval("customers", CUSTOMERS, "Customers whose expected 12-month churn in this world lies in the cell."),
    **with_interval("share", SHARE, "Share of the base in the cell."),
}
CELLS = 20


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the distribution of risk in both worlds."""
    cube, subscribers = outcome.cube, outcome.scenario.setting.subscribers
    counts, versions = [], []
    for world in ("baseline", "scenario"):
        cells = cube.sums["churn_12m"][cube.prepared.ladder[world]].reshape(-1, CELLS, 100 // CELLS).sum(2)
        counts.append(apportion(np.array([subscribers]), cells.sum(0)[None].astype(float))[0])
        others = cells.sum(0) - cells
        versions.append(others / others.sum(1, keepdims=True))
    counts.append(counts[1] - counts[0])
    versions.append(versions[1] - versions[0])
    value = np.concatenate(counts)
    error: Floats = np.concatenate([outcome.margin_of_error(v) for v in versions])
    share = value / subscribers
    lower = np.arange(CELLS) / CELLS
    levels = np.array(RISK_LEVELS, dtype=object)[np.searchsorted(RISK_EDGES, lower + 1e-9, side="right")]
    return pd.DataFrame(
        {
            "world": np.repeat(WORLDS, CELLS),
            "from_churn": np.tile(lower, 3),
            "to_churn": np.tile(lower + 1 / CELLS, 3),
            "risk_level": np.tile(levels, 3),
            "customers": value,
            "customers_low": value - error * subscribers,
            "customers_high": value + error * subscribers,
            "share": share,
            "share_low": share - error,
            "share_high": share + error,
        }
    )
