"""How good a model is: AUC, average precision and Brier score, with bootstrap intervals.

A replicate of the bootstrap (Efron 1979, doi:10.1214/aos/1176344552) is the judged customers with weights 0, 1, 2, ...
All replicates are measured at once, from one sorting of the scores: as scikit-learn's metrics with ``sample_weight``
one by one, which the tests take as judges, and forty times as fast. All models meet the same replicates, so that
differences between them have intervals too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from televantage.learning.features import Floats
from televantage.simulation.block import Flags
from televantage.simulation.streams import bits

REPLICATES = 200
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure with the ends of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def replicates(seed: int, count: int) -> Floats:
    """Return the weights of the judged customers, (customers, 1 + REPLICATES): each once, then the replicates."""
    weights = [np.ones(count)]
    for number in range(REPLICATES):
        drawn = (bits(seed, "learning.bootstrap", number * count, count, 32) * count) >> 32
        weights.append(np.bincount(drawn, minlength=count).astype(float))
    return np.ascontiguousarray(np.stack(weights, axis=1))


def _by_score(chance: Floats, left: Flags, weights: Floats) -> tuple[Floats, Floats]:
    """Return the weights of leavers and of stayers, summed up to each distinct score, the highest first."""
    order = np.argsort(-chance, kind="stable")
    ordered, flags, sorted_weights = chance[order], left[order, None], weights[order]
    last = np.flatnonzero(np.concatenate([ordered[1:] != ordered[:-1], [True]]))
    whole = np.cumsum(sorted_weights, axis=0)[last]
    sorted_weights *= flags
    leavers = np.cumsum(sorted_weights, axis=0, out=sorted_weights)[last]
    return leavers, whole - leavers


def ranking_figures(chance: Floats, left: Flags, weights: Floats) -> dict[str, Floats]:
    """Return AUC and average precision by replicate.

    The AUC is the probability that a leaver has a higher score than a stayer, ties counting half (Hanley & McNeil 1982,
    doi:10.1148/radiology.143.1.7063747), and 0.5 where all or none left. Average precision is the mean precision over
    recall without interpolation, and 0 where none left.
    """
    leavers, stayers = _by_score(chance, left, weights)
    caught = np.diff(leavers, axis=0, prepend=0.0)
    pairs, positives = leavers[-1] * stayers[-1], leavers[-1]
    area = (np.diff(stayers, axis=0, prepend=0.0) * (leavers - caught / 2)).sum(0)
    precise = (caught * (leavers / np.maximum(leavers + stayers, 1.0))).sum(0)
    return {
        "auc": np.where(pairs > 0, area / np.maximum(pairs, 1.0), 0.5),
        "average_precision": precise / np.maximum(positives, 1.0),
    }


def brier(chance: Floats, left: Flags, weights: Floats) -> Floats:
    """Return the mean squared error of the probabilities by replicate (Brier 1950)."""
    error = (chance - left) * (chance - left)
    return (weights * error[:, None]).sum(0) / weights.sum(0)


def figures(chance: Floats, left: Flags, weights: Floats) -> dict[str, Floats]:
    """Return AUC, average precision and Brier score by replicate, the figure itself first."""
    return ranking_figures(chance, left, weights) | {"brier": brier(chance, left, weights)}


def estimate(values: Floats) -> Estimate:
    """Return a figure, first, and the percentile interval of its replicates."""
    low, high = np.quantile(values[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(values[0]), float(low), float(high))
