"""The homes of a warehouse: a DuckDB file, or a PostgreSQL server. Both run the same SQL.

A home runs statements, stages Parquet files into temporary tables, and keeps one transaction at a time. Parameters are
written ``$name`` and travel beside the text, never in it.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa

from televantage.scenario import PlaceError, UsageError
from televantage.warehouse.feeds import Delivery

FOLDER = Path(__file__).parent
PARAMETER = re.compile(r"(?<![$\w])\$([a-z_][a-z0-9_]*)\b")
UNENFORCED = {"fact_customer_month": "primary key", "dim_customer": "unique"}
"""The tables with a key that DuckDB does not enforce; each load checks it instead, as it does foreign keys."""
POSTGRES = ("postgresql://", "postgres://")
ELSEWHERE = re.compile(r":|[A-Za-z][A-Za-z0-9+.-]+:")
"""How a name begins that DuckDB takes for memory or another place; one letter is a drive of Windows."""

Rows = list[tuple[Any, ...]]


@cache
def statements(text: str) -> tuple[str, ...]:
    """Return the statements of an SQL text, which has no semicolon but at their ends."""
    return tuple(part.strip() for part in re.split(r";\s*(?:\n|$)", text) if part.strip())


@cache
def load_sql(name: str) -> str:
    """Return the text of one of the loads."""
    return (FOLDER / "loads" / f"{name}.sql").read_text("utf-8")


def schema_sql() -> str:
    """Return the text of the schema."""
    return (FOLDER / "schema.sql").read_text("utf-8")


def for_duckdb(statement: str) -> str:
    """Return a statement of the schema without the keys that DuckDB cannot have, or not fast enough.

    Its foreign keys forbid to update a row that is referred to, and do not go from one schema to another; the keys of
    the largest tables would make their loads three times as slow.
    """
    table = re.match(r"create table ([\w.]+) \(", statement)
    if table is None:
        return statement
    statement = re.sub(r" references \w+ \(\w+\)", "", statement)
    if table[1] in UNENFORCED:
        statement = re.sub(rf",\s*{UNENFORCED[table[1]]} \([^)]*\)", "", statement)
    return statement


class Home(Protocol):
    """Where a warehouse lives."""

    name: str

    def run(self, sql: str, **values: Any) -> int:
        """Run a statement; return how many rows it changed, as far as the home tells."""

    def rows(self, sql: str, **values: Any) -> Rows:
        """Return the rows of a query."""

    def frame(self, sql: str, **values: Any) -> pd.DataFrame:
        """Return the rows of a query as a table."""

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """Return a transaction: all of it is kept, or nothing."""

    def stage(self, table: str, schema: pa.Schema, deliveries: Sequence[Delivery]) -> int:
        """Fill a temporary table from Parquet files, with ``delivery`` and ``record``; return its rows."""

    def insert(self, table: str, path: Path) -> int:
        """Append a Parquet file to a table; return its rows."""

    def create(self) -> None:
        """Create the schema."""

    def is_new(self) -> bool:
        """Tell whether the schema is not there yet."""

    def is_failure(self, error: BaseException) -> bool:
        """Tell whether an error is one of the machine: a disk, memory, a connection."""

    def close(self) -> None:
        """Leave."""


def script(home: Home, text: str, **values: Any) -> None:
    """Run each statement of an SQL text, with those of the values that it names."""
    for statement in statements(text):
        home.run(statement, **{name: values[name] for name in PARAMETER.findall(statement)})


def _parquet(path: Path, also: str = "") -> str:
    """Return the SQL that reads a Parquet file: no pattern, and nothing in its path is data (``city=Berlin``)."""
    literal = re.sub(r"[*?\[]", r"[\g<0>]", str(path)).replace("'", "''")
    return f"read_parquet('{literal}', hive_partitioning = false{also})"


def _make(path: Path) -> None:
    """Make an empty DuckDB file beside its place, and put it there whole, unless somebody else has meanwhile.

    Raises
    ------
    PlaceError
        If a link leads nowhere, or the log of a file that was removed would be taken for that of the new one.
    """
    import duckdb

    log = path.with_name(path.name + ".wal")
    if path.is_symlink():
        raise PlaceError(f"{path} is a link to {path.readlink()}, which is not there; choose another --db.")
    if log.exists():
        raise PlaceError(f"{log} is left of a database that is gone; remove it too, or choose another --db.")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.unlink(missing_ok=True)
    duckdb.connect(str(beside)).close()
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        beside.rename(path)
    beside.unlink(missing_ok=True)


def file_of(db: str) -> Path:
    """Return the file that a --db names.

    Raises
    ------
    UsageError
        If it names memory, or another place than a file.
    """
    if ELSEWHERE.match(db):
        raise UsageError(
            f"--db {db[:60]} names no file; write, say, --db warehouse.duckdb, or the address of a PostgreSQL server: "
            "postgresql://..."
        )
    return Path(db)


def is_there(db: str) -> bool:
    """Tell whether a --db is there already, as far as its name tells: a server may be."""
    return db.startswith(POSTGRES) or file_of(db).exists()


def _check_file(path: Path) -> None:
    """Check that what lies at a place is a DuckDB file: DuckDB would open a view of some others, or fetch a driver.

    Raises
    ------
    PlaceError
        If it is something else.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(12)
    except IsADirectoryError:
        raise PlaceError(f"{path} is a folder, not a DuckDB file; choose another --db.") from None
    except OSError:  # DuckDB says why it cannot be read
        return
    if begins and begins[8:] != b"DUCK":
        raise PlaceError(f"{path} is not a DuckDB file; choose another --db. Nothing was changed.")


class DuckDB:
    """A warehouse in a DuckDB file."""

    name = "DuckDB"

    def __init__(self, path: Path, read_only: bool = False) -> None:
        import duckdb

        if read_only and not path.exists():
            raise UsageError(
                f"There is no warehouse {path}. Build it first: python scripts/build_warehouse.py --db {path}"
            )
        if not path.parent.is_dir():
            raise PlaceError(f"The folder '{path.parent}' does not exist; make it, or choose another --db.")
        try:
            if not path.exists():
                _make(path)
            _check_file(path)
            self.connection = duckdb.connect(str(path.absolute()), read_only=read_only)
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise PlaceError(
                    f"{path} is in use by another program; wait until it has finished, or close it."
                ) from None
            raise PlaceError(f"{path} cannot be opened as a DuckDB file: {first_line(error)}") from None
        except duckdb.Error as error:
            raise PlaceError(f"{path} cannot be opened as a DuckDB file: {first_line(error)}") from None
        self.connection.execute("set memory_limit = '3GB'; set preserve_insertion_order = false")

    def run(self, sql: str, **values: Any) -> int:
        """Run a statement; return how many rows it changed."""
        found = self.connection.execute(sql, values or None).fetchone()
        return int(found[0]) if found and isinstance(found[0], int) else 0

    def rows(self, sql: str, **values: Any) -> Rows:
        """Return the rows of a query."""
        found: Rows = self.connection.execute(sql, values or None).fetchall()
        return found

    def frame(self, sql: str, **values: Any) -> pd.DataFrame:
        """Return the rows of a query as a table."""
        table: pd.DataFrame = self.connection.execute(sql, values or None).df()
        return table

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Return a transaction: all of it is kept, or nothing."""
        self.connection.execute("begin")
        try:
            yield
        except BaseException:
            with contextlib.suppress(Exception):
                self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def stage(self, table: str, schema: pa.Schema, deliveries: Sequence[Delivery]) -> int:
        """Fill a temporary table from Parquet files."""
        columns = ", ".join(schema.names)
        parts = [
            f"select {columns}, {d.number}::smallint as delivery, file_row_number + 1 as record "
            f"from {_parquet(d.path, ', file_row_number = true')}"
            for d in deliveries
        ]
        self.run(f"create temporary table {table} as {' union all '.join(parts)}")
        return int(self.rows(f"select count(*) from {table}")[0][0])

    def insert(self, table: str, path: Path) -> int:
        """Append a Parquet file to a table."""
        return self.run(f"insert into {table} by name select * from {_parquet(path)}")

    def create(self) -> None:
        """Create the schema."""
        for statement in statements(schema_sql()):
            self.run(for_duckdb(statement))

    def is_new(self) -> bool:
        """Tell whether the schema is not there yet."""
        return not self.rows("select 1 from duckdb_tables() where table_name = 'etl_run_log'")

    def is_failure(self, error: BaseException) -> bool:
        """Tell whether an error is one of the machine."""
        import duckdb

        if isinstance(error, duckdb.TransactionException):  # a commit that cannot be written, or breaks a key
            return "constraint" not in str(error).lower()
        return isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException))

    def close(self) -> None:
        """Leave."""
        self.connection.close()


def first_line(error: Exception) -> str:
    """Return the first line of what a library says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def open_home(db: str, read_only: bool = False) -> Home:
    """Return the home of a warehouse: ``postgresql://...``, or the path of a DuckDB file.

    Raises
    ------
    PlaceError
        If it is no DuckDB file, cannot be opened, or somebody else is writing to it.
    UsageError
        If it names no file, shall only be read and is not there, or a package is missing.
    """
    try:
        if db.startswith(POSTGRES):
            from televantage.warehouse.postgres import Postgres

            return Postgres(db, read_only)
        return DuckDB(file_of(db), read_only)
    except ImportError:
        raise UsageError("The warehouse needs DuckDB; install it: pip install 'televantage[warehouse]'") from None
