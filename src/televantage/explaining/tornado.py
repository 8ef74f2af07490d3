"""What matters most: each assumption and each acting lever moved a little down and up, all else as it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from televantage.explaining.moved import active, named
from televantage.explaining.simulated import Simulated, Step
from televantage.measures import figure_named
from televantage.scenario import Parameter, Scenario, UsageError, parameters
from televantage.simulation import Map

MOVE = 0.1
"""A parameter moves by this part of its value, but by one step of its slider at least, and within its bounds."""
MOST = 10
"""More rows than these are not shown."""


@dataclass(frozen=True)
class Swing:
    """A parameter's values below and above its present one, and the figure at both; NaN where it has no value."""

    path: str
    label: str
    low: float
    high: float
    figure_low: float
    figure_high: float
    range: float
    """From the lowest to the highest of the figure's values at low, now and high."""


@dataclass(frozen=True)
class Tornado:
    """A figure as it is, and its swings, the widest first; ``simulated`` is how many scenarios were simulated."""

    figure: str
    value: float
    swings: tuple[Swing, ...]
    simulated: int


def moved(parameter: Parameter, value: float) -> tuple[float, float]:
    """Return the values of a numeric parameter a little below and above one: at its bound, the value itself.

    >>> moved(parameters()["churn.annual_churn"], 0.3), moved(parameters()["offer.duration"], 12)
    ((0.27, 0.33), (11, 13))
    """
    low, high, step = (float(bound or 0) for bound in (parameter.param.low, parameter.param.high, parameter.param.step))
    if parameter.kind == "int":
        steps = max(round(MOVE * abs(value)), 1)
        return max(int(value) - steps, int(low)), min(int(value) + steps, int(high))
    amount = max(MOVE * abs(value), step)
    return max(round(value - amount, 9), low), min(round(value + amount, 9), high)


def movable(scenario: Scenario) -> list[Parameter]:
    """Return the numbers that are moved: assumptions, and the levers of sections that act; in order of declaration."""
    acting = active(scenario)
    return [
        p
        for p in parameters().values()
        if p.kind in ("int", "float") and (p.param.role == "assumption" or p.section in acting)
    ]


def tornado(scenario: Scenario, figure: str, customers: int, run: Map = map, on_step: Step | None = None) -> Tornado:
    """Return how far a headline figure swings with each parameter.

    Parameters
    ----------
    scenario
        Around what the parameters move.
    figure
        Name of the headline figure, ``figure`` or ``figure.world``.
    customers
        How many customers are simulated for each value.
    run
        What maps the scenarios; the result does not depend on it.
    on_step
        Called after each simulation with how many are done, and of how many.

    Raises
    ------
    UsageError
        If there is no such figure, it has no value in this scenario, or ``customers`` is out of range.
    """
    return tornados(scenario, (figure,), customers, run, on_step)[figure]


def tornados(
    scenario: Scenario, figures: tuple[str, ...], customers: int, run: Map = map, on_step: Step | None = None
) -> dict[str, Tornado]:
    """Return the tornado of several figures, by figure, from the same simulations; otherwise as :func:`tornado`."""
    now, found = scenario.flat(), movable(scenario)
    ends = {p.path: moved(p, now[p.path]) for p in found}
    scenarios = {(path, v): scenario.override({path: v}) for path, values in ends.items() for v in values}
    simulated = Simulated(figures, customers, run, on_step)
    simulated.simulate([scenario], later=len(scenarios))
    for name in figures:
        if math.isnan(simulated.figure(scenario, name)):
            label = figure_named(name)[0].label
            raise UsageError(f"{label} has no value in this scenario; explain another figure, such as margin.")
    simulated.simulate(scenarios.values())

    def swing(p: Parameter, name: str) -> Swing:
        low, high = ends[p.path]
        below, above = (simulated.figure(scenarios[p.path, value], name) for value in (low, high))
        known = [v for v in (below, above, simulated.figure(scenario, name)) if not math.isnan(v)]
        return Swing(p.path, named(p), low, high, below, above, max(known) - min(known))

    def widest_first(name: str) -> tuple[Swing, ...]:
        return tuple(sorted((swing(p, name) for p in found), key=lambda s: -s.range))

    return {
        name: Tornado(name, simulated.figure(scenario, name), widest_first(name), len(simulated.found))
        for name in figures
    }


def table(found: Tornado) -> pd.DataFrame:
    """Return the widest swings of a tornado, at most ``MOST``, for its chart.

    One row per parameter: ``figure`` and its ``value`` now; ``parameter``, its ``path`` and the ``unit`` of its values
    ``low`` and ``high``; the figure at both, ``figure_low`` and ``figure_high``, NaN where it has no value. A parameter
    that moves nothing has no row, unless none does.
    """
    shown = [swing for swing in found.swings[:MOST] if swing.range > 0] or found.swings[:1]
    rows = [
        {
            "figure": found.figure, "value": found.value, "parameter": swing.label, "path": swing.path,
            "unit": parameters()[swing.path].param.unit.name, "low": swing.low, "high": swing.high,
            "figure_low": swing.figure_low, "figure_high": swing.figure_high,
        }
        for swing in shown
    ]  # fmt: skip
    return pd.DataFrame(rows)
