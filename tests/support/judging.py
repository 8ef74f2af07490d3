"""Judges of simulated customers against real ones, from well-kept libraries."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMBERS = ["tenure", "MonthlyCharges", "TotalCharges"]
PRICES = {
    "PhoneService": 20, "MultipleLines": 5, "OnlineSecurity": 5, "OnlineBackup": 5, "DeviceProtection": 5,
    "TechSupport": 5, "StreamingTV": 10, "StreamingMovies": 10,
}  # fmt: skip


def prepared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without identifier, the blank total as 0, every other column as text."""
    rows = rows.drop(columns="customerID", errors="ignore").copy()
    rows["TotalCharges"] = pd.to_numeric(rows["TotalCharges"], errors="coerce").fillna(0.0)
    for column in set(rows) - set(NUMBERS):
        rows[column] = rows[column].astype(str)
    return rows


def arithmetic(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what a suspicious reader would compute: bill against list, total against tenure × bill, the grids."""
    listed = sum(price * (rows[column] == "Yes") for column, price in PRICES.items())
    listed = listed + rows["InternetService"].map({"DSL": 25, "Fiber optic": 50, "No": 0}).astype(float)
    bill, total, tenure = rows["MonthlyCharges"], rows["TotalCharges"], rows["tenure"]
    return pd.DataFrame(
        {
            "over_list": bill - listed,
            "drift": total - tenure * bill,
            "scaled_drift": (total - tenure * bill) / np.sqrt(np.maximum(tenure - 1, 0) * bill + 1),
            "bill_grid": np.rint(bill * 100) % 5,
            "total_grid": np.rint(total * 100) % 5,
        }
    )


def discriminator_auc(real: pd.DataFrame, simulated: pd.DataFrame, with_arithmetic: bool = False) -> float:
    """Return the 5-fold AUC of gradient boosting that tells real rows from simulated ones; 0.5 cannot."""
    rows = pd.concat([prepared(real), prepared(simulated)], ignore_index=True)
    is_real = np.repeat([1, 0], [len(real), len(simulated)])
    x = rows.assign(**{c: rows[c].astype("category").cat.codes for c in rows if c not in NUMBERS})
    if with_arithmetic:
        x = pd.concat([x, arithmetic(rows)], axis=1)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    score = cross_val_predict(
        HistGradientBoostingClassifier(random_state=0), x, is_real, cv=folds, method="predict_proba"
    )
    return float(roc_auc_score(is_real, score[:, 1]))


def quality_score(real: pd.DataFrame, simulated: pd.DataFrame) -> float:
    """Return SDMetrics' overall quality score: shapes of columns and trends of pairs."""
    real, simulated = prepared(real), prepared(simulated)
    kinds = {c: {"sdtype": "numerical" if c in NUMBERS else "categorical"} for c in real}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # the newer place of this report is not in every release
        from sdmetrics.reports.single_table import QualityReport

        report = QualityReport()
        report.generate(real, simulated[list(real)], {"columns": kinds}, verbose=False)
    return float(report.get_score())


def trained_on_simulated(simulated: pd.DataFrame, real: pd.DataFrame) -> tuple[float, float, float]:
    """Return AUC, Brier score and calibration slope on real rows of a logistic regression trained on simulated ones."""
    train, test = prepared(simulated), prepared(real)
    words = [c for c in train if c not in (*NUMBERS, "Churn")]
    features = make_column_transformer((StandardScaler(), NUMBERS), (OneHotEncoder(handle_unknown="ignore"), words))
    model: Any = make_pipeline(features, LogisticRegression(max_iter=5_000))
    model.fit(train.drop(columns="Churn"), train["Churn"] == "Yes")
    chance: npt.NDArray[np.float64] = model.predict_proba(test.drop(columns="Churn"))[:, 1]
    left = (test["Churn"] == "Yes").to_numpy()
    log_odds = np.log(chance / (1 - chance))[:, None]
    slope = float(LogisticRegression(C=1e9).fit(log_odds, left).coef_[0, 0])
    return float(roc_auc_score(left, chance)), float(brier_score_loss(left, chance)), slope
