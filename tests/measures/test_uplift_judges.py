"""The exported experiment before an outside judge: scikit-uplift orders oracle, learned, risk and random."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.model_selection import KFold

from televantage.exports import bake, formats
from televantage.measures import Outcome, measures
from televantage.scenario import preset, preset_scenario
from televantage.simulation import simulate

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from sklift.metrics import qini_auc_score, uplift_at_k

CUSTOMERS = 100_000
AFTER = ["customer_id", "customer_since", "offer_month", "offered", "taken", "churned", "months_stayed", "billed"]
TREES: dict[str, Any] = {
    "max_iter": 150, "learning_rate": 0.05, "max_leaf_nodes": 15, "min_samples_leaf": 200, "random_state": 0,
}  # fmt: skip
Floats = npt.NDArray[np.float64]

pytestmark = [
    pytest.mark.xdist_group("judges"),
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::FutureWarning:sklearn"),  # what scikit-uplift calls goes in scikit-learn 1.10
]


def features(log: pd.DataFrame) -> Floats:
    """Return what was known when the offer was made."""
    x = log.drop(columns=AFTER)
    texts = [name for name in x if x[name].dtype == object]
    return pd.get_dummies(x, columns=texts, dtype=float).to_numpy(float)


def learned(x: Floats, offered: npt.NDArray[np.int64], stayed: npt.NDArray[np.int64]) -> dict[str, Floats]:
    """Return the scores of a T- and an X-learner, and of a risk model, each for customers it was not trained on.

    Künzel et al. 2019, doi:10.1073/pnas.1804597116; the risk model is trained on those not offered it.
    """
    found = {name: np.zeros(len(x)) for name in ("T-learner", "X-learner", "risk")}
    for train, test in KFold(4, shuffle=True, random_state=0).split(x):
        arm = {a: train[offered[train] == a] for a in (0, 1)}
        model = {a: HistGradientBoostingClassifier(**TREES).fit(x[who], stayed[who]) for a, who in arm.items()}
        stay = {a: m.predict_proba(x)[:, 1] for a, m in model.items()}
        gains = (
            HistGradientBoostingRegressor(**TREES).fit(x[arm[1]], stayed[arm[1]] - stay[0][arm[1]]),
            HistGradientBoostingRegressor(**TREES).fit(x[arm[0]], stay[1][arm[0]] - stayed[arm[0]]),
        )
        found["T-learner"][test] = (stay[1] - stay[0])[test]
        found["X-learner"][test] = np.mean([g.predict(x[test]) for g in gains], axis=0)
        found["risk"][test] = 1 - stay[0][test]
    return found


@pytest.fixture(scope="module")
def experiment() -> tuple[pd.DataFrame, pd.DataFrame]:
    scenario = preset_scenario("log_experiment")
    files = formats()["campaign"].files(bake("log_experiment", preset("log_experiment"), scenario, CUSTOMERS))
    log, key = (
        pd.read_csv(io.BytesIO(files[name]), keep_default_na=False) for name in ("observed_log.csv", "answer_key.csv")
    )
    return log, key.set_index("customer_id").loc[log["customer_id"]]


@pytest.fixture(scope="module")
def judged(experiment: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[dict[str, Floats], pd.DataFrame, Floats]:
    log, key = experiment
    arms = pd.DataFrame({"offered": log["offered"] == "Yes", "stayed": log["churned"] == "No"}).astype(int)
    scores = learned(features(log), arms["offered"].to_numpy(), arms["stayed"].to_numpy())
    tau = key["tau"].to_numpy(float)
    return scores | {"oracle": tau, "random": np.random.default_rng(0).random(len(tau))}, arms, tau


def test_scikit_uplift_orders_oracle_learned_risk_random(
    judged: tuple[dict[str, Floats], pd.DataFrame, Floats],
) -> None:
    scores, arms, _ = judged
    qini = {name: qini_auc_score(arms["stayed"], score, arms["offered"]) for name, score in scores.items()}
    assert qini["oracle"] > qini["X-learner"] > qini["risk"] > qini["random"], qini
    assert qini["X-learner"] >= 0.8 * qini["oracle"] and qini["T-learner"] >= 0.8 * qini["oracle"], qini
    assert abs(qini["random"]) < 0.1 * qini["oracle"]


def test_the_truth_orders_them_likewise(judged: tuple[dict[str, Floats], pd.DataFrame, Floats]) -> None:
    """The same on the true effects, where no luck of the experiment counts."""
    scores, _, tau = judged

    def qini(score: Floats) -> float:
        gain = np.cumsum(tau[np.argsort(-score, kind="stable")])
        return float(gain.mean() - gain[-1] / 2)

    found = {name: qini(score) / qini(tau) for name, score in scores.items()}
    assert 1.0 == found["oracle"] > found["X-learner"] > found["T-learner"] > found["risk"] > 0.5 > found["random"], (
        found
    )
    assert found["X-learner"] >= 0.8


def test_our_observed_curve_is_what_scikit_uplift_sees(judged: tuple[dict[str, Floats], pd.DataFrame, Floats]) -> None:
    """Uplift of the best tenth and third in the oracle's order: our measure from the cube, theirs from the file."""
    scores, arms, _ = judged
    outcome = Outcome(simulate(preset_scenario("log_experiment"), CUSTOMERS))
    deciles = measures()["uplift_by_decile"].measure(outcome).set_index(["policy", "decile"])
    ours = deciles.loc[("oracle", 1), "observed"]
    theirs = uplift_at_k(arms["stayed"], scores["oracle"], arms["offered"], strategy="overall", k=0.1)
    assert ours == pytest.approx(theirs, abs=0.01)
    qini = measures()["qini"].measure(outcome).set_index(["policy", "reach"])
    share = qini.loc[("oracle", 0.3), "observed"] / preset_scenario("log_experiment").setting.subscribers / 0.3
    theirs = uplift_at_k(arms["stayed"], scores["oracle"], arms["offered"], strategy="overall", k=0.3)
    assert share == pytest.approx(theirs, abs=0.006)
