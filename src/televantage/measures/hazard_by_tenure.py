"""Hazard by tenure: how likely customers are to leave in a month, by how long they have been here."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._ledger import apportion, total
from televantage.measures._table import WORLD, WORLDS, Outcome, key, ratio, with_interval
from televantage.simulation.cube import GROUPS, QUANTUM
from televantage.units import CHURN_RATE, CUSTOMERS, MONTHS

GRAIN = "one row per world and month of tenure that any customer passes before the horizon"
COLUMNS = {
    "world": WORLD,
    "tenure": key("Tenure in the month, in months.", MONTHS),
    **with_interval(
        "hazard", CHURN_RATE, "Expected share of the customers who pass this month of tenure that leave in it."
    ),
    **with_interval("customer_months", CUSTOMERS, "Expected customer-months at this tenure up to the horizon."),
}


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the hazard by tenure in both worlds."""
    cube = outcome.cube
    seen = np.flatnonzero(cube.sums["at_risk"].sum((0, 1)) > 0)
    scale = outcome.scenario.setting.subscribers / outcome.customers / QUANTUM
    values, versions, exposures, exposure_versions = [], [], [], []
    for world in ("baseline", "scenario"):
        number = cube.prepared.ladder[world]
        at_risk, leaving = cube.sums["at_risk"][number][:, seen], cube.sums["leaving"][number][:, seen]
        others = at_risk.sum(0) - at_risk
        values.append(ratio(leaving.sum(0), at_risk.sum(0)))
        versions.append(ratio(leaving.sum(0) - leaving, others))
        months = total(outcome.ledger.active(world))[:, :-1].sum(1)
        exposures.append(apportion(months, at_risk.sum(0)[None] * (1.0 / QUANTUM))[0])
        exposure_versions.append(others * (scale * GROUPS / (GROUPS - 1)))
    for rows in (values, versions, exposures, exposure_versions):
        rows.append(rows[1] - rows[0])
    value, exposure = np.concatenate(values), np.concatenate(exposures)
    error = np.concatenate([outcome.margin_of_error(v) for v in versions])
    exposure_error = np.concatenate([outcome.margin_of_error(v) for v in exposure_versions])
    return pd.DataFrame(
        {
            "world": np.repeat(WORLDS, len(seen)),
            "tenure": np.tile(seen, len(WORLDS)),
            "hazard": value,
            "hazard_low": value - error,
            "hazard_high": value + error,
            "customer_months": exposure,
            "customer_months_low": exposure - exposure_error,
            "customer_months_high": exposure + exposure_error,
        }
    )
