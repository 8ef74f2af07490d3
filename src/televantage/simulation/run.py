"""From a scenario to its cube: cut the base into blocks, map, add."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from operator import add as add_up
from typing import Protocol, TypeVar

from televantage.scenario import Scenario, UsageError
from televantage.simulation.cube import Cube, add
from televantage.simulation.offer import is_offered
from televantage.simulation.prepare import Prepared, effective, prepare
from televantage.simulation.tally import score_block, simulate_block
from televantage.simulation.targeting import Histograms, plan

BLOCK = 65_536
FEWEST, MOST = 1_000, 1_000_000_000

A = TypeVar("A")
B = TypeVar("B")


class Map(Protocol):
    """Anything with the signature of ``map`` over one iterable: in-process, a pool, a cluster."""

    def __call__(self, function: Callable[[A], B], items: Iterable[A], /) -> Iterable[B]:
        """Return the function's values in the order of the items."""


Span = tuple[int, int]
"""A block: its first customer and its number of customers."""


def _score(prepared: Prepared, spans: Sequence[Span]) -> Histograms:
    return reduce(add_up, (score_block(prepared, *span) for span in spans))


def _simulate(prepared: Prepared, spans: Sequence[Span]) -> Cube:
    return add(simulate_block(prepared, *span) for span in spans)


def tasks(customers: int, block: int) -> list[list[Span]]:
    """Return the blocks of a base in tasks of a few blocks each, so that few cubes travel between processes."""
    spans = [(start, min(block, customers - start)) for start in range(0, customers, block)]
    size = max(1, min(8, len(spans) // 16))
    return [spans[first : first + size] for first in range(0, len(spans), size)]


def steps(scenario: Scenario, customers: int, block: int = BLOCK, more_passes: int = 0) -> int:
    """Return how many results :func:`simulate`, and some more passes over its customers, take from their map."""
    passes = (2 if is_offered(effective(scenario)) else 1) + more_passes
    return passes * len(tasks(min(customers, scenario.setting.subscribers), block))


def simulate(scenario: Scenario, customers: int, run: Map = map, block: int = BLOCK) -> Cube:
    """Return the cube of the first ``customers`` customers of a scenario.

    Parameters
    ----------
    scenario
        What is assumed and decided.
    customers
        How many customers are simulated, 1,000 to 10⁹, but no more than the scenario has subscribers; memory does not
        grow with it.
    run
        What maps the blocks; the result does not depend on it.
    block
        Customers a block; the result does not depend on it.

    Raises
    ------
    UsageError
        If ``customers`` is out of range.
    """
    if not FEWEST <= customers <= MOST:
        raise UsageError(f"{customers:,} customers cannot be simulated; give {FEWEST:,} to {MOST:,}.")
    customers = min(customers, scenario.setting.subscribers)
    prepared = prepare(scenario)
    if is_offered(prepared.scenario):
        prepared = prepared.with_plan(plan(prepared.scenario, scores_of_base(prepared, customers, run, block)))
    work = tasks(customers, block)[::-1]  # a first pass left the last customers at hand
    return add(run(partial(_simulate, prepared), work))


def scores_of_base(prepared: Prepared, customers: int, run: Map = map, block: int = BLOCK) -> Histograms:
    """Return the histograms of the scores of a whole base: the first pass of an offer."""
    return reduce(add_up, run(partial(_score, prepared), tasks(customers, block)))
