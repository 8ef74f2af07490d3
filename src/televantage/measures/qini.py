"""Cumulative gain (Qini) curves: customers saved by reach, true, and as a randomised experiment would observe them.

Radcliffe 2007, Using control groups to target on predicted lift; Devriendt et al. 2020, doi:10.1016/j.ins.2020.12.043.
The experiment offers it by lot to the share ``log.offered`` of the simulated customers, whatever the policy.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._campaign import POINTS, POLICIES, has_offer, nothing, on_points, versions, with_error
from televantage.measures._ledger import Floats
from televantage.measures._table import Outcome, key, ratio, with_interval
from televantage.simulation.cube import QUANTUM
from televantage.units import CUSTOMERS, SHARE

GRAIN = "one row per policy and reach, 0 to 1; no rows without an offer"
COLUMNS = {
    "policy": key("The order of the customers: random, risk, value, uplift (estimated effect), oracle (true effect)."),
    "reach": key("Share of the base that is offered it, the highest in rank first.", SHARE),
    **with_interval("saved", CUSTOMERS, "More customers at the outcome month than without the offer, in expectation."),
    **with_interval("observed", CUSTOMERS, "The same as estimated from the experiment, with its own error."),
    "at_random": key("What that reach saves if customers are drawn by lot.", CUSTOMERS),
}


def effect(trial: Floats) -> Floats:
    """Return the estimated effect on staying from counts (..., offered, left): difference of the shares that stay."""
    stayed = ratio(trial[..., 0], trial.sum(-1))
    return np.where((trial.sum(-1) > 0).all(-1), stayed[..., 1] - stayed[..., 0], 0.0)


def gains(outcome: Outcome) -> Floats:
    """Return the share of the base saved at the outcome month by policy and rank, cumulated: (17, policies, 201)."""
    effect = versions(outcome, "rank_effect", 1) / QUANTUM / outcome.scenario.setting.subscribers
    return np.concatenate([np.zeros((*effect.shape[:2], 1)), np.cumsum(effect, axis=2)], axis=2)


def observed_gains(outcome: Outcome) -> Floats:
    """Return the customers saved as the experiment estimates them: up to each rank, customers × their effect."""
    memory = outcome.ledger.memory
    if ("observed gains",) not in memory:
        memory["observed gains",] = _observed_gains(outcome)
    return memory["observed gains",]  # type: ignore[return-value]


def _observed_gains(outcome: Outcome) -> Floats:
    trial = np.cumsum(versions(outcome, "rank_trial", 1), axis=2)
    found = effect(trial) * trial.sum((-1, -2))
    return np.concatenate([np.zeros((*found.shape[:2], 1)), found], axis=2)


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the curves of all policies."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    true, observed = gains(outcome) * outcome.scenario.setting.subscribers, observed_gains(outcome)
    true, observed = (on_points(np.moveaxis(c, 2, 1)).transpose(0, 2, 1) for c in (true, observed))
    reach = np.arange(POINTS + 1) / POINTS
    return pd.DataFrame(
        {
            "policy": np.repeat(POLICIES, POINTS + 1),
            "reach": np.tile(reach, len(POLICIES)),
            **with_error(outcome, "saved", true),
            **with_error(outcome, "observed", observed, of_experiment=True),
            "at_random": np.outer(true[0, :, -1], reach).ravel(),
        }
    )
