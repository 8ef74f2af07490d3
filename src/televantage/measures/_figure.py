"""One headline figure as a function of the scenario: what goal seek looks at."""

from __future__ import annotations

from collections.abc import Callable

from televantage.measures._table import WORLDS, Outcome
from televantage.measures.headline import FIGURES, Figure
from televantage.scenario import Scenario, UsageError
from televantage.scenario.errors import shown, suggestion
from televantage.simulation import simulate


def figure_named(name: str) -> tuple[Figure, str]:
    """Return a headline figure and its world from ``figure`` or ``figure.world``.

    Raises
    ------
    UsageError
        If there is none of that name, or it is not computed in that world.
    """
    figure, _, world = name.partition(".")
    if figure not in FIGURES:
        raise UsageError(
            f"There is no figure {shown(figure)}.{suggestion(figure, list(FIGURES))} "
            f"The figures are {', '.join(FIGURES)}."
        )
    worlds = WORLDS if FIGURES[figure].both else ("scenario",)
    if (world or "scenario") not in worlds:
        raise UsageError(f"The figure {figure} has no world {shown(world)}; it has {', '.join(worlds)}.")
    return FIGURES[figure], world or "scenario"


def headline_figure(name: str, customers: int = 50_000) -> Callable[[Scenario], float]:
    """Return the function from a scenario to one of its headline figures, NaN where it has no value.

    Parameters
    ----------
    name
        ``"churn_monthly"``, or with a world: ``"churn_monthly.baseline"``, ``"margin.difference"``.
    customers
        How many customers are simulated for it.

    Raises
    ------
    UsageError
        As :func:`figure_named`.
    """
    figure, world = figure_named(name)

    def value(scenario: Scenario) -> float:
        book = Outcome(simulate(scenario, customers)).ledger
        if world == "difference":
            return float(figure.compute(book, "scenario")[0] - figure.compute(book, "baseline")[0])
        return float(figure.compute(book, world)[0])

    return value
