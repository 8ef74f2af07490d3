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
from televantage.measures._table import Outcome, ratio
from televantage.simulation.cube import QUANTUM, RANKS
from televantage.simulation.money import GRAIN
from televantage.simulation.offer import is_offered
from televantage.simulation.targeting import ORDERINGS, PER_COST, POLICIES, own_orderings
from televantage.units import Column

POINTS = 50
"""Points of a curve over reach, beside that of nobody."""
DOLLAR = 100.0 * GRAIN


def has_offer(outcome: Outcome) -> bool:
    """Tell whether an offer is made."""
    return is_offered(outcome.scenario)


def nothing(columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return the table of a measure of the offer where none is made."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


def versions(outcome: Outcome, name: str, axis: int = 0) -> Floats:
    """Return a sum of the cube and what it is without each group, scaled to the subscribers; it is found once.

    Parameters
    ----------
    outcome
        What was simulated.
    name
        The sum.
    axis
        Its axis of groups, which is summed over.
    """
    memory = outcome.ledger.memory
    if ("versions", name) not in memory:
        memory["versions", name] = _versions(outcome, name, axis)
    return memory["versions", name]  # type: ignore[return-value]


def _versions(outcome: Outcome, name: str, axis: int) -> Floats:
    sums = np.moveaxis(outcome.cube.sums[name], axis, 0)
    total = sums.sum(0)
    found = np.concatenate([total[None], total - sums]).astype(float)
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


def _cumulated(sums: Floats) -> Floats:
    """Return sums by rank added up from the best on, with 0 in front."""
    return np.concatenate([np.zeros((*sums.shape[:-1], 1)), np.cumsum(sums, axis=-1)], axis=-1)


def _by_reach(sums: Floats, stop: float = 1.0) -> Floats:
    """Return sums (17, tiers, ranks) by the reach of a wave: tier j is the ranks from j to j + 1 times the reach.

    Where ``stop`` is given, nobody beyond that share of the base is chosen.
    """
    total, found = _cumulated(sums), np.zeros((len(sums), RANKS + 1))
    reach = np.arange(RANKS + 1)
    for tier in range(sums.shape[1]):
        for sign, end in ((1, tier + 1), (-1, tier)):
            place = np.minimum(reach * end, stop * RANKS)
            whole = np.minimum(place.astype(np.int64), RANKS - 1)
            below, above = total[:, tier, whole], total[:, tier, whole + 1]
            found = found + sign * (below + (place - whole) * (above - below))
    return found


def curve_of(outcome: Outcome, ordering: str, stop: float = 1.0) -> Curve:
    """Return the curve of an ordering, of the whole base or up to a share of it; it is found once."""
    memory, place = outcome.ledger.memory, ORDERINGS.index(ordering)
    if ("curve", ordering, str(stop)) not in memory:
        cost, gain = (versions(outcome, f"rank_{name}", 2)[:, place] / DOLLAR for name in ("cost", "gain"))
        memory["curve", ordering, str(stop)] = Curve(_by_reach(cost, stop), _by_reach(gain, stop))
    return memory["curve", ordering, str(stop)]  # type: ignore[return-value]


def own_curves(outcome: Outcome, policy: str) -> list[Curve]:
    """Return the curves among which a policy chooses.

    One that knows effects goes by profit or by profit per cost, as far as it believes that the offer pays.
    """
    worth_it = outcome.cube.prepared.planned.worth_it
    return [curve_of(outcome, name, worth_it.get(name, 1.0)) for name in own_orderings(policy)]


def on_points(curve: Floats) -> Floats:
    """Return a curve (17, ...) at 51 reaches, 0 to 1."""
    return curve[:, :: (curve.shape[1] - 1) // POINTS]


def _within(curve: Curve, budget: Floats, knows: bool) -> Floats:
    """Return what an ordering earns with a budget, (17): all is spent, or less where the policy knows better."""
    rows, last = np.arange(len(budget)), curve.spend.shape[1] - 1
    place = np.clip((curve.spend <= budget[:, None]).sum(1) - 1, 0, last - 1)
    step = curve.spend[rows, place + 1] - curve.spend[rows, place]
    part = np.clip(ratio(budget - curve.spend[rows, place], step), 0.0, 1.0)
    earned = curve.profit[rows, place] + part * (curve.profit[rows, place + 1] - curve.profit[rows, place])
    if not knows:
        return earned
    before = np.where(np.arange(last + 1) <= place[:, None], curve.profit, -np.inf)
    return np.maximum(earned, before.max(1))


def at_the_same_spend(outcome: Outcome, policy: str) -> Floats:
    """Return the profit of a policy that may spend what the scenario spends, whatever its reach, (17).

    The oracle, who knows what every list earns, has the best of all of them.
    """
    memory = outcome.ledger.memory
    if ("same spend", policy) not in memory:
        budget = spent(outcome)
        own = [_within(curve, budget, policy in PER_COST) for curve in own_curves(outcome, policy)]
        if policy == "oracle":
            own += [at_the_same_spend(outcome, other) for other in POLICIES if other != policy] + [profit(outcome)]
        memory["same spend", policy] = np.max(own, axis=0)
    return memory["same spend", policy]  # type: ignore[return-value]


def kinds(outcome: Outcome) -> Floats:
    """Return customers and amounts of those offered it: (17, kinds, customers/margin/discount/contact)."""
    return versions(outcome, "kinds") / np.array([float(QUANTUM), DOLLAR, DOLLAR, DOLLAR])


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
    "curve_of",
    "has_offer",
    "kinds",
    "nothing",
    "on_points",
    "own_curves",
    "profit",
    "spent",
    "versions",
    "with_error",
]
