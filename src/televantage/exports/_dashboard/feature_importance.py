"""feature_importance.json: the ten features that the winner goes by, each with a sentence that the data bear out."""

# ruff: noqa: E501  (a definition is one line)

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from televantage.exports._dashboard._dossier import Dossier
from televantage.exports._dashboard._record import (
    PLAIN,
    Bound,
    Count,
    Document,
    FineShare,
    Points,
    Record,
    Text,
    about,
)
from televantage.learning.features import FEATURES, Levels
from televantage.measures import apportion
from televantage.units import MONTHS, SHARE, in_currency

FILE = "feature_importance.json"
MOST = 10
LEAST_SHARE = 0.01
"""A level that the sentence speaks of holds at least this share of the customers."""
MILLION = 1_000_000


class Level(Record):
    """A level of a feature; for a number, a quarter of the customers that the models learned from."""

    level: Text
    """The level."""
    customers: Count
    """Customers on it."""
    leaving_12m: Count
    """Those of them expected to leave within 12 months."""
    churn_probability: FineShare
    """leaving_12m / customers; 0 for nobody."""


class Feature(Record):
    """A feature that models see."""

    name: Annotated[str, Field(max_length=40, pattern=PLAIN)]
    """What people call it."""
    importance: FineShare
    """Share of the ten features' drops in AUC: what the winner goes by, not what causes churn. Features that say the same share it."""
    importance_low: Bound
    """Lower end of its interval, divided by the same sum."""
    importance_high: Bound
    """Upper end of its interval, divided by the same sum."""
    auc_drop: Points
    """What the winner's AUC loses among the judged customers when this feature is shuffled, on average over three shuffles."""
    interpretation: Text
    """The level with the highest and the level with the lowest churn, of those with at least 1 % of the customers. A difference between customers, not an effect."""
    column: Text
    """Column of the observed table."""
    levels: list[Level]
    """Churn by level in this scenario."""


class FeatureImportance(Document):
    """The ten features that the winner goes by most, by permutation importance on the judged customers."""

    features: Annotated[list[Feature], Field(min_length=MOST, max_length=MOST)]
    """The features, by descending importance; their importance sums to 1."""


def _levels(known: Levels, customers: Any, leaving: Any, total: int, lost: int, currency: str) -> list[Level]:
    """Return the levels in whole customers of the subscribers that sum to all of them."""
    count = len(known.labels)
    left = apportion(np.array([lost]), leaving[None, :count])[0]
    stay = apportion(np.array([total - lost]), np.maximum(customers[None, :count] - leaving[None, :count], 0.0))[0]
    return [
        Level(
            level=in_currency(label, currency) + (" months" if known.feature.unit is MONTHS else ""),
            customers=int(stays + leaves),
            leaving_12m=int(leaves),
            churn_probability=int(leaves) / max(int(stays + leaves), 1),
        )
        for label, stays, leaves in zip(known.labels, stay, left, strict=True)
    ]


def interpretation(name: str, levels: list[Level]) -> str:
    """Return a sentence on who leaves most and least."""
    total = sum(level.customers for level in levels)
    spoken = [level for level in levels if level.customers >= LEAST_SHARE * total]
    most = max(spoken, key=lambda level: level.churn_probability)
    least = min(spoken, key=lambda level: level.churn_probability)
    high, low = (SHARE.show(level.churn_probability) for level in (most, least))
    if high == low:
        return (
            f"{name}: {high} of customers leave within 12 months, whatever it is; it tells something only with others."
        )
    most_of_all = f"{name}: where it is {most.level}, {high} of customers leave within 12 months"
    return f"{most_of_all}; where it is {least.level}, {low}."


CONTENT = FeatureImportance


def document(found: Dossier) -> FeatureImportance:
    """Return the file."""
    evidence = found.evidence
    order = sorted(range(len(FEATURES)), key=lambda place: -evidence.importance[place].value)[:MOST]
    drops = np.array([max(evidence.importance[place].value, 0.0) for place in order])
    mass = float(drops.sum())
    shares = apportion(np.array([MILLION]), (drops if mass > 0 else np.ones(MOST))[None] * MILLION)[0] / MILLION
    total, lost = (int(found.segments[name].sum()) for name in ("customers", "leaving"))
    rows = []
    for place, share in zip(order, shares.tolist(), strict=True):
        feature, drop = FEATURES[place], evidence.importance[place]
        customers, leaving = evidence.scores.by_level[:, place].astype(float)
        levels = _levels(
            evidence.levels[place], customers, leaving / 2**20, total, lost, evidence.scenario.setting.currency
        )
        rows.append(
            Feature(
                name=feature.name,
                importance=share,
                importance_low=drop.low / mass if mass > 0 else 0.0,
                importance_high=drop.high / mass if mass > 0 else 0.0,
                auc_drop=drop.value,
                interpretation=interpretation(feature.name, levels),
                column=feature.column,
                levels=levels,
            )
        )
    return FeatureImportance(about=about(FeatureImportance, found.provenance), features=rows)
