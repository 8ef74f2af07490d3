"""Goal seek: the value of one parameter at which a figure of the scenario is as wanted."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from televantage.scenario.errors import UsageError, shown, suggestion
from televantage.scenario.parameter import Parameter

if TYPE_CHECKING:
    from televantage.scenario.scenario import Scenario

Measure = Callable[["Scenario"], float]
"""From a scenario to one figure of it, e.g. ``headline_figure("roi")``."""

LOOKS = 5
"""Values tried across a parameter's range where its ends do not enclose the target."""
FINENESS = 1_000
"""A solved value is a whole multiple of the parameter's step divided by this."""


@dataclass(frozen=True)
class Solution:
    """The answer: the parameter's ``value``, the figure it ``reached``, and how many scenarios were evaluated."""

    path: str
    value: float
    target: float
    reached: float
    evaluations: int
    scenario: Scenario


def numeric_parameter(known: dict[str, Parameter], path: str) -> Parameter:
    """Return the declaration of a parameter that can be solved for.

    Raises
    ------
    UsageError
        If there is none of that path, or it is no number.
    """
    if path not in known:
        raise UsageError(f"There is no parameter {shown(path)} to solve for.{suggestion(path, list(known))}")
    if known[path].kind not in ("int", "float"):
        raise UsageError(f"{path} is a choice, not a number; only a number can be solved for.")
    return known[path]


def solve(scenario: Scenario, parameter: Parameter, measure: Measure, target: float) -> Solution:
    """Return the value of a parameter at which a measure of the scenario equals the target.

    Bisection with false position (Illinois; Dowell & Jarratt 1971, doi:10.1007/BF01934364) within the parameter's
    bounds. Expected values are smooth in a parameter, because every scenario shares its draws. Of several answers, the
    one in the stretch nearest to the present value is given.

    Raises
    ------
    UsageError
        If no value within the bounds reaches the target: it says what can be reached.
    """
    seen: dict[int, float] = {}
    p = parameter.param
    low, high, step = float(p.low or 0), float(p.high or 0), float(p.step or 1)
    grain = 1.0 if parameter.kind == "int" else step / FINENESS
    last = round((high - low) / grain)

    def value(tick: int) -> float:
        return int(low) + tick if parameter.kind == "int" else min(round(low + tick * grain, 9), high)

    def excess(tick: int) -> float:
        if tick not in seen:
            seen[tick] = measure(scenario.override({parameter.path: value(tick)})) - target
        return seen[tick]

    ends = _bracket(excess, last, round((float(scenario.flat()[parameter.path]) - low) / grain))
    if ends is None:
        raise UsageError(_unreachable(parameter, target, [y + target for y in seen.values()]))
    best = _narrowed(excess, *ends)
    return Solution(
        parameter.path,
        value(best),
        target,
        excess(best) + target,
        len(seen),
        scenario.override({parameter.path: value(best)}),
    )


def _bracket(excess: Callable[[int], float], last: int, now: int) -> tuple[int, int] | None:
    """Return two ticks between which the excess changes sign, the pair nearest to the present value."""
    for looks in (0, LOOKS):
        ticks = sorted({0, last, *(round(last * k / (looks + 1)) for k in range(1, looks + 1))})
        pairs = [
            (a, b)
            for a, b in pairwise(ticks)
            if not math.isnan(excess(a) + excess(b)) and (excess(a) <= 0 <= excess(b) or excess(b) <= 0 <= excess(a))
        ]
        if pairs and not all(excess(t) == 0 for t in ticks):
            return min(pairs, key=lambda pair: max(pair[0] - now, now - pair[1], 0))
    return None


def _narrowed(excess: Callable[[int], float], left: int, right: int) -> int:
    """Return the tick at which the excess is nearest to 0, between two at which it has different signs."""
    y_left, y_right = excess(left), excess(right)
    a, b = y_left, y_right  # halved where an end stays, so that both ends close in
    while right - left > 1 and y_left != 0 and y_right != 0:
        guess = left + round((right - left) * a / (a - b)) if a != b else (left + right) // 2
        middle = min(max(guess, left + 1), right - 1)
        y = excess(middle)
        if math.isnan(y):
            break
        if (y < 0) == (y_left < 0):
            left, y_left, a, b = middle, y, y, b / 2
        else:
            right, y_right, a, b = middle, y, a / 2, y
    return left if abs(y_left) <= abs(y_right) else right


def _unreachable(parameter: Parameter, target: float, reached: list[float]) -> str:
    bounds = f"{parameter.param.low:g} and {parameter.param.high:g}"
    everywhere = not any(map(math.isnan, reached))
    reached = [value for value in reached if not math.isnan(value)]
    if not reached:
        return f"The figure has no value in this scenario, whatever {parameter.path} is; choose another figure."
    if everywhere and min(reached) == max(reached):
        return (
            f"{parameter.path} does not move this figure: it is {reached[0]:,.6g} wherever it stands between {bounds}. "
            "Solve for another parameter, or switch its lever on first."
        )
    return (
        f"No value of {parameter.path} between {bounds} gives {target:,.6g}: "
        f"the figure goes from {min(reached):,.6g} to {max(reached):,.6g}. Choose a target in between, "
        "or change something else first."
    )
