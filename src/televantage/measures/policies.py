"""Policies at the same budget: what each would earn with the scenario's money, and its regret against the oracle."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._campaign import (
    POLICIES,
    at_the_same_spend,
    has_offer,
    nothing,
    profit,
    spent,
    with_error,
)
from televantage.measures._ledger import Floats
from televantage.measures._table import Outcome, key, with_interval
from televantage.measures.qini import gains, observed_gains
from televantage.simulation.cube import RANKS
from televantage.units import MONEY, SHARE

GRAIN = "one row per policy, and one for the scenario as it is; no rows without an offer"
COLUMNS = {
    "policy": key(
        "random, risk, value, uplift, oracle: each with the scenario's budget and any reach; or this scenario."
    ),
    "budget": key("What the scenario's campaign is expected to spend: the most that each may spend.", MONEY),
    **with_interval("profit", MONEY, "Expected profit of the offer, in present value."),
    **with_interval("regret", MONEY, "What the oracle earns more with the same budget."),
    **with_interval(
        "auuc",
        SHARE,
        "Area under its cumulative gain curve (qini.json): share of the base saved, mean over all reaches.",
    ),
    **with_interval("auuc_observed", SHARE, "The same area as a randomised experiment observes it."),
    **with_interval("qini", SHARE, "Qini coefficient: that area minus the area under the line of random targeting."),
    "share_of_oracle": key("Qini coefficient as a share of the oracle's; null where that is 0.", SHARE),
}
THIS = "this scenario"


def area(curve: Floats) -> Floats:
    """Return the area under curves over 0..1 (last axis), by trapezoids."""
    return (curve[..., 1:] + curve[..., :-1]).sum(-1) / (2 * RANKS)


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the comparison."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    budget, own = spent(outcome), profit(outcome)
    earned = np.stack([*(at_the_same_spend(outcome, policy) for policy in POLICIES), own], axis=1)
    best = earned[:, [POLICIES.index("oracle")]]
    curve, mine = gains(outcome), POLICIES.index(outcome.scenario.offer.policy)
    auuc = area(curve)[:, [*range(len(POLICIES)), mine]]
    seen = area(observed_gains(outcome) / outcome.scenario.setting.subscribers)[:, [*range(len(POLICIES)), mine]]
    qini = auuc - curve[:, :1, -1] / 2
    reference = qini[0, POLICIES.index("oracle")]
    return pd.DataFrame(
        {
            "policy": [*POLICIES, THIS],
            "budget": budget[0],
            **with_error(outcome, "profit", earned),
            **with_error(outcome, "regret", best - earned),
            **with_error(outcome, "auuc", auuc),
            **with_error(outcome, "auuc_observed", seen, of_experiment=True),
            **with_error(outcome, "qini", qini),
            "share_of_oracle": qini[0] / reference if reference else np.nan,
        }
    )
