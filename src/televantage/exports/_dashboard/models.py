"""models.json: six models, the best by AUC first, beside the ceiling that no model can beat."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from televantage.exports._dashboard._dossier import Dossier
from televantage.exports._dashboard._record import (
    AUC_DECIMALS,
    PLAIN,
    Count,
    Document,
    Points,
    Record,
    Score,
    Text,
    Written,
    about,
)
from televantage.learning.contest import Entry
from televantage.learning.judging import Estimate
from televantage.units import Unit

FILE = "models.json"
SECONDS = Unit("seconds", 3, str, str)
METRICS = ("auc", "brier", "average_precision")


class Model(Record):
    """A model that was trained on some customers and judged on others."""

    name: Text
    """Name of the model."""
    abbrev: Annotated[str, Field(max_length=14, pattern=PLAIN)]
    """Short name."""
    auc: Score
    """Probability that a customer who left has a higher score than one who stayed; 0.5 is chance."""
    auc_low: Score
    """Lower end of its interval."""
    auc_high: Score
    """Upper end of its interval."""
    brier: Score
    """Mean squared error of the probabilities; lower is better."""
    brier_low: Score
    """Lower end of its interval."""
    brier_high: Score
    """Upper end of its interval."""
    average_precision: Score
    """Mean precision over recall."""
    average_precision_low: Score
    """Lower end of its interval."""
    average_precision_high: Score
    """Upper end of its interval."""
    behind_winner: Points
    """AUC of the winner minus this AUC."""
    behind_winner_low: Points
    """Lower end of its interval."""
    behind_winner_high: Points
    """Upper end of its interval."""
    behind_ceiling: Points
    """AUC of the true probability minus this AUC; no model is better than the ceiling but by chance."""
    behind_ceiling_low: Points
    """Lower end of its interval."""
    behind_ceiling_high: Points
    """Upper end of its interval."""
    training_time_seconds: Annotated[float, Field(ge=0), Written(SECONDS, 3)]
    """Nominal seconds: elementary steps of this training, 100 million a second; no clock, so that two bakes agree."""
    winner: bool
    """Whether this is the best model by AUC."""
    rationale: Text
    """What the figures say, in a sentence."""


class Ceiling(Record):
    """What the true probability of each judged customer reaches: the most that any model can in expectation."""

    auc: Score
    """AUC of the true probability."""
    auc_low: Score
    """Lower end of its interval."""
    auc_high: Score
    """Upper end of its interval."""
    brier: Score
    """Brier score of the true probability."""
    average_precision: Score
    """Average precision of the true probability."""


class Models(Document):
    """Six models that an operator could train on what it observes, the best by AUC first, beside their ceiling."""

    models: Annotated[list[Model], Field(min_length=6, max_length=6)]
    """The models, by descending AUC."""
    ceiling: Ceiling
    """What no model can beat."""
    leavers_judged: Count
    """Judged customers who left within 12 months."""


def _ends(name: str, estimate: Estimate) -> dict[str, float]:
    return {f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _shown(score: float) -> str:
    return f"{score:.{AUC_DECIMALS}f}"


def _rationale(entry: Entry, behind: float, below: float, winner: Entry, ceiling: float, judged: int) -> str:
    """Return what the figures say; every number in it is a field, rounded as the field is."""
    auc = _shown(entry.auc.value)
    if entry is winner:
        low, high = _shown(entry.auc.low), _shown(entry.auc.high)
        place = f"{_shown(below)} below" if below >= 0 else f"by chance {_shown(-below)} above"
        return (
            f"Best AUC of six: {auc} ({low} to {high}) on {judged:,} customers it had not seen, {place} the ceiling of "
            f"{_shown(ceiling)} that no model can beat."
        )
    low, high = _shown(entry.behind_winner.low), _shown(entry.behind_winner.high)
    verdict = "clearly behind" if entry.behind_winner.low > 0 else "not clearly behind"
    return f"AUC {auc}, {_shown(behind)} ({low} to {high}) behind {winner.fitted.model.abbrev}: {verdict}."


CONTENT = Models


def document(found: Dossier) -> Models:
    """Return the file."""
    contest, winner = found.evidence.contest, found.evidence.contest.winner
    best, top = (round(e.value, AUC_DECIMALS) for e in (winner.auc, contest.ceiling["auc"]))
    rows = []
    for entry in contest.entries:
        behind, below = (value - round(entry.auc.value, AUC_DECIMALS) for value in (best, top))
        figures = {name: getattr(entry, name) for name in METRICS}
        rows.append(
            Model(
                name=entry.fitted.model.name,
                abbrev=entry.fitted.model.abbrev,
                **{name: estimate.value for name, estimate in figures.items()},
                **{k: v for name, estimate in figures.items() for k, v in _ends(name, estimate).items()},
                behind_winner=behind,
                **_ends("behind_winner", entry.behind_winner),
                behind_ceiling=below,
                **_ends("behind_ceiling", entry.behind_ceiling),
                training_time_seconds=entry.fitted.seconds,
                winner=entry is winner,
                rationale=_rationale(entry, behind, below, winner, top, contest.judged_on),
            )
        )
    ceiling = Ceiling(
        **{name: estimate.value for name, estimate in contest.ceiling.items()}, **_ends("auc", contest.ceiling["auc"])
    )
    return Models(
        about=about(Models, found.provenance), models=rows, ceiling=ceiling, leavers_judged=contest.leavers_judged
    )
