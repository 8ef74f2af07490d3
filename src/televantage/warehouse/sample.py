"""A warehouse to look at: of a scenario, built in a folder of its own, or one that lies somewhere."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from televantage.warehouse import library
from televantage.warehouse.build import build
from televantage.warehouse.dictionary import comments
from televantage.warehouse.dirt import CLEAN, Dirt
from televantage.warehouse.homes import Home, open_home
from televantage.warehouse.keys import tables
from televantage.warehouse.source import Source

ELSEWHERE = "TELEVANTAGE_WAREHOUSE"
"""The environment variable that names a warehouse to show instead of building one: a file, or postgresql://..."""


class Sample:
    """A warehouse that is only read; one that was built for this goes with the object."""

    def __init__(self, address: str, folder: Path | None = None) -> None:
        self.address = address
        if folder is not None:
            weakref.finalize(self, shutil.rmtree, folder, True)

    def _ask(self, ask: Callable[[Home], pd.DataFrame]) -> pd.DataFrame:
        home = open_home(self.address, read_only=True)
        try:
            return ask(home)
        finally:
            home.close()

    def run(self, name: str, **values: object) -> pd.DataFrame:
        """Return the result of a query of the library; errors are those of :func:`library.run`."""
        return self._ask(lambda home: library.run(home, name, **values))

    def head(self, table: str, rows: int) -> pd.DataFrame:
        """Return the first rows of a table, by its primary key."""
        if table not in tables():
            raise KeyError(table)
        key = ", ".join(tables()[table].primary_key)
        found = self._ask(lambda home: home.frame(f"select * from {table} order by {key} limit {int(rows)}"))
        for column in found.select_dtypes("object"):
            if found[column].map(lambda value: hasattr(value, "as_tuple")).any():  # decimals
                found[column] = found[column].astype(float)
        return found

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        parts = " union all ".join(f"select '{name}' as name, count(*) as n from {name}" for name in tables())
        found = self._ask(lambda home: home.frame(parts))
        return dict(zip(found["name"], found["n"].astype(int), strict=True))

    def listed(self) -> pd.DataFrame:
        """Return a row a table: its name, what a row of it is, and the numbers of its rows and columns."""
        grain, counts = comments(), self.counts()
        return pd.DataFrame(
            {"table": name, "what a row is": grain[name], "rows": counts[name], "columns": len(found.columns)}
            for name, found in tables().items()
        )

    def about(self) -> dict[str, Any]:
        """Return the row of the loaded world in ``dim_scenario``."""
        found = self._ask(lambda home: home.frame("select * from dim_scenario where is_loaded"))
        return {str(name): value for name, value in found.iloc[0].items()}


def elsewhere() -> Sample | None:
    """Return the warehouse that the environment names, or None."""
    address = os.environ.get(ELSEWHERE, "")
    return Sample(address) if address else None


def steps(source: Source) -> int:
    """Return how many steps :func:`sample` reports."""
    return len(source.months) + 1


def sample(source: Source, step: Callable[[int, int], object], dirt: Dirt = CLEAN) -> Sample:
    """Build a warehouse in a folder of its own, which goes when the result is no longer used.

    ``step`` is told how many steps are done, and of how many; what it raises stops the work.
    """
    folder = Path(tempfile.mkdtemp(prefix="televantage-"))
    done = 0

    def progress(what: str, more: int) -> None:
        nonlocal done
        done += more if what == "months" else 0
        step(done, steps(source))

    try:
        home = open_home(str(folder / "warehouse.duckdb"))
        try:
            build(home, source, folder / "raw", None, dirt, progress)
        finally:
            home.close()
        shutil.rmtree(folder / "raw")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Sample(str(folder / "warehouse.duckdb"), folder)
