"""The confusion matrix of the winner at the threshold of each segment, with its money."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Matrix:
    """Whole customers, and whole cents.

    A customer counts with his true probability to leave within 12 months; what offering it to him costs is split by it.
    """

    true_positives: int
    false_positives: int
    true_negatives: int
    false_negatives: int
    at_risk_targeted: int
    """A year of bills of the true positives."""
    at_risk_missed: int
    """A year of bills of the false negatives."""
    spend_on_leavers: int
    """What offering it costs on the true positives."""
    spend_on_stayers: int
    """The same on the false positives: the give-away."""
    spared: int
    """What offering it to the true negatives would cost."""
    npv: int
    """What offering it to all who are targeted brings after cost."""


def matrix(segments: pd.DataFrame) -> Matrix:
    """Return the matrix of the whole base from the table of the segments."""
    sums = {name: int(segments[name].sum()) for name in segments.select_dtypes("int64")}
    caught, targeted = sums["targeted_leaving"], sums["targeted"]
    return Matrix(
        true_positives=caught,
        false_positives=targeted - caught,
        true_negatives=sums["customers"] - sums["leaving"] - (targeted - caught),
        false_negatives=sums["leaving"] - caught,
        at_risk_targeted=sums["targeted_at_risk"],
        at_risk_missed=sums["at_risk"] - sums["targeted_at_risk"],
        spend_on_leavers=sums["targeted_spend_on_leaving"],
        spend_on_stayers=sums["targeted_spend"] - sums["targeted_spend_on_leaving"],
        spared=sums["untargeted_spend"] - sums["untargeted_spend_on_leaving"],
        npv=sums["targeted_npv"],
    )
