"""Twins of the queries on the offer and on the answer key: from the simulation's records and from the measures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from pandas import DataFrame as Frame

from televantage.measures import headline_figure, measures
from televantage.simulation.campaign_log import Log
from televantage.simulation.cube import QUANTUM
from televantage.simulation.reasons import REASONS, incidence
from tests import queries_twins as twins
from tests.queries_lives import Lives, grouped

SHORT = {"M2M": "month-to-month", "1yr": "one year", "2yr": "two years", "all": "all"}
Z = 1.959963984540054


def offer_take_rate(lives: Lives) -> Frame:
    table = lives.selected.assign(withheld=~lives.selected["offered"])
    found = grouped(table, ["offer_key"], offered="offered", withheld="withheld", taken="taken")
    found["contact_cost"] = found["offered"] * lives.source.scenario.offer.contact_cost
    return found.assign(take_rate=found["taken"] / found["offered"])


def _arms(table: Frame) -> dict[str, float]:
    """Return churn within 12 months of the offer in both arms, and the uplift with its interval."""
    gone = table["left"] < table["month_key"] + 12
    one, other = gone[table["offered"]], gone[~table["offered"]]
    uplift = other.mean() - one.mean()
    first, second = ((arm.sum() + 1) / (len(arm) + 2) for arm in (one, other))  # Agresti, Caffo 2000
    width = Z * np.sqrt(first * (1 - first) / (len(one) + 2) + second * (1 - second) / (len(other) + 2))
    return {
        "offered": len(one), "withheld": len(other), "churn_offered": one.mean(), "churn_withheld": other.mean(),
        "uplift": uplift, "uplift_low": second - first - width,
        "uplift_high": second - first + width,
    }  # fmt: skip


def offer_experiment(lives: Lives) -> Frame:
    earlier, rows = set[int](), []
    for wave, table in lives.selected.groupby("offer_key"):
        rows.append({"offer_key": wave, "selected_before": len(earlier & set(table["who"])), **_arms(table)})
        earlier |= set(table["who"])
    return Frame(rows)


def uplift_by_trait(lives: Lives) -> Frame:
    first = lives.selected[lives.selected["offer_key"] == 1]
    return Frame([{"trait_value": contract, **_arms(table)} for contract, table in first.groupby("contract")])


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
    found = _saved(lives, lives.last)  # all waves go to the customers of the first
    found["discount"] = lives.panel["discount"].sum() / 100
    found["contact_cost"] = lives.selected["offered"].sum() * lives.source.scenario.offer.contact_cost
    spent = found["contact_cost"] + found["discount"]
    return found.assign(net=found["saved_margin"] - spent, roi=found["saved_margin"] / spent - 1)


def offer_payback(lives: Lives) -> Frame:
    first = lives.source.scenario.offer.month
    costs = offer_costs(lives).set_index("month_key").loc[first:].cumsum()
    saved = np.array([_saved(lives, month)["saved_margin"].sum() for month in costs.index])
    net = saved - costs["contact_cost"] - costs["discount"]
    found = costs[["contact_cost", "discount"]].add_suffix("_to_date")
    return found.assign(saved_margin=saved, net=net, has_paid_back=net >= 0).reset_index()


def _measured(lives: Lives, name: str, world: str) -> Frame:
    table = measures()[name].measure(lives.outcome)
    return table[table["world"] == world].rename(columns={"month": "month_key"})


def expected_churn(lives: Lives) -> Frame:
    table = _measured(lives, "churn_by_month", "scenario")
    return Frame(
        {
            "month_key": table["month_key"], "expected_lost": table["lost"], "realised_lost": table["lost_realised"],
            "expected_churn_rate": table["churn"],
        }
    )  # fmt: skip


def worlds(lives: Lives) -> Frame:
    parts, book = [], lives.outcome.ledger
    for world in ("scenario", "baseline", "market", "programmes"):
        active = book.active(world)[0].reshape(lives.last + 1, -1).sum(axis=1)
        mrr = book.mrr(world)[0].reshape(lives.last + 1, -1).sum(axis=1) / 100
        parts.append(Frame({"world": world, "month_key": range(lives.last + 1), "active": active, "mrr": mrr}))
    return pd.concat(parts).assign(arpu=lambda t: t["mrr"] / t["active"])


def expected_survival(lives: Lives) -> Frame:
    table = _measured(lives, "survival", "scenario")
    table = table.assign(contract=table["contract"].map(SHORT), active=table["customers"])
    return table[["contract", "month_key", "active", "survival"]]


def expected_segment_churn(lives: Lives) -> Frame:
    table = _measured(lives, "segment_churn", "scenario")
    table = table[table["customers"] > 0].assign(contract=table["contract"].map(SHORT))
    keys = ["tenure_band", "contract", "value_tier"]
    return table[[*keys, "customers", "lost_12m", "churn_12m", "mrr_start", "mrr_end"]]


def expected_revenue_at_risk(lives: Lives) -> Frame:
    now = lives.people.groupby("segment_key")["charge"].sum() / 100
    return Frame({"segment_key": now.index, "mrr": now.to_numpy()})


def revenue_at_risk_in_all(lives: Lives) -> float:
    """Return the headline figure that the column of expected_revenue_at_risk adds up to."""
    return headline_figure("revenue_at_risk.baseline", lives.source.customers)(lives.source.scenario)


def expected_reasons(lives: Lives) -> Frame:
    expected = np.cumsum(incidence(lives.work.block)[: lives.last + 1], axis=0) / (QUANTUM * len(lives.people))
    gone = pd.crosstab(lives.people["left"], lives.people["reason"]).reindex(range(lives.last + 1), fill_value=0)
    observed = gone.cumsum()[list(REASONS)].to_numpy() / len(lives.people)
    months, reasons = np.repeat(np.arange(lives.last + 1), len(REASONS)), list(REASONS) * (lives.last + 1)
    return Frame({"month_key": months, "reason": reasons, "expected": expected.ravel(), "observed": observed.ravel()})


def true_top_at_risk(lives: Lives) -> Frame:
    table = lives.people.sort_values(["churn_12m", "account_number"], ascending=[False, True]).head(100)
    left = table["left"].where(table["left"] <= lives.last)
    return Frame(
        {
            "account_number": table["account_number"], "place": range(1, 101), "churn_12m": table["churn_12m"],
            "contract": table["contract"], "opening_charge": table["charge"] / 100, "exit_month": left,
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
    stays = found.months_survived(0) >= found.outcome  # all waves go to the customers of the first
    would = found.without.months >= found.outcome
    kind = np.where(would, np.where(stays, "sure thing", "sleeping dog"), np.where(stays, "persuadable", "lost cause"))
    selected = np.isin(np.arange(len(kind)), np.concatenate(lives.work.selected))
    effect = np.round(Log(found).effect, 12)
    table = Frame({"kind": kind, "there": 1, "selected": selected, "takers": found.response.takes, "effect": effect})
    sums = grouped(table, ["kind"], customers="there", selected="selected", takers="takers", mean_effect="effect")
    sums["share"] = sums["customers"] / len(kind)
    return sums.assign(mean_effect=sums["mean_effect"] / sums["customers"])


TWINS: dict[str, Callable[[Lives], Frame]] = {
    function.__name__: function
    for function in (
        twins.monthly_kpis, twins.mrr_bridge, twins.arpu_bridge, twins.churn_by_segment, twins.churn_by_trait,
        twins.new_customer_churn, twins.kaplan_meier, twins.tenure_hazard, twins.tenure_survival,
        twins.cohort_triangle, twins.reasons_by_month, twins.revenue_at_risk, twins.lifetime_value,
        twins.top_at_risk, twins.churn_by_profile, twins.tickets_by_contract, twins.tickets_before_exit,
        twins.plan_migrations, twins.list_prices, twins.arpu_by_plan, twins.customer_bills,
        offer_take_rate, offer_experiment, uplift_by_trait, holdout_balance, offer_costs, offer_roi, offer_payback,
        expected_churn, worlds, expected_survival, expected_segment_churn, expected_revenue_at_risk,
        expected_reasons, true_top_at_risk, risk_bands, four_kinds,
    )
}  # fmt: skip
"""The twin of each query by its name, for the defaults of its parameters."""
