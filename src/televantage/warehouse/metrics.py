"""Freshness and quality, measured at the end of each run and written to ``quality_metric``."""

from __future__ import annotations

import time
from pathlib import Path

from televantage.warehouse.clock import now
from televantage.warehouse.feeds import CONTROL, FEEDS
from televantage.warehouse.homes import Home
from televantage.warehouse.reference import Row, insert
from televantage.warehouse.rules import HELD
from televantage.warehouse.runlog import Run
from televantage.warehouse.source import Source, month_name

METRICS: dict[str, tuple[str, ...]] = {
    "completeness": ("completeness",),
    "accuracy": ("accuracy", "consistency", "validity"),
    "success_rate": ("completeness", "accuracy", "consistency", "validity", "integrity", "uniqueness"),
}
"""What rules guard whose failures lower each metric: the share of the delivered rows that break none of them."""


def _quality(home: Home) -> list[Row]:
    """Return the metrics of each feed that has rows."""
    delivered = home.rows("select feed, sum(rows) from etl_delivery group by feed having sum(rows) > 0 order by feed")
    failed = home.rows("select feed, dimension, sum(rows_failed) from data_quality_log group by feed, dimension")
    return [
        {"metric": metric, "subject": feed, "unit": "share",
         "value": 1 - sum(int(n) for of, what, n in failed if of == feed and what in dimensions) / int(rows)}
        for feed, rows in delivered
        for metric, dimensions in METRICS.items()
    ]  # fmt: skip


def _freshness(home: Home, source: Source, raw: Path) -> list[Row]:
    """Return how many months and hours the warehouse is behind what was delivered."""
    last = int(home.rows("select coalesce(max(month_key), -1) from etl_delivery")[0][0])
    places = [raw / month_name(source.scenario, month) / CONTROL for month in source.months]
    delivered = max((month for month, place in zip(source.months, places, strict=True) if place.exists()), default=-1)
    newest = max((place.stat().st_mtime for place in places if place.exists()), default=0.0)
    hours = (now().timestamp() - newest) / 3600 if newest else 0.0
    return [
        {"metric": "freshness", "subject": "all", "value": max(delivered - last, 0), "unit": "months"},
        {"metric": "age_of_newest_delivery", "subject": "all", "value": max(hours, 0.0), "unit": "hours"},
    ]


LATENCY = {
    "agg_monthly_metrics": "select month_key, churned, mrr from agg_monthly_metrics order by month_key",
    "agg_segment_month": "select segment_key, sum(churned), sum(mrr) from agg_segment_month group by segment_key",
    "fact_customer_month": "select month_key, count(*), sum(bill) from fact_customer_month group by month_key",
}
"""A query on each aggregate, and on the largest fact."""
TIMES = 5


def _latency(home: Home) -> list[Row]:
    """Return the median seconds of a query on each aggregate and on the largest fact."""
    found = []
    for table, sql in LATENCY.items():
        seconds = []
        for _ in range(TIMES):
            began = time.perf_counter()
            home.rows(sql)
            seconds.append(time.perf_counter() - began)
        found.append(
            {"metric": "query_latency", "subject": table, "value": sorted(seconds)[TIMES // 2], "unit": "seconds"}
        )
    return found


def measure(home: Home, source: Source, raw: Path, run: Run) -> None:
    """Measure, and write the metrics of a run."""
    with home.transaction():
        with run.step("measure") as step:
            rows = [*_quality(home), *_freshness(home, source, raw), *_latency(home)]
            step.rows_out = insert(home, "quality_metric", ({"run_id": run.number, **row} for row in rows))
        run.flush()


def held_in(home: Home, run: Run) -> int:
    """Return how many rows a run put into quarantine for no fault of their own: the record of their customer is."""
    sql = "select coalesce(sum(rows_failed), 0) from data_quality_log where run_id = $run and rule = $rule"
    return int(home.rows(sql, run=run.number, rule=HELD.name)[0][0])


def in_quarantine(home: Home) -> int:
    """Return how many rows are in quarantine."""
    return sum(int(home.rows(f"select count(*) from quarantine_{feed}")[0][0]) for feed in FEEDS)
