"""The customers of a warehouse, from the simulation or from its own facts: what the twins of the queries start from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd
from pandas import DataFrame as Frame

from televantage.measures import Outcome
from televantage.simulation import TENURE_BANDS, VALUE_TIERS, simulate
from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.campaign import campaign
from televantage.simulation.cube import TENURE_EDGES
from televantage.simulation.operations import Operations
from televantage.simulation.reasons import REASONS
from televantage.warehouse.extract import planned
from televantage.warehouse.homes import Home
from televantage.warehouse.records import plans
from televantage.warehouse.source import FIRST_ACCOUNT, Source
from tests.support.warehouses import source

TRAITS = {
    "contract": ("month-to-month", "one year", "two years"), "internet": ("DSL", "Fibre", "None"),
    "tenure_band": TENURE_BANDS, "value_tier": VALUE_TIERS,
}  # fmt: skip
"""What a base is divided by, and the values in their own order."""
CONTRACTS = TRAITS["contract"]
NEVER = 999
"""The month of leaving of those who stay."""


def staggered() -> Source:
    """Return a small scenario whose waves go to one third of the customers after the other, and then to the first.

    At its horizon a discount still runs; the price rises in two steps, and each customer speaks for two subscribers.
    """
    return source(
        4_000, setting__subscribers=8_000, setting__horizon=14, offer__waves=4, offer__repeat=3, offer__duration=5,
        offer__cool_down=4, offer__reach=0.25, price__scope="fibre", price__month=3, price__ramp=2,
    )  # fmt: skip


class Records(Protocol):
    """The customers of a warehouse and their months, as far as they are loaded."""

    @property
    def source(self) -> Source:
        """What the warehouse is of."""

    @property
    def last(self) -> int:
        """The latest month."""

    @property
    def people(self) -> Frame:
        """One row per customer; ``left`` is the month of leaving, NEVER for those who stay."""

    @property
    def panel(self) -> Frame:
        """One row per customer and month at whose start he was active, with bill, margin and tickets."""


@dataclass(frozen=True)
class Lives:
    """The customers of a warehouse as the simulation has them."""

    source: Source

    @cached_property
    def work(self) -> Operations:
        """The records of all customers: they fit one block."""
        prepared = planned(self.source.scenario, self.source.customers)
        return Operations(replace(campaign(prepared.scenario, 0, self.source.customers).block, prepared=prepared))

    @cached_property
    def outcome(self) -> Outcome:
        """What the measures look at."""
        return Outcome(simulate(self.source.scenario, self.source.customers))

    @property
    def last(self) -> int:
        """The latest month."""
        return self.source.scenario.setting.horizon

    @cached_property
    def people(self) -> Frame:
        """One row per customer, by place; ``left`` is the month of leaving, NEVER for those who stay."""
        base, codes, work = self.work.block.base, self.work.block.base.codes, self.work
        band = np.searchsorted(TENURE_EDGES, base.tenure, "right") - 1
        tier = np.searchsorted(self.work.block.prepared.value_limits, base.bill, "right")
        since = pd.Timestamp(self.source.scenario.setting.as_of + "-01")
        months = [since - pd.DateOffset(months=max(tenure, 1) - 1) for tenure in range(base.tenure.max() + 1)]
        lines = codes["phone"] + codes["lines"]
        signs = work.block.signed & work.active(self.source.scenario.conversion.month)
        return Frame(
            {
                "account_number": FIRST_ACCOUNT + np.arange(base.count),
                "segment_key": ((codes["contract"] * 3 + codes["internet"]) * 5 + band) * 3 + tier + 1,
                "contract": np.array(CONTRACTS)[codes["contract"]],
                "internet": np.array(TRAITS["internet"])[codes["internet"]],
                "tenure_band": np.array(TENURE_BANDS)[band],
                "value_tier": np.array(VALUE_TIERS)[tier],
                "tenure": base.tenure,
                "cohort": np.array([month.year for month in months])[base.tenure],
                "charge": np.rint(work.charge(0)).astype(np.int64),
                "left": np.where(work.survived < self.last, work.survived + 1, NEVER),
                "reason": np.array(REASONS)[work.reason],
                "payment_method": np.array([s.lower() for s in ATTRIBUTES["payment"].labels])[codes["payment"]],
                "gender": np.array(ATTRIBUTES["gender"].labels)[codes["gender"]],
                **{name: codes[name] == 1 for name in ("senior", "partner", "dependents")},
                "tech_support": codes["support"] == 1,
                "product": np.array(["DSL-", "FIBRE-", "NONE-"], object)[codes["internet"]] + lines.astype(str) + "L",
                "term": codes["contract"],
                "signs": signs,
                "churn_12m": np.round(work.block.churn_12m, 12),
            }
        )  # fmt: skip

    @cached_property
    def panel(self) -> Frame:
        """One row per customer and month at whose start he was active, with bill, margin and tickets."""
        people, work, parts = self.people, self.work, []
        share = round((1 - self.source.scenario.economics.gross_margin) * 10_000)
        for month in range(self.last + 1):
            part = people[people["left"] >= month].assign(month_key=month, who=lambda t: t.index, listed=0, discount=0)
            bills = work.bills(month)
            part.loc[bills.who, "listed"] = bills.listed
            part.loc[bills.who, "discount"] = bills.discount
            part["tickets"] = np.bincount(work.tickets(month).who, minlength=len(people))[part.index]
            parts.append(part)
        panel = pd.concat(parts, ignore_index=True)
        panel["bill"] = panel["listed"] - panel["discount"]
        panel["exits"] = panel["left"] == panel["month_key"]
        panel["active"] = panel["billed"] = ~panel["exits"]
        panel["plan_code"] = plan_code(panel, self.signed(panel))
        listed = pd.concat({month: self.prices(month) for month in range(self.last + 1)})
        panel["list_price"] = listed.reindex(zip(panel["month_key"], panel["plan_code"], strict=True)).to_numpy()
        cost = (panel["charge"] * share + 5_000) // 10_000
        panel["margin"] = np.where(panel["active"], panel["bill"] - cost, 0)
        before = panel[["who", "month_key", "listed", "discount"]].assign(month_key=panel["month_key"] + 1)
        panel = panel.merge(before, "left", ["who", "month_key"], suffixes=("", "_before"))
        return panel.fillna({"listed_before": 0, "discount_before": 0})

    def signed(self, panel: Frame) -> pd.Series:
        """Tell which rows of a panel are of customers who have signed a new contract."""
        return panel["signs"] & (panel["month_key"] >= self.source.scenario.conversion.month)

    def prices(self, month: int) -> pd.Series:
        """Return the list price of each plan in a month."""
        columns = plans(self.work.block.prepared, month)
        return pd.Series([float(price) for price in columns[4].to_pylist()], columns[0].to_pylist())

    @cached_property
    def selected(self) -> Frame:
        """One row per customer and wave, with what became of him, and the wave that selected him first."""
        parts = []
        for month in range(1, self.last + 1):
            found = self.work.offers(month)
            row = {"who": found.who, "offer_key": found.wave, "offered": found.offered, "taken": found.taken}
            parts.append(Frame({**row, "month_key": month}))
        offers = pd.concat(parts, ignore_index=True)
        offers["wave"] = offers.groupby("who")["offer_key"].transform("min")
        return offers.merge(self.people, left_on="who", right_index=True)


@dataclass(frozen=True)
class Facts:
    """The customers of a warehouse as its dimensions and facts have them: some held back, and some bills missing."""

    source: Source
    home: Home

    @cached_property
    def last(self) -> int:
        """The latest month that is loaded."""
        return int(self.home.rows("select max(month_key) from fact_customer_month")[0][0])

    @cached_property
    def people(self) -> Frame:
        """One row per customer; ``left`` is the month of leaving, NEVER for those who stay."""
        found = self.home.frame(
            "select c.account_number, c.segment_key, cast(s.contract as text) as contract, "
            "cast(s.internet as text) as internet, cast(s.tenure_band as text) as tenure_band, "
            "cast(s.value_tier as text) as value_tier, c.opening_tenure as tenure, c.opening_charge, c.customer_since, "
            "c.payment_method, c.gender, c.senior, c.partner, c.dependents, c.tech_support, x.month_key as left_month, "
            "cast(x.reason as text) as reason "
            "from dim_customer c join dim_segment s on c.segment_key = s.segment_key "
            "left join fact_churn x on c.customer_key = x.customer_key where c.is_current order by c.account_number"
        )
        return found.assign(
            charge=cents(found["opening_charge"]), left=found["left_month"].fillna(NEVER).astype(int),
            cohort=pd.to_datetime(found["customer_since"]).dt.year,
        )  # fmt: skip

    @cached_property
    def panel(self) -> Frame:
        """One row per customer and month at whose start he was active; without a valid bill there is no money."""
        found = self.home.frame(
            "select c.account_number, p.plan_code, p.list_price, f.month_key, f.status, f.bill, f.discount, "
            "f.margin, f.tickets "
            "from fact_customer_month f join dim_customer c on f.customer_key = c.customer_key "
            "join dim_plan p on f.plan_key = p.plan_key"
        )
        panel = found.merge(self.people.assign(who=self.people.index), on="account_number")
        panel["exits"] = panel["status"] == "churned"
        panel["active"] = ~panel["exits"]
        panel["billed"] = panel["active"] & panel["bill"].notna()
        for money in ("bill", "discount", "margin"):
            panel[money] = cents(panel[money].fillna(0))
        return panel.assign(listed=panel["bill"] + panel["discount"], tickets=panel["tickets"].astype(int))


def cents(amounts: pd.Series) -> pd.Series:
    """Return amounts of money in whole cents."""
    return np.rint(amounts.astype(float) * 100).astype(np.int64)


def plan_code(people: Frame, signed: pd.Series) -> pd.Series:
    """Return the plan of each customer; those who signed have a one-year contract."""
    return people["product"] + "-" + people["term"].where(~signed, 1).map({0: "M2M", 1: "1Y", 2: "2Y"})


def in_order(table: Frame, by: list[str]) -> Frame:
    """Return a table sorted by columns, values of traits in their own order."""

    def place(column: pd.Series) -> pd.Series:
        order = TRAITS.get(str(column.name))
        return column if order is None else column.map(order.index)

    return table.sort_values(by, key=place, ignore_index=True)


def grouped(table: Frame, by: list[str], **sums: str) -> Frame:
    """Return sums of columns by group, under other names."""
    found = table.groupby(by, as_index=False)[list(dict.fromkeys(sums.values()))].sum()
    return Frame({**{name: found[name] for name in by}, **{name: found[column] for name, column in sums.items()}})
