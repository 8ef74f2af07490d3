"""A pool of processes on this machine."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from televantage.scenario import PlaceError
from televantage.simulation import Map

A = TypeVar("A")
B = TypeVar("B")


def _ready() -> None:
    """Do nothing; a first task, so that the workers start."""


def _apply(function: bytes, item: A) -> Any:
    return pickle.loads(function)(item)


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Ignore Ctrl-C for a moment, so that workers started meanwhile ignore it for ever and leave it to the parent."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Pool:
    """A map over a pool that keeps a few items ahead, so that memory does not grow with their number."""

    def __init__(self, pool: ProcessPoolExecutor, ahead: int) -> None:
        self.pool, self.ahead = pool, ahead

    def __call__(self, function: Callable[[A], B], items: Iterable[A], /) -> Iterator[B]:
        waiting: list[Future[B]] = []
        packed = pickle.dumps(function)  # once, and here: what cannot travel fails where it was asked for
        try:
            for item in items:
                waiting.append(self.pool.submit(_apply, packed, item))
                if len(waiting) >= self.ahead:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        except BrokenProcessPool:
            raise PlaceError(
                "A worker process was killed, most likely for lack of memory; nothing was written. Try --workers 1."
            ) from None


@contextmanager
def processes(workers: int) -> Iterator[Map]:
    """Give a map over some worker processes; with one worker, the built-in ``map`` of this process.

    Results come in the order of the items, whoever computed them.
    """
    if workers <= 1:
        yield map
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)
    try:
        with _no_interrupt():
            for _ in range(workers):
                pool.submit(_ready)  # each starts a worker
        yield _Pool(pool, 2 * workers)
        pool.shutdown()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
