"""What every export holds beside its tables: the scenario, resolved, and a manifest of hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from televantage import __version__
from televantage.exports._bake import Bake
from televantage.scenario import DATA, Preset, Scenario, ScenarioError, canonical, read, read_preset
from televantage.scenario.errors import shown
from televantage.simulation import FEWEST, MOST
from televantage.simulation.prepare import effective

SCHEMA_VERSION = 3
MANIFEST = "manifest.json"
SCENARIO = "scenario.json"


def resolved(bake: Bake) -> dict[str, Any]:
    """Return the scenario with every parameter, as the data of a preset file."""
    story = bake.story
    whole = Preset(
        title=story.title, story=story.story, look_at=story.look_at, extends=None, changes=bake.scenario.flat()
    )
    return whole.model_dump(mode="json")


def with_manifest(
    bake: Bake, written: Mapping[str, bytes], rows: Mapping[str, int], more: Mapping[str, Any] | None = None
) -> dict[str, bytes]:
    """Return files with their manifest, which comes last: size, rows and SHA-256 of each, and what more is given."""
    calibration = DATA / "calibration" / f"{bake.scenario.population.calibration}.json"
    manifest = {
        "calibration": {
            "name": bake.scenario.population.calibration,
            "sha256": hashlib.sha256(calibration.read_bytes()).hexdigest(),
        },
        "currency": bake.scenario.setting.currency,
        "customers_simulated": bake.outcome.customers,
        "files": {
            name: {"bytes": len(raw), "rows": rows.get(name, 0), "sha256": hashlib.sha256(raw).hexdigest()}
            for name, raw in written.items()
        },
        "name": bake.name,
        "package_version": __version__,
        "scenario_hash": bake.outcome.scenario.hash,
        "schema_version": SCHEMA_VERSION,
        "seed": bake.scenario.setting.seed,
        "subscribers": bake.scenario.setting.subscribers,
        "title": bake.story.title,
        **(more or {}),
    }
    return dict(written) | {MANIFEST: canonical(manifest)}


def baked_scenario(folder: Path) -> tuple[Scenario, int]:
    """Return the scenario of a bake and how many customers were simulated.

    Raises
    ------
    ScenarioError
        If the folder holds no bake, or one whose scenario is not the one its manifest names.
    """
    missing = next((name for name in (SCENARIO, MANIFEST) if not (folder / name).is_file()), None)
    if missing:
        raise ScenarioError([f"It holds no {missing}; give the folder of a bake."], str(folder))
    _, scenario = read_preset(folder / SCENARIO)
    manifest = read(folder / MANIFEST)
    count = manifest.get("customers_simulated") if isinstance(manifest, dict) else None
    if not isinstance(count, int) or not FEWEST <= count <= MOST:
        raise ScenarioError([f"customers_simulated is {shown(count)}, but must be a count."], str(folder / MANIFEST))
    if manifest.get("scenario_hash") != effective(scenario).hash:
        raise ScenarioError(["The scenario is not the one that was baked here; bake it again."], str(folder))
    return scenario, count
