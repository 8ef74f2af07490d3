"""The six models that compete, from scikit-learn, and the work that training each of them takes.

A clock would make two bakes differ. So the time of training is nominal: the elementary steps that the fitted model
took, divided by 10⁸ a second. It is as deterministic as the model, and comparable between models and machines.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from televantage.learning.features import Flags, Floats

STEPS_PER_SECOND = 1e8
LIBRARIES = ("numpy", "scikit-learn", "scipy")

Estimator = Any


def versions() -> dict[str, str]:
    """Return the versions of the libraries that the bytes of what was learned depend on."""
    return {name: version(name) for name in LIBRARIES}


def _steps_of_passes(fitted: Estimator, rows: int, columns: int) -> float:
    return float(np.max(fitted[-1].n_iter_)) * rows * columns


def _steps_of_trees(fitted: Estimator, rows: int, columns: int) -> float:
    tried = max(1, int(columns * fitted[-1].max_features))
    inner = (tree.tree_.n_node_samples[tree.tree_.children_left >= 0] for tree in fitted[-1].estimators_)
    return float(sum(int(samples.sum()) for samples in inner)) * tried


def _steps_of_boosting(fitted: Estimator, rows: int, columns: int) -> float:
    depth = np.log2(fitted[-1].max_leaf_nodes)
    return float(fitted[-1].n_iter_) * rows * columns * depth


def _steps_of_network(fitted: Estimator, rows: int, columns: int) -> float:
    weights = sum(layer.size for layer in fitted[-1].coefs_)
    return float(fitted[-1].n_iter_) * rows * weights * 6.0  # forward, backward, and Adam's step


def _steps_of_moments(fitted: Estimator, rows: int, columns: int) -> float:
    return 2.0 * rows * columns


@dataclass(frozen=True)
class Model:
    """A model that competes: names, the function of ``estimators`` that builds it, and the steps of its training."""

    abbrev: str
    name: str
    builder: str
    steps: Callable[[Estimator, int, int], float]

    def build(self, seed: int) -> Estimator:
        """Return it, untrained."""
        from televantage.learning import estimators  # 1.5 s of imports, which whoever trains nothing is spared

        untrained: Estimator = getattr(estimators, self.builder)(seed)
        return untrained


MODELS = (
    Model("LogReg", "Elastic-net logistic regression", "logistic", _steps_of_passes),
    Model("RandomForest", "Random forest", "forest", _steps_of_trees),
    Model("ExtraTrees", "Extremely randomised trees", "extra_trees", _steps_of_trees),
    Model("HistGB", "Histogram gradient boosting", "boosting", _steps_of_boosting),
    Model("NeuralNet", "Small neural network", "network", _steps_of_network),
    Model("NaiveBayes", "Gaussian naive Bayes", "naive_bayes", _steps_of_moments),
)


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()  # looking for them takes longer than a small model's scores


@contextmanager
def _alike_everywhere() -> Iterator[None]:
    """Keep linear algebra on one thread, so that its sums do not depend on how many a machine has."""
    from sklearn.exceptions import ConvergenceWarning

    with _threads().limit(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the passes of the network are fixed on purpose
        yield


@dataclass(frozen=True)
class Fitted:
    """A trained model."""

    model: Model
    estimator: Estimator
    seconds: float
    """Nominal seconds of training."""

    def chance(self, seen: Floats) -> Floats:
        """Return the probability to leave within 12 months that the model gives each customer."""
        with _alike_everywhere():
            chances = self.estimator.predict_proba(seen)
        if len(self.estimator.classes_) == 1:
            return np.full(len(seen), float(self.estimator.classes_[0]))
        return np.asarray(chances[:, 1], dtype=np.float64)


def fit(model: Model, seen: Floats, left: Flags, seed: int) -> Fitted:
    """Return a model trained on customers; where all or none of them left, it can only say so."""
    from sklearn.dummy import DummyClassifier

    estimator = model.build(seed) if left.any() and not left.all() else DummyClassifier()
    with _alike_everywhere():
        estimator.fit(seen, left)
    if not isinstance(estimator, DummyClassifier) and "n_jobs" in estimator[-1].get_params():
        estimator[-1].n_jobs = 1  # trees are averaged in order, not as threads come
    steps = 0.0 if isinstance(estimator, DummyClassifier) else model.steps(estimator, *seen.shape)
    return Fitted(model, estimator, round(steps / STEPS_PER_SECOND, 3))
