"""Warehouses for tests: a scenario with every lever on, all months loaded."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

from televantage.scenario import preset_scenario
from televantage.warehouse.build import build
from televantage.warehouse.homes import open_home
from televantage.warehouse.keys import tables
from televantage.warehouse.source import Source
from tests.support.tiers import tier

CUSTOMERS, MONTHS = (20_000, 24) if tier() == "all" else (4_000, 12)
"""Of the warehouse that tests share; every lever acts, and a second wave of the offer, at either size."""
CHANGES: dict[str, object] = {
    "setting.subscribers": CUSTOMERS, "setting.horizon": MONTHS, "offer.policy": "random", "offer.reach": 0.3,
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


CLEAN, DIRTY = source(3_000, setting__horizon=8), source(4_000, setting__horizon=14)
"""Smaller warehouses that tests share; the second has defects of all kinds."""
TINY = source(1_000, setting__horizon=3, offer__duration=1, price__month=2, conversion__month=2)
"""The smallest with every lever: four months, for whatever does not need more."""


def built(folder: Path, of: Source | None = None, db: str | None = None) -> str:
    """Build a warehouse in a folder, raw files beside it; return its --db."""
    address = db or str(folder / "warehouse.duckdb")
    home = open_home(address)
    build(home, of or source(), folder / "raw")
    home.close()
    return address


LOGS = ("etl_run_log", "quality_metric")
"""What a run did and measured: the tables that differ from run to run."""


def contents(address: str) -> dict[str, str]:
    """Return the number of rows and a digest of every table of a warehouse, without runs and times."""
    home, found = open_home(address, read_only=True), {}
    for table in tables().values():
        if table.name in LOGS:
            continue
        columns = [column for column in table.columns if column != "run_id"]
        rows = home.rows(f"select {', '.join(columns)} from {table.name} order by {', '.join(table.primary_key)}")
        text = "\n".join(repr(tuple(_plain(value) for value in row)) for row in rows)
        found[table.name] = f"{len(rows)} {hashlib.sha256(text.encode()).hexdigest()[:16]}"
    home.close()
    return found


def _plain(value: object) -> object:
    """Return a value as both homes give it."""
    return f"{value:.2f}" if isinstance(value, Decimal) else value
