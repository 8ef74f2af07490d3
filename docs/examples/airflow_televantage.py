"""Airflow: the warehouse of TeleVantage, every night.

The load is one command that loads what is new or has changed, so that a night that is missed is made up for by the
next. Its exit code says what to do: 1 is the machine and worth another try, 2 the input and 4 a broken delivery, which
no retry mends.
"""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta

from airflow.decorators import dag, task
from airflow.exceptions import AirflowException, AirflowFailException

HOME = "/srv/televantage"
COMMAND = [
    f"{HOME}/.venv/bin/python", "scripts/build_warehouse.py", "--preset", "baseline", "--customers", "1000000",
    "--db", f"{HOME}/warehouse.duckdb",
]  # fmt: skip
NO_RETRY = {2: "The input is wrong", 4: "A delivery is broken or missing"}


@dag(
    schedule="15 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=20)},
    tags=["televantage"],
)
def televantage_warehouse() -> None:
    """Load the warehouse."""

    @task(execution_timeout=timedelta(hours=2))
    def load() -> str:
        """Run the load; return the last line that it prints."""
        done = subprocess.run(COMMAND, cwd=HOME, capture_output=True, text=True, check=False)
        if done.returncode in NO_RETRY:
            raise AirflowFailException(f"{NO_RETRY[done.returncode]}: {done.stderr.strip()}")
        if done.returncode != 0:
            raise AirflowException(f"The load ended with exit code {done.returncode}: {done.stderr.strip()}")
        return done.stdout.strip().rpartition("\n")[2]

    load()


televantage_warehouse()
