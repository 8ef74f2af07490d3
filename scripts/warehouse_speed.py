"""How fast the warehouse is built, grown by a month, and queried: what ``scripts/benchmark.py --warehouse`` measures.

Each build runs the project's own script in a process of its own: extract, every check, load, aggregates, answer key and
metrics; its peak memory is its own. Queries run on the warehouse that was built, after one run to warm up.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.parquet as pq

from televantage.warehouse import library
from televantage.warehouse.feeds import deliver
from televantage.warehouse.homes import Home, open_home

ROOT = Path(__file__).resolve().parents[1]
CUSTOMERS, MONTHS, TIMES = 1_000_000, 24, 20
CAMPAIGN = ("--preset", "retention_blitz", "--set", "offer.holdout=0.2")


def _build(folder: Path, *words: str) -> tuple[float, float]:
    """Run the script; return its seconds and its peak memory in GB."""
    command = [
        sys.executable, str(ROOT / "scripts" / "build_warehouse.py"), "--db", str(folder / "w.duckdb"),
        "--customers", str(CUSTOMERS), "--set", f"setting.horizon={MONTHS}", "--quiet", *words,
    ]  # fmt: skip
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
    return time.perf_counter() - began, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9


def _milliseconds(home: Home, name: str) -> list[float]:
    """Return the milliseconds of some runs of a query."""
    library.run(home, name)
    found = []
    for _ in range(TIMES):
        began = time.perf_counter()
        library.run(home, name)
        found.append((time.perf_counter() - began) * 1000)
    return found


def queries(db: str) -> dict[str, dict[str, object]]:
    """Return, for each query of the library, its kind, median and 95th percentile."""
    home = open_home(db, read_only=True)
    found: dict[str, dict[str, object]] = {}
    for name, query in library.queries().items():
        times = _milliseconds(home, name)
        found[name] = {
            "kind": query.kind, "median_ms": round(float(np.median(times)), 1),
            "p95_ms": round(float(np.quantile(times, 0.95)), 1),
        }  # fmt: skip
    home.close()
    return found


def _rows(db: str) -> int:
    home = open_home(db, read_only=True)
    rows = int(home.rows("select count(*) from fact_customer_month")[0][0])
    home.close()
    return rows


def _run_seconds(db: str) -> float:
    """Return the seconds of the last run by its own log: without the start of the process, and the events."""
    home = open_home(db, read_only=True)
    found = home.rows("select seconds from etl_run_log where step = 'run' order by run_id desc limit 1")[0][0]
    home.close()
    return round(float(found), 1)


BARE = """
insert into facts select 1, $month, i, i % 135, i % 21, 'active', i % 72, (i % 10000) / 100, 0, (i % 8000) / 100, i % 3
from range(cast($rows as bigint)) as r(i)
"""


def _bare_load(db: str, folder: Path) -> float:
    """Return the seconds in which as many facts are loaded that are made on the spot, without files, keys or checks."""
    home = open_home(db, read_only=True)
    months = home.rows("select month_key, count(*) from fact_customer_month group by month_key order by month_key")
    home.close()
    bare = open_home(str(folder / "bare.duckdb"))
    bare.run(
        "create table facts (scenario_key smallint, month_key smallint, customer_key integer, segment_key smallint, "
        "plan_key integer, status text, tenure smallint, bill decimal(9,2), discount decimal(9,2), "
        "margin decimal(9,2), tickets smallint)"
    )
    began = time.perf_counter()
    for month, rows in months:
        bare.run(BARE, month=month, rows=rows)
    bare.close()
    return time.perf_counter() - began


def _deliver_late(folder: Path) -> None:
    """Deliver a customer of month 1 again: all later months depend on it."""
    place = sorted((folder / "w.raw").glob("20*"))[1]
    deliver(place, "customers", pq.ParquetFile(place / "customers-1.parquet").read().slice(0, 1))


def measure() -> dict[str, object]:
    """Return the seconds and memory of builds, and the milliseconds of each query.

    The queries are those of a campaign with a holdout, where each of them has something to answer.
    """
    with TemporaryDirectory() as name:
        folder, db = Path(name), str(Path(name) / "w.duckdb")
        whole, memory = _build(folder)
        built = {
            "customers": CUSTOMERS, "months": MONTHS, "fact_rows": _rows(db), "full_build_s": round(whole, 1),
            "full_build_by_its_log_s": _run_seconds(db), "peak_memory_gb": round(memory, 2),
            "file_mb": round(Path(db).stat().st_size / 1e6),
        }  # fmt: skip
        built["bare_load_of_such_facts_s"] = round(_bare_load(db, folder), 1)
        built["a_month_again_s"] = round(_build(folder, "--from", str(MONTHS), "--to", str(MONTHS))[0], 1)
        _deliver_late(folder)
        late, memory = _build(folder)
        built |= {"a_late_customer_of_month_1_s": round(late, 1), "its_peak_memory_gb": round(memory, 2)}
    with TemporaryDirectory() as name:
        folder, db = Path(name), str(Path(name) / "w.duckdb")
        _build(folder, "--to", str(MONTHS - 1))
        built["one_more_month_s"] = round(_build(folder, "--from", str(MONTHS), "--to", str(MONTHS))[0], 1)
        built["one_more_month_by_its_log_s"] = _run_seconds(db)
    with TemporaryDirectory() as name:
        folder, db = Path(name), str(Path(name) / "w.duckdb")
        whole, memory = _build(folder, *CAMPAIGN)
        campaign = {"fact_rows": _rows(db), "full_build_s": round(whole, 1), "peak_memory_gb": round(memory, 2)}
        by_query = {f"query {query}": figures for query, figures in queries(db).items()}
    return {"warehouse": built, "warehouse with a campaign": campaign, **by_query}
