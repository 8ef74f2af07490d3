"""The same schema and loads on a real PostgreSQL server, row for row what DuckDB has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from televantage.scenario import PlaceError
from televantage.warehouse.build import build
from televantage.warehouse.feeds import deliver
from televantage.warehouse.homes import open_home
from televantage.warehouse.keys import broken_keys, tables
from tests.support.tiers import tier
from tests.support.warehouses import TINY, built, contents, source

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("postgres")]
OF = source(5_000, setting__horizon=12) if tier() == "all" else TINY
"""With every lever; in the last tier, with a second wave of the offer."""


@pytest.fixture(scope="module")
def duckdb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the same warehouse on DuckDB."""
    folder = tmp_path_factory.mktemp("duckdb")
    built(folder, OF)
    return folder


@pytest.fixture(scope="module")
def loaded(postgres: Callable[[], str], duckdb: Path) -> str:
    """The address of the warehouse on a server, from the same raw files."""
    address = postgres()
    home = open_home(address)
    assert build(home, OF, duckdb / "raw").months == tuple(OF.months)
    home.close()
    return address


def test_every_table_is_row_for_row_that_of_duckdb(loaded: str, duckdb: Path) -> None:
    assert contents(loaded) == contents(str(duckdb / "warehouse.duckdb"))


def test_loading_again_changes_nothing(loaded: str, duckdb: Path) -> None:
    before, home = contents(loaded), open_home(loaded)
    assert build(home, OF, duckdb / "raw", [2, 3]).months == (2, 3)
    home.close()
    assert contents(loaded) == before


def test_the_server_enforces_every_declared_key(loaded: str) -> None:
    import psycopg

    home = open_home(loaded, read_only=True)
    sql = "select count(*) from pg_constraint where contype = $kind and connamespace <> 'pg_catalog'::regnamespace"
    in_schema = sum(len(table.references) for table in tables().values())
    assert home.rows(sql, kind="f") == [(in_schema,)]
    assert home.rows(sql, kind="p") == [(len(tables()),)]
    assert broken_keys(home, None, tuple(tables())) == []
    home.close()
    home = open_home(loaded)
    with pytest.raises(psycopg.errors.ForeignKeyViolation), home.transaction():
        home.run(
            "update fact_customer_month set customer_key = 99999999 where month_key = 3 and customer_key = "
            "(select min(customer_key) from fact_customer_month where month_key = 3)"
        )
    with pytest.raises(psycopg.errors.UniqueViolation), home.transaction():
        home.run("insert into fact_customer_month select * from fact_customer_month where month_key = 3 limit 1")
    home.close()


def test_one_load_at_a_time(loaded: str) -> None:
    home = open_home(loaded)
    with pytest.raises(PlaceError, match="Another load is running"):
        open_home(loaded)
    reader = open_home(loaded, read_only=True)  # reading is allowed meanwhile
    assert reader.rows("select count(*) > 0 from dim_customer") == [(True,)]
    reader.close()
    home.close()


@pytest.fixture
def elsewhere(postgres: Callable[[], str]) -> str:
    """The address of an empty schema that is first in the search path, in a database of its own."""
    other = postgres()
    home = open_home(other)
    home.run("create schema wh")
    home.close()
    return f"{other}&options=-csearch_path%3Dwh"


def test_in_another_schema_and_with_rows_that_a_server_cannot_hold(elsewhere: str, tmp_path: Path) -> None:
    """Texts with NUL and days before the year 1 go to quarantine, as they do on DuckDB."""
    db = built(tmp_path, TINY)
    place = tmp_path / "raw" / "2026-03"
    bad = pq.read_table(place / "tickets-1.parquet").slice(0, 3)
    bad = bad.set_column(0, "ticket_number", pa.array([1, 2, 3], pa.int64()))
    bad = bad.set_column(2, "opened_on", pa.array([-800_000, 2_000_000_000, 20_530], pa.int32()).cast(pa.date32()))
    deliver(place, "tickets", bad.set_column(3, "category", pa.array(["billing", "billing", "bil\0ling"])))
    for address in (db, elsewhere, elsewhere):
        home = open_home(address)
        build(home, TINY, tmp_path / "raw")
        rules = home.rows(
            "select rule, column_name from quarantine_tickets where natural_key is not null order by record"
        )
        assert rules == [("month_in_range", "opened_on")] * 2 + [("known_code", "category")]
        assert home.rows("select count(*) from agg_monthly_metrics") == [(4,)]
        home.close()
    theirs, ours = contents(elsewhere), contents(db)
    assert theirs.pop("quarantine_tickets") != ours.pop("quarantine_tickets")  # the values that stood there
    assert theirs == ours


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(PlaceError, match="cannot be reached"):
        open_home("postgresql://nobody@localhost:1/none?connect_timeout=2")
