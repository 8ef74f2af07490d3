"""Warehouses for tests: a scenario with every lever on, 20,000 customers, all months loaded."""

from __future__ import annotations

from pathlib import Path

from televantage.scenario import preset_scenario
from televantage.warehouse.build import build
from televantage.warehouse.homes import open_home
from televantage.warehouse.reference import Source

CUSTOMERS = 20_000
CHANGES: dict[str, object] = {
    "setting.subscribers": CUSTOMERS, "setting.horizon": 24, "offer.policy": "random", "offer.reach": 0.3,
    "offer.holdout": 0.2, "offer.sleeping_dogs": 0.1, "offer.month": 2, "offer.waves": 2, "offer.repeat": 8,
    "offer.duration": 6, "price.change": 0.08, "price.month": 4, "price.scope": "month-to-month",
    "competitor.gap": 0.15, "competitor.exposed": 0.5, "shock.share": 0.3, "conversion.share": 0.25,
    "conversion.month": 5,
}  # fmt: skip
"""Everything happens, and one simulated customer speaks for one subscriber."""


def source(customers: int = CUSTOMERS, **changes: object) -> Source:
    """Return the scenario of the tests, with some changes (``offer__reach`` for offer.reach)."""
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    scenario = preset_scenario("retention_blitz").override({**CHANGES, **paths})
    return Source("everything", "Everything at once", scenario, customers)


def built(folder: Path, of: Source | None = None, db: str | None = None) -> str:
    """Build a warehouse in a folder, raw files beside it; return its --db."""
    address = db or str(folder / "warehouse.duckdb")
    home = open_home(address)
    build(home, of or source(), folder / "raw")
    home.close()
    return address
