"""The contest: six models learn from the same customers and are judged on the same others, beside their ceiling.

The ceiling is the AUC of the true probability: no score separates leavers from stayers better in expectation (Neyman
& Pearson 1933, doi:10.1098/rsta.1933.0009), so a model that does better than by chance has seen what it must not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from televantage.learning.features import Floats
from televantage.learning.judging import Counts, Estimate, estimate, figures, replicates
from televantage.learning.models import MODELS, Fitted, Model, fit
from televantage.learning.sample import Part, Sample
from televantage.simulation.run import Map


@dataclass(frozen=True)
class Entry:
    """A model in the contest: how it did, and how far its AUC lies behind the winner's and the ceiling."""

    fitted: Fitted
    auc: Estimate
    average_precision: Estimate
    brier: Estimate
    behind_winner: Estimate
    behind_ceiling: Estimate


@dataclass(frozen=True)
class Contest:
    """The entries, the best by AUC first; how the true probability does; and on how many customers."""

    entries: tuple[Entry, ...]
    ceiling: dict[str, Estimate]
    trained_on: int
    judged_on: int
    leavers_judged: int

    @property
    def winner(self) -> Entry:
        """The best model by AUC."""
        return self.entries[0]

    @property
    def leaks(self) -> list[str]:
        """The models whose AUC lies above the ceiling by more than chance: they have seen what nobody observes."""
        return [entry.fitted.model.name for entry in self.entries if entry.behind_ceiling.high < 0]


def _compete(train: Part, judge: Part, weights: Counts, seed: int, model: Model) -> tuple[Fitted, dict[str, Floats]]:
    fitted = fit(model, train.seen, train.left, seed)
    return fitted, figures(fitted.chance(judge.seen), judge.left, weights)


def contest(customers: Sample, seed: int, run: Map = map) -> Contest:
    """Return the six models, trained and judged; the map decides who trains them, never a result."""
    train, judge = customers.train, customers.judge
    weights = replicates(seed, len(judge.left))
    ceiling = figures(customers.truth, judge.left, weights)
    competed = run(partial(_compete, train, judge, weights, seed), MODELS)
    found = sorted(competed, key=lambda entry: -entry[1]["auc"][0])
    best = found[0][1]["auc"]
    entries = [
        Entry(
            fitted,
            **{name: estimate(values) for name, values in own.items()},
            behind_winner=estimate(best - own["auc"]),
            behind_ceiling=estimate(ceiling["auc"] - own["auc"]),
        )
        for fitted, own in found
    ]
    told = {name: estimate(values) for name, values in ceiling.items()}
    return Contest(tuple(entries), told, len(train.left), len(judge.left), int(judge.left.sum()))
