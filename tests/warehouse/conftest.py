"""Warehouses that the tests of this package share, each built once a run, and one PostgreSQL server for a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from televantage.warehouse.build import build
from televantage.warehouse.dirt import read_dirt
from televantage.warehouse.homes import open_home
from tests.support.once import once
from tests.support.query_lives import Lives, staggered
from tests.support.servers import binaries, server
from tests.support.warehouses import CLEAN, DIRTY, TINY, built, source


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small warehouse, built at once: warehouse.duckdb, and raw; only to be read."""
    return once(tmp_path_factory, "clean", lambda folder: built(folder, CLEAN))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the smallest warehouse; only to be read."""
    return once(tmp_path_factory, "tiny", lambda folder: built(folder, TINY))


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files of 4,000 customers with defects of all kinds, and a warehouse that has loaded them."""

    def make(folder: Path) -> None:
        home = open_home(str(folder / "warehouse.duckdb"))
        build(home, DIRTY, folder / "raw", dirt=read_dirt(["0.004"]))
        home.close()

    return once(tmp_path_factory, "dirty", make)


@pytest.fixture(scope="session")
def staggered_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse of 4,000 customers, whose waves of the offer go to different customers."""
    return once(tmp_path_factory, "staggered", lambda folder: built(folder, staggered()))


@pytest.fixture(scope="session")
def lives() -> Lives:
    """The customers of the shared warehouse, from the simulation."""
    return Lives(source())


@pytest.fixture(scope="session")
def lives_of_waves() -> Lives:
    """The customers of the warehouse with waves, from the simulation."""
    return Lives(staggered())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A PostgreSQL server; each call gives the address of a new, empty database in it."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with server(programs) as address:
        made: list[str] = []

        def new() -> str:
            import psycopg

            made.append(f"database_{len(made)}")
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"create database {made[-1]}")  # type: ignore[call-overload]
            return address.replace("/postgres?", f"/{made[-1]}?")

        yield new
