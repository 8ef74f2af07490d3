"""The dashboard's six files of a bake, and what its reader would draw badly about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from televantage.exports._bake import Bake
from televantage.exports._dashboard import documents
from televantage.exports._dashboard._dossier import Dossier
from televantage.exports._dashboard._findings import findings
from televantage.exports._manifest import MANIFEST
from televantage.learning.evidence import evidence
from televantage.learning.models import versions
from televantage.learning.tables import tables
from televantage.measures import Outcome
from televantage.scenario import Scenario, canonical
from televantage.simulation import Map, simulate

DASHBOARD = "dashboard"
"""The folder of the bundle that holds the six files."""


@dataclass(frozen=True)
class Board:
    """The files by name, warnings about them, and the versions of the libraries that their bytes depend on."""

    files: dict[str, bytes]
    warnings: list[str]
    versions: dict[str, str]


def learned_elsewhere(folder: Path, files: Mapping[str, bytes]) -> tuple[list[str], str]:
    """Return the files of a bundle that cannot be compared with those of a folder, and a sentence why; none if all can.

    What is learned repeats to the byte with the same libraries, not with others.
    """
    try:
        there = json.loads((folder / MANIFEST).read_bytes())["learned_with"]
    except (OSError, ValueError, KeyError, TypeError):
        return [], ""
    here = versions()
    if MANIFEST not in files or there == here or not isinstance(there, dict):
        return [], ""
    moved = ", ".join(f"{name} {there.get(name)} (here {own})" for name, own in here.items() if own != there.get(name))
    learned = [name for name in files if name.startswith(f"{DASHBOARD}/") or name == MANIFEST]
    return learned, f"{folder}/{DASHBOARD} and its manifest were made with {moved}; they are not compared."


def dashboard(bake: Bake) -> Board:
    """Return the dashboard's files of a bake."""
    found = documents(Dossier(bake.evidence))
    written = {name: canonical(document.model_dump(mode="json")) for name, document in sorted(found.items())}
    return Board(written, findings(bake.evidence, found), versions())


def evidence_on_screen(scenario: Scenario, customers: int, run: Map = map) -> dict[str, Any]:
    """Return the evidence of a scenario for a screen: tables for charts, and the figures as the files have them."""
    found = Dossier(evidence(Outcome(simulate(scenario, customers)), scenario, run))
    written = documents(found)
    models, metrics = (written[name].model_dump(mode="json") for name in ("models.json", "metrics.json"))
    return {
        "tables": tables(found.evidence),
        "models": models["models"],
        "ceiling": models["ceiling"],
        "overview": metrics["overview"],
        "matrix": metrics["confusion_matrix"],
        "definitions": metrics["about"]["definitions"],
        "warnings": findings(found.evidence, written),
    }
