"""Profit by reach: what each policy would earn at every reach, from one simulation; its top is the best budget."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._campaign import (
    POINTS,
    POLICIES,
    curve_of,
    has_offer,
    nothing,
    on_points,
    profit,
    spent,
    with_error,
)
from televantage.measures._table import Outcome, key, with_interval
from televantage.units import MONEY, SHARE

GRAIN = "one row per policy and reach of a wave, 0 to 1, and one for this scenario; no rows without an offer"
THIS = "this scenario"
COLUMNS = {
    "policy": key("random, risk, value, uplift (estimated profit), oracle (true profit); or this scenario as it is."),
    "reach": key("Share of the base that a wave selects.", SHARE),
    **with_interval("spend", MONEY, "Present value of contacts and discounts, in expectation."),
    **with_interval("profit", MONEY, "Present value of the margin that the offer brings, minus spend, in expectation."),
    "mark": key("optimum where the policy earns most; scenario for this scenario; else empty."),
}


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the curves of all policies: each goes on where it loses money."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    spend, earned = (
        np.stack([on_points(getattr(curve_of(outcome, policy), part)) for policy in POLICIES], axis=1)
        for part in ("spend", "profit")
    )
    mark = np.full((len(POLICIES), POINTS + 1), "", dtype=object)
    mark[np.arange(len(POLICIES)), earned[0].argmax(1)] = "optimum"
    plan = outcome.cube.prepared.planned
    here = plan.sizes[0] / plan.customers
    return pd.DataFrame(
        {
            "policy": [*np.repeat(POLICIES, POINTS + 1), THIS],
            "reach": [*np.tile(np.arange(POINTS + 1) / POINTS, len(POLICIES)), here],
            **with_error(outcome, "spend", np.column_stack([spend.reshape(17, -1), spent(outcome)])),
            **with_error(outcome, "profit", np.column_stack([earned.reshape(17, -1), profit(outcome)])),
            "mark": [*mark.ravel(), "scenario"],
        }
    )
