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

LOOKS = (0, 5, 23)
"""Values tried across a parameter's range, in rounds, until two neighbours enclose the target; the last round is for
figures that turn."""
FINENESS = 1_000
"""A solved value is a whole multiple of the parameter's step divided by this."""
CLOSE = 2e-5
"""A figure is as wanted when it is that near, as a share of the range of figures that were seen."""


@dataclass(frozen=True)
class Solution:
    """The answer: the parameter's ``value``, the figure it ``reached``, and how many scenarios were evaluated.

    ``exact`` is false where the parameter's steps, or a jump of the figure, allow only the nearest.
    """

    path: str
    value: float
    reached: float
    exact: bool
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
        raise UsageError(f"{path} is no number; only a number can be solved for.")
    return known[path]


class _Search:
    """Evaluations of a figure's excess over its target, by whole ticks of a parameter, each made once."""

    def __init__(self, scenario: Scenario, parameter: Parameter, measure: Measure, target: float) -> None:
        p = parameter.param
        self.scenario, self.parameter, self.measure, self.target = scenario, parameter, measure, target
        self.low, self.high = float(p.low or 0), float(p.high or 0)
        self.grain = 1.0 if parameter.kind == "int" else float(p.step or 1) / FINENESS
        self.last = self.tick(self.high)
        self.seen: dict[int, float] = {}

    def tick(self, value: float) -> int:
        return round((value - self.low) / self.grain)

    def value(self, tick: int) -> float:
        if self.parameter.kind == "int":
            return int(self.low) + tick
        return min(round(self.low + tick * self.grain, 9), self.high)

    def at(self, tick: int) -> Scenario:
        return self.scenario.override({self.parameter.path: self.value(tick)})

    def excess(self, tick: int) -> float:
        if tick not in self.seen:
            self.seen[tick] = self.measure(self.at(tick)) - self.target
        return self.seen[tick]

    def reached(self) -> list[float]:
        """Return the figures seen so far."""
        return [y + self.target for y in self.seen.values()]

    def turns(self) -> bool:
        """Tell whether the figure, as far as it was seen, both rises and falls."""
        known = [y for _, y in sorted(self.seen.items()) if not math.isnan(y)]
        moves = {y > x for x, y in pairwise(known) if x != y}
        return len(moves) > 1

    def slack(self) -> float:
        """Return the excess that counts as none."""
        known = [y for y in self.reached() if not math.isnan(y)]
        return CLOSE * (max(known) - min(known))


def solve(scenario: Scenario, parameter: Parameter, measure: Measure, target: float) -> Solution:
    """Return the value of a parameter at which a measure of the scenario equals the target.

    False position with the Illinois rule (Dowell & Jarratt 1971, doi:10.1007/BF01934364) and bisection, within the
    parameter's bounds. Expected values are smooth in a parameter, because every scenario shares its draws. Of several
    answers that the first looks tell apart, the one nearest to the present value is given.

    Raises
    ------
    UsageError
        If no value within the bounds reaches the target: it says what can be reached.
    """
    search = _Search(scenario, parameter, measure, target)
    ends = _bracket(search, min(max(search.tick(float(scenario.flat()[parameter.path])), 0), search.last))
    if ends is None:
        raise UsageError(_unreachable(parameter, target, search.reached()))
    best = _narrowed(search, *ends)
    return Solution(
        parameter.path,
        search.value(best),
        search.excess(best) + target,
        abs(search.excess(best)) <= 10 * search.slack(),
        len(search.seen),
        search.at(best),
    )


def _bracket(search: _Search, now: int) -> tuple[int, int] | None:
    """Return two ticks between which the excess changes sign, the pair nearest to the present value."""
    excess = search.excess
    for looks in LOOKS:
        if looks == LOOKS[-1] and not search.turns():
            break
        ticks = sorted({0, now, search.last, *(round(search.last * k / (looks + 1)) for k in range(1, looks + 1))})
        pairs = [_defined(search, pair) for pair in pairwise(ticks)]
        found = [(a, b) for a, b in filter(None, pairs) if min(excess(a), excess(b)) <= 0 <= max(excess(a), excess(b))]
        if found and len({y for y in search.seen.values() if not math.isnan(y)}) > 1:
            return min(found, key=lambda pair: max(pair[0] - now, now - pair[1], 0))
    return None


def _defined(search: _Search, pair: tuple[int, int]) -> tuple[int, int] | None:
    """Return the part of a stretch in which the figure has a value, if it has one at an end at least."""
    a, b = pair
    known = [not math.isnan(search.excess(t)) for t in pair]
    if not any(known):
        return None
    if all(known):
        return pair
    inside, outside = (b, a) if known[1] else (a, b)
    near = outside + (1 if inside > outside else -1)
    if not math.isnan(search.excess(near)):
        outside, inner = near, near
    else:
        inner = inside
        while abs(inner - outside) > 1:
            middle = (inner + outside) // 2
            inner, outside = (inner, middle) if math.isnan(search.excess(middle)) else (middle, outside)
    return (min(inside, inner), max(inside, inner)) if inside != inner else None


def _narrowed(search: _Search, left: int, right: int) -> int:
    """Return the tick at which the excess is nearest to 0, between two at which it has different signs."""
    y_left, y_right = search.excess(left), search.excess(right)
    a, b = y_left, y_right  # halved where an end stays, so that both ends close in
    while right - left > 1 and min(abs(y_left), abs(y_right)) > search.slack():
        guess = left + round((right - left) * a / (a - b)) if a != b else (left + right) // 2
        middle = min(max(guess, left + 1), right - 1)
        y = search.excess(middle)
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
