"""The evidence as small tidy tables, for charts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.learning.calibration import calibration
from televantage.learning.evidence import Evidence
from televantage.learning.features import FEATURES
from televantage.learning.matrix import matrix
from televantage.learning.scoring import CELLS, SEGMENTS
from televantage.learning.segments import segments
from televantage.learning.thresholds import FEWEST, from_here_on
from televantage.measures import per
from televantage.simulation import LABELS

POINTS = 100
"""Points of a profit curve, beside that of nobody."""
CEILING = "ceiling (the true probability)"
ALL = "all"


def models(found: Evidence) -> pd.DataFrame:
    """Return one row a model, the best first, and one for the ceiling: AUC with its interval, and the other figures."""
    contest = found.contest
    rows = [
        (e.fitted.model.name, "winner" if e is contest.winner else "model", e.auc, e.average_precision, e.brier)
        for e in contest.entries
    ]
    top = contest.ceiling
    rows.insert(0, (CEILING, "ceiling", top["auc"], top["average_precision"], top["brier"]))
    return pd.DataFrame(
        [(name, kind, a.value, a.low, a.high, p.value, b.value) for name, kind, a, p, b in rows],
        columns=["name", "kind", "auc", "auc_low", "auc_high", "average_precision", "brier"],
    )


def importance(found: Evidence) -> pd.DataFrame:
    """Return one row a feature: what the winner's AUC loses without it, with its interval; the largest first."""
    rows = [
        (feature.name, drop.value, drop.low, drop.high)
        for feature, drop in zip(FEATURES, found.importance, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["feature", "drop", "drop_low", "drop_high"])
    return table.sort_values("drop", ascending=False, kind="stable", ignore_index=True)


def calibrated(found: Evidence, table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a tenth of the base: predicted and actual churn, with the interval of the latter."""
    rows = calibration(found, int(table["customers"].sum()), int(table["leaving"].sum()))
    actual = rows["leaving"] / rows["customers"].clip(lower=1)
    return rows.assign(
        tenth=range(1, len(rows) + 1),
        actual=actual,
        actual_low=actual - rows["error"],
        actual_high=actual + rows["error"],
    )


def confusion(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a cell of the confusion matrix: who is targeted, who would leave, how many, and their money."""
    found, total = matrix(table), max(int(table["customers"].sum()), 1)
    rows = [
        ("targeted", "would leave", found.true_positives, found.at_risk_targeted, "a year of bills at stake"),
        ("targeted", "would stay", found.false_positives, found.spend_on_stayers, "given away"),
        ("not targeted", "would leave", found.false_negatives, found.at_risk_missed, "a year of bills missed"),
        ("not targeted", "would stay", found.true_negatives, found.spared, "give-away spared"),
    ]
    cells = pd.DataFrame(rows, columns=["target", "fate", "customers", "amount", "meaning"])
    return cells.assign(amount=cells["amount"] / 100, share=cells["customers"] / total)


def profit_by_threshold(found: Evidence) -> pd.DataFrame:
    """Return one row a contract (and all) and threshold: what offering it to the scores above earns.

    ``mark`` is optimum at the best threshold that at least FEWEST simulated customers reach.
    """
    contracts = np.array([contract for _, contract, _ in SEGMENTS])
    simulated = found.scores.by_score[0].sum(0)
    rows = []
    for name in (*LABELS["contract"], ALL):
        own = (contracts == name) | (name == ALL)
        curves = {key: from_here_on(found.whole[key][own].sum(0)) for key in ("gain", "cost", "customers")}
        enough = from_here_on(simulated[own].sum(0)) >= FEWEST
        enough[-1] = True
        profit = np.where(enough, curves["gain"], -np.inf)
        best = CELLS - int(np.argmax(profit[::-1]))
        for cell in sorted({*range(0, CELLS + 1, CELLS // POINTS), best}):
            mark = "optimum" if cell == best else ""
            values = (float(curves[key][cell]) for key in ("gain", "cost", "customers"))
            rows.append((name, cell / CELLS, *values, mark))
    return pd.DataFrame(rows, columns=["contract", "threshold", "profit", "spend", "customers", "mark"])


def targeting(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a segment: its customers, threshold, share that is targeted, and ROI of the targeted."""
    keep = ["tenure_band", "contract", "value_tier", "customers", "threshold", "targeted"]
    rate = table["targeted"] / table["customers"].clip(lower=1)
    return table[keep].assign(
        rate=rate, roi=per(table["targeted_npv"], table["targeted_spend"]), npv=table["targeted_npv"] / 100
    )


def tables(found: Evidence) -> dict[str, pd.DataFrame]:
    """Return the tables of the evidence by name."""
    table = segments(found)
    return {
        "models": models(found),
        "calibration": calibrated(found, table),
        "confusion": confusion(table),
        "importance": importance(found),
        "profit_by_threshold": profit_by_threshold(found),
        "targeting": targeting(table),
    }
