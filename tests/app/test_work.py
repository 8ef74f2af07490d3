"""Work beside the page: shared, cancelled when nobody wants it, kept in bounds."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest
from work import KEPT, Cancelled, Job, Office, Place, Task


@pytest.fixture
def office() -> Office:
    return Office()


def done(office: Office, task: Task) -> Any:
    return office.join(task).future.result(10)


def test_the_same_question_is_worked_out_once(office: Office) -> None:
    asked: list[int] = []

    def work(job: Job) -> int:
        asked.append(1)
        return len(asked)

    assert [done(office, Task("a", 1, work)) for _ in range(3)] == [1, 1, 1] and asked == [1]


def test_results_are_kept_in_bounds_the_latest_ones(office: Office) -> None:
    for number in range(KEPT - 4):
        done(office, Task(number, 1, lambda job: 0))
    assert len(office.jobs) == KEPT - 4  # below the bound, nothing is forgotten
    for number in range(KEPT + 30):
        done(office, Task(number, 1, lambda job: 0))
    assert len(office.jobs) <= KEPT + 1 and KEPT + 29 in office.jobs and 0 not in office.jobs


def test_work_that_nobody_wants_stops_at_its_next_step_and_can_begin_again(office: Office) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(job: Job) -> list[int]:
        begun.set()
        go_on.wait(10)
        return list(job.map(abs, [1, 2, 3]))

    task = Task("long", 3, work)
    first, second = office.join(task), office.join(task)
    assert first is second and begun.wait(10)
    office.leave(first)
    assert first.wanted == 1  # the other place still wants it
    office.leave(second)
    go_on.set()
    with pytest.raises(Cancelled):
        first.future.result(10)


def test_a_job_that_was_left_in_time_is_begun_anew(office: Office) -> None:
    go_on = threading.Event()
    task = Task("again", 1, lambda job: (go_on.wait(10), list(job.map(abs, [-1])))[1])
    left = office.join(task)
    office.leave(left)
    again = office.join(task)
    go_on.set()
    assert again is not left and again.future.result(10) == [1]


def test_a_job_that_was_left_and_has_stopped_is_begun_anew(office: Office) -> None:
    go_on = threading.Event()
    task = Task("stopped", 1, lambda job: (go_on.wait(10), list(job.map(abs, [-1])))[1])
    left = office.join(task)
    office.leave(left)
    go_on.set()
    assert isinstance(left.future.exception(10), Cancelled)
    assert done(office, task) == [1]


def test_a_place_leaves_once_by_a_click_or_with_its_session(office: Office) -> None:
    go_on = threading.Event()
    job = office.join(Task("two places", 1, lambda job: go_on.wait(10)))
    clicked, closed = Place(job, office.leave), Place(office.join(Task("two places", 1, repr)), office.leave)
    assert job.wanted == 2 and not clicked.cancelled
    clicked.leave()
    clicked.leave()
    assert job.wanted == 1 and clicked.cancelled
    del closed
    gc.collect()
    assert job.wanted == 0
    go_on.set()


def test_work_that_fails_says_why_to_whoever_asks(office: Office) -> None:
    with pytest.raises(ZeroDivisionError):
        done(office, Task("fails", 1, lambda job: 1 // 0))
    assert done(office, Task("next", 1, lambda job: 7)) == 7


def test_progress_is_counted() -> None:
    job = Job("x", 3, wanted=1)
    seen = [job.done for _ in job.map(abs, [1, 2, 3])]
    assert seen == [1, 2, 3] and job.done == 3
