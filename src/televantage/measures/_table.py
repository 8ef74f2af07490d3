"""What every measure is made of: columns with units, both worlds, their difference, and intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from televantage.measures._ledger import T_QUANTILE, Floats, Ledger, Numbers, exact, without_each_group
from televantage.scenario import Scenario
from televantage.simulation import LABELS, Cube
from televantage.simulation.cube import GROUPS
from televantage.units import TEXT, Column, Unit

WORLDS = ("baseline", "scenario", "difference")


def key(sentence: str, unit: Unit = TEXT) -> Column:
    """Return the column of a key."""
    return Column(unit, sentence)


WORLD = key("baseline: every lever neutral; scenario: all levers; difference: scenario minus baseline, same customers.")

SEGMENT_COLUMNS = {
    "tenure_band": key("Tenure at the as-of month, in months."),
    "contract": key("Contract at the as-of month: M2M, 1yr or 2yr."),
    "value_tier": key("Third of the pilot base by today's bill: Low, Med or High."),
}
SEGMENT_KEYS = {"tenure_band": LABELS["tenure"], "contract": LABELS["contract"], "value_tier": LABELS["value"]}
"""Labels of the segments' keys, in the order of their figures' axes."""


class Outcome:
    """The result of a simulation, ready to be measured; everything is made at its first use."""

    def __init__(self, cube: Cube) -> None:
        self.cube = cube

    @property
    def scenario(self) -> Scenario:
        """The scenario, with levers that do nothing at their neutral defaults."""
        return self.cube.prepared.scenario

    @property
    def customers(self) -> int:
        """The number of simulated customers."""
        return self.cube.customers

    @cached_property
    def ledger(self) -> Ledger:
        """Entries in whole customers and cents of the scenario's subscribers."""
        return exact(self.cube)

    @cached_property
    def groups(self) -> Ledger:
        """The 16 delete-a-group versions."""
        return without_each_group(self.cube)

    @cached_property
    def correction(self) -> float:
        """√(1 − n/N): a figure of all subscribers simulated has no simulation error."""
        return math.sqrt(max(0.0, 1.0 - self.customers / self.scenario.setting.subscribers))

    def margin_of_error(self, versions: Floats, of_experiment: bool = False) -> Floats:
        """Return half the width of the 95 % interval from the delete-a-group versions of a figure (first axis).

        What an experiment observes varies also when every subscriber is simulated.
        """
        mean = np.add.accumulate(versions)[-1] / GROUPS  # in order: a sum that every release repeats
        spread = np.add.accumulate((versions - mean) * (versions - mean))[-1]
        correction = 1.0 if of_experiment else self.correction
        return T_QUANTILE * correction * np.sqrt(spread * ((GROUPS - 1) / GROUPS))

    def estimate(self, figure: Callable[[Ledger], Numbers]) -> tuple[Floats, Floats]:
        """Return a figure of the ledger, and half the width of its interval; axes as the figure's, without K."""
        return figure(self.ledger)[0], self.margin_of_error(figure(self.groups))


def ratio(part: Any, whole: Any) -> Floats:
    """Return part / whole, and 0 where the whole is 0."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole != 0)


def per(part: Any, whole: Any) -> Floats:
    """Return part / whole, and NaN where the whole is not above 0."""
    return np.where(np.asarray(whole) > 0, ratio(part, whole), np.nan)


def spread(unit: Floats, like: Any) -> Floats:
    """Return the unit (K) with as many axes as an array has, so that they multiply."""
    return unit.reshape(-1, *([1] * (np.ndim(like) - 1)))


def people(book: Ledger, entries: Any) -> Floats:
    """Return entries (K, ...) as customers."""
    return np.asarray(entries * spread(book.people, entries))


def amount(book: Ledger, entries: Any) -> Floats:
    """Return entries (K, ...) as amounts of money."""
    return np.asarray(entries * spread(book.amount, entries))


Figure = Callable[[Ledger, str], Numbers]


def in_both_worlds(
    outcome: Outcome, keys: Mapping[str, Sequence[object]], figures: Mapping[str, Figure]
) -> pd.DataFrame:
    """Return a table with one row per world and combination of keys.

    Parameters
    ----------
    outcome
        What was simulated.
    keys
        Name and labels of each key, in the order of the figures' axes.
    figures
        By column, a function of a ledger and a world to an array (K, one axis a key); each column gets
        ``_low`` and ``_high``, the ends of its 95 % interval.
    """
    columns: dict[str, Any] = {"world": np.repeat(WORLDS, int(np.prod([len(v) for v in keys.values()])))}
    for axis, (name, labels) in enumerate(keys.items()):
        sizes = [len(v) for v in keys.values()]
        grid = np.arange(len(labels)).reshape([-1 if i == axis else 1 for i in range(len(sizes))])
        index = np.broadcast_to(grid, sizes).ravel()
        columns[name] = np.tile(np.array(labels, dtype=object)[index], len(WORLDS))
    for name, figure in figures.items():
        here = [figure(outcome.ledger, world)[0] for world in ("baseline", "scenario")]
        groups = [figure(outcome.groups, world) for world in ("baseline", "scenario")]
        here.append(here[1] - here[0])
        groups.append(groups[1] - groups[0])
        value = np.concatenate([np.ravel(v) for v in here])
        error = np.concatenate([np.ravel(outcome.margin_of_error(g)) for g in groups])
        columns |= {name: value, f"{name}_low": value - error, f"{name}_high": value + error}
    return pd.DataFrame(columns)


def with_interval(name: str, unit: Unit, sentence: str) -> dict[str, Column]:
    """Return the three columns of a figure: itself and the ends of its 95 % simulation interval."""
    return {
        name: Column(unit, sentence),
        f"{name}_low": Column(unit, f"Lower end of the 95 % simulation interval of {name}."),
        f"{name}_high": Column(unit, f"Upper end of the 95 % simulation interval of {name}."),
    }
