"""Where to stop: the threshold of each segment at which offering it to the scores above earns most.

Without a limit each segment stops where the next score would lose money. A budget is shared so that the last dollar
earns the same in every segment: each maximises profit − λ · cost, with the smallest λ whose cost the budget covers
(Everett 1963, doi:10.1287/opre.11.3.399).
"""

from __future__ import annotations

import numpy as np

from televantage.learning.features import Floats
from televantage.simulation.block import Ints

HALVINGS = 60
FEWEST = 25
"""Simulated customers at or above a threshold; fewer would be single customers, not a rule for others."""


def from_here_on(by_score: Floats | Ints) -> Floats:
    """Return sums over the scores at or above each threshold, (..., CELLS + 1): 0 takes all, the last nobody."""
    above = np.cumsum(by_score[..., ::-1].astype(float), axis=-1)[..., ::-1]
    return np.concatenate([above, np.zeros((*above.shape[:-1], 1))], axis=-1)


def _best(profit: Floats, cost: Floats, price: float) -> Ints:
    """Return the threshold of each segment at a price of money; of equals the highest, which offers to fewest."""
    worth = profit - price * cost
    last = worth.shape[-1] - 1
    return last - np.argmax(worth[..., ::-1], axis=-1)


def best_thresholds(customers: Ints, gain: Ints, cost: Ints, budget: float) -> Ints:
    """Return the most profitable threshold of each segment that a budget allows, as a cell; CELLS offers to nobody.

    Parameters
    ----------
    customers, gain, cost
        Simulated customers, what the offer brings after cost, and what it costs, by segment and score,
        (segments, CELLS).
    budget
        Most that all segments together may cost, in the same money; infinite for no limit.
    """
    profit, spent, rows = from_here_on(gain), from_here_on(cost), np.arange(len(gain))
    profit[:, :-1][from_here_on(customers)[:, :-1] < FEWEST] = -np.inf

    def affordable(price: float) -> bool:
        return bool(spent[rows, _best(profit, spent, price)].sum() <= budget)

    if affordable(0.0):
        return _best(profit, spent, 0.0)
    low, high = 0.0, 1.0
    while not affordable(high):  # at a high price nobody is worth it
        low, high = high, high * 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if affordable(middle) else (middle, high)
    return _best(profit, spent, high)
