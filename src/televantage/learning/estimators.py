"""How each of the six models is built with scikit-learn, from a seed, untrained."""

from __future__ import annotations

from typing import Any

from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Estimator = Any


def logistic(seed: int) -> Estimator:
    """Return a logistic regression with an elastic net."""
    model = LogisticRegression(l1_ratio=0.5, solver="saga", C=1.0, tol=1e-3, max_iter=300, random_state=seed)
    return make_pipeline(StandardScaler(), model)


def forest(seed: int) -> Estimator:
    """Return a random forest."""
    model = RandomForestClassifier(30, min_samples_leaf=20, max_features=0.4, n_jobs=-1, random_state=seed)
    return make_pipeline(model)


def extra_trees(seed: int) -> Estimator:
    """Return extremely randomised trees."""
    model = ExtraTreesClassifier(30, min_samples_leaf=10, max_features=0.6, n_jobs=-1, random_state=seed)
    return make_pipeline(model)


def boosting(seed: int) -> Estimator:
    """Return gradient boosting over histograms."""
    model = HistGradientBoostingClassifier(
        learning_rate=0.06, max_iter=120, max_leaf_nodes=8, min_samples_leaf=40, early_stopping=False, random_state=seed
    )
    return make_pipeline(model)


def network(seed: int) -> Estimator:
    """Return a network of one small layer."""
    shape: dict[str, Any] = {"hidden_layer_sizes": (16,), "alpha": 1e-2}
    passes: dict[str, Any] = {"max_iter": 15, "n_iter_no_change": 15, "tol": 0.0}  # all of them
    model = MLPClassifier(**shape, **passes, learning_rate_init=3e-3, batch_size="auto", random_state=seed)
    return make_pipeline(StandardScaler(), model)


def naive_bayes(seed: int) -> Estimator:
    """Return a naive Bayes classifier."""
    return make_pipeline(GaussianNB())
