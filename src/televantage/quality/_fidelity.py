"""The report: every statistic of every check, target beside simulated value."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import pandas as pd

from televantage.plugins import discover
from televantage.scenario import DATA, Scenario, read
from televantage.simulation.calibration import calibration
from televantage.simulation.prepare import PILOT, Prepared
from televantage.simulation.telco_view import TelcoTable, telco_table
from televantage.units import BY_ROW, TEXT, Column

GRAIN = "one row per statistic"
VERDICTS = ("ok", "moved", "off")
COLUMNS = {
    "check": Column(TEXT, "The check that the statistic belongs to."),
    "claim": Column(TEXT, "What the check claims."),
    "statistic": Column(TEXT, "What is compared."),
    "unit": Column(TEXT, "Unit of the row's numbers."),
    "target": Column(BY_ROW, "Value in the sample, published or computed from its rows."),
    "simulated": Column(BY_ROW, "Value among the first 65,536 simulated customers."),
    "difference": Column(BY_ROW, "Simulated minus target."),
    "tolerance": Column(BY_ROW, "Largest difference, either way, that counts as the same."),
    "verdict": Column(
        TEXT, "ok: within tolerance; moved: outside, and the scenario moves it on purpose; off: outside for no reason."
    ),
    "moved_by": Column(
        TEXT, "Parameters of the scenario that move this statistic away from the sample; empty if none."
    ),
    "source": Column(TEXT, "Where the target comes from."),
}


def checks() -> dict[str, ModuleType]:
    """Return the checks by name, in alphabetical order."""
    return discover("televantage.quality", "CLAIM", "UNIT", "TOLERANCE", "MOVED_BY", "statistics")


def statistics(table: TelcoTable) -> dict[str, dict[str, float]]:
    """Return every statistic of a table, by check and name."""
    return {name: check.statistics(table) for name, check in checks().items()}


@cache
def _targets(name: str) -> dict[str, Any]:
    """Return the targets of a calibration: what is published, and what was computed from the rows it was fitted to."""
    path = DATA / "targets" / f"{name}.json"
    found: dict[str, Any] = read(path)
    return found


def _moved(scenario: Scenario) -> tuple[str, ...]:
    """Return the parameters with which a scenario departs from the sample behind its calibration."""
    reference, name = Scenario(), scenario.population.calibration
    if name != reference.population.calibration:  # the defaults are the published values of the one that ships
        reference = reference.override({"population.calibration": name} | calibration(name).as_fitted)
    return tuple(scenario.changes_from(reference))


def fidelity(prepared: Prepared) -> pd.DataFrame:
    """Return the report on a scenario: its customers against the sample that its calibration was fitted to.

    Never raises on a difference: it says so. A parameter that the scenario changes excuses only the statistics that
    it can move.
    """
    scenario = prepared.scenario
    targets, changed = _targets(scenario.population.calibration), _moved(scenario)
    found = statistics(telco_table(prepared, min(PILOT, scenario.setting.subscribers)))
    rows = []
    for name, check in checks().items():
        movers = [path for path in changed if path.startswith(check.MOVED_BY)]
        for statistic, simulated in found[name].items():
            kind = "published" if statistic in targets["published"]["values"].get(name, {}) else "sample"
            target = targets[kind]["values"].get(name, {}).get(statistic)
            if target is None:
                continue
            near = abs(simulated - target) <= check.TOLERANCE
            rows.append(
                {
                    "check": name,
                    "claim": check.CLAIM,
                    "statistic": statistic,
                    "unit": check.UNIT.name,
                    "target": target,
                    "simulated": simulated,
                    "difference": simulated - target,
                    "tolerance": check.TOLERANCE,
                    "verdict": "ok" if near else "moved" if movers else "off",
                    "moved_by": ", ".join(movers),
                    "source": targets[kind]["source"],
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
