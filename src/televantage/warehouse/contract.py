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

    def none_negative(table: pd.DataFrame) -> Any:
        return (table.drop(columns="margin").select_dtypes("number") >= 0).all(axis=1)

    def balanced(table: pd.DataFrame) -> Any:
        return table["active_start"] == table["churned"] + table["active_end"]

    def billed(table: pd.DataFrame) -> Any:
        return (table["list_mrr"] - table["discount"] - table["mrr"]).abs() < 0.005

    checks = [
        pa.Check(none_negative, error="a count or an amount is negative"),
        pa.Check(balanced, error="active_start is not churned + active_end"),
        pa.Check(billed, error="mrr is not list_mrr minus discount"),
    ]
    left = [f"left_{reason}" for reason in ("competitor", "price", "service", "moved", "other")]

    def told(table: pd.DataFrame) -> Any:
        return table[left].sum(axis=1) == table["churned"]

    by_reason = pa.Check(told, error="exits by reason do not add up to churned")
    monthly = [*SUMS, "offered", "withheld", "taken", "contact_cost", *left]
    return {
        "agg_segment_month": pa.DataFrameSchema({name: pa.Column(float) for name in SUMS}, checks),
        "agg_monthly_metrics": pa.DataFrameSchema({name: pa.Column(float) for name in monthly}, [*checks, by_reason]),
    }


def check_aggregates(home: Home, month: int) -> list[str]:
    """Return a sentence for each promise that the aggregates of a month break."""
    from pandera.errors import SchemaErrors

    problems, totals = [], {}
    for name, schema in _schemas().items():
        table = home.frame(f"select * from {name} where month_key = $month", month=month).astype(float)
        totals[name] = [round(float(table[column].sum()), 2) for column in SUMS]
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
