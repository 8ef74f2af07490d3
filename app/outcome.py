"""What takes time, by the scenario's canonical JSON: cached where it is quick, else a task beside the page."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import streamlit as st
from work import Job, Task

from televantage.explaining.response import response
from televantage.explaining.sentence import break_even
from televantage.explaining.shapley import MOST_PLAYERS, attributions
from televantage.explaining.shapley import table as waterfall
from televantage.explaining.tornado import table as swings
from televantage.explaining.tornado import tornados
from televantage.exports import evidence_on_screen
from televantage.learning.models import MODELS
from televantage.measures import Outcome, Segment, measures, selected
from televantage.quality import fidelity
from televantage.scenario import Scenario, UsageError, canonical
from televantage.simulation import simulate, steps
from televantage.simulation.parallel_lives import Pair, examples, pair_of_lives
from televantage.warehouse.dirt import CLEAN, KINDS, Dirt
from televantage.warehouse.sample import elsewhere, sample
from televantage.warehouse.sample import steps as steps_of_sample
from televantage.warehouse.source import Source

LIVE_CUSTOMERS = 50_000
"""Customers simulated for the screen; the export simulates as many as the script."""
OF_SEGMENTS = ("headline", "survival", "churn_by_month", "mrr_bridge")
"""Measures that hold for some segments alone."""


MANY_CUSTOMERS = 20_000
"""Customers simulated for each point of a response curve, and for each of the many scenarios behind Why."""


def _key(scenario: Scenario) -> bytes:
    return canonical(scenario.flat())


def _scenario(key: bytes) -> Scenario:
    return Scenario().override(json.loads(key))


_AT_ONCE = threading.BoundedSemaphore(os.cpu_count() or 1)
"""Simulations that run at once: more than there are cores take as long, and more memory."""


@st.cache_resource(max_entries=4, show_spinner=False)
def _outcome(key: bytes) -> Outcome:
    with _AT_ONCE:
        return Outcome(simulate(_scenario(key), LIVE_CUSTOMERS))


class Tables(Mapping[str, Any]):
    """The table of every measure of a scenario, each worked out when it is first asked for.

    A run of the page holds one, and with it the outcome, which other sessions may meanwhile push out of the cache.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key

    @cached_property
    def outcome(self) -> Outcome:
        """The outcome of the scenario."""
        found: Outcome = _outcome(self.key)
        return found

    def __getitem__(self, name: str) -> Any:
        """Return the table of a measure."""
        return _table(self.key, name, self)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a measure of that name."""
        return name in measures()

    def __iter__(self) -> Iterator[str]:
        """Return the names of the measures."""
        return iter(measures())

    def __len__(self) -> int:
        """Return the number of measures."""
        return len(measures())


@st.cache_resource(max_entries=400, show_spinner=False)
def _table(key: bytes, name: str, _of: Tables) -> Any:
    return measures()[name].measure(_of.outcome)


@st.cache_resource(max_entries=32, show_spinner=False)
def _tables_of_segments(key: bytes, segments: tuple[Segment, ...]) -> dict[str, Any]:
    part = selected(_outcome(key), segments)
    return {name: measures()[name].measure(part) for name in OF_SEGMENTS}


@st.cache_resource(max_entries=8, show_spinner=False)
def _fidelity(key: bytes) -> Any:
    return fidelity(_outcome(key).cube.prepared)


@st.cache_resource(max_entries=4, show_spinner=False)
def _offered(key: bytes) -> Any:
    prepared = _outcome(key).cube.prepared
    return prepared, examples(prepared)


def tables_of(scenario: Scenario) -> Tables:
    """Return the table of every measure of a scenario; equal scenarios are simulated once."""
    return Tables(_key(scenario))


def tables_of_segments(scenario: Scenario, segments: tuple[Segment, ...]) -> Mapping[str, Any]:
    """Return the tables OF_SEGMENTS of some segments alone."""
    return _tables_of_segments(_key(scenario), segments)


def fidelity_of(scenario: Scenario) -> Any:
    """Return the fidelity report of a scenario's base."""
    return _fidelity(_key(scenario))


def examples_of(scenario: Scenario) -> dict[str, list[int]]:
    """Return customers of each kind by number, for the card of parallel lives."""
    found: dict[str, list[int]] = _offered(_key(scenario))[1]
    return found


def pair_of(scenario: Scenario, number: int) -> Pair:
    """Return the two lives of a customer."""
    return pair_of_lives(_offered(_key(scenario))[0], number)


def evidence_of(scenario: Scenario) -> Task:
    """Return the task to learn from a scenario's base."""
    passes = steps(scenario, LIVE_CUSTOMERS, more_passes=0)
    return Task(
        ("evidence", _key(scenario)),
        len(MODELS) + passes,
        lambda job: evidence_on_screen(scenario, LIVE_CUSTOMERS, job.map),
    )


def response_of(scenario: Scenario, path: str, values: Sequence[float]) -> Task:
    """Return the task to work out the headline figures along the values of a parameter."""
    return Task(
        ("response", path, tuple(values), _key(scenario)),
        len(values) + 1,
        lambda job: response(scenario, path, values, MANY_CUSTOMERS, job.map),
    )


def attribution_of(before: Scenario, after: Scenario, figures: Sequence[str], ends: tuple[str, str]) -> Task:
    """Return the task to split the difference of two scenarios among what moved: the waterfall of each figure.

    The result is a sentence where it cannot be split.
    """

    def split(job: Job) -> dict[str, Any] | str:
        try:
            found = attributions(before, after, figures, MANY_CUSTOMERS, on_step=job.step)
        except UsageError as error:
            return str(error)
        return {name: waterfall(part, ends) for name, part in found.items()}

    return Task(("attribution", _key(before), _key(after), tuple(figures), ends), 2**MOST_PLAYERS, split)


def tornado_of(scenario: Scenario, figures: tuple[str, ...]) -> Task:
    """Return the task to work out what matters most: the swings of each figure."""

    def swing(job: Job) -> dict[str, Any]:
        found = tornados(scenario, figures, MANY_CUSTOMERS, on_step=job.step)
        return {name: swings(part) for name, part in found.items()}

    return Task(("tornado", _key(scenario), figures), 40, swing)


def break_even_of(scenario: Scenario) -> Task:
    """Return the task to find where a scenario breaks even: a sentence, empty where it does not."""

    def seek(job: Job) -> str:
        found = break_even(scenario)
        return found.sentence if found else ""

    return Task(("break-even", _key(scenario)), 1, seek)


WAREHOUSE_CUSTOMERS = 20_000
"""Customers of the warehouse that the page builds."""
DIRT = 0.002
"""Share of the rows that are soiled, all kinds of defects together, where that is asked for."""


def warehouse_of(scenario: Scenario, title: str, soiled: bool) -> Task:
    """Return the task to build a warehouse of a scenario, or to open the one that the environment names."""
    source = Source("on screen", title, scenario, min(WAREHOUSE_CUSTOMERS, scenario.setting.subscribers))
    dirt = Dirt(dict.fromkeys(KINDS, DIRT / len(KINDS))) if soiled else CLEAN

    def open_or_build(job: Job) -> Any:
        return elsewhere() or sample(source, job.step, dirt)

    return Task(("warehouse", _key(scenario), title, soiled), steps_of_sample(source), open_or_build)
