"""Freshness and quality, measured at the end of each run and written to ``quality_metric``."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from televantage.warehouse.feeds import CONTROL, FEEDS
from televantage.warehouse.homes import Home
from televantage.warehouse.reference import Row, insert
from televantage.warehouse.runlog import Run
from televantage.warehouse.source import Source, month_name


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _quality(home: Home) -> list[Row]:
    """Return completeness and accuracy of each feed, and the share of all rows that were loaded."""
    rows: list[Row] = []
    for feed in FEEDS:
        found = home.rows(
            "select coalesce(max(checked), 0), coalesce(sum(failed) filter (where dimension = 'completeness'), 0), "
            "coalesce(sum(failed) filter (where dimension in ('accuracy', 'consistency', 'validity')), 0), "
            "coalesce(sum(failed), 0) from (select dimension, sum(rows_failed) as failed, "
            "(select sum(t.rows) from (select month_key, max(rows_checked) as rows from data_quality_log "
            "where feed = $feed group by month_key) t) as checked "
            "from data_quality_log where feed = $feed group by dimension) q",
            feed=feed,
        )[0]
        checked, incomplete, wrong, failed = (float(value) for value in found)
        for metric, bad in (("completeness", incomplete), ("accuracy", wrong), ("success_rate", failed)):
            rows.append(
                {"metric": metric, "subject": feed, "value": 1 - _share(bad, checked) if checked else 1.0,
                 "unit": "share"}
            )  # fmt: skip
    return rows


def _freshness(home: Home, source: Source, raw: Path) -> list[Row]:
    """Return how many months and hours the warehouse is behind what was delivered."""
    last = int(home.rows("select coalesce(max(month_key), -1) from etl_delivery")[0][0])
    places = [raw / month_name(source.scenario, month) / CONTROL for month in source.months]
    delivered = max((month for month, place in zip(source.months, places, strict=True) if place.exists()), default=-1)
    newest = max((place.stat().st_mtime for place in places if place.exists()), default=0.0)
    hours = (datetime.now(UTC).timestamp() - newest) / 3600 if newest else 0.0
    return [
        {"metric": "freshness", "subject": "all", "value": delivered - last, "unit": "months"},
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


def in_quarantine(home: Home) -> int:
    """Return how many rows are in quarantine."""
    return sum(int(home.rows(f"select count(*) from quarantine_{feed}")[0][0]) for feed in FEEDS)
