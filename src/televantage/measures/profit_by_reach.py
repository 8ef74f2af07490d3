"""Profit by reach: what each policy would earn at every reach, from one simulation; its top is the best budget."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._campaign import POINTS, POLICIES, curves, has_offer, nothing, on_points, with_error
from televantage.measures._table import Outcome, key, with_interval
from televantage.simulation.offer import tiers
from televantage.units import MONEY, SHARE

GRAIN = "one row per policy and reach of a wave, 0 to 1; no rows without an offer"
COLUMNS = {
    "policy": key(
        "Whom the offer goes to first: random, risk, value, uplift (estimated profit), oracle (true profit)."
    ),
    "reach": key("Share of the base that a wave selects.", SHARE),
    **with_interval("spend", MONEY, "Present value of contacts and discounts, in expectation."),
    **with_interval("profit", MONEY, "Present value of the margin that the offer brings, minus spend, in expectation."),
    "mark": key("optimum where the policy earns most; scenario where the scenario stands; or both; else empty."),
}


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the curves of all policies."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    spend, profit = (
        np.stack([on_points(getattr(curves(outcome)[policy], part)) for policy in POLICIES], axis=1)
        for part in ("spend", "profit")
    )
    mark = np.full((len(POLICIES), POINTS + 1), "", dtype=object)
    mark[np.arange(len(POLICIES)), profit[0].argmax(1)] = "optimum"
    plan, offer = outcome.cube.prepared.planned, outcome.scenario.offer
    here = POLICIES.index(offer.policy), round(plan.selected / plan.customers / tiers(offer) * POINTS)
    mark[here] = "both" if mark[here] else "scenario"
    return pd.DataFrame(
        {
            "policy": np.repeat(POLICIES, POINTS + 1),
            "reach": np.tile(np.arange(POINTS + 1) / POINTS, len(POLICIES)),
            **with_error(outcome, "spend", spend),
            **with_error(outcome, "profit", profit),
            "mark": mark.ravel(),
        }
    )
