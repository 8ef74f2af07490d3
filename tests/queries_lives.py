"""The customers of a warehouse as the simulation has them: what the twins of the queries are worked out from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

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
from televantage.warehouse.source import FIRST_ACCOUNT, Source

CONTRACTS = ("month-to-month", "one year", "two years")


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
        """One row per customer, by place; ``left`` is the month of leaving, far off for those who stay."""
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
                "internet": np.array(["DSL", "Fibre", "None"])[codes["internet"]],
                "tenure_band": np.array(TENURE_BANDS)[band],
                "value_tier": np.array(VALUE_TIERS)[tier],
                "tenure": base.tenure,
                "cohort": np.array([month.year for month in months])[base.tenure],
                "charge": np.rint(work.charge(0)).astype(np.int64),
                "left": np.where(work.survived < self.last, work.survived + 1, 999),
                "reason": np.array(REASONS)[work.reason],
                "payment": np.array([label.lower() for label in ATTRIBUTES["payment"].labels])[codes["payment"]],
                "senior": codes["senior"] == 1,
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
        panel["active"] = ~panel["exits"]
        cost = (panel["charge"] * share + 5_000) // 10_000
        panel["margin"] = np.where(panel["active"], panel["bill"] - cost, 0)
        before = panel[["who", "month_key", "listed", "discount"]].assign(month_key=panel["month_key"] + 1)
        panel = panel.merge(before, "left", ["who", "month_key"], suffixes=("", "_before"))
        return panel.fillna({"listed_before": 0, "discount_before": 0})

    @cached_property
    def selected(self) -> Frame:
        """One row per customer and wave, with what became of him."""
        parts = []
        for month in range(1, self.last + 1):
            found = self.work.offers(month)
            row = {"who": found.who, "offer_key": found.wave, "offered": found.offered, "taken": found.taken}
            parts.append(Frame({**row, "month_key": month}))
        offers = pd.concat(parts, ignore_index=True)
        return offers.merge(self.people, left_on="who", right_index=True)


def grouped(table: Frame, by: list[str], **sums: str) -> Frame:
    """Return sums of columns by group, under other names."""
    found = table.groupby(by, as_index=False)[list(dict.fromkeys(sums.values()))].sum()
    return Frame({**{name: found[name] for name in by}, **{name: found[column] for name, column in sums.items()}})
