"""Twins of the queries on customers and money: the same figures in Python, from the simulation.

Each twin takes the parameters of its query and returns some or all of its columns, with the key, in the order of its
rows. Money is in cents until the end, so sums are exact. Those that take :class:`Records` hold on dirty facts, too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from pandas import DataFrame as Frame

from televantage.simulation.reasons import REASONS
from televantage.warehouse.source import FIRST_ACCOUNT, month_name
from tests.support.query_lives import CONTRACTS, NEVER, TRAITS, Lives, Records, grouped, plan_code

SEGMENT = ["segment_key", "contract", "internet", "tenure_band", "value_tier"]


def _after(lives: Records) -> Frame:
    return lives.panel[lives.panel["month_key"] > 0].assign(at_risk=1)


def monthly_kpis(lives: Records) -> Frame:
    found = grouped(lives.panel.assign(start=1), ["month_key"], active_start="start", churned="exits", mrr="bill",
                     active_end="active", margin="margin", tickets="tickets", billed="billed")  # fmt: skip
    found["churn_rate"] = (found["churned"] / found["active_start"]).where(found["month_key"] > 0)
    found["arpu"], found["unbilled"] = found["mrr"] / 100 / found["billed"], found["active_end"] - found["billed"]
    found["year_month"] = [month_name(lives.source.scenario, month) for month in found["month_key"]]
    return found.drop(columns="billed").assign(mrr=found["mrr"] / 100, margin=found["margin"] / 100)


def mrr_bridge(lives: Lives) -> Frame:
    table = _after(lives)
    stays = table["active"]
    table["start"] = table["listed_before"] - table["discount_before"]
    table["price"] = (table["listed"] - table["listed_before"]).where(stays, 0)
    table["gone"] = table["listed_before"].where(~stays, 0)
    table["more"] = table["discount"] - table["discount_before"]
    found = grouped(table, ["month_key"], mrr_start="start", price_change="price", churned="gone", discount="more",
                     mrr_end="bill")  # fmt: skip
    return found.assign(**{name: found[name] / 100 for name in found.columns[1:]})


def arpu_bridge(lives: Lives) -> Frame:
    rows = []
    for month, table in _after(lives).groupby("month_key"):
        stays = table[table["active"]]
        start, end = table["listed_before"].mean(), stays["listed"].mean()
        old, now = table["discount_before"].mean(), stays["discount"].mean()
        middle = stays["listed_before"].mean()
        rows.append((month, start - old, middle - start, end - middle, old - now, end - now))
    found = Frame(rows, columns=["month_key", "arpu_start", "mix", "price", "discount", "arpu_end"])
    return found.assign(**{name: found[name] / 100 for name in found.columns[1:]})


def churn_by_segment(lives: Lives, first_month: int = 1, last_month: int = 12) -> Frame:
    table = _after(lives).assign(lost=lambda t: t["listed_before"].where(t["exits"], 0))
    table = table[table["month_key"].between(first_month, last_month)]
    found = grouped(table, SEGMENT, months="at_risk", lost="exits", churned_mrr="lost")
    at_start = table[table["month_key"] == first_month].groupby("segment_key").size()
    found["customers"] = found["segment_key"].map(at_start).fillna(0)
    found["churn"] = found["lost"] / found["customers"].replace(0, np.nan)
    found["churn_rate"] = found["lost"] / found["months"]
    return found.drop(columns="months").assign(churned_mrr=found["churned_mrr"] / 100)


def churn_by_trait(lives: Records, trait: str = "contract") -> Frame:
    found = grouped(_after(lives), [trait, "month_key"], active_start="at_risk", churned="exits", mrr="bill")
    found["churn_rate"] = found["churned"] / found["active_start"]
    found["place"] = found[trait].map(TRAITS[trait].index) + 1
    found = found.sort_values(["place", "month_key"]).rename(columns={trait: "trait_value"})
    return found.assign(mrr=found["mrr"] / 100)


def new_customer_churn(lives: Records) -> Frame:
    table = _after(lives).assign(new=lambda t: t["tenure"] < 4)
    new = grouped(table[table["new"]], ["month_key"], new_active="at_risk", new_churned="exits")
    others = table[~table["new"]].groupby("month_key")["exits"].mean().to_numpy()
    rate = new["new_churned"] / new["new_active"]
    return new.assign(new_churn_rate=rate, other_churn_rate=others, ratio=rate / others)


def kaplan_meier(lives: Records) -> Frame:
    parts = []
    for contract in ("all", *CONTRACTS):
        people = lives.people if contract == "all" else lives.people[lives.people["contract"] == contract]
        fitter = KaplanMeierFitter().fit(people["left"].clip(upper=lives.last), people["left"] <= lives.last)
        events = fitter.event_table
        ends = fitter.confidence_interval_
        survival = np.asarray(fitter.survival_function_["KM_estimate"])
        spread = np.cumsum(events["observed"] / (events["at_risk"] * (events["at_risk"] - events["observed"])))
        part = Frame(
            {"contract": contract, "month_key": events.index.astype(int), "exits": events["observed"].to_numpy()}
        )
        part["survival"], part["standard_error"] = survival, survival * np.sqrt(np.asarray(spread))
        part["survival_low"], part["survival_high"] = ends.iloc[:, 0].to_numpy(), ends.iloc[:, 1].to_numpy()
        parts.append(part[part["month_key"] > 0])
    return pd.concat(parts)


def tenure_hazard(lives: Records) -> Frame:
    table = _after(lives).assign(tenure=lambda t: t["tenure"] + t["month_key"])
    found = grouped(table, ["tenure"], at_risk="at_risk", exits="exits")
    return found.assign(hazard=found["exits"] / found["at_risk"])


def tenure_survival(lives: Records) -> Frame:
    parts = []
    for contract, people in lives.people.groupby("contract"):
        end = people["tenure"] + people["left"].clip(upper=lives.last)
        fitter = KaplanMeierFitter().fit(end, people["left"] <= lives.last, entry=people["tenure"])
        found = fitter.survival_function_["KM_estimate"]
        events = fitter.event_table["observed"]
        part = Frame({"contract": contract, "tenure": found.index.astype(int), "survival": found.to_numpy()})
        parts.append(part.assign(exits=events.to_numpy())[part["tenure"] > people["tenure"].min()])
    return pd.concat(parts)


def cohort_triangle(lives: Records) -> Frame:
    rows = []
    for cohort, people in lives.people.groupby("cohort"):
        for month in range(lives.last + 1):
            lost = int((people["left"] <= month).sum())
            rows.append((cohort, month, len(people), lost, 1 - lost / len(people)))
    return Frame(rows, columns=["cohort", "month_key", "customers", "lost", "retention"])


def reasons_by_month(lives: Records) -> Frame:
    gone = lives.people[lives.people["left"] <= lives.last]
    counts = pd.crosstab(gone["left"], gone["reason"]).reindex(range(1, lives.last + 1), fill_value=0)
    share = counts.div(counts.sum(axis=1), axis=0)
    tables = {"exits": counts, "share": share, "cumulative_incidence": counts.cumsum() / len(lives.people)}
    return (
        Frame({name: table.stack() for name, table in tables.items()})
        .reset_index()
        .rename(columns={"left": "month_key"})
    )


def reasons_by_contract(lives: Records, month_key: int = -1) -> Frame:
    rows = []
    for contract in CONTRACTS:
        people = lives.people[lives.people["contract"] == contract]
        gone = people[people["left"] <= (lives.last if month_key < 0 else month_key)]
        for reason in sorted(REASONS):
            exits = int((gone["reason"] == reason).sum())
            share = exits / len(gone) if len(gone) else np.nan
            rows.append((contract, reason, len(people), exits, share, exits / len(people)))
    return Frame(rows, columns=["contract", "reason", "customers", "exits", "share", "cumulative_incidence"])


def revenue_retention(lives: Records) -> Frame:
    people, months = lives.people, range(lives.last + 1)
    kept = np.array([people.loc[people["left"] > month, "charge"].sum() for month in months]) / 100
    mrr = lives.panel.groupby("month_key")["bill"].sum().to_numpy() / 100
    unbilled = (lives.panel["active"] & ~lives.panel["billed"]).groupby(lives.panel["month_key"]).sum().to_numpy()
    found = Frame({"month_key": months, "opening_mrr": kept[0], "kept_mrr": kept, "mrr": mrr, "unbilled": unbilled})
    found["gross_month"], found["net_month"] = (found[name] / found[name].shift() for name in ("kept_mrr", "mrr"))
    return found.assign(gross_retention=kept / kept[0], net_retention=mrr / mrr[0])[1:]


def _segments_of_late(lives: Records, months: int) -> Frame:
    """Return sums of the latest months by segment, and the rate of churn."""
    table = _after(lives)
    table = table[table["month_key"] > lives.last - months]
    found = grouped(table, SEGMENT, at_risk="at_risk", exits="exits", margins="margin", billed="billed")
    now = table[(table["month_key"] == lives.last) & table["active"]].groupby("segment_key")
    found["customers"] = found["segment_key"].map(now.size()).fillna(0).astype(int)
    found["mrr"] = found["segment_key"].map(now["bill"].sum()) / 100
    found["churn_rate"] = found["exits"] / found["at_risk"]
    found["monthly_margin"] = found["margins"] / 100 / found["billed"].replace(0, np.nan)
    return found[found["customers"] > 0]


def revenue_at_risk(lives: Records, months: int = 6) -> Frame:
    found = _segments_of_late(lives, months)
    found["churn_12m"] = 1 - (1 - found["churn_rate"]) ** 12
    return found[[*SEGMENT, "customers", "mrr", "churn_rate", "churn_12m"]].assign(
        revenue_at_risk=found["churn_12m"] * 12 * found["mrr"]
    )


def lifetime_value(lives: Records, months: int = 6) -> Frame:
    found = _segments_of_late(lives, months)
    found["lifetime_months"] = 1 / found["churn_rate"].where(found["churn_rate"] > 0)
    found["lifetime_value"] = found["monthly_margin"] * found["lifetime_months"]
    return found[[*SEGMENT, "customers", "monthly_margin", "churn_rate", "lifetime_months", "lifetime_value"]]


def discounted_lifetime_value(lives: Records, months: int = 6, lifetime: int = 60) -> Frame:
    found = _segments_of_late(lives, months)
    found["retention"] = 1 - found["churn_rate"]
    found["discount_factor"] = (1 + lives.source.scenario.economics.discount_rate) ** (-1 / 12)
    found["lifetime_months"] = found["discounted_months"] = 0.0
    for month in range(1, lifetime + 1):
        found["lifetime_months"] += found["retention"] ** month
        found["discounted_months"] += (found["retention"] * found["discount_factor"]) ** month
    found["discounted_lifetime_value"] = found["monthly_margin"] * found["discounted_months"]
    return found.drop(columns=["at_risk", "exits", "margins", "billed", "mrr", "churn_rate"])


def top_at_risk(lives: Lives, top: int = 100, months: int = 6) -> Frame:
    rates = _segments_of_late(lives, months).set_index("segment_key")["churn_rate"]
    now = lives.panel[(lives.panel["month_key"] == lives.last) & lives.panel["active"]]
    now = now.assign(
        charge=now["listed"] / 100, churn_rate=now["segment_key"].map(rates), tenure=now["tenure"] + lives.last,
        signed=lives.signed(now), contract=np.array(CONTRACTS)[now["term"].where(~lives.signed(now), 1)],
    )  # fmt: skip
    now["at_risk"] = now["charge"] * now["churn_rate"]
    ascending = {"at_risk": False, "signed": True, "account_number": True}  # versions that came later have later keys
    now = (
        now.sort_values([*ascending], ascending=[*ascending.values()])
        .head(top)
        .assign(place=range(1, top + 1)[: len(now)])
    )
    return now[["place", "account_number", "contract", "tenure", "charge", "churn_rate", "at_risk"]]


def churn_by_profile(lives: Records, trait: str = "payment_method") -> Frame:
    table = lives.people.assign(lost=lives.people["left"] <= lives.last, customers=1)
    found = grouped(table, [trait], customers="customers", lost="lost", cents="charge")
    found["churn"], found["charge"] = found["lost"] / found["customers"], found["cents"] / 100 / found["customers"]
    found["trait_value"] = found[trait].astype(str).replace({"True": "true", "False": "false"})
    return found.drop(columns=["cents", trait])


def tickets_by_contract(lives: Records) -> Frame:
    table = lives.panel.assign(there=1)
    found = grouped(table, ["contract", "month_key"], active_start="there", tickets="tickets")
    return found.assign(per_1000=1000 * found["tickets"] / found["active_start"])


def tickets_before_exit(lives: Records, most: int = 6) -> Frame:
    left = lives.panel["left"] <= lives.last
    table = lives.panel[left].assign(customers=1, months_before=lambda t: t["left"] - t["month_key"])
    found = grouped(table[table["months_before"] <= most], ["months_before"], customers="customers", tickets="tickets")
    found["per_1000"] = 1000 * found["tickets"] / found["customers"]
    return found.assign(stayers_per_1000=1000 * lives.panel.loc[~left, "tickets"].mean())


def plan_migrations(lives: Lives) -> Frame:
    who = lives.people["signs"]
    pairs = {"from_plan": plan_code(lives.people, who & False)[who], "to_plan": plan_code(lives.people, who)[who]}
    month = lives.source.scenario.conversion.month
    found = Frame(pairs).value_counts().rename("customers").reset_index().assign(month_key=month)
    return found.sort_values(["customers", "from_plan", "to_plan"], ascending=[False, True, True])


def list_prices(lives: Lives) -> Frame:
    months = range(lives.last + 1)
    table = pd.concat([lives.prices(month).rename("list_price").rename_axis("plan_code").reset_index().assign(
        valid_from=month) for month in months])  # fmt: skip
    table = table.sort_values(["plan_code", "valid_from"], ignore_index=True)
    before = table.groupby("plan_code")["list_price"].shift()
    table["price_change"] = table["list_price"] / before - 1
    table = table[before.isna() | (before != table["list_price"])]
    return table.assign(valid_to=table.groupby("plan_code")["valid_from"].shift(-1) - 1)


def arpu_by_plan(lives: Records, month_key: int = -1) -> Frame:
    month = lives.last if month_key < 0 else month_key
    now = lives.panel[(lives.panel["month_key"] == month) & lives.panel["active"]].assign(customers=1)
    found = grouped(now, ["plan_code"], customers="customers", mrr="bill", discount="discount", billed="billed")
    found["list_price"] = found["plan_code"].map(now.groupby("plan_code")["list_price"].first()).astype(float)
    found[["mrr", "discount"]] /= 100
    return found.drop(columns="billed").assign(arpu=found["mrr"] / found["billed"])


def customer_bills(lives: Lives, account_number: int = FIRST_ACCOUNT) -> Frame:
    rows = lives.panel[lives.panel["account_number"] == account_number]
    rows = rows.assign(
        bill=rows["bill"] / 100, discount=rows["discount"] / 100, version=1 + lives.signed(rows),
        status=rows["exits"].map({True: "churned", False: "active"}),
    )  # fmt: skip
    return rows[["month_key", "version", "plan_code", "list_price", "status", "bill", "discount", "tickets"]]


def eventful(lives: Lives) -> int:
    """Return the account of a customer who signs, gets a discount and leaves later."""
    spared = lives.panel.loc[lives.panel["discount"] > 0, "account_number"]
    people = lives.people[lives.people["signs"] & (lives.people["left"] != NEVER)]
    return int(people.loc[people["account_number"].isin(spared), "account_number"].iloc[0])
