"""What is written: a bake, its formats, and how files reach a disk."""

from __future__ import annotations

from types import ModuleType

from televantage.exports._bake import OBSERVED_CUSTOMERS, Bake, as_preset, bake, is_shipped, variant_name
from televantage.exports._manifest import baked_scenario
from televantage.exports._publish import differences, publish
from televantage.exports._zip import zipped
from televantage.plugins import discover


def formats() -> dict[str, ModuleType]:
    """Return the exporters by their FORMAT; each has files(bake), bytes by file name."""
    return {module.FORMAT: module for module in discover(__name__, "FORMAT", "files").values()}


__all__ = [
    "OBSERVED_CUSTOMERS",
    "Bake",
    "as_preset",
    "bake",
    "baked_scenario",
    "differences",
    "formats",
    "is_shipped",
    "publish",
    "variant_name",
    "zipped",
]
