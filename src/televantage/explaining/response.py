"""Response curves: the headline figures along the values of one parameter, all else as it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from televantage.measures import FIGURES, Outcome, headline
from televantage.scenario import Scenario
from televantage.simulation import Map, simulate


def _headline(scenario: Scenario, path: str, customers: int, value: float) -> pd.DataFrame:
    return headline.measure(Outcome(simulate(scenario.override({path: value}), customers)))


def response(scenario: Scenario, path: str, values: Sequence[float], customers: int, run: Map = map) -> pd.DataFrame:
    """Return the headline figures where a parameter has one value after the other, in ascending order.

    Parameters
    ----------
    scenario
        What stays as it is.
    path, values
        The parameter and its values; the one that it has is added.
    customers
        How many customers are simulated for each value; all values share customers and draws.
    run
        What maps the values; the result does not depend on it.

    Returns
    -------
    DataFrame
        One row per value: ``value``, whether it is the one of ``now``, and each headline figure in the scenario
        (by its name) and against the baseline (``<name>_difference``, and its 95 % interval ``_low``, ``_high``).

    Raises
    ------
    ScenarioError
        If a value is not allowed.
    """
    now = scenario.flat()[path]
    along = sorted({*values, now})
    rows = []
    for value, table in zip(along, run(partial(_headline, scenario, path, customers), along), strict=True):
        found = table.set_index("figure")
        row: dict[str, object] = {"value": value, "now": value == now}
        for name in FIGURES:
            row[name] = found.at[name, "scenario"]
            row |= {f"{name}_difference{end}": found.at[name, f"difference{end}"] for end in ("", "_low", "_high")}
        rows.append(row)
    return pd.DataFrame(rows)
