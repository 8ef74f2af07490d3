"""The retention offer: who is selected, offered and takes it.

*Offered* (assignment) and *taken* (receipt) are different things. A rank is a rank in the whole base: its cutoff
comes from a histogram that adds up over blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.simulation.portable import Floats
from televantage.simulation.streams import uniforms

SCORES = 2**16
"""Cells of the histogram of risk scores."""

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cutoff:
    """Selected is whoever scores above ``score``, and the share ``tie`` of those who score just that."""

    score: int
    tie: float


def scores(churn_12m: Floats) -> Ints:
    """Return the cell of each customer's 12-month churn probability."""
    return np.minimum((churn_12m * SCORES).astype(np.int64), SCORES - 1)


def cutoff(histogram: Ints, reach: float) -> Cutoff:
    """Return the cutoff that selects the share ``reach`` with the highest scores of the whole base."""
    wanted = round(reach * int(histogram.sum()))
    above = np.cumsum(histogram[::-1])[::-1]  # customers with this score or a higher one
    if wanted <= 0:
        return Cutoff(SCORES, 0.0)
    score = int(np.flatnonzero(above >= wanted)[-1])
    beyond = int(above[score + 1]) if score + 1 < SCORES else 0
    return Cutoff(score, (wanted - beyond) / int(histogram[score]))


def needs_ranking(scenario: Scenario) -> bool:
    """Tell whether the policy ranks the base before it selects."""
    return scenario.offer.policy == "risk"


def selected(scenario: Scenario, churn_12m: Floats, limit: Cutoff | None, start: int) -> Flags:
    """Return whom the policy selects, holdout included."""
    chance = uniforms(scenario.setting.seed, "offer.random", start, len(churn_12m))
    if limit is None:
        return chance < scenario.offer.reach
    score = scores(churn_12m)
    return (score > limit.score) | ((score == limit.score) & (chance < limit.tie))


def offered_and_taken(scenario: Scenario, chosen: Flags, start: int) -> tuple[Flags, Flags]:
    """Return who is offered it (selected and not held out) and who, if still active then, takes it."""
    seed, count = scenario.setting.seed, len(chosen)
    offered = chosen & (uniforms(seed, "offer.holdout", start, count) >= scenario.offer.holdout)
    taken = offered & (uniforms(seed, "offer.take", start, count) < scenario.offer.take_rate)
    return offered, taken


def running(scenario: Scenario, month: int) -> bool:
    """Tell whether the offer's discount and effect run in a month."""
    return scenario.offer.month <= month < scenario.offer.month + scenario.offer.duration
