"""Twins of the queries on the offer and on the answer key: from the simulation's records and from the measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from pandas import DataFrame as Frame

from televantage.measures import headline_figure, measures
from televantage.measures._ledger import total
from televantage.simulation.campaign_log import Log
from televantage.simulation.cube import QUANTUM
from televantage.simulation.reasons import REASONS, incidence
from televantage.warehouse.library import queries
from tests.support import query_twins as twins
from tests.support.query_lives import CONTRACTS, TRAITS, Lives, grouped, in_order

Z = 1.959963984540054


def offer_take_rate(lives: Lives) -> Frame:
    table = lives.selected.assign(withheld=~lives.selected["offered"])
    found = grouped(table, ["offer_key"], offered="offered", withheld="withheld", taken="taken")
    found["contact_cost"] = found["offered"] * lives.source.scenario.offer.contact_cost
    return found.assign(take_rate=found["taken"] / found["offered"])


def _arms(table: Frame, months: int) -> dict[str, float]:
    """Return churn in both arms within some months of the offer, and the uplift with its interval."""
    gone = table["left"] < table["month_key"] + months
    one, other = gone[table["offered"]], gone[~table["offered"]]
    uplift = other.mean() - one.mean()
    first, second = ((arm.sum() + 1) / (len(arm) + 2) for arm in (one, other))  # Agresti, Caffo 2000
    width = Z * np.sqrt(first * (1 - first) / (len(one) + 2) + second * (1 - second) / (len(other) + 2))
    return {
        "offered": len(one), "withheld": len(other), "churn_offered": one.mean(), "churn_withheld": other.mean(),
        "uplift": uplift, "uplift_low": second - first - width,
        "uplift_high": second - first + width,
    }  # fmt: skip


def offer_experiment(lives: Lives, months: int = 12) -> Frame:
    rows = []
    for wave, table in lives.selected.groupby("offer_key"):
        seen = min(months, lives.last - int(table["month_key"].iloc[0]) + 1)
        again = int((table["wave"] < wave).sum())
        rows.append({"offer_key": wave, "observed_months": seen, "selected_before": again, **_arms(table, months)})
    return Frame(rows)


def uplift_by_trait(lives: Lives, trait: str = "contract", wave: int = 1, months: int = 12) -> Frame:
    table = lives.selected[lives.selected["offer_key"] == wave]
    return Frame([
        {"place": place, "trait_value": value, **_arms(part, months)}
        for place, value in enumerate(TRAITS[trait], start=1) if len(part := table[table[trait] == value])
    ])  # fmt: skip


def holdout_balance(lives: Lives) -> Frame:
    rows = []
    for wave, table in lives.selected.groupby("offer_key"):
        numbers = {
            "opening_charge": table["charge"] / 100,
            "opening_tenure": table["tenure"],
            "senior": table["senior"] * 1.0,
        }
        for trait, number in numbers.items():
            one, other = number[table["offered"]], number[~table["offered"]]
            spread = np.sqrt((one.var() + other.var()) / 2)
            rows.append((wave, trait, one.mean(), other.mean(), (one.mean() - other.mean()) / spread))
    names = ["offer_key", "trait", "mean_offered", "mean_withheld", "standardised_difference"]
    return Frame(rows, columns=names)


def offer_costs(lives: Lives) -> Frame:
    found = grouped(lives.panel, ["month_key"], discount="discount", listed="listed")
    offered = lives.selected.groupby("month_key")["offered"].sum().reindex(found["month_key"], fill_value=0)
    found["contact_cost"] = offered.to_numpy() * lives.source.scenario.offer.contact_cost
    found["discount_share"], found["discount"] = found["discount"] / found["listed"], found["discount"] / 100
    found["cost_to_date"] = (found["contact_cost"] + found["discount"]).cumsum()
    return found.drop(columns="listed")


def _saved(lives: Lives, last: int) -> Frame:
    """Return, by first wave, the margin up to a month of both arms at the charges of the as-of month."""
    first = lives.selected.drop_duplicates("who")
    months = np.clip(first["left"], None, last + 1) - first["month_key"]
    share = lives.source.scenario.economics.gross_margin
    first = first.assign(margin=np.maximum(months, 0) * first["charge"] * share / 100)
    rows = []
    for wave, table in first.groupby("offer_key"):
        one, other = table.loc[table["offered"], "margin"], table.loc[~table["offered"], "margin"]
        width = Z * len(one) * np.sqrt(one.var() / len(one) + other.var() / len(other))
        saved = (one.mean() - other.mean()) * len(one)
        rows.append((wave, len(one), len(other), one.mean(), other.mean(), saved, saved - width, saved + width))
    return Frame(
        rows, columns=["wave", "offered", "withheld", "margin_per_offered", "margin_per_withheld", "saved_margin",
                       "saved_margin_low", "saved_margin_high"],
    )  # fmt: skip


def offer_roi(lives: Lives) -> Frame:
    found = _saved(lives, lives.last)
    wave = lives.panel["who"].map(lives.selected.drop_duplicates("who").set_index("who")["wave"])
    contacts = lives.selected.groupby("wave")["offered"].sum() * lives.source.scenario.offer.contact_cost
    found["discount"] = found["wave"].map(lives.panel.groupby(wave)["discount"].sum()) / 100
    found["contact_cost"] = found["wave"].map(contacts)
    spent = found["contact_cost"] + found["discount"]
    return found.assign(net=found["saved_margin"] - spent, roi=found["saved_margin"] / spent - 1)


def offer_payback(lives: Lives) -> Frame:
    first = lives.source.scenario.offer.month
    costs = offer_costs(lives).set_index("month_key").loc[first:].cumsum()
    saved = np.array([_saved(lives, month)["saved_margin"].sum() for month in costs.index])
    net = saved - costs["contact_cost"] - costs["discount"]
    found = costs[["contact_cost", "discount"]].add_suffix("_to_date")
    return found.assign(saved_margin=saved, net=net, has_paid_back=net >= 0).reset_index()


def expected_churn(lives: Lives) -> Frame:
    table = measures()["churn_by_month"].measure(lives.outcome)
    table = table[table["world"] == "scenario"]
    lost = table["lost"].to_numpy() / people_of(lives)
    left = lives.people["left"].value_counts().reindex(table["month"], fill_value=0).to_numpy()
    found = Frame({"month_key": table["month"].to_numpy(), "expected_lost": lost, "realised_lost": left})
    found["expected_churn_rate"] = table["churn"].to_numpy()
    found["realised_churn_rate"] = left / (len(lives.people) - np.cumsum(left) + left)
    spread = np.sqrt(lost * (1 - found["expected_churn_rate"]))
    return found.assign(deviation=(left - lost) / spread)


def people_of(lives: Lives) -> float:
    """Return how many subscribers a customer speaks for."""
    return lives.source.scenario.setting.subscribers / lives.source.customers


def worlds(lives: Lives) -> Frame:
    parts, book = [], lives.outcome.ledger
    for key, world in enumerate(("scenario", "baseline", "market", "programmes"), start=1):
        active, mrr = total(book.active(world))[0], total(book.mrr(world))[0] / 100
        part = Frame({"scenario_key": key, "world": world, "month_key": range(lives.last + 1), "active": active})
        parts.append(part.assign(mrr=mrr, arpu=mrr / active))
    return pd.concat(parts)


def expected_survival(lives: Lives, world: str = "scenario") -> Frame:
    active = total(lives.outcome.ledger.active(world), "contract")[0]
    table = Frame(np.column_stack([active.sum(1), active]), columns=["all", *CONTRACTS])
    found = table.melt(var_name="contract", value_name="active", ignore_index=False).rename_axis("month_key")
    return found.assign(survival=found["active"] / found.groupby("contract")["active"].transform("first")).reset_index()


def expected_segment_churn(lives: Lives, world: str = "scenario") -> Frame:
    book, keep = lives.outcome.ledger, ("contract", "tenure", "value")
    people, money = (total(entries, *keep)[0] for entries in (book.active(world), book.mrr(world)))
    figures = {
        "customers": people[0], "lost_12m": people[0] - people[12], "mrr_start": money[0] / 100,
        "mrr_end": money[-1] / 100,
    }  # fmt: skip
    keys = pd.MultiIndex.from_product(
        [TRAITS[name] for name in ("contract", "tenure_band", "value_tier")],
        names=["contract", "tenure_band", "value_tier"],
    )
    found = Frame({name: figure.ravel() for name, figure in figures.items()}, keys).reset_index()
    found = in_order(found, ["tenure_band", "contract", "value_tier"])
    return found.assign(churn_12m=found["lost_12m"] / found["customers"].replace(0, np.nan))


def expected_revenue_at_risk(lives: Lives) -> Frame:
    now = lives.people.groupby("segment_key")["charge"].sum() / 100 * people_of(lives)
    bills = total(lives.outcome.ledger.year_base_bill("baseline"), "contract", "internet", "tenure", "value")[0]
    falls = ((bills[0] - bills[12]) * 12 / 100).ravel()
    return Frame({"segment_key": now.index, "mrr": now.to_numpy(), "revenue_at_risk": falls[now.index - 1]})


def revenue_at_risk_in_all(lives: Lives) -> float:
    """Return the headline figure that the column of expected_revenue_at_risk adds up to."""
    return headline_figure("revenue_at_risk.baseline", lives.source.customers)(lives.source.scenario)


def expected_reasons(lives: Lives) -> Frame:
    months = range(lives.last + 1)
    expected = np.cumsum(incidence(lives.work.block)[: lives.last + 1], axis=0) / (QUANTUM * len(lives.people))
    gone = pd.crosstab(lives.people["left"], lives.people["reason"]).reindex(months, fill_value=0)
    tables = {
        "expected": Frame(expected, months, list(REASONS))[sorted(REASONS)],
        "observed": gone.cumsum()[sorted(REASONS)] / len(lives.people),
    }  # fmt: skip
    found = Frame({name: table.rename_axis("month_key").rename_axis("reason", axis=1).stack() for name, table in
                   tables.items()}).reset_index()  # fmt: skip
    return found.assign(difference=found["observed"] - found["expected"])


def true_top_at_risk(lives: Lives, top: int = 100) -> Frame:
    table = lives.people.sort_values(["churn_12m", "account_number"], ascending=[False, True]).head(top)
    left = table["left"].where(table["left"] <= lives.last)
    return Frame(
        {
            "account_number": table["account_number"], "place": range(1, len(table) + 1),
            "churn_12m": table["churn_12m"], "contract": table["contract"], "opening_charge": table["charge"] / 100,
            "exit_month": left,
        }
    )  # fmt: skip


def risk_bands(lives: Lives) -> Frame:
    table = lives.people.assign(band=(lives.people["churn_12m"] * 10).astype(int), gone=lives.people["left"] <= 12)
    found = table.groupby("band").agg(
        customers=("gone", "size"), churn_12m=("churn_12m", "mean"), left_12m=("gone", "mean")
    )
    return found.reset_index()


def four_kinds(lives: Lives) -> Frame:
    found = lives.work.campaign
    assert found is not None
    selected = np.isin(np.arange(len(lives.people)), np.concatenate(lives.work.selected))
    lived = np.where(selected & found.eligible, lives.work.survived, found.months_survived(0))
    stays, would = lived >= found.outcome, found.without.months >= found.outcome
    kind = np.where(would, np.where(stays, "sure thing", "sleeping dog"), np.where(stays, "persuadable", "lost cause"))
    effect = np.round(Log(found).effect, 12)
    table = Frame({"kind": kind, "there": 1, "selected": selected, "takers": found.response.takes, "effect": effect})
    sums = grouped(table, ["kind"], customers="there", selected="selected", takers="takers", mean_effect="effect")
    sums["share"] = sums["customers"] / len(kind)
    return sums.assign(mean_effect=sums["mean_effect"] / sums["customers"])


TWINS: dict[str, Callable[..., Frame]] = {
    function.__name__: function
    for function in (
        twins.monthly_kpis, twins.mrr_bridge, twins.arpu_bridge, twins.churn_by_segment, twins.churn_by_trait,
        twins.new_customer_churn, twins.kaplan_meier, twins.tenure_hazard, twins.tenure_survival,
        twins.cohort_triangle, twins.reasons_by_month, twins.reasons_by_contract, twins.revenue_retention,
        twins.revenue_at_risk, twins.lifetime_value, twins.discounted_lifetime_value,
        twins.top_at_risk, twins.churn_by_profile, twins.tickets_by_contract, twins.tickets_before_exit,
        twins.plan_migrations, twins.list_prices, twins.arpu_by_plan, twins.customer_bills,
        offer_take_rate, offer_experiment, uplift_by_trait, holdout_balance, offer_costs, offer_roi, offer_payback,
        expected_churn, worlds, expected_survival, expected_segment_churn, expected_revenue_at_risk,
        expected_reasons, true_top_at_risk, risk_bands, four_kinds,
    )
}  # fmt: skip
"""The twin of each query by its name; it takes the same parameters, with the same defaults."""
Values = Mapping[str, object]
CASES: tuple[tuple[str, Values], ...] = (
    *((name, {}) for name in TWINS),
    *(("churn_by_trait", {"trait": trait}) for trait in TRAITS),
    *(("uplift_by_trait", {"trait": trait, "wave": 2, "months": 5}) for trait in TRAITS),
    *(("churn_by_profile", {"trait": trait}) for trait in
      ("payment_method", "gender", "senior", "partner", "dependents", "tech_support")),
    *((name, {"world": world}) for name in ("expected_survival", "expected_segment_churn") for world in
      ("scenario", "baseline", "market", "programmes")),
    ("churn_by_segment", {"first_month": 3, "last_month": 9}),
    ("revenue_at_risk", {"months": 3}),
    ("lifetime_value", {"months": 3}),
    ("discounted_lifetime_value", {"months": 3, "lifetime": 600}),
    ("discounted_lifetime_value", {"months": 1, "lifetime": 1}),
    ("reasons_by_contract", {"month_key": 4}),
    ("reasons_by_contract", {"month_key": 0}),
    ("top_at_risk", {"top": 10_000, "months": 3}),
    ("true_top_at_risk", {"top": 7}),
    ("tickets_before_exit", {"most": 2}),
    ("arpu_by_plan", {"month_key": 5}),
    ("customer_bills", {"account_number": twins.eventful}),
    ("offer_experiment", {"months": 4}),
)  # fmt: skip
"""The values of parameters with which each twin is compared; a value may be looked up in the lives."""


OUTSIDE = ("tenure_survival", "kaplan_meier")
"""Queries whose twin is an outside judge, which has no rows where nobody enters or leaves."""


def agree(name: str, found: pd.DataFrame, twin: pd.DataFrame) -> None:
    """Check that a query and its twin have the same rows in the same order, and the same in each column of the twin."""
    key = list(queries()[name].key)
    found, twin = found.set_index(key), twin.set_index(key)
    if name in OUTSIDE:
        rows = len(found)
        found, twin = found[found.index.isin(twin.index)], twin[twin.index.isin(found.index)]
        assert len(found) > 0.8 * rows
    assert list(found.index) == list(twin.index)
    for column in twin.columns:
        one, other = found[column], twin[column]
        if pd.api.types.is_numeric_dtype(one) and not pd.api.types.is_bool_dtype(one):
            one, other = one.to_numpy("float64", na_value=np.nan), other.to_numpy("float64", na_value=np.nan)
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9, err_msg=column)
        else:
            assert one.tolist() == other.tolist(), column


def given(values: Values, lives: Lives) -> dict[str, object]:
    """Return the values of parameters, of which some are looked up in the lives."""
    return {name: value(lives) if callable(value) else value for name, value in values.items()}
