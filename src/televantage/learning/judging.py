"""How good a model is: AUC, average precision and Brier score, with bootstrap intervals.

A replicate of the bootstrap (Efron 1979, doi:10.1214/aos/1176344552) is the judged customers with weights 0, 1, 2, ...
All replicates share one sorting of the scores: as scikit-learn's metrics with ``sample_weight``, which the tests take
as judges, and many times as fast. All models meet the same replicates, so that differences between them have intervals
too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from televantage.learning.features import Floats
from televantage.simulation.block import Flags, Ints
from televantage.simulation.streams import bits

Counts = npt.NDArray[np.uint8]
REPLICATES = 200
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure with the ends of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def replicates(seed: int, count: int) -> Counts:
    """Return the weights of the judged customers, (1 + REPLICATES, customers): each once, then the replicates."""
    weights = [np.ones(count, np.uint8)]
    for number in range(REPLICATES):
        drawn = (bits(seed, "learning.bootstrap", number * count, count, 32) * count) >> 32
        weights.append(np.bincount(drawn, minlength=count).astype(np.uint8))
    return np.stack(weights)


def by_score(chance: Floats) -> tuple[Ints, Ints]:
    """Return the order of the customers, the highest score first, and where in it each distinct score begins."""
    order = np.argsort(-chance, kind="stable")
    ordered = chance[order]
    return order, np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def ranking_figures(chance: Floats, left: Flags, weights: Counts) -> dict[str, Floats]:
    """Return AUC and average precision by replicate.

    The AUC is the probability that a leaver has a higher score than a stayer, ties counting half (Hanley & McNeil 1982,
    doi:10.1148/radiology.143.1.7063747), and 0.5 where all or none left. Average precision is the mean precision over
    recall without interpolation, and 0 where none left.
    """
    order, first = by_score(chance)
    flags = left[order]

    def one(replicate: Counts) -> tuple[float, float]:
        drawn = replicate[order]
        caught, reached = (np.add.reduceat(who, first, dtype=np.int64) for who in (drawn * flags, drawn))
        above, all_above = np.cumsum(caught), np.cumsum(reached)
        positives, pairs = above[-1], above[-1] * (all_above[-1] - above[-1])
        area = ((reached - caught) * (above - caught / 2)).sum() / pairs if pairs else 0.5
        return area, (caught * (above / np.maximum(all_above, 1))).sum() / max(positives, 1)

    found = np.array([one(replicate) for replicate in weights])
    return {"auc": found[:, 0], "average_precision": found[:, 1]}


def brier(chance: Floats, left: Flags, weights: Counts) -> Floats:
    """Return the mean squared error of the probabilities by replicate (Brier 1950)."""
    error = (chance - left) * (chance - left)
    return np.array([(replicate * error).sum() / replicate.sum() for replicate in weights])


def figures(chance: Floats, left: Flags, weights: Counts) -> dict[str, Floats]:
    """Return AUC, average precision and Brier score by replicate, the figure itself first."""
    return ranking_figures(chance, left, weights) | {"brier": brier(chance, left, weights)}


def estimate(values: Floats) -> Estimate:
    """Return a figure, first, and the percentile interval of its replicates."""
    low, high = np.quantile(values[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(values[0]), float(low), float(high))
