"""Calibration: the laws that are planted are found again, mistakes are sentences, nothing is overwritten."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from televantage.exports import bake
from televantage.exports.telco_csv import table
from televantage.fitting import calibration_of, read_telco
from televantage.quality import values
from televantage.scenario import DATA, Scenario, UsageError, preset
from televantage.simulation.calibration import Calibration, calibration
from tests.support.projects import copy_of_project, run
from tests.support.tiers import beyond

PLANTED = {"population.fibre_share": 0.6, "population.first_year_share": 0.45, "population.arpu": 40.0,
           "population.contract_shift": 0.5, "churn.annual_churn": 0.18, "setting.seed": 3}  # fmt: skip
Q = ("--source", "Ours", "--date", "2026-11-01")


def simulated(customers: int, **changes: object) -> bytes:
    return table(bake("mine", preset("baseline"), Scenario().override(PLANTED | changes), customers))


@pytest.fixture(scope="module")
def customers_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of an operator with another base than the sample's."""
    path = tmp_path_factory.mktemp("theirs") / "customers.csv"
    path.write_bytes(simulated(30_000))
    return path


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, so that a calibration can be added to it."""
    return copy_of_project(tmp_path_factory.mktemp("project"))


def test_an_operators_own_customers_give_a_base_that_looks_like_theirs(project: Path, customers_csv: Path) -> None:
    done = run(project, "calibrate", customers_csv, "--name", "theirs", *Q)
    assert done.returncode == 0, done.stderr
    fitted = json.loads((project / "src/data/calibration/theirs.json").read_bytes())
    assert fitted["source"] == "Ours" and fitted["sample_size"] == 30_000 and fitted["date"] == "2026-11-01"
    done = run(project, "generate_demo_data", "theirs.json", "--customers", "20000", "--out", "out", "--quiet")
    assert done.returncode == 0, done.stderr
    report = json.loads((project / "out/theirs/fidelity.json").read_bytes())["rows"]
    assert len(report) > 100 and {row["source"] for row in report} == {"Ours"}
    off = [row["statistic"] for row in report if row["verdict"] != "ok"]
    assert not off, off
    again = run(project, "calibrate", customers_csv, "--name", "theirs", *Q)
    assert again.returncode == 2 and "exists already" in again.stderr and "--replace" in again.stderr


@pytest.mark.long
def test_a_calibration_that_is_replaced_is_the_same_to_the_byte(project: Path, customers_csv: Path) -> None:
    fitted = project / "src/data/calibration/again.json"
    words = (customers_csv, "--name", "again", *Q, "--replace")
    assert run(project, "calibrate", *words).returncode == 0
    before = fitted.read_bytes()
    assert run(project, "calibrate", *words).returncode == 0
    assert fitted.read_bytes() == before


@pytest.mark.full
def test_what_was_planted_is_found_within_its_standard_errors(customers_csv: Path) -> None:
    fitted, planted = calibration_of(read_telco(customers_csv), "ours", "today"), calibration("ibm_telco")
    scores = []
    for link, true in zip(fitted.chain, planted.chain, strict=True):
        assert link.certain == true.certain
        for level, by_feature in link.coefficients.items():
            for feature, value in by_feature.items():
                moved = feature == "1" and link.name in ("internet", "contract")
                near_certain = link.standard_errors[level][feature] > 0.4  # there the prior speaks
                if not moved and not near_certain:
                    error = link.standard_errors[level][feature]
                    scores.append((value - true.coefficients[level].get(feature, 0.0)) / error)
    assert len(scores) > 250 and 0.8 < np.std(scores) < 1.3
    assert np.mean(np.abs(scores) < 2) > 0.92
    ratios = [
        (value - planted.churn.log_hazard_ratios[attribute][level]) / fitted.churn.standard_errors[attribute][level]  # type: ignore[index]
        for attribute, by_level in fitted.churn.log_hazard_ratios.items()
        for level, value in by_level.items()
    ]
    assert np.mean(np.abs(ratios) < 2) >= 0.85 and np.abs(ratios).max() < 4
    spread = fitted.churn.standard_errors["tenure_effect"]
    assert isinstance(spread, float) and abs(fitted.churn.tenure_effect - Scenario().churn.tenure_effect) < 3 * spread
    assert fitted.prices.price_list["fibre"] == pytest.approx(planted.prices.price_list["fibre"] * 40 / 64.64, abs=0.05)


@pytest.mark.full
def test_no_single_customer_can_be_read_back(customers_csv: Path, tmp_path: Path) -> None:
    """Without any one of the strangest customers, or with another outcome, every number stays within its error."""
    rows = pd.read_csv(customers_csv, dtype=str, keep_default_na=False).head(2_000)
    few = tmp_path / "few.csv"
    rows.to_csv(few, index=False)
    whole = calibration_of(read_telco(few), "ours", "today")
    only = (rows["SeniorCitizen"] == "1").to_numpy().nonzero()[0][0]
    for outcome in ("Yes", "No"):  # the one senior of a file says nothing about seniors
        alone = rows[(rows["SeniorCitizen"] == "0") | (rows.index == only)].copy()
        alone.loc[only, "Churn"] = outcome
        alone.to_csv(few, index=False)
        table = read_telco(few)
        assert calibration_of(table, "ours", "today").churn.log_hazard_ratios["senior"] == {}
        found = values(table)
        assert all("SeniorCitizen = 1" not in check for check in found.values())
    rows.to_csv(few, index=False)
    for stranger in (0, int(rows["MonthlyCharges"].astype(float).idxmax()), int((rows["tenure"] == "0").idxmax())):
        rows.drop(index=stranger).to_csv(few, index=False)
        without = calibration_of(read_telco(few), "ours", "today")
        for one, other in zip(whole.chain, without.chain, strict=True):
            for level, errors in one.standard_errors.items():
                for feature in set(errors) & set(other.coefficients[level]):
                    change = abs(one.coefficients[level][feature] - other.coefficients[level][feature])
                    assert change <= 0.75 * errors[feature], (one.name, level, feature)


def test_the_calibration_that_ships_is_what_the_script_fits(telco: Path) -> None:
    shipped = calibration("ibm_telco")
    assert calibration_of(read_telco(telco), shipped.source, shipped.date) == shipped
    text = (DATA / "calibration" / "ibm_telco.json").read_text("utf-8")
    assert "customerID" not in text and len(text) < 30_000


def mutated(column: str | None, value: str = "", rows: int = 600) -> bytes:
    """Return a good file with one mistake: a cell in line 5, or (no value) a missing column."""
    frame = pd.read_csv(io.BytesIO(simulated(1_000)), dtype=str, keep_default_na=False).head(rows)
    if column and value:
        frame.loc[3, column] = value
    elif column:
        frame = frame.drop(columns=column)
    return frame.to_csv(index=False).encode()


MISTAKES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a missing column": (lambda: mutated("Contract"), "lacks the column Contract"),
    "an unknown label": (lambda: mutated("Contract", "Weekly"), "Contract holds 'Weekly' in line 5; allowed are"),
    "too few rows": (lambda: mutated(None, rows=499), "has 499 rows; 500 or more"),
    "a tenure beyond 72": (lambda: mutated("tenure", "100"), "Column tenure holds '100' in line 5"),
    "a bill that is no number": (lambda: mutated("MonthlyCharges", "cheap"), "Column MonthlyCharges holds 'cheap'"),
    "an add-on without internet": (
        lambda: mutated("InternetService", "No").replace(b"No internet service", b"Yes"), "where InternetService is No",
    ),
    "no table": (lambda: b"\xff\xfe\x00", "is not a CSV table in UTF-8"),
    "an empty file": (lambda: b"", "is not a CSV table"),
    "a blank total": (lambda: mutated("TotalCharges", " "), "Column TotalCharges is blank in line 5"),
    "a customer twice": (
        lambda: mutated("customerID", "5288-GWMFN"), "Column customerID holds '5288-GWMFN' a second time in line 5",
    ),
    "no service that is there": (lambda: mutated("MultipleLines", "No phone service"), "where PhoneService is Yes"),
    "nobody who left": (
        lambda: mutated(None).replace(b",Yes\n", b",No\n"), "Column Churn holds only one of Yes and No",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(case: str, tmp_path: Path) -> None:
    make, sentence = MISTAKES[case]
    path = tmp_path / "customers.csv"
    path.write_bytes(make())
    with pytest.raises(UsageError) as error:
        read_telco(path)
    assert sentence in str(error.value) and "\n" not in str(error.value)


def test_every_mistake_is_named_at_once_and_nothing_is_written(project: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(io.BytesIO(mutated("Contract", "Weekly")), dtype=str, keep_default_na=False)
    frame.loc[7, "tenure"] = "-1"
    path = tmp_path / "customers.csv"
    frame.to_csv(path, index=False)
    done = run(project, "calibrate", path, "--name", "broken", *Q)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "'Weekly' in line 5" in done.stderr and "'-1' in line 9" in done.stderr
    assert not list(project.rglob("*broken*"))
    done = run(project, "calibrate", tmp_path / "nowhere.csv", "--name", "broken", *Q)
    assert done.returncode == 1 and "nowhere.csv cannot be read" in done.stderr
    done = run(project, "calibrate", path, "--name", "../up", *Q)
    assert done.returncode == 2 and "cannot name a scenario" in done.stderr


def test_a_broken_calibration_file_is_refused_in_a_sentence(project: Path) -> None:
    path = project / "src/data/calibration/broken.json"
    data = json.loads((DATA / "calibration/ibm_telco.json").read_bytes())
    data["tenure"], data["chain"][3]["coefficients"]["yes"]["income"] = [1.0], 2.0
    path.write_text(json.dumps(data))
    done = run(project, "generate_demo_data", "baseline", "--set", "population.calibration=broken", "--out", "out")
    path.unlink()
    assert done.returncode == 2 and "Traceback" not in done.stderr and "scripts/calibrate.py" in done.stderr


@pytest.mark.long
def test_an_operator_with_a_base_fee_gets_bills_like_theirs(project: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(io.BytesIO(simulated(6_000)), dtype=str, keep_default_na=False)
    bill = 20 + 0.5 * frame["MonthlyCharges"].astype(float)
    frame["TotalCharges"] = np.where(
        frame["tenure"] == "0", " ", (bill * frame["tenure"].astype(int)).round(2).astype(str)
    )
    frame["MonthlyCharges"] = bill.round(2).astype(str)
    path = tmp_path / "fee.csv"
    frame.to_csv(path, index=False)
    fitted = calibration_of(read_telco(path), "ours", "today")
    assert fitted.prices.price_list["base"] == pytest.approx(20, abs=0.3) and fitted.prices.explained > 0.99
    assert fitted.prices.price_list["tv"] == pytest.approx(0.5 * 10 * 40 / 64.64, abs=0.2)
    assert run(project, "calibrate", path, "--name", "fee", *Q).returncode == 0
    done = run(project, "generate_demo_data", "fee.json", "--customers", "5000", "--out", "out", "--quiet")
    assert done.returncode == 0, done.stderr
    report = json.loads((project / "out/fee/fidelity.json").read_bytes())["rows"]
    assert not [row for row in report if row["verdict"] != "ok"]


OUTSIDE = {
    "nobody has fibre": lambda f: f[f["InternetService"] != "Fiber optic"],
    "everybody has fibre": lambda f: f[f["InternetService"] == "Fiber optic"],
    "everybody is new": lambda f: f[f["tenure"].astype(int) <= 9],
    "nobody is new": lambda f: f[f["tenure"].astype(int) > 14],
}


@pytest.mark.full
@pytest.mark.parametrize("case", [*list(OUTSIDE)[::2], *beyond(pytest.mark.long, *list(OUTSIDE)[1::2])])
def test_customers_that_no_scenario_can_hold_are_refused_and_nothing_is_written(
    case: str, project: Path, tmp_path: Path
) -> None:
    frame = pd.read_csv(io.BytesIO(simulated(6_000)), dtype=str, keep_default_na=False)
    OUTSIDE[case](frame).to_csv(tmp_path / "some.csv", index=False)
    done = run(project, "calibrate", tmp_path / "some.csv", "--name", "outside", *Q)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "nothing was written" in done.stderr and not list(project.rglob("*outside*"))


@pytest.mark.long
def test_hazard_that_grows_with_tenure_or_a_place_that_is_none_is_a_sentence(project: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(io.BytesIO(simulated(3_000)), dtype=str, keep_default_na=False)
    frame["Churn"] = np.where(frame["tenure"].astype(int) > 60, "Yes", "No")
    frame.to_csv(tmp_path / "grows.csv", index=False)
    done = run(project, "calibrate", tmp_path / "grows.csv", "--name", "grows", *Q)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    (tmp_path / "good.csv").write_bytes(simulated(3_000))
    (tmp_path / "afile").write_text("")
    for place in (tmp_path / "nowhere" / "x.json", tmp_path / "afile" / "x.json"):
        done = run(project, "calibrate", tmp_path / "good.csv", "--name", "half", *Q, "--preset", place)
        assert done.returncode == 1 and "could not be written" in done.stderr and "Traceback" not in done.stderr
        assert not list(project.rglob("*half*"))  # all or nothing


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "a price is missing": lambda d: d["prices"]["price_list"].pop("tv"),
    "contract has no hazard ratio": lambda d: d["churn"]["log_hazard_ratios"].pop("contract"),
    "an unknown attribute": lambda d: d["churn"]["log_hazard_ratios"].update(income={"high": 1.0}),
    "a rule about what comes later": lambda d: d["chain"][1]["certain"].update(payment={"mailed_check": "dsl"}),
    "internet on more than tenure": lambda d: d["chain"][1]["coefficients"]["fibre"].update({"gender=male": 1.0}),
    "negative chances": lambda d: d["tenure"].__setitem__(5, -1.0),
    "no tenure at all": lambda d: d.update(tenure=[0.0] * 73),
    "an unknown feature": lambda d: d["chain"][3]["coefficients"]["yes"].update(income=2.0),
    "links in another order": lambda d: d["chain"].reverse(),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_calibration_is_refused_when_it_is_read(case: str) -> None:
    data = json.loads((DATA / "calibration/ibm_telco.json").read_bytes())
    Calibration.model_validate(data)
    BROKEN[case](data)
    with pytest.raises((ValidationError, KeyError)):
        Calibration.model_validate(data)
