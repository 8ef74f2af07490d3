"""What is dear to make is made once for all workers of a run, by whoever needs it first."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of that name of this run, which ``make`` has filled; nobody else makes it meanwhile.

    It is shared, so it is only to be read: who changes it takes a copy. Where ``make`` fails, the next tries again.
    """
    base = factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "once" / name
    done = folder / ".made"
    folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(folder.with_name(f"{name}.lock")):
        if not done.exists():
            try:
                make(folder)
            except BaseException:
                shutil.rmtree(folder)
                folder.mkdir()
                raise
            done.touch()
    return folder
