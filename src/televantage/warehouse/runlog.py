"""The run log: what each run did, step by step, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from televantage.warehouse.clock import now
from televantage.warehouse.homes import Home
from televantage.warehouse.reference import insert


@dataclass
class Step:
    """A step while it runs: the rows it read, wrote and rejected."""

    rows_in: int = 0
    rows_out: int = 0
    rows_rejected: int = 0


@dataclass
class Run:
    """A run and its log; steps of a month are written with the month, in its transaction."""

    home: Home
    number: int
    scenario_hash: str
    steps: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)
    rows_out: int = 0
    rows_rejected: int = 0

    def _row(self, step: str, month: int | None, outcome: str, seconds: float | None, found: Step) -> dict[str, Any]:
        self.steps += 1
        return {
            "run_id": self.number, "step_number": self.steps, "step": step, "month_key": month,
            "rows_in": found.rows_in, "rows_out": found.rows_out, "rows_rejected": found.rows_rejected,
            "seconds": seconds, "outcome": outcome, "message": None, "scenario_hash": self.scenario_hash,
            "started_at": now().replace(tzinfo=None).isoformat(" "),
        }  # fmt: skip

    @contextmanager
    def step(self, name: str, month: int | None = None) -> Iterator[Step]:
        """Time a step; it is written with the next :meth:`flush`."""
        found, began = Step(), time.perf_counter()
        yield found
        self.waiting.append(self._row(name, month, "ok", round(time.perf_counter() - began, 4), found))

    def flush(self) -> None:
        """Write the steps that wait; inside a transaction they are kept with it."""
        insert(self.home, "etl_run_log", self.waiting)
        self.rows_out += sum(row["rows_out"] for row in self.waiting if row["step"] == "load")
        self.rows_rejected += sum(row["rows_rejected"] for row in self.waiting)
        self.waiting.clear()

    def end(self, outcome: str, message: str | None = None) -> None:
        """Write how the run ended."""
        self.waiting.clear()
        self.home.run(
            "update etl_run_log set outcome = $outcome, message = $message, seconds = $seconds, rows_out = $written, "
            "rows_rejected = $rejected where run_id = $run and step_number = 1",
            outcome=outcome, message=message, seconds=round(time.perf_counter() - self.began, 4),
            written=self.rows_out, rejected=self.rows_rejected, run=self.number,
        )  # fmt: skip


def begin(home: Home, scenario_hash: str) -> Run:
    """Begin a run; one that was killed before is marked as interrupted."""
    with home.transaction():
        home.run("update etl_run_log set outcome = 'interrupted' where outcome = 'running'")
        number = int(home.rows("select coalesce(max(run_id), 0) + 1 from etl_run_log")[0][0])
        run = Run(home, number, scenario_hash)
        insert(home, "etl_run_log", [run._row("run", None, "running", None, Step())])
    return run
