"""The run log: what each run did, step by step, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from televantage.warehouse.clock import now
from televantage.warehouse.homes import Home
from televantage.warehouse.reference import insert

RUNNING = "running"
DONE = (
    "select coalesce(sum(rows_out) filter (where step = 'load'), 0), coalesce(sum(rows_rejected), 0) from etl_run_log "
    "where run_id = $run and step_number > 1 and outcome = 'ok'"
)
"""Rows of facts that a run has loaded, and rows that it has put into quarantine."""


@dataclass
class Step:
    """A step while it runs: the rows it read, wrote and rejected."""

    rows_in: int = 0
    rows_out: int = 0
    rows_rejected: int = 0


@dataclass
class Run:
    """A run and its log; steps of a month are written with the month, in its transaction, or are undone with it."""

    home: Home
    number: int
    scenario_hash: str
    steps: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)
    rows_out: int = 0
    rows_rejected: int = 0

    def _begun(self, step: str, month: int | None = None) -> dict[str, Any]:
        """Return the row of a step that begins now."""
        return {
            "run_id": self.number, "step": step, "month_key": month, "rows_in": 0, "rows_out": 0, "rows_rejected": 0,
            "seconds": None, "outcome": RUNNING, "message": None,
            "scenario_hash": self.scenario_hash, "started_at": now().replace(tzinfo=None).isoformat(" "),
        }  # fmt: skip

    def _write(self, rows: Iterable[dict[str, Any]]) -> None:
        """Write rows in their order, each with its number."""
        numbered = [row | {"step_number": number} for number, row in enumerate(rows, start=self.steps + 1)]
        self.steps += insert(self.home, "etl_run_log", numbered)

    def start(self) -> None:
        """Write that the run has begun, as its step 1."""
        self._write([self._begun("run")])

    @contextmanager
    def step(self, name: str, month: int | None = None) -> Iterator[Step]:
        """Time a step; it is written with the next :meth:`flush`, or where it fails by :meth:`end`."""
        found, began, row = Step(), time.perf_counter(), self._begun(name, month)
        self.waiting.append(row)
        try:
            yield found
            row["outcome"] = "ok"
        finally:
            row |= {"seconds": round(time.perf_counter() - began, 4), **vars(found)}

    def flush(self) -> None:
        """Write the steps that wait; inside a transaction they are kept with it."""
        self._write(self.waiting)
        self.waiting.clear()

    def end(self, outcome: str, message: str | None = None) -> None:
        """Write how the run ended, and the step at which it did if it was not done."""
        ended = {"outcome": outcome, "message": message}
        self._write(row | ended for row in self.waiting if row["outcome"] == RUNNING)
        self.waiting.clear()
        self.rows_out, self.rows_rejected = map(int, self.home.rows(DONE, run=self.number)[0])
        self.home.run(
            "update etl_run_log set outcome = $outcome, message = $message, seconds = $seconds, rows_out = $written, "
            "rows_rejected = $rejected where run_id = $run and step_number = 1",
            **ended, seconds=round(time.perf_counter() - self.began, 4), written=self.rows_out,
            rejected=self.rows_rejected, run=self.number,
        )  # fmt: skip


def begin(home: Home, scenario_hash: str) -> Run:
    """Begin a run; one that was killed before is marked as interrupted."""
    with home.transaction():
        home.run("update etl_run_log set outcome = 'interrupted' where outcome = $running", running=RUNNING)
        number = int(home.rows("select coalesce(max(run_id), 0) + 1 from etl_run_log")[0][0])
        run = Run(home, number, scenario_hash)
        run.start()
    return run
