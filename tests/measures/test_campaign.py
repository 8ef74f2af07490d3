"""The offer and its truth: figures that reconcile, curves that hold, logs that mislead as stated, a key apart."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from televantage.exports import bake, formats
from televantage.measures import Outcome, headline_figure, measures, tables
from televantage.measures.campaign_log import estimates
from televantage.scenario import Scenario, UsageError, preset, preset_names, preset_scenario
from televantage.simulation import Cube, run, simulate
from televantage.simulation.campaign import campaign
from televantage.simulation.campaign_rows import KEY_COLUMNS, LOG_COLUMNS, log_rows
from televantage.simulation.prepare import effective
from televantage.simulation.targeting import POLICIES
from tests.support.baked import baked
from tests.support.strategies import scenarios
from tests.support.tiers import examples
from tests.support.tiers import tier as current_tier

BLITZ = preset_scenario("retention_blitz")
OFFERS = [name for name in preset_names() if preset_scenario(name).offer.policy != "none"]
OF_THE_OFFER = ("campaign", "policies", "four_kinds", "profit_by_reach", "qini", "uplift_by_decile", "save_or_delay")


def measured(name: str, outcome: Outcome) -> pd.DataFrame:
    return measures()[name].measure(outcome)


def figures(outcome: Outcome) -> pd.Series:
    return measured("campaign", outcome).set_index("figure")["value"]


@cache
def outcome_of(name: str) -> Outcome:
    return Outcome(simulate(preset_scenario(name), 50_000))


def check_the_offer_reconciles(found: dict[str, pd.DataFrame]) -> None:
    value = found["campaign"].set_index("figure")["value"]
    kinds, policies = found["four_kinds"], found["policies"].set_index("policy")
    near = 1e-6 * max(abs(value["spend"]), 1.0) + 1.0  # parts of a cent for each simulated customer
    assert kinds["net"].sum() == pytest.approx(value["npv"], abs=near)
    assert (kinds["discount"] + kinds["contact"]).sum() == pytest.approx(value["spend"], abs=near)
    assert (kinds["margin"] - kinds["discount"] - kinds["contact"] - kinds["net"]).abs().max() < near
    assert policies.loc["this scenario", "profit"] == pytest.approx(value["npv"], abs=near)
    assert policies.loc["this scenario", "regret"] == pytest.approx(value["regret"], abs=near)
    assert (policies["regret"] >= -near).all()
    money = found["offer_economics"]
    assert (money["contact_cost"] + money["discount_cost"]).sum() == pytest.approx(value["spend"], abs=near)
    assert money["offer_margin"].sum() - value["spend"] == pytest.approx(value["npv"], abs=near)
    assert money["give_away"].sum() == pytest.approx(value["give_away"], abs=near)
    head = found["headline"].set_index("figure")["scenario"]
    assert kinds["customers"].sum() <= head["offered"] + 1
    moved = found["save_or_delay"].groupby("outcome")["customers"].sum()
    for outcome, figure in (("kept", "kept"), ("postponed", "postponed"), ("brought forward", "harmed")):
        assert moved[outcome] == pytest.approx(value[figure], abs=3)  # five whole numbers
    qini = found["qini"].set_index(["policy", "reach"])["saved"]
    for policy in POLICIES:  # every order ends with the same customers, and the best order is above all others
        assert qini[policy, 1.0] == pytest.approx(qini["random", 1.0])
        assert (qini["oracle"] >= qini[policy] - 0.01 * qini["oracle"].abs().max() - 1).all()  # ties by lot
    deciles = found["uplift_by_decile"]
    saved = (deciles["uplift"] * deciles["customers"]).groupby(deciles["policy"]).sum()
    assert saved["risk"] == pytest.approx(qini["risk", 1.0], rel=1e-6, abs=25)  # shares are written with six decimals


@pytest.mark.full
@examples(30)
@given(scenarios("offer", "setting", "economics", "price", "population"), st.sampled_from(POLICIES))
def test_the_offer_reconciles_over_the_declared_space(scenario: Scenario, policy: str) -> None:
    found = tables(Outcome(simulate(scenario.override({"offer.policy": policy}), 2_000)))
    if len(found["campaign"]):
        check_the_offer_reconciles(found)


@pytest.mark.parametrize("name", OFFERS)
def test_what_is_baked_about_the_offer_reconciles(name: str) -> None:
    if preset_scenario(name).offer.waves == 1:
        kinds = baked(name, "four_kinds")["customers"].sum()
        assert kinds == baked(name, "headline").set_index("figure").loc["offered", "scenario"]
    check_the_offer_reconciles({m: baked(name, m) for m in (*OF_THE_OFFER, "offer_economics", "headline")})


def test_without_an_offer_its_measures_are_empty_and_say_so() -> None:
    found = tables(Outcome(simulate(Scenario(), 1_000)))
    for name in (*OF_THE_OFFER, "campaign_log", "signal_or_luck"):
        assert len(found[name]) == 0 and "no rows without an offer" in measures()[name].GRAIN


@pytest.mark.full
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("waves", [1, 3])
def test_the_curve_of_one_simulation_is_what_fifty_would_say(policy: str, waves: int) -> None:
    """Profit by reach from one simulation against a simulation at that reach; three of the fifty."""
    changes = {"offer.policy": policy, "offer.waves": waves, "offer.repeat": 4, "offer.duration": 6, "offer.reach": 0.1}
    scenario = BLITZ.override(changes)
    curve = measured("profit_by_reach", Outcome(simulate(scenario, 20_000))).set_index(["policy", "reach"])
    for reach in (0.02, 0.04, 0.06):  # further on, uplift and oracle stop where the offer loses money
        value = figures(Outcome(simulate(scenario.override({"offer.reach": reach}), 20_000)))
        there = curve.loc[(policy, reach)]
        assert value["spend"] == pytest.approx(there["spend"], rel=0.02)
        assert value["npv"] == pytest.approx(there["profit"], abs=0.02 * there["spend"])


def test_the_curves_need_no_further_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = Outcome(simulate(BLITZ, 2_000))
    monkeypatch.setattr(run, "simulate_block", None)
    monkeypatch.setattr(run, "score_block", None)
    assert len(measured("profit_by_reach", outcome)) == 5 * 51 + 1


GENEROUS = {"offer.uplift": 0.6, "offer.discount": 0.02, "offer.contact_cost": 1.0, "offer.carry_over": 1.0}
ROUND = {"offer.waves": 4, "offer.repeat": 6, "offer.duration": 6, "offer.cool_down": 36, "offer.month": 1}


@pytest.mark.full
@pytest.mark.parametrize(
    "changes",
    [
        {
            "offer.reach": 0.6,
            "offer.uplift": 0.6,
            "offer.discount": 0.02,
            "offer.contact_cost": 1.0,
            "offer.carry_over": 1.0,
        },
        {
            "offer.reach": 1.0,
            "offer.uplift": 0.6,
            "offer.discount": 0.02,
            "offer.contact_cost": 1.0,
            "offer.carry_over": 1.0,
        },
        {"offer.reach": 0.04, "offer.uplift": 0.3},
        {"offer.reach": 0.2, "offer.uplift": 0.1, "offer.discount": 0.5},
    ],
)
def test_regret_is_never_negative_also_with_waves(changes: dict[str, Any]) -> None:
    for policy in POLICIES:
        outcome = Outcome(simulate(BLITZ.override({**ROUND, **changes, "offer.policy": policy}), 10_000))
        found = measured("policies", outcome).set_index("policy")
        assert (found["regret"] >= -1e-6 * found["budget"].abs().max() - 1).all()
        assert found.loc["oracle", "profit"] >= 0


def test_a_policy_that_knows_effects_offers_nothing_at_a_loss_in_any_wave() -> None:
    oracle = BLITZ.override({**ROUND, "offer.policy": "oracle", "offer.reach": 0.04})
    one, four = (Outcome(simulate(oracle.override({"offer.waves": waves}), 20_000)) for waves in (1, 4))
    assert figures(four)["npv"] >= figures(one)["npv"]
    found, plan = campaign(four.cube.prepared.scenario, 0, 20_000), four.cube.prepared.planned
    for tier, who in enumerate(plan.chosen(found)):
        assert found.value(tier).gain[who].sum() >= 0


def test_large_profits_and_small_budgets_are_told_apart() -> None:
    """Nothing is clipped: the oracle finds the best even where a customer earns many times his bill."""
    changes = GENEROUS | {"offer.reach": 1.0, "offer.budget": 2e8, "offer.uplift": 0.9, "offer.take_rate": 1.0}
    changes |= {"offer.duration": 36, "setting.horizon": 60, "offer.contact_cost": 0.5, "offer.uplift_spread": 0.5}
    earned = {p: figures(Outcome(simulate(BLITZ.override({**changes, "offer.policy": p}), 10_000))) for p in POLICIES}
    most = max(value["npv"] for value in earned.values())  # up to the cells in which it is chosen
    assert earned["oracle"]["npv"] >= 0.998 * most > earned["random"]["npv"] > 0
    assert all(0.9 * 2e8 < value["spend"] <= 2e8 for value in earned.values())
    strong = {"churn.annual_churn": 0.8, "offer.uplift": 0.9, "offer.take_rate": 1.0, "offer.duration": 12}
    deciles = measured("uplift_by_decile", Outcome(simulate(BLITZ.override(strong), 20_000))).set_index("policy")
    assert (np.diff(deciles.loc["oracle", "uplift"]) <= 0).all()


@pytest.mark.parametrize(("uplift", "spread"), [(0.3, 0.8), (0.5, 1.0), (0.9, 0.5), (0.9, 1.5), (0.1, 0.0)])
def test_the_mean_uplift_is_kept(uplift: float, spread: float) -> None:
    scenario = effective(BLITZ.override({"offer.uplift": uplift, "offer.uplift_spread": spread}))
    effect = campaign(scenario, 0, 65_536).response.effect
    assert effect.mean() == pytest.approx(uplift, abs=2e-4) and effect.max() <= max(0.95, uplift)
    young = scenario.override({"offer.sleeping_dogs": 0.5, "population.first_year_share": 0.9})
    assert campaign(young, 0, 65_536).response.dog.mean() == pytest.approx(0.5, abs=0.008)


def test_the_best_reach_of_the_view_is_at_least_as_good_as_the_scenario() -> None:
    value = figures(outcome_of("uplift_targeting"))
    best = {"offer.reach": float(value["best_reach"]), "offer.budget": float(np.ceil(value["best_budget"]))}
    moved = figures(Outcome(simulate(preset_scenario("uplift_targeting").override(best), 50_000)))
    assert moved["npv"] >= value["npv"] * 0.998 and moved["npv"] == pytest.approx(value["best_npv"], rel=0.01)


def test_the_optimum_of_the_curve_is_the_optimum() -> None:
    value = figures(outcome_of("risk_targeting"))
    npv = headline_figure("net_benefit", 50_000)
    best = {"offer.budget": 20e9, "offer.reach": float(value["best_reach"])}
    earned = [
        npv(preset_scenario("risk_targeting").override(best | {"offer.reach": float(value["best_reach"]) + step}))
        for step in (-0.04, 0.0, 0.04)
    ]
    assert earned[1] > max(earned[0], earned[2])
    assert earned[1] == pytest.approx(value["best_npv"], rel=0.01)


WAVES = {"offer.waves": 3, "offer.repeat": 6, "offer.duration": 6, "offer.discount": 0.05}


@pytest.mark.parametrize("changes", [{}, {"offer.carry_over": 0.5}, {"offer.sleeping_dogs": 0.1}, WAVES])
def test_the_break_even_uplift_breaks_even(changes: dict[str, Any]) -> None:
    """The same customers with that uplift earn nothing: random and risk choose the same ones at any uplift."""
    for limits in ({"offer.policy": "random"}, {"offer.policy": "risk", "offer.reach": 0.17}):
        scenario = BLITZ.override({**limits, **changes})
        found = figures(Outcome(simulate(scenario, 20_000)))["break_even_uplift"]
        value = figures(Outcome(simulate(scenario.override({"offer.uplift": found}), 20_000)))
        assert abs(value["npv"]) < 0.02 * value["spend"], (limits, found)


def test_knowing_more_earns_more_with_the_same_budget() -> None:
    found = measured("policies", outcome_of("uplift_targeting")).set_index("policy")
    assert found.loc["oracle", "profit"] > found.loc["uplift", "profit"] > found.loc["risk", "profit"]
    assert found.loc["risk", "profit"] > 0 > found.loc["random", "profit"]
    assert 1.55 < found.loc["uplift", "profit"] / found.loc["risk", "profit"] < 1.85  # "two thirds more"
    assert found.loc["random", "qini_low"] < 0 < found.loc["random", "qini_high"]
    noise = [preset_scenario("uplift_targeting").override({"offer.noise": n}) for n in (0.0, 0.02, 0.2)]
    earned = [figures(Outcome(simulate(s, 50_000)))["npv"] for s in noise]
    assert earned[0] > earned[1] > earned[2]
    assert earned[0] == pytest.approx(found.loc["oracle", "profit"], rel=0.02)  # without error it is the oracle


@pytest.mark.parametrize("name", ["log_experiment", "log_risk_biased", "log_hidden_confounder"])
def test_a_story_of_a_log_tells_the_naive_and_the_true_answer(name: str) -> None:
    value = baked(name, "campaign").set_index("figure")["value"]
    for figure in ("log_naive", "log_true", *(["log_adjusted"] if name != "log_experiment" else [])):
        assert f"{abs(value[figure]) * 100:.1f} points" in preset(name).story, figure


SEEDS = range(1, 41) if current_tier() == "all" else range(1, 17)
LARGE = 100_000 if current_tier() == "all" else 20_000
COVERED = 0.95 - 3 * (0.95 * 0.05 / len(SEEDS)) ** 0.5
"""Of as many intervals, three standard errors below what is stated."""


@cache
def logs(design: str, bias: float, frailty: float, customers: int = 20_000) -> list[dict[str, Any]]:
    changes = {"log.design": design, "log.bias": bias, "churn.frailty": frailty}
    scenario = preset_scenario("log_experiment").override(changes)
    return [estimates(Outcome(simulate(scenario.override({"setting.seed": seed}), customers))) for seed in SEEDS]


def coverage(found: list[dict[str, Any]], estimator: str) -> float:
    hits = [abs(f[estimator].effect - f["true"].effect) <= 1.96 * f[estimator].error for f in found]
    return float(np.mean(hits))


@pytest.mark.full
def test_the_randomised_log_covers_the_truth_and_the_biased_ones_miss_it_as_stated() -> None:
    fair = logs("randomised", 1.0, 0.0, LARGE)
    assert coverage(fair, "naive") >= COVERED
    at_risk = logs("risk-biased", 0.5, 0.0)
    assert coverage(at_risk, "naive") == 0.0
    assert all(f["naive"].effect < f["true"].effect for f in at_risk)  # those who leave anyway are offered it
    assert coverage(at_risk, "adjusted") >= COVERED
    hidden = logs("hidden confounder", -0.5, 1.0)
    for estimator in ("naive", "adjusted"):
        assert coverage(hidden, estimator) == 0.0
        assert all(f[estimator].effect > f["true"].effect for f in hidden)  # those who stay anyway are
    error = [np.mean([f[e].effect - f["true"].effect for f in hidden]) for e in ("naive", "adjusted")]
    assert error[1] > 0.9 * error[0]  # adjusting for what is visible repairs nothing


@pytest.mark.full
def test_a_hidden_confounder_needs_something_hidden() -> None:
    found = logs("hidden confounder", -0.5, 0.0)
    assert coverage(found, "naive") >= COVERED


@cache
def rows(name: str, customers: int = 20_000, **changes: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    scenario = preset_scenario(name).override({k.replace("__", "."): v for k, v in changes.items()})
    files = formats()["campaign"].files(bake("mine", preset(name), scenario, customers))
    log, key = (
        pd.read_csv(io.BytesIO(files[file]), keep_default_na=False) for file in ("observed_log.csv", "answer_key.csv")
    )
    return log, key


def test_the_log_and_the_key_are_two_files_with_declared_columns() -> None:
    log, key = rows("log_experiment")
    assert list(log) == list(LOG_COLUMNS) and list(key) == list(KEY_COLUMNS)
    assert set(LOG_COLUMNS) & set(KEY_COLUMNS) == {"customer_id"}
    assert len(key) == 20_000 and key["customer_id"].is_unique
    assert set(log["customer_id"]) == set(key.loc[key["in_log"] == "Yes", "customer_id"])
    assert set(log["taken"]) == {"Yes", "No"} and (log.loc[log["offered"] == "No", "taken"] == "No").all()


def test_what_is_observed_is_one_of_the_two_lives() -> None:
    log, key = rows("log_experiment")
    both = log.merge(key, on="customer_id")
    factual = np.where(both["offered"] == "Yes", both["exit_month_offered"], both["exit_month_without"])
    gone = pd.to_numeric(pd.Series(factual), errors="coerce").fillna(999).astype(int)
    assert ((gone <= 12) == (both["churned"] == "Yes")).all()
    assert (np.minimum(gone - 1, 12) == both["months_stayed"]).all()
    list_bill = both["monthly_bill"] * both["months_stayed"]
    taken = both["taken"] == "Yes"
    assert both["billed"][~taken].to_numpy() == pytest.approx(list_bill[~taken].to_numpy(), abs=0.01)
    assert both["billed"][taken].to_numpy() == pytest.approx(0.9 * list_bill[taken].to_numpy(), abs=0.13)


@pytest.mark.full
def test_no_observed_table_carries_or_implies_the_key() -> None:
    """The same observed rows go with different keys.

    What the offer would have done to those who were not offered it is nowhere in the log: another effect leaves
    their rows as they are, byte for byte, and changes their key. The same holds for those who were offered and did
    not take it. In every cell of what is observed there are at least two kinds.
    """
    log, key = rows("log_experiment")
    other_log, other_key = rows("log_experiment", offer__uplift=0.1, offer__uplift_spread=0.0)
    apart = log["offered"] == "No"
    assert log[apart].equals(other_log[apart])
    mine, other = (k.set_index("customer_id").loc[log.loc[apart, "customer_id"]] for k in (key, other_key))
    for name in ("tau", "expected_profit"):
        assert (mine[name] != other[name]).mean() > 0.95
    for name in ("exit_month_offered", "kind", "margin_offered"):
        assert (mine[name] != other[name]).sum() > 100, name
    both = log.merge(key, on="customer_id")
    kinds = both.groupby(["offered", "churned"])["kind"].nunique()
    assert (kinds >= 2).all()  # sleeping dogs among them
    counterfactual = np.where(both["offered"] == "Yes", both["exit_month_without"], both["exit_month_offered"])
    assert (both.assign(c=counterfactual).groupby(["offered", "months_stayed"])["c"].nunique() > 1).all()


@pytest.mark.full
def test_a_model_finds_no_more_in_the_log_than_attributes_tell() -> None:
    """τ of a customer depends on attributes, which are seen, and on price sensitivity, which is not: R² has a ceiling.

    With half of the uplift's spread hidden, a model that sees everything observed cannot tell sensitive customers from
    others, nor who a sleeping dog is beyond his contract.
    """
    log, key = rows("log_experiment", offer__uplift_hidden=1.0, offer__sleeping_dogs=0.2)
    scenario = effective(
        preset_scenario("log_experiment").override({"offer.uplift_hidden": 1.0, "offer.sleeping_dogs": 0.2})
    )
    response = campaign(scenario, 0, 20_000).response
    numbers = key["customer_id"].isin(log["customer_id"]).to_numpy()
    x = pd.get_dummies(log.drop(columns=["customer_id", "customer_since"]), dtype=float).to_numpy()
    effect, dog = response.effect[numbers], response.dog[numbers]
    train = np.arange(len(x)) % 2 == 0
    calm = ~dog
    seen = HistGradientBoostingRegressor(random_state=0).fit(x[train & calm], effect[train & calm])
    assert seen.score(x[~train & calm], effect[~train & calm]) < 0.05
    contract = log["contract"].astype("category").cat.codes.to_numpy()
    guess = HistGradientBoostingClassifier(random_state=0).fit(x[train], dog[train]).predict_proba(x[~train])[:, 1]
    for code in range(3):  # within a contract, nothing tells a sleeping dog but what he did
        inside = contract[~train] == code
        lift = guess[inside][dog[~train][inside]].mean() - guess[inside][~dog[~train][inside]].mean()
        assert lift < 0.1


@pytest.mark.full
def test_money_adds_up_from_the_rows_to_the_cent() -> None:
    """Every subscriber is simulated, so nothing is scaled."""
    for policy, holdout, waves in (("random", 0.2, 1), ("risk", 0.0, 3), ("oracle", 0.1, 4)):
        changes = {"setting.subscribers": 20_000, "offer.policy": policy, "offer.holdout": holdout}
        changes |= {"offer.waves": waves, "offer.repeat": 6, "offer.cool_down": 12}
        scenario = preset_scenario("log_experiment").override(changes)
        done = bake("mine", preset("log_experiment"), scenario, 20_000)
        key = pd.read_csv(io.BytesIO(formats()["campaign"].files(done)["answer_key.csv"]))
        offered = key[key["wave"].notna()]
        cents = (offered["margin_offered"] * 100).round() - (offered["margin_without"] * 100).round()
        assert int(cents.sum()) == round(figures(done.outcome)["realised"] * 100)
        expected = measured("profit_by_reach", done.outcome).set_index(["policy", "reach"])
        assert set(offered["wave"]) <= set(range(1, waves + 1))
        if holdout == 0:
            assert key["expected_profit"].sum() == pytest.approx(
                expected.loc[("random", 1.0), "profit"], abs=0.005 * 200
            )


@pytest.mark.full
def test_the_propensity_is_what_the_log_follows() -> None:
    for design in ("randomised", "risk-biased", "hidden confounder"):
        log, key = rows("log_experiment", log__design=design, churn__frailty=0.7)
        both = log.merge(key, on="customer_id")
        cells = pd.cut(both["propensity"], np.linspace(0, 1, 11))
        offered = (both["offered"] == "Yes").groupby(cells, observed=True).agg(["mean", "size"])
        truth = both.groupby(cells, observed=True)["propensity"].mean()
        error = np.sqrt(truth * (1 - truth) / offered["size"])
        assert ((offered["mean"] - truth).abs() < 4 * error + 1e-3).all()
        assert both["propensity"].std() == (0 if design == "randomised" else pytest.approx(0.2, abs=0.05))


def test_a_log_needs_an_offer_and_a_size_that_a_file_can_hold() -> None:
    with pytest.raises(UsageError, match="makes no offer"):
        formats()["campaign"].files(bake("baseline", preset("baseline"), Scenario(), 1_000))


def test_rows_do_not_depend_on_the_block() -> None:
    cube: Cube = simulate(BLITZ, 3_000)
    whole = log_rows(cube.prepared, 0, 3_000)
    parts = pd.concat([log_rows(cube.prepared, 0, 1_700), log_rows(cube.prepared, 1_700, 1_300)], ignore_index=True)
    assert whole.equals(parts)


def test_signal_or_luck_depends_on_the_size_of_the_base() -> None:
    table = measured("signal_or_luck", outcome_of("backfired")).set_index("subscribers")
    assert table.loc[1_000, "verdict"] == "luck" and table["verdict"].iloc[-1] == "signal"
    assert (table["compared_with"] == "holdout").all() and table["times_error"].is_monotonic_increasing
    ratio = table.loc[100_000, "times_error"] / table.loc[10_000, "times_error"]
    assert ratio == pytest.approx(np.sqrt(10), rel=1e-6)


@pytest.mark.full
def test_what_an_experiment_observes_lies_around_the_truth() -> None:
    hits = []
    for seed in range(20):
        scenario = preset_scenario("log_experiment").override({"setting.seed": seed})
        table = measured("uplift_by_decile", Outcome(simulate(scenario, 20_000)))
        hits.append(((table["observed_low"] <= table["uplift"]) & (table["uplift"] <= table["observed_high"])).mean())
    assert 0.88 <= np.mean(hits) <= 0.995
