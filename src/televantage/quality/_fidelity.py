"""The report: every statistic of every check, target beside simulated value."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import pandas as pd

from televantage.plugins import discover
from televantage.quality._statistic import Statistic
from televantage.scenario import DATA, Scenario, read
from televantage.simulation.calibration import calibration
from televantage.simulation.customers import PILOT
from televantage.simulation.levers import is_neutral
from televantage.simulation.prepare import Prepared
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
    "simulated": Column(BY_ROW, "Value among the first 65,536 customers, or all if there are fewer."),
    "difference": Column(BY_ROW, "Simulated minus target."),
    "tolerance": Column(BY_ROW, "Largest difference, either way, that counts as the same."),
    "standard_error": Column(BY_ROW, "What the simulated value would vary by, had as many others been simulated."),
    "verdict": Column(
        TEXT,
        "ok: within tolerance and two standard errors; moved: outside, and the scenario can move it; off: outside for "
        "no reason.",
    ),
    "moved_by": Column(TEXT, "For what is moved: the parameters of the scenario that can move it."),
    "source": Column(TEXT, "Where the target comes from."),
}


def checks() -> dict[str, ModuleType]:
    """Return the checks by name, in alphabetical order."""
    return discover("televantage.quality", "CLAIM", "UNIT", "TOLERANCE", "MOVED_BY", "statistics")


def statistics(table: TelcoTable) -> dict[str, dict[str, Statistic]]:
    """Return every statistic of a table with its standard error, by check and name."""
    return {name: check.statistics(table) for name, check in checks().items()}


def values(table: TelcoTable) -> dict[str, dict[str, float]]:
    """Return every statistic of a table without errors: targets for others."""
    return {check: {name: value for name, (value, _) in found.items()} for check, found in statistics(table).items()}


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
    idle = {"churn.price_sensitivity", "churn.sensitivity_spread"} if is_neutral(scenario) else set()
    if scenario.churn.seasonality == 0:
        idle |= {"churn.peak_month", "setting.as_of"}
    return tuple(path for path in scenario.changes_from(reference) if path not in idle)


def fidelity(prepared: Prepared) -> pd.DataFrame:
    """Return the report on a scenario: its customers against the sample that its calibration was fitted to.

    Never raises on a difference: it says so. A parameter that the scenario changes excuses only the statistics that
    it can move.
    """
    scenario = prepared.scenario
    targets, changed = _targets(scenario.population.calibration), _moved(scenario)
    found = statistics(telco_table(prepared, min(PILOT, scenario.setting.subscribers)))
    rows = []
    published, sample = (targets.get(kind) or {"source": "", "values": {}} for kind in ("published", "sample"))
    for name, check in checks().items():
        movers = [path for path in changed if path.startswith(check.MOVED_BY)]
        for statistic, (simulated, error) in found[name].items():
            of = published if statistic in published["values"].get(name, {}) else sample
            target = of["values"].get(name, {}).get(statistic)
            if target is None:
                continue
            near = abs(simulated - target) <= check.TOLERANCE + 2 * error
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
                    "standard_error": error,
                    "verdict": "ok" if near else "moved" if movers else "off",
                    "moved_by": "" if near else ", ".join(movers),
                    "source": of["source"],
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
