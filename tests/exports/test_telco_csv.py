"""The IBM view: a file that a notebook written for the sample cannot tell apart by its form."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from scripts.generate_demo_data import main
from televantage.exports import bake, formats
from televantage.exports.telco_csv import MOST_ROWS, table
from televantage.scenario import Scenario, UsageError, preset, preset_scenario
from televantage.simulation.block import draw_block
from televantage.simulation.observed import observed
from televantage.simulation.outcomes import months_survived

HEADER = (
    "customerID,gender,SeniorCitizen,Partner,Dependents,tenure,PhoneService,MultipleLines,InternetService,"
    "OnlineSecurity,OnlineBackup,DeviceProtection,TechSupport,StreamingTV,StreamingMovies,Contract,PaperlessBilling,"
    "PaymentMethod,MonthlyCharges,TotalCharges,Churn"
)
YES, NO_INTERNET = {"Yes", "No"}, {"Yes", "No", "No internet service"}
LABELS = {
    "gender": {"Female", "Male"}, "SeniorCitizen": {"0", "1"}, "Partner": YES, "Dependents": YES, "PhoneService": YES,
    "MultipleLines": {"Yes", "No", "No phone service"}, "InternetService": {"DSL", "Fiber optic", "No"},
    "OnlineSecurity": NO_INTERNET, "OnlineBackup": NO_INTERNET, "DeviceProtection": NO_INTERNET,
    "TechSupport": NO_INTERNET, "StreamingTV": NO_INTERNET, "StreamingMovies": NO_INTERNET,
    "Contract": {"Month-to-month", "One year", "Two year"}, "PaperlessBilling": YES, "Churn": YES,
    "PaymentMethod": {"Electronic check", "Mailed check", "Bank transfer (automatic)", "Credit card (automatic)"},
}  # fmt: skip


def csv_of(scenario: Scenario, customers: int, block: int = 65_536) -> bytes:
    return table(bake("mine", preset("baseline"), scenario, customers, block=block))


@pytest.fixture(scope="module")
def raw() -> bytes:
    return csv_of(Scenario(), 20_000)


@pytest.fixture(scope="module")
def rows(raw: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(raw), dtype=str, keep_default_na=False)


def test_header_labels_and_forms_are_those_of_the_sample(raw: bytes, rows: pd.DataFrame) -> None:
    assert raw.decode("utf-8").splitlines()[0] == HEADER and b"\r" not in raw
    for column, labels in LABELS.items():
        assert set(rows[column]) == labels, column
    assert rows["customerID"].str.fullmatch(r"\d{4}-[A-Z]{5}").all() and rows["customerID"].is_unique
    assert rows["tenure"].str.fullmatch(r"\d{1,2}").all()
    money = re.compile(r"\d+(\.\d{1,2})?")
    assert rows["MonthlyCharges"].str.fullmatch(money).all()
    assert not rows["MonthlyCharges"].str.contains(r"\.\d?0$").any()  # no zeros at the end
    blank = rows["tenure"] == "0"
    assert 0 < blank.mean() < 0.01 and (rows.loc[blank, "TotalCharges"] == " ").all()
    assert rows.loc[~blank, "TotalCharges"].str.fullmatch(money).all()
    one = rows["tenure"] == "1"
    assert (rows.loc[one, "TotalCharges"] == rows.loc[one, "MonthlyCharges"]).all()


def test_a_real_file_has_the_same_form(telco: Path, rows: pd.DataFrame) -> None:
    real = pd.read_csv(telco, dtype=str, keep_default_na=False)
    assert list(real.columns) == list(rows.columns)
    for column in LABELS:
        assert set(real[column]) == set(rows[column]), column
    inferred = [
        pd.read_csv(source).dtypes.astype(str).to_dict() for source in (telco, io.StringIO(rows.to_csv(index=False)))
    ]
    assert inferred[0] == inferred[1]
    for column in ("MonthlyCharges", "TotalCharges"):
        shapes = [set(t[column].str.replace(r"\d", "9", regex=True).str.lstrip("9")) for t in (real, rows)]
        assert shapes[0] == shapes[1]  # ".9", ".99", none, and the blank


def test_the_sample_notebook_runs_unchanged(raw: bytes) -> None:
    """What most notebooks for that sample do first."""
    df = pd.read_csv(io.BytesIO(raw))
    df["TotalCharges"] = pd.to_numeric(df["TotalCharges"], errors="coerce")
    df = df.dropna().drop(columns="customerID")
    df["Churn"] = df["Churn"].map({"Yes": 1, "No": 0})
    dummies = pd.get_dummies(df)
    assert 0.2 < df["Churn"].mean() < 0.33 and dummies.shape[1] == 46 and not dummies.isna().any().any()


def test_churn_is_the_realised_exit_within_a_year_in_the_scenario() -> None:
    scenario = preset_scenario("price_war").override(
        {"setting.horizon": 6}
    )  # the label's window is a year all the same
    done = bake("mine", preset("baseline"), scenario, 3_000)
    prepared = done.outcome.cube.prepared
    survived = months_survived(draw_block(prepared, 0, 3_000), "scenario", 12)
    rows = pd.read_csv(io.BytesIO(table(done)))
    assert ((rows["Churn"] == "Yes").to_numpy() == (survived < 12)).all()
    calm = pd.read_csv(io.BytesIO(csv_of(scenario.neutral(), 3_000)))
    assert ((rows["Churn"] == "Yes") >= (calm["Churn"] == "Yes")).all() and (rows["Churn"] != calm["Churn"]).any()


def test_rows_are_the_customers_of_every_other_file_and_any_block_gives_the_same_bytes(raw: bytes) -> None:
    assert csv_of(Scenario(), 20_000, block=3_333) == raw
    assert raw.startswith(csv_of(Scenario(), 5_000))
    seen, rows = observed(Scenario(), 200), pd.read_csv(io.BytesIO(raw)).head(200)
    assert (rows["customerID"] == seen["customer_id"]).all()
    assert (rows["MonthlyCharges"] == seen["monthly_bill"]).all() and (rows["tenure"] == seen["tenure_months"]).all()


@pytest.mark.full
def test_the_script_writes_it_beside_the_bundle_and_checks_it(tmp_path: Path) -> None:
    def run(*more: str) -> int:
        words = ["baseline", "--customers", "2000", "--out", str(tmp_path), "--quiet", *more]
        return int(CliRunner().invoke(main, words, standalone_mode=False).return_value)

    assert run("--format", "telco-csv") == 0 and run() == 0
    folder = tmp_path / "baseline-telco-csv"
    assert {p.name for p in folder.iterdir()} == {"manifest.json", "scenario.json", "telco_customers.csv"}
    assert (tmp_path / "baseline" / "headline.json").exists()
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["files"]["telco_customers.csv"]["rows"] == 2_000
    assert run("--format", "telco-csv", "--check") == 0
    written = folder / "telco_customers.csv"
    written.write_bytes(written.read_bytes().replace(b"Fiber optic", b"Fibre optic", 1))
    assert run("--format", "telco-csv", "--check") == 3


def test_a_file_of_too_many_rows_is_refused() -> None:
    done = bake("mine", preset("baseline"), Scenario(), 1_000)
    done.outcome.cube.customers = MOST_ROWS + 1
    with pytest.raises(UsageError, match="at most 1,000,000 customers"):
        formats()["telco-csv"].files(done)


def test_no_cell_is_a_formula(rows: pd.DataFrame) -> None:
    first = np.concatenate([rows[c].str[:1].to_numpy() for c in rows])
    assert not np.isin(first, list("=+-@\t\r\n")).any()
