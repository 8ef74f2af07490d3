"""The raw folder: one run at a time writes to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from televantage.scenario import PlaceError

LOCK = ".lock"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Be the only run that writes to a raw folder, which is made if it is not there.

    Raises
    ------
    PlaceError
        If another run is writing to it, or nobody can.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise PlaceError(
            f"Another run is extracting into {folder}; wait until it has finished, or choose another --raw."
        ) from None
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise PlaceError(f"Raw files cannot be written to {folder}: {what}. Choose another --raw.") from None
    try:
        yield
    finally:
        lock.release()
