"""Uplift by decile: how much likelier each tenth of the base, best first, is to stay if it is offered it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._campaign import DOLLAR, POLICIES, has_offer, nothing, versions, with_error
from televantage.measures._ledger import Floats
from televantage.measures._table import Outcome, key, with_interval
from televantage.measures.qini import effect
from televantage.simulation.cube import QUANTUM
from televantage.simulation.targeting import OF_EFFECT, ORDERINGS
from televantage.units import CUSTOMERS, INTEGER, MONEY, SHARE

GRAIN = "one row per policy and tenth of the base, the highest in rank first; no rows without an offer"
COLUMNS = {
    "policy": key("The order of the base: random, risk, value, uplift (estimated effect), oracle (true effect)."),
    "decile": key("1 is the tenth that is offered it first.", INTEGER),
    "customers": key("Customers in it.", CUSTOMERS),
    **with_interval(
        "uplift", SHARE, "True effect of being offered it on the probability to be there at the outcome month."
    ),
    **with_interval(
        "observed", SHARE, "The same, estimated from a randomised experiment among the simulated customers."
    ),
    **with_interval(
        "profit", MONEY, "Expected profit of offering it to all of them in the first wave, outside the holdout."
    ),
}
DECILES = 10


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the deciles of all policies."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    places = [ORDERINGS.index(name) for name in OF_EFFECT]

    def tenths(cells: Floats) -> Floats:
        return cells.reshape(17, len(POLICIES), DECILES, -1, *cells.shape[3:]).sum(3)

    customers = tenths(versions(outcome, "rank_customers", 1)[:, places])
    effects, trial = (tenths(versions(outcome, f"rank_{name}", 1)) for name in ("effect", "trial"))
    gain = tenths(versions(outcome, "rank_gain", 2)[:, places, 0])
    return pd.DataFrame(
        {
            "policy": np.repeat(POLICIES, DECILES),
            "decile": np.tile(np.arange(1, DECILES + 1), len(POLICIES)),
            "customers": customers[0].ravel(),
            **with_error(outcome, "uplift", effects / QUANTUM / np.maximum(customers, 1e-9)),
            **with_error(outcome, "observed", effect(trial), of_experiment=True),
            **with_error(outcome, "profit", gain / DOLLAR),
        }
    )
