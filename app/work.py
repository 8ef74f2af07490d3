"""Work that takes seconds, beside the page: it shows how far it is, can be cancelled, and never blocks a slider.

A job runs in a thread of the server. Its result is kept by what was asked, for whoever asks the same again; a session
that asks something else cancels what it no longer needs.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, TypeVar

import streamlit as st
from text import plain

A = TypeVar("A")
B = TypeVar("B")
THREADS = 2
KEPT = 64
"""Results that are kept, of all sessions together."""
LOOK = 0.5
"""Seconds between two looks at a job that is not done."""
AWAITED, ASKED = "awaited", "asked"
"""Keys of the session state: the places whose results this run of the page waits for, and all it asked for."""


class Cancelled(Exception):
    """The work is no longer wanted."""


@dataclass
class Job:
    """A piece of work: how far it is, how many places on pages want it, and its future."""

    key: Hashable
    of: int
    done: int = 0
    wanted: int = 0
    future: Future[Any] = field(default_factory=Future)

    @property
    def is_done(self) -> bool:
        """Whether there is a result, or a reason why there is none."""
        return self.future.done()

    @property
    def is_given_up(self) -> bool:
        """Whether nobody wants it and it has no result, or it was stopped for that."""
        return isinstance(self.future.exception(), Cancelled) if self.is_done else not self.wanted

    def step(self, done: int, of: int) -> None:
        """Say how many steps are done, and of how many.

        Raises
        ------
        Cancelled
            If nobody wants the result any more.
        """
        if not self.wanted:
            raise Cancelled
        self.done, self.of = done, of

    def map(self, function: Callable[[A], B], items: Iterable[A], /) -> Iterator[B]:
        """Map one after the other, as the built-in does, and count each; for whatever takes a map."""
        for item in items:
            self.step(self.done, self.of)
            found = function(item)
            self.step(self.done + 1, self.of)
            yield found


@dataclass(frozen=True)
class Task:
    """What shall be worked out: a key that stands for all it depends on, the steps it takes, and the work itself."""

    key: Hashable
    of: int
    work: Callable[[Job], Any]


class Place:
    """A place on a page that wants a job's result, until it leaves: by a click, with its page, or with its session."""

    def __init__(self, job: Job, leave: Callable[[Job], None]) -> None:
        self.job = job
        self.leave = weakref.finalize(self, leave, job)  # it can be called once
        self.leave.atexit = False

    @property
    def cancelled(self) -> bool:
        """Whether it wants the result no longer."""
        return not self.leave.alive


class Office:
    """The threads and the results of a server; a server that is told to end does not wait for them."""

    def __init__(self) -> None:
        self.queue: SimpleQueue[tuple[Job, Callable[[Job], Any]]] = SimpleQueue()
        self.jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self.lock = threading.RLock()  # a place may be collected, and leave, wherever the lock is held
        for _ in range(THREADS):
            threading.Thread(target=self._serve, name="work", daemon=True).start()

    def _serve(self) -> None:
        while True:
            job, work = self.queue.get()
            try:
                job.step(job.done, job.of)
                job.future.set_result(work(job))
            except BaseException as error:  # whoever asks for the result is told
                job.future.set_exception(error)
            del job, work  # a thread that waits keeps nothing

    def join(self, task: Task) -> Job:
        """Return the job of a task, begun if it is new or nobody wanted it any more."""
        with self.lock:
            job = self.jobs.get(task.key)
            if job is not None and not job.is_given_up:
                job.wanted += 1
            else:
                job = self.jobs[task.key] = Job(task.key, max(task.of, 1), wanted=1)
                self.queue.put((job, task.work))
            self.jobs.move_to_end(task.key)
            done = [key for key, old in self.jobs.items() if old.is_done]
            for key in done[: max(len(self.jobs) - KEPT, 0)]:
                del self.jobs[key]
            return job

    def leave(self, job: Job) -> None:
        """Want a job no longer; one that nobody wants stops at its next step."""
        with self.lock:
            job.wanted -= 1


@st.cache_resource(show_spinner=False)
def _office() -> Office:
    return Office()


def _places() -> dict[str, Place]:
    places: dict[str, Place] = st.session_state.setdefault("work", {})
    return places


def result(name: str, task: Task) -> Any | None:
    """Return the result of a task, or None while it is not there.

    ``name`` is the place on the page that wants it; a place wants one result at a time.
    """
    st.session_state[ASKED].add(name)
    place = _places().get(name)
    if place is None or place.job.key != task.key:
        if place is not None:
            place.leave()
        place = _places()[name] = Place(_office().join(task), _office().leave)
    if place.cancelled or not place.job.is_done:
        return None
    return place.job.future.result()


def _cancel(name: str) -> None:
    _places()[name].leave()


def _again(name: str) -> None:
    _places().pop(name)


def wait(name: str, text: str) -> None:
    """Hold the place of a result that is not there yet; :func:`bar` says how far it is."""
    if _places()[name].cancelled:
        st.caption("Cancelled.")
        st.button("Work it out after all", key=f"again {name}", on_click=_again, args=(name,))
    else:
        st.session_state[AWAITED][name] = text
        st.caption(plain(text))


def start() -> Any:
    """Make room for the bar at the head of the page, and forget what the page waited for before."""
    st.session_state[AWAITED], st.session_state[ASKED] = {}, set()
    return st.container(key="work")


def bar(room: Any) -> None:
    """Draw how far the work is that the page waits for; when a part of it is done, the page is drawn again.

    What the page no longer asks for is left.

    It is one fragment at one place: several, or one whose place moves, can be drawn into a page that is gone.
    """
    for name, place in list(_places().items()):
        if name not in st.session_state[ASKED] and not place.cancelled:
            _places().pop(name).leave()
    awaited: dict[str, str] = dict(st.session_state[AWAITED])
    if not awaited:
        return

    @st.fragment(run_every=LOOK)
    def look() -> None:
        for name, text in awaited.items():
            place = _places()[name]
            if place.cancelled or place.job.is_done:
                st.rerun()
            shown, button = st.columns([6, 1], vertical_alignment="center")
            shown.progress(min(place.job.done / place.job.of, 1.0), plain(text))
            button.button("Cancel", key=f"cancel {name}", on_click=_cancel, args=(name,), width="stretch")

    with room:
        look()
