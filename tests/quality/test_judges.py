"""The simulated base before outside judges: the real rows where they are, and lifelines always."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter, KaplanMeierFitter

from televantage.exports import bake
from televantage.exports.telco_csv import table
from televantage.scenario import Scenario, preset
from televantage.simulation.attributes import LEVELS
from televantage.simulation.block import draw_block
from televantage.simulation.calibration import calibration
from televantage.simulation.cube import QUANTUM
from televantage.simulation.outcomes import months_survived, survival
from televantage.simulation.prepare import prepare
from tests.support.judging import discriminator_auc, quality_score, trained_on_simulated
from tests.support.projects import copy_of_project, run
from tests.support.scripts import script
from tests.support.tiers import tier

ROWS = 7_043
SPLITS = 3
"""Of the real rows; 1,470 of them judge noisily."""
pytestmark = [pytest.mark.full, pytest.mark.xdist_group("judges")]


def simulated(seed: int) -> pd.DataFrame:
    scenario = Scenario().override({"setting.seed": seed})
    return pd.read_csv(io.BytesIO(table(bake("baseline", preset("baseline"), scenario, ROWS))))


@pytest.fixture(scope="module")
def ours() -> pd.DataFrame:
    return simulated(11)


def test_a_discriminator_cannot_tell_simulated_from_real(telco: Path, ours: pd.DataFrame) -> None:
    real = pd.read_csv(telco)
    for with_arithmetic in (False, True):
        auc = discriminator_auc(real, ours, with_arithmetic)
        assert 0.47 <= auc <= 0.53, (with_arithmetic, auc)  # well below a half would mean copied rows


@pytest.mark.long
def test_the_discriminator_itself_finds_what_is_wrong(telco: Path, ours: pd.DataFrame) -> None:
    real = pd.read_csv(telco)
    shuffled = ours.assign(Contract=np.random.default_rng(0).permutation(ours["Contract"]))
    assert discriminator_auc(real, shuffled) > 0.6
    off_list = ours.assign(MonthlyCharges=ours["MonthlyCharges"] + 2)
    assert discriminator_auc(real, off_list, True) > 0.7


def test_sdmetrics_finds_the_quality_of_real_rows(telco: Path, ours: pd.DataFrame) -> None:
    assert quality_score(pd.read_csv(telco), ours.head(5_000)) >= 0.98


def test_trained_on_simulated_a_model_predicts_real_churn(telco: Path, ours: pd.DataFrame) -> None:
    auc, brier, slope = trained_on_simulated(ours, pd.read_csv(telco))
    assert auc >= 0.840 and brier <= 0.138 and 0.93 <= slope <= 1.07, (auc, brier, slope)


@dataclass(frozen=True)
class Split:
    """Real rows that a fit saw, real rows that it never saw, and customers simulated from it."""

    seen: pd.DataFrame
    unseen: pd.DataFrame
    made: pd.DataFrame


@pytest.fixture(scope="module")
def splits(telco: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Split]:
    """Fit on 70 % of the real rows, with the scripts."""
    real, found, project = pd.read_csv(telco), [], copy_of_project(tmp_path_factory.mktemp("project"))
    for seed in range(SPLITS):
        seen, home = real.sample(frac=0.7, random_state=seed), tmp_path_factory.mktemp("part")
        seen.to_csv(home / "seen.csv", index=False)
        fit = (home / "seen.csv", "--name", "part", "--source", "part", "--date", "2026-11-01", "--replace")
        assert run(project, "calibrate", *fit).returncode == 0
        make = ("part.json", "--format", "telco-csv", "--customers", "30000", "--out", home / "out", "--quiet")
        assert run(project, "generate_demo_data", *make).returncode == 0
        made = pd.read_csv(home / "out" / "part-telco-csv" / "telco_customers.csv")
        found.append(Split(seen, real.drop(seen.index), made))
    return found


@pytest.mark.long
def test_rows_that_the_fit_never_saw_can_hardly_tell(splits: list[Split]) -> None:
    """A law fitted to 3,429 rows differs from the truth by what they cannot know: that alone is worth 0.015."""
    aucs = [discriminator_auc(s.unseen, s.made.head(ROWS), arithmetic) for s in splits for arithmetic in (False, True)]
    assert np.mean(aucs) <= 0.54 and max(aucs) <= 0.56, aucs
    scores = np.mean([trained_on_simulated(s.made.head(ROWS), s.unseen) for s in splits], axis=0)
    assert scores[0] >= 0.835 and scores[1] <= 0.142 and 0.9 <= scores[2] <= 1.1, scores


@pytest.mark.long
def test_no_real_row_is_reproduced_more_often_than_chance(splits: list[Split]) -> None:
    """Rows that the fit saw are met in the simulated base as often as rows that it never saw."""
    everything = [c for c in splits[0].made if c not in ("customerID", "TotalCharges")]
    for columns in ([c for c in everything if c != "MonthlyCharges"], everything):
        for split in splits:
            keys = set(split.made[columns].astype(str).agg("|".join, axis=1))
            met = [part[columns].astype(str).agg("|".join, axis=1).isin(keys) for part in (split.seen, split.unseen)]
            shares, sizes = [m.mean() for m in met], [len(m) for m in met]
            spread = np.sqrt(sum(p * (1 - p) / n for p, n in zip(shares, sizes, strict=True)))
            assert shares[0] - shares[1] < 3 * spread + 1e-9, (columns, shares)
            assert not set(split.made["customerID"]) & set(split.seen["customerID"])


COX_SEEDS = (1, 2, 3, 4) if tier() == "all" else (1,)


def export(seed: int, customers: int) -> pd.DataFrame:
    """Return what a survival analyst would have: tenure at the as-of month and at exit, and the attributes."""
    prepared = prepare(Scenario().override({"setting.seed": seed, "churn.renewal_cliff": 0.0}))
    block = draw_block(prepared, 0, customers)
    months = months_survived(block, "scenario", 24)
    left = months < 24
    effects = calibration("ibm_telco").churn.log_hazard_ratios
    table = {
        f"{name}={level}": (block.base.codes[name] == LEVELS[name].index(level)).astype(float)
        for name, by_level in effects.items()
        for level in by_level
    }
    entry = block.base.tenure.astype(float)
    return pd.DataFrame(table | {"entry": entry, "exit": entry + np.where(left, months + 1, 24), "left": left})


def test_cox_regression_recovers_the_planted_hazard_ratios() -> None:
    """Left-truncated at tenure, so that the baseline hazard is that of tenure; without the cliff it is proportional."""
    effects = calibration("ibm_telco").churn.log_hazard_ratios
    planted = pd.Series({f"{name}={level}": v for name, by_level in effects.items() for level, v in by_level.items()})
    scores = []
    for seed in COX_SEEDS:
        fit = CoxPHFitter().fit(export(seed, 100_000), duration_col="exit", event_col="left", entry_col="entry")
        scores.append((fit.params_[planted.index] - planted) / fit.standard_errors_[planted.index])
    found = pd.concat(scores)
    assert len(found) == 19 * len(COX_SEEDS)
    assert (found.abs() < 2).mean() >= 0.93, found[found.abs() >= 2]
    assert found.abs().max() < 4


def test_kaplan_meier_agrees_with_the_exact_survival() -> None:
    customers = 100_000
    prepared = prepare(Scenario().override({"setting.seed": 5, "competitor.gap": 0.2}))
    block, world = draw_block(prepared, 0, customers), "scenario"
    months = months_survived(block, world, 24)
    fit = KaplanMeierFitter().fit(np.where(months < 24, months + 1, 24), months < 24)
    for month in (1, 6, 12, 24):
        exact = survival(block, world, month).sum() / QUANTUM / customers
        low, high = fit.confidence_interval_.loc[month]
        assert low - (high - low) / 2 <= exact <= high + (high - low) / 2  # 99.99 %, for four of them
        assert fit.predict(month) == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / customers))


def test_what_the_issue_asks_to_see(telco: Path, tmp_path: Path) -> None:
    """The command of the documentation writes the very customers that were judged."""
    words = ["baseline", "--format", "telco-csv", "--customers", str(ROWS), "--seed", "11", "--out", str(tmp_path)]
    done = script("generate_demo_data", *words)
    assert done.returncode == 0, done.stderr
    [path] = tmp_path.rglob("*.csv")
    assert pd.read_csv(path).equals(simulated(11))
