"""The simulated base against the real rows; skipped where they are absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from scripts import calibrate
from televantage.scenario import DATA, Scenario
from televantage.simulation import observed, simulate
from televantage.simulation.calibration import CONTRACTS

LABELS = {
    "contract": ("Contract", {"month-to-month": "Month-to-month", "one year": "One year", "two years": "Two year"}),
    "internet": ("InternetService", {"DSL": "DSL", "Fibre": "Fiber optic", "None": "No"}),
    "paperless_billing": ("PaperlessBilling", {"Yes": "Yes", "No": "No"}),
    "partner": ("Partner", {"Yes": "Yes", "No": "No"}),
    "dependents": ("Dependents", {"Yes": "Yes", "No": "No"}),
    "tech_support": ("TechSupport", {"Yes": "Yes"}),
    "online_security": ("OnlineSecurity", {"Yes": "Yes"}),
    "streaming_tv": ("StreamingTV", {"Yes": "Yes"}),
    "payment_method": ("PaymentMethod", {"electronic check": "Electronic check", "mailed check": "Mailed check"}),
}


def test_marginals_are_those_of_the_real_rows(telco: Path) -> None:
    real, ours = pd.read_csv(telco), observed(Scenario(), 60_000)
    for column, (theirs, labels) in LABELS.items():
        for label, real_label in labels.items():
            assert (ours[column] == label).mean() == pytest.approx((real[theirs] == real_label).mean(), abs=0.03), (
                column,
                label,
            )
    for q in (0.25, 0.5, 0.75):
        assert ours["tenure_months"].quantile(q) == pytest.approx(real["tenure"].quantile(q), abs=3)
        assert ours["monthly_bill"].quantile(q) == pytest.approx(real["MonthlyCharges"].quantile(q), abs=3)
    pairs = [("tenure_months", "tenure"), ("monthly_bill", "MonthlyCharges")]
    assert ours[[p[0] for p in pairs]].corr().iloc[0, 1] == pytest.approx(
        real[[p[1] for p in pairs]].corr().iloc[0, 1], abs=0.05
    )


def test_churn_by_contract_is_near_that_of_the_real_rows(telco: Path) -> None:
    real = pd.read_csv(telco)
    rates = real.assign(left=real["Churn"] == "Yes").groupby("Contract")["left"].mean()
    cube = simulate(Scenario(), 65_536)
    active = cube.sums["active"][0].sum(1).reshape(25, len(CONTRACTS), -1).sum(-1)
    ours = 1 - active[12] / active[0]
    for rate, label in zip(ours, ("Month-to-month", "One year", "Two year"), strict=True):
        assert rate == pytest.approx(rates[label], abs=0.03), label


def test_the_calibration_that_ships_is_what_the_script_fits(
    telco: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "calibration").mkdir()
    monkeypatch.setattr(calibrate, "DATA", tmp_path)
    result = CliRunner().invoke(calibrate.main, [str(telco)])
    assert result.exit_code == 0, result.output
    shipped = (DATA / "calibration" / "ibm_telco.json").read_bytes()
    assert (tmp_path / "calibration" / "ibm_telco.json").read_bytes() == shipped


def test_a_table_without_the_columns_is_refused_in_a_sentence(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    pd.DataFrame({"tenure": np.arange(5)}).to_csv(table, index=False)
    result = CliRunner().invoke(calibrate.main, [str(table)])
    assert result.exit_code == 2 and "lacks the columns gender" in result.output
