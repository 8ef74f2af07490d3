"""Which lever made the difference: Shapley values of a headline figure between two scenarios.

What moved is a *player*. A coalition of players is the first scenario with their parameters at the second's values;
each coalition is simulated, with the same customers and draws. A player's contribution is the average of what it adds,
over every order in which the players could be moved (Shapley 1953, doi:10.1515/9781400881970-018): contributions sum to
the difference, one that changes nothing gets nothing, and two that do the same get the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from televantage.explaining.moved import NO_HEADLINE, active, named
from televantage.explaining.simulated import Simulated, Step
from televantage.measures import figure_named
from televantage.scenario import Scenario, UsageError, parameters, sections
from televantage.simulation import Map

MOST_PLAYERS = 6
"""More would take more than 64 simulations."""
OTHERS = "Other changes"


@dataclass(frozen=True)
class Player:
    """What is moved as one: a label and the paths of its parameters."""

    label: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Contribution:
    """What a player contributes to the difference of a figure, in the figure's unit."""

    label: str
    paths: tuple[str, ...]
    value: float


@dataclass(frozen=True)
class Attribution:
    """The difference of a figure between two scenarios by what moved; the contributions sum to ``end − start``.

    ``simulated`` is how many scenarios were simulated for it.
    """

    figure: str
    start: float
    end: float
    contributions: tuple[Contribution, ...]
    simulated: int


def shares(values: Sequence[float]) -> list[float]:
    """Return the Shapley value of each player of a game.

    Parameters
    ----------
    values
        What each coalition is worth; a coalition's place is the sum of 2^i over its players i, so that the first is
        that of nobody and the last that of all.

    >>> shares([0.0, 1.0, 2.0, 6.0])
    [2.5, 3.5]
    """
    players = len(values).bit_length() - 1
    orders = math.factorial(players)

    def weight(others: int) -> int:
        return math.factorial(others) * math.factorial(players - 1 - others)

    def share(player: int) -> float:
        mine = 1 << player
        without = [coalition for coalition in range(len(values)) if not coalition & mine]
        return math.fsum(weight(c.bit_count()) / orders * (values[c | mine] - values[c]) for c in without)

    return [share(player) for player in range(players)]


def _comparable(before: Scenario, after: Scenario) -> tuple[Scenario, Scenario]:
    """Return both scenarios without differences that move no figure: idle levers, campaign log, models, currency."""
    acting = {*active(before), *active(after)}
    idle = {n: m() for n, m in sections().items() if n in NO_HEADLINE or (m.rung is not None and n not in acting)}
    setting = before.setting.model_copy(update={"currency": after.setting.currency})
    return before.model_copy(update={**idle, "setting": setting}), after.model_copy(update=idle)


def _grouped(paths: Iterable[str], whole: Callable[[str], bool]) -> tuple[Player, ...]:
    """Return a player for each path; one for all paths of a section that counts as a whole."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        section = path.split(".")[0]
        groups.setdefault(sections()[section].title if whole(section) else named(parameters()[path]), []).append(path)
    return tuple(Player(label, tuple(group)) for label, group in groups.items())


def players(before: Scenario, after: Scenario) -> tuple[Player, ...]:
    """Return what moved between two scenarios, in the order of declaration.

    One player for each parameter, but one for a whole section of levers that acts in one of the two only: switching a
    lever on is one move. So against the neutral world, the players are the sections of levers that act. If these are
    more than ``MOST_PLAYERS``, one for each section, however many. What moves no headline figure (idle levers, the
    campaign log, the models, the name of the currency) is no player.
    """
    before, after = _comparable(before, after)
    paths = list(after.changes_from(before))
    switched = set(active(before)) ^ set(active(after))
    found = _grouped(paths, switched.__contains__)
    return found if len(found) <= MOST_PLAYERS else _grouped(paths, lambda _: True)


def _joined(found: Sequence[Player], effects: Sequence[float]) -> tuple[Player, ...]:
    """Return the players with the largest effects, the first of equals, and the others as one player after them."""
    ranked = sorted(range(len(found)), key=lambda i: -abs(effects[i]))
    kept = set(ranked[: MOST_PLAYERS - 1])
    paths = tuple(path for i, player in enumerate(found) if i not in kept for path in player.paths)
    return (*(found[i] for i in sorted(kept)), Player(OTHERS, paths))


def _coalitions(
    before: Scenario, after: Scenario, found: Sequence[Player], members: Iterable[int] | None = None
) -> list[Scenario]:
    """Return the scenarios of coalitions, each given as the sum of 2^i over its members; of all, in this order."""
    values = after.flat()

    def coalition(who: int) -> Scenario:
        moved = (player.paths for i, player in enumerate(found) if who >> i & 1)
        return before.override({path: values[path] for paths in moved for path in paths})

    return [coalition(who) for who in (range(1 << len(found)) if members is None else members)]


def _known(value: float, name: str) -> float:
    """Return a figure's value, or say that it has none."""
    if math.isnan(value):
        label = figure_named(name)[0].label
        raise UsageError(
            f"{label} has no value in one of the scenarios between the two, so its difference cannot be split; "
            "explain another figure, such as margin."
        )
    return value


def attributions(
    before: Scenario,
    after: Scenario,
    figures: Sequence[str],
    customers: int,
    run: Map = map,
    on_step: Step | None = None,
) -> dict[str, Attribution]:
    """Return the attribution of several headline figures, by figure; every coalition is simulated once for all of them.

    If more than ``MOST_PLAYERS`` sections differ, the five that change the first figure most when each is moved alone
    stay apart, and the others are joined into one player.

    Parameters
    ----------
    before, after
        The two scenarios; ``after.neutral()`` as the first explains a scenario against its baseline.
    figures
        Names of headline figures, ``figure`` or ``figure.world``.
    customers
        How many customers are simulated for each coalition.
    run
        What maps the coalitions; the result does not depend on it.
    on_step
        Called after each simulation with how many are done, and of how many at most.

    Raises
    ------
    UsageError
        If there is no such figure, one has no value in some coalition, or ``customers`` is out of range.
    """
    before, after = _comparable(before, after)
    found, simulated = players(before, after), Simulated(tuple(figures), customers, run, on_step)
    if len(found) > MOST_PLAYERS:
        alone = _coalitions(before, after, found, [0, *(1 << i for i in range(len(found)))])
        simulated.simulate(alone, later=1 << MOST_PLAYERS)
        reached = [_known(simulated.figure(scenario, figures[0]), figures[0]) for scenario in alone]
        found = _joined(found, [value - reached[0] for value in reached[1:]])
    coalitions = _coalitions(before, after, found)
    ends = (coalitions[0], coalitions[-1])
    simulated.simulate(ends, later=max(len(coalitions) - 2, 0))
    for name in figures:
        for end in ends:  # before the many between them
            _known(simulated.figure(end, name), name)
    simulated.simulate(coalitions)
    return {name: _attribution(name, found, coalitions, simulated) for name in figures}


def _attribution(
    name: str, found: Sequence[Player], coalitions: Sequence[Scenario], simulated: Simulated
) -> Attribution:
    values = [_known(simulated.figure(coalition, name), name) for coalition in coalitions]
    parts = (Contribution(p.label, p.paths, value) for p, value in zip(found, shares(values), strict=True))
    return Attribution(name, values[0], values[-1], tuple(parts), len(simulated.found))


def shapley(
    before: Scenario, after: Scenario, figure: str, customers: int, run: Map = map, on_step: Step | None = None
) -> Attribution:
    """Return the attribution of one headline figure; arguments and errors are those of :func:`attributions`."""
    return attributions(before, after, (figure,), customers, run, on_step)[figure]


def table(attribution: Attribution, ends: tuple[str, str] = ("Baseline", "Scenario")) -> pd.DataFrame:
    """Return an attribution as the steps of a waterfall, for its chart.

    One row per step: ``figure``, ``step``, ``kind``, ``value``, and where its bar goes ``from`` and ``to``. The first
    and the last step are named by ``ends``, of kind start and end; those between are gain, loss or change, by whether
    more of the figure is better.
    """
    better = figure_named(attribution.figure)[0].better
    values = [part.value for part in attribution.contributions]
    levels = [attribution.start + math.fsum(values[:i]) for i in range(len(values))]
    levels.append(attribution.end)
    kinds = {1: "gain", 0: "change", -1: "loss"}
    rows = [
        (part.label, kinds[((part.value > 0) - (part.value < 0)) * better], part.value, low, high)
        for part, (low, high) in zip(attribution.contributions, pairwise(levels), strict=True)
    ]
    first, last = (ends[0], "start", levels[0], 0.0, levels[0]), (ends[1], "end", levels[-1], 0.0, levels[-1])
    found = pd.DataFrame([first, *rows, last], columns=["step", "kind", "value", "from", "to"])
    found.insert(0, "figure", attribution.figure)
    return found
