"""The JSON bundle: one file a measure, the scenario, observed customers, the dashboard's files, a manifest of hashes.

Strict JSON, UTF-8, sorted keys, fixed rounding by unit, a newline at the end. The same scenario, versions and number
of simulated customers give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from televantage import quality
from televantage.exports._bake import Bake
from televantage.exports._board import DASHBOARD, dashboard
from televantage.exports._manifest import SCENARIO, resolved, with_manifest
from televantage.measures import measures
from televantage.scenario import canonical
from televantage.simulation.observed import COLUMNS as CUSTOMER_COLUMNS
from televantage.units import UNITS, Column, rounded

FORMAT = "json"


def records(table: pd.DataFrame, columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    """Return the rows of a table with each value rounded as its unit is written."""
    names = list(columns)
    units = [columns[name].unit for name in names]
    by_row = table["unit"].map(UNITS) if "unit" in table else None
    written = {}
    for name, unit in zip(names, units, strict=True):
        values = table[name].tolist()
        if unit.name == "the unit of the row" and by_row is not None:
            written[name] = [rounded(v, u) for v, u in zip(values, by_row, strict=True)]
        else:
            written[name] = [rounded(v, unit) for v in values]
    return [dict(zip(names, row, strict=True)) for row in zip(*written.values(), strict=True)]


def _document(bake: Bake, about: str, grain: str, columns: Mapping[str, Column], table: pd.DataFrame) -> dict[str, Any]:
    return {
        "about": about,
        "grain": grain,
        "columns": {name: {"unit": c.unit.name, "description": c.sentence} for name, c in columns.items()},
        "currency": bake.scenario.setting.currency,
        "customers_simulated": bake.outcome.customers,
        "scenario_hash": bake.outcome.scenario.hash,
        "subscribers": bake.scenario.setting.subscribers,
        "rows": records(table, columns),
    }


def documents(bake: Bake) -> dict[str, dict[str, Any]]:
    """Return the bundle's files but the manifest, as data, by file name."""
    found = {}
    for name, module in measures().items():
        about = (module.__doc__ or "").splitlines()[0]
        found[f"{name}.json"] = _document(bake, about, module.GRAIN, module.COLUMNS, bake.tables[name])
    found["customers.json"] = _document(
        bake, "Observed customers: the first of the base, as an operator sees them.", "one row per customer",
        CUSTOMER_COLUMNS, bake.customers,
    )  # fmt: skip
    found["fidelity.json"] = _document(
        bake, "The simulated base against published aggregates: where the numbers come from.", quality.GRAIN,
        quality.COLUMNS, bake.fidelity,
    )  # fmt: skip
    found[SCENARIO] = resolved(bake)
    return found


def files(bake: Bake) -> dict[str, bytes]:
    """Return the bundle's bytes by file name, those of the dashboard in its folder, the manifest last."""
    data, board = documents(bake), dashboard(bake)
    written = {name: canonical(document) for name, document in sorted(data.items())}
    written |= {f"{DASHBOARD}/{name}": raw for name, raw in board.files.items()}
    rows = {name: len(document.get("rows", [])) for name, document in data.items()}
    return with_manifest(bake, written, rows, {"learned_with": board.versions, "warnings": board.warnings})
