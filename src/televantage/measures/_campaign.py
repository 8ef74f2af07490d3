"""The sums of the offer in the units of its readers, and the curves over reach that several measures share.

Arrays have a first axis of 17: the figure itself, then its 16 delete-a-group versions, from which intervals come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from televantage.measures._ledger import Floats
from televantage.measures._table import Outcome
from televantage.simulation.cube import RANKS
from televantage.simulation.money import GRAIN
from televantage.simulation.offer import is_offered, tiers
from televantage.simulation.targeting import ORDERINGS, PER_COST, POLICIES, ZERO
from televantage.units import Column

POINTS = 50
"""Points of a curve over reach, beside that of nobody."""
STEP = RANKS // POINTS
DOLLAR = 100.0 * GRAIN


def has_offer(outcome: Outcome) -> bool:
    """Tell whether an offer is made."""
    return is_offered(outcome.scenario)


def nothing(columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return the table of a measure of the offer where none is made."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


def versions(outcome: Outcome, name: str, axis: int = 0, scaled: bool = True) -> Floats:
    """Return a sum of the cube and what it is without each group, scaled to the subscribers if wanted.

    Parameters
    ----------
    outcome
        What was simulated.
    name
        The sum.
    axis
        Its axis of groups, which is summed over.
    scaled
        Whether it shall speak for the subscribers; else it counts simulated customers.
    """
    sums = np.moveaxis(outcome.cube.sums[name], axis, 0)
    total = sums.sum(0)
    found = np.concatenate([total[None], total - sums]).astype(float)
    if not scaled:
        return found
    people = outcome.cube.sums["customers"].sum(-1)
    size = np.concatenate([[people.sum()], people.sum() - people])
    return found * (outcome.scenario.setting.subscribers / size).reshape(-1, *[1] * (found.ndim - 1))


def with_error(outcome: Outcome, name: str, figure: Floats, of_experiment: bool = False) -> dict[str, Any]:
    """Return the three columns of a figure, (17, ...): itself and the ends of its interval."""
    value, error = np.ravel(figure[0]), np.ravel(outcome.margin_of_error(figure[1:], of_experiment))
    return {name: value, f"{name}_low": value - error, f"{name}_high": value + error}


@dataclass(frozen=True)
class Curve:
    """Spending and profit of an ordering by reach, shape (17, points): 0 is nobody, the last everybody."""

    spend: Floats
    profit: Floats


def _by_reach(sums: Floats) -> Floats:
    """Return sums (17, tiers, ranks) by the reach of a wave: tier j is the ranks from j to j + 1 times the reach."""
    total = np.concatenate([np.zeros((*sums.shape[:2], 1)), np.cumsum(sums, axis=2)], axis=2)
    step = 1 if sums.shape[1] == 1 else STEP
    reach = np.arange(0, RANKS + 1, step)
    found = np.zeros((len(sums), len(reach)))
    for tier in range(sums.shape[1]):
        start, end = (np.minimum(reach * j, RANKS) for j in (tier, tier + 1))
        found = found + total[:, tier, end] - total[:, tier, start]
    return found


def curves(outcome: Outcome) -> dict[str, Curve]:
    """Return the curve of every ordering; they are found once."""
    memory = outcome.ledger.memory
    if ("curves",) not in memory:
        gain, cost = (versions(outcome, f"rank_{name}", 2) / DOLLAR for name in ("gain", "cost"))
        memory["curves",] = {
            name: Curve(_by_reach(cost[:, place]), _by_reach(gain[:, place])) for place, name in enumerate(ORDERINGS)
        }
    return memory["curves",]  # type: ignore[return-value]


def on_points(curve: Floats) -> Floats:
    """Return a curve (17, ...) at 51 reaches, 0 to 1."""
    return curve[:, :: (curve.shape[1] - 1) // POINTS]


def at_the_same_spend(outcome: Outcome, policy: str) -> Floats:
    """Return the profit of a policy that may spend what the scenario spends, whatever its reach, (17).

    A policy that knows effects stops where it believes that the offer loses money, and takes the better of its orders.
    """
    memory = outcome.ledger.memory
    if ("same spend", policy) not in memory:
        memory["same spend", policy] = _at_the_same_spend(outcome, policy)
    return memory["same spend", policy]  # type: ignore[return-value]


def _at_the_same_spend(outcome: Outcome, policy: str) -> Floats:
    orderings = [policy, PER_COST[policy]] if policy in PER_COST else [policy]
    plan, budget, found = outcome.cube.prepared.planned, spent(outcome), []
    for name in orderings:
        curve, stop = curves(outcome)[name], 1.0
        if policy in PER_COST:
            stop = float(plan.rankings[name].count[ZERO:].sum()) / plan.customers / tiers(outcome.scenario.offer)
        reach = np.linspace(0.0, 1.0, curve.spend.shape[1])
        rows = zip(curve.spend, curve.profit, budget, strict=True)
        found.append([np.interp(min(np.interp(most, cost, reach), stop), reach, earned) for cost, earned, most in rows])
    return np.max(np.array(found), axis=0)


def kinds(outcome: Outcome) -> Floats:
    """Return customers and amounts of those offered it: (17, kinds, customers/margin/discount/contact)."""
    found = versions(outcome, "kinds")
    found[..., 0] /= 2.0**20
    found[..., 1:] /= DOLLAR
    return found


def spent(outcome: Outcome) -> Floats:
    """Return what the offer costs, (17)."""
    return kinds(outcome)[..., 2:].sum((1, 2))


def profit(outcome: Outcome) -> Floats:
    """Return what the offer brings after its cost, (17)."""
    return kinds(outcome)[..., 1].sum(1) - spent(outcome)


__all__ = [
    "DOLLAR",
    "POINTS",
    "POLICIES",
    "at_the_same_spend",
    "curves",
    "has_offer",
    "kinds",
    "nothing",
    "on_points",
    "profit",
    "spent",
    "versions",
    "with_error",
]
