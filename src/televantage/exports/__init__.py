"""What is written: a bake, its formats, and how files reach a disk."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from televantage.exports._bake import OBSERVED_CUSTOMERS, Bake, as_preset, bake, is_shipped, variant_name
from televantage.exports._manifest import SCHEMA_VERSION, baked_scenario
from televantage.exports._publish import differences, publish
from televantage.exports._zip import zipped
from televantage.plugins import discover, later

if TYPE_CHECKING:
    from televantage.exports._board import DASHBOARD, dashboard, evidence_on_screen, learned_elsewhere
    from televantage.exports._brief import Brief, brief
    from televantage.exports._dashboard import dashboard_files
    from televantage.exports._dashboard._record import fields_of, written
    from televantage.exports._images import chart_csv, chart_image

__getattr__ = later(
    __name__,
    {
        "_board": ("DASHBOARD", "dashboard", "evidence_on_screen", "learned_elsewhere"),
        "_brief": ("Brief", "brief"),
        "_dashboard": ("dashboard_files",),
        "_dashboard._record": ("fields_of", "written"),
        "_images": ("chart_csv", "chart_image"),
    },
)


def formats() -> dict[str, ModuleType]:
    """Return the exporters by their FORMAT; each has files(bake), bytes by file name."""
    return {module.FORMAT: module for module in discover(__name__, "FORMAT", "files").values()}


__all__ = [
    "DASHBOARD",
    "OBSERVED_CUSTOMERS",
    "SCHEMA_VERSION",
    "Bake",
    "Brief",
    "as_preset",
    "bake",
    "baked_scenario",
    "brief",
    "chart_csv",
    "chart_image",
    "dashboard",
    "dashboard_files",
    "differences",
    "evidence_on_screen",
    "fields_of",
    "formats",
    "is_shipped",
    "learned_elsewhere",
    "publish",
    "variant_name",
    "written",
    "zipped",
]
