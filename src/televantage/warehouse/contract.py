"""The contract of the aggregates: what dashboards rely on, checked by pandera, and that they agree with the facts."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from televantage.warehouse.homes import Home

SUMS = (
    "active_start",
    "churned",
    "active_end",
    "list_mrr",
    "discount",
    "mrr",
    "margin",
    "churned_mrr",
    "tickets",
    "unbilled",
)
"""What both aggregates add up."""


@cache
def _schemas() -> dict[str, Any]:
    import pandera.pandas as pa

    def whole() -> Any:
        return pa.Column(float, pa.Check.ge(0), coerce=True)

    def balanced(table: pd.DataFrame) -> Any:
        return table["active_start"] == table["churned"] + table["active_end"]

    def billed(table: pd.DataFrame) -> Any:
        return (table["list_mrr"] - table["discount"] - table["mrr"]).abs() < 0.005

    columns = {name: whole() for name in SUMS if name != "margin"} | {"margin": pa.Column(float, coerce=True)}
    checks = [
        pa.Check(balanced, error="active_start is not churned + active_end"),
        pa.Check(billed, error="mrr is not list_mrr minus discount"),
    ]
    monthly = {name: whole() for name in ("offered", "withheld", "taken", "contact_cost")}
    left = [f"left_{reason}" for reason in ("competitor", "price", "service", "moved", "other")]

    def told(table: pd.DataFrame) -> Any:
        return table[left].sum(axis=1) == table["churned"]

    by_reason = pa.Check(told, error="exits by reason do not add up to churned")
    return {
        "agg_segment_month": pa.DataFrameSchema(columns, checks=checks, unique=["segment_key"]),
        "agg_monthly_metrics": pa.DataFrameSchema(
            columns | monthly | {name: whole() for name in left}, checks=[*checks, by_reason]
        ),
    }


def check_aggregates(home: Home, month: int) -> list[str]:
    """Return a sentence for each promise that the aggregates of a month break."""
    from pandera.errors import SchemaErrors

    problems, totals = [], {}
    for name, schema in _schemas().items():
        table = home.frame(f"select * from {name} where month_key = $month", month=month)
        totals[name] = [round(float(table[column].astype(float).sum()), 2) for column in SUMS]
        try:
            schema.validate(table, lazy=True)
        except SchemaErrors as error:
            failed = sorted({str(case) for case in error.failure_cases["check"]})
            problems.append(f"{name}: {'; '.join(failed)}.")
    facts = home.rows(
        "select count(*), count(*) filter (where status = 'churned'), count(*) filter (where status = 'active'), "
        "coalesce(sum(bill + discount), 0), coalesce(sum(discount), 0), coalesce(sum(bill), 0), "
        "coalesce(sum(margin), 0), "
        "(select coalesce(sum(charge_lost), 0) from fact_churn where month_key = $month), "
        "coalesce(sum(tickets), 0), count(*) filter (where bill is null) "
        "from fact_customer_month where month_key = $month",
        month=month,
    )[0]
    wanted = [round(float(value), 2) for value in facts]
    for name, found in totals.items():
        wrong = [column for column, a, b in zip(SUMS, found, wanted, strict=True) if a != b]
        if wrong:
            problems.append(f"{name} and the facts differ in {', '.join(wrong)}.")
    exits = home.rows("select count(*) from fact_churn where month_key = $month", month=month)[0][0]
    if exits != facts[1]:
        problems.append(f"fact_churn has {exits:,} exits, but {facts[1]:,} customers have churned by their status.")
    return problems
