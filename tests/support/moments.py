"""Processes that are stopped at a moment of their work, which is seen on the disk and not on the clock."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 120.0
"""Seconds after which a process that does not come to an end fails its test."""

Moment = Callable[[], bool]


@dataclass(frozen=True)
class Stopped:
    """How a process ended that somebody stopped, what it said, and whether it had ended before."""

    code: int
    said: str
    too_late: bool


def stopped(line: Sequence[str], stop: signal.Signals, moment: Moment, group: bool = False, **more: Any) -> Stopped:
    """Run a process, and send it (or with ``group`` all of its processes, as a terminal does) a signal at a moment."""
    with subprocess.Popen(
        line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=group, **more
    ) as running:
        while not moment() and running.poll() is None:
            time.sleep(0.001)
        too_late = running.poll() is not None
        if not too_late:
            (os.killpg if group else os.kill)(running.pid, stop)
        try:
            said = running.communicate(timeout=PATIENCE)[1]
        except subprocess.TimeoutExpired:
            running.kill()
            raise
    return Stopped(running.returncode, said, too_late)


def after(seconds: float) -> Moment:
    """Return the moment that is so long after the first look."""
    began: list[float] = []

    def reached() -> bool:
        began.append(time.monotonic())
        return began[-1] - began[0] >= seconds

    return reached


def seen(folder: Path, pattern: str, count: int = 1) -> Moment:
    """Return the moment at which so many entries of a folder match a pattern."""
    return lambda: folder.exists() and sum(1 for _ in folder.glob(pattern)) >= count
