"""The contest: six models learn from the same customers and are judged on the same others, beside their ceiling.

The ceiling is the AUC of the true probability: no score separates leavers from stayers better in expectation (Neyman
& Pearson 1933, doi:10.1098/rsta.1933.0009), so a model that does better than by chance has seen what it must not.
"""

from __future__ import annotations

from dataclasses import dataclass

from televantage.learning.features import Floats
from televantage.learning.judging import Estimate, estimate, figures, replicates
from televantage.learning.models import MODELS, Fitted, fit
from televantage.learning.sample import Sample


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


def contest(customers: Sample, seed: int) -> Contest:
    """Return the six models, trained and judged."""
    judge, weights = customers.judge, replicates(seed, len(customers.judge.left))

    def measured(chance: Floats) -> dict[str, Floats]:
        return figures(chance, judge.left, weights)

    seen, asked = customers.train.seen, judge.seen
    trained = [fit(model, seen, customers.train.left, seed) for model in MODELS]
    found = sorted(((f, measured(f.chance(asked))) for f in trained), key=lambda entry: -entry[1]["auc"][0])
    best, ceiling = found[0][1]["auc"], measured(customers.truth)
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
    return Contest(tuple(entries), told, len(customers.train.left), len(judge.left), int(judge.left.sum()))
