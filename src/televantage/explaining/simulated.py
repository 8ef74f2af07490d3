"""Headline figures of many scenarios, each simulated once: what an attribution and a tornado are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from televantage.measures import Outcome, figure_named
from televantage.scenario import Scenario
from televantage.simulation import Map, simulate
from televantage.simulation.prepare import effective

Step = Callable[[int, int], object]
"""Called after each simulation with how many are done, and of how many; an exception that it raises ends the work."""


def figures_of(scenario: Scenario, names: tuple[str, ...], customers: int) -> dict[str, float]:
    """Return headline figures of a scenario by name, ``figure`` or ``figure.world``; NaN where one has no value."""
    book = Outcome(simulate(scenario, customers)).ledger

    def value(name: str) -> float:
        figure, world = figure_named(name)
        if world == "difference":
            return float(figure.compute(book, "scenario")[0] - figure.compute(book, "baseline")[0])
        return float(figure.compute(book, world)[0])

    return {name: value(name) for name in names}


@dataclass
class Simulated:
    """Headline figures of the scenarios simulated so far; those that differ in nothing that acts count as one.

    ``names`` are the figures, ``customers`` how many are simulated for each scenario, and ``run`` maps the scenarios;
    the result does not depend on it.
    """

    names: tuple[str, ...]
    customers: int
    run: Map = map
    on_step: Step | None = None
    found: dict[Scenario, dict[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            figure_named(name)  # a wrong name is told before anything is simulated

    def simulate(self, scenarios: Iterable[Scenario], later: int = 0) -> None:
        """Simulate those that were not yet; ``later`` is how many more, at most, are known to follow."""
        distinct = dict.fromkeys(effective(scenario) for scenario in scenarios)
        todo = [scenario for scenario in distinct if scenario not in self.found]
        of = len(self.found) + len(todo) + later
        answers = self.run(partial(figures_of, names=self.names, customers=self.customers), todo)
        for scenario, figures in zip(todo, answers, strict=True):
            self.found[scenario] = figures
            if self.on_step is not None:
                self.on_step(len(self.found), of)

    def figure(self, scenario: Scenario, name: str) -> float:
        """Return a figure of a scenario that was simulated; NaN where it has no value."""
        return self.found[effective(scenario)][name]
