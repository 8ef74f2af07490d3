"""The fidelity report: the published aggregates always judge the base; what is moved and what is off is said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from televantage.fitting import read_telco
from televantage.quality import _fidelity, checks, fidelity, statistics, values
from televantage.scenario import DATA, Scenario, preset_names, preset_scenario
from televantage.simulation import simulate
from televantage.simulation.calibration import calibration
from televantage.simulation.prepare import prepare
from televantage.simulation.telco_view import telco_table

TARGETS = json.loads((DATA / "targets" / "ibm_telco.json").read_text("utf-8"))
IBM_ROWS = 7_043


def report(**changes: object) -> pd.DataFrame:
    scenario = Scenario().override({path.replace("__", "."): value for path, value in changes.items()})
    return fidelity(prepare(scenario))


def test_business_as_usual_is_within_tolerance_of_every_published_aggregate() -> None:
    found = report()
    assert set(found["verdict"]) == {"ok"} and len(found) > 100
    assert (found["difference"].abs() <= found["tolerance"]).all()  # without the help of the standard errors
    assert set(found["check"]) == set(checks())
    assert (found["source"].str.contains("published")).sum() > 75
    rates = found[found["check"] == "churn_by_category"].set_index("statistic")
    assert rates["difference"].abs().max() <= 0.015 and len(rates) == 37  # all 36 categories, and everyone
    assert rates.loc["everyone", "simulated"] == pytest.approx(0.265, abs=0.005)
    assert not found["moved_by"].any()


@pytest.mark.full
@pytest.mark.parametrize("changes", [*({"setting__seed": k} for k in (1, 2, 3, 4, 5, 11)),
                                     {"setting__subscribers": 1_000}, {"setting__subscribers": 5_000}])  # fmt: skip
def test_nothing_is_off_whoever_is_drawn_and_however_few(changes: dict[str, int]) -> None:
    assert "off" not in set(report(**changes)["verdict"])


def test_what_a_scenario_moves_is_said_and_by_what() -> None:
    found = report(population__fibre_share=0.8).set_index(["check", "statistic"])
    fibre = found.loc[("shares", "InternetService = Fiber optic")]
    assert fibre["verdict"] == "moved" and fibre["moved_by"] == "population.fibre_share"
    assert found.loc["tenure_quantiles"]["moved_by"].eq("").all()
    dear = report(population__arpu=90.0)
    assert set(dear.loc[dear["verdict"] != "ok", "check"]) == {"price_by_service", "bill_quantiles"}
    assert set(dear.loc[dear["verdict"] != "ok", "moved_by"]) == {"population.arpu"}
    war = report(competitor__gap=0.5, competitor__month=1)
    assert "competitor.gap" in war.set_index("statistic").loc["everyone", "moved_by"]
    assert set(war.loc[war["verdict"] != "ok", "check"]) <= {"churn_by_category", "kaplan_meier"}


@pytest.mark.full
@pytest.mark.parametrize("name", preset_names())
def test_no_preset_is_off_for_no_reason(name: str) -> None:
    assert "off" not in set(fidelity(simulate(preset_scenario(name), 65_536).prepared)["verdict"])
    baked = json.loads((DATA / "baked" / name / "fidelity.json").read_text("utf-8"))["rows"]
    assert {row["verdict"] for row in baked} <= {"ok", "moved"} and len(baked) > 100


def test_a_base_that_is_wrong_for_no_reason_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = json.loads(json.dumps(TARGETS))
    wrong["published"]["values"]["shares"]["Partner = Yes"] = 0.6
    wrong["published"]["values"]["churn_by_category"]["everyone"] = 0.4
    monkeypatch.setattr(_fidelity, "_targets", lambda name: wrong)
    idle = {"churn__price_sensitivity": 2.0, "setting__as_of": "2026-05", "churn__peak_month": 6}  # they move nothing
    for changes in ({}, idle):
        found = report(**changes).set_index(["check", "statistic"])
        assert found.loc[("shares", "Partner = Yes"), "verdict"] == "off"
        assert found.loc[("churn_by_category", "everyone"), "verdict"] == "off"
        assert (found["verdict"] == "off").sum() == 2


@pytest.mark.full
def test_standard_errors_are_those_of_repeated_bases() -> None:
    """The spread over bases of 2,000 is about what the report says; expected churn varies less than real churn."""
    found = [
        fidelity(prepare(Scenario().override({"setting.seed": k, "setting.subscribers": 2_000}))) for k in range(40)
    ]
    table = pd.concat(found).groupby(["check", "statistic"]).agg({"simulated": "std", "standard_error": "mean"})
    ratio = (table["simulated"] / table["standard_error"]).groupby("check")
    for check, low, high in (
        ("shares", 0.7, 1.4), ("tenure_quantiles", 0.6, 1.6), ("bill_quantiles", 0.4, 2.5),
        ("price_by_service", 0.7, 1.6),
        ("correlations", 0.4, 1.8), ("churn_by_category", 0.1, 1.1),
    ):  # fmt: skip
        assert low < ratio.median()[check] < high, (check, ratio.median()[check])


def test_published_counts_add_up() -> None:
    """Shares of a column sum to one, and churn weighted by shares is the churn of everyone: typing errors show."""
    counted = TARGETS["published"]["values"]
    for column in {name.partition(" = ")[0] for name in counted["shares"]}:
        own = {name: v for name, v in counted["shares"].items() if name.startswith(f"{column} = ")}
        assert sum(own.values()) == pytest.approx(1, abs=2e-4)
        if column in ("Contract", "InternetService", "PaymentMethod", "Partner", "PaperlessBilling", "PhoneService"):
            total = sum(share * counted["churn_by_category"][name] for name, share in own.items())
            assert total == pytest.approx(counted["churn_by_category"]["everyone"], abs=2e-4)


def test_published_aggregates_are_those_of_the_real_rows_within_sampling_error(telco: Path) -> None:
    real, published = values(read_telco(telco)), TARGETS["published"]["values"]
    for check in ("shares", "churn_by_category"):
        for name, value in published[check].items():
            share = published["shares"].get(name, 1.0) if check == "churn_by_category" else 1.0
            sd = np.sqrt(value * (1 - value) / (4_898 * share) * (1 - 4_898 / IBM_ROWS))
            assert abs(real[check][name] - value) < 4.5 * sd, (check, name)
    assert {c: sorted(v) for c, v in TARGETS["sample"]["values"].items()} == {c: sorted(v) for c, v in real.items()}
    for check, by_name in TARGETS["sample"]["values"].items():
        for name, value in by_name.items():
            assert value == pytest.approx(real[check][name], abs=1e-4)


def test_the_defaults_are_what_was_fitted_or_published() -> None:
    fitted, defaults = calibration("ibm_telco"), Scenario().flat()
    for path, value in fitted.as_fitted.items():
        assert defaults[path] == pytest.approx(value, abs=0.01), path
    assert defaults["population.arpu"] == fitted.prices.arpu  # so that the price list is the sample's, to the cent
    assert defaults["churn.annual_churn"] == pytest.approx(
        TARGETS["published"]["values"]["churn_by_category"]["everyone"], abs=0.0005
    )


def test_statistics_do_not_depend_on_the_order_of_customers() -> None:
    table = telco_table(prepare(Scenario()), 5_000)
    order = np.random.default_rng(1).permutation(5_000)
    mixed = type(table)(
        {k: v[order] for k, v in table.codes.items()}, table.bill[order], table.total[order], table.churned[order]
    )
    assert statistics(mixed) == statistics(table)


def test_statistics_agree_with_pandas() -> None:
    table = telco_table(prepare(Scenario()), 5_000)
    frame = pd.DataFrame({"tenure": table.tenure, "bill": table.bill, "total": table.total})
    billed = frame[frame["total"] >= 0]
    found = values(table)
    assert found["correlations"]["tenure with TotalCharges"] == pytest.approx(billed.corr().loc["tenure", "total"])
    assert found["bill_quantiles"]["mean"] == pytest.approx(frame["bill"].mean() / 100)
    assert found["tenure_quantiles"]["50 % quantile"] == pytest.approx(frame["tenure"].quantile(0.5), abs=0.5)
