"""A PostgreSQL server as the home of a warehouse."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from televantage.scenario import PlaceError, UsageError
from televantage.warehouse.feeds import Delivery
from televantage.warehouse.homes import PARAMETER, Rows, first_line, schema_sql, statements
from televantage.warehouse.keys import DIMENSIONS, tables

LOCK = 7_302_211
"""Number of the advisory lock that a load holds on a PostgreSQL database."""
SQL_TYPES = {
    "int16": "smallint", "int64": "bigint", "string": "text", "date32[day]": "date", "bool": "boolean",
    "double": "double precision", "decimal128(9, 2)": "decimal(9,2)", "decimal128(17, 2)": "decimal(17,2)",
}  # fmt: skip


FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)


def storable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of a delivery as PostgreSQL can hold it; what it cannot is wrong anyhow, and stays so.

    A NUL in a text becomes the replacement character U+FFFD, a day outside the years 1 to 9999 the nearest inside.
    """
    if pa.types.is_string(column.type):
        return pc.replace_substring(column, "\0", "\ufffd")
    if pa.types.is_date32(column.type):
        return pc.min_element_wise(pc.max_element_wise(column, FIRST_DAY, skip_nulls=False), LAST_DAY, skip_nulls=False)
    return column


class Postgres:
    """A warehouse on a PostgreSQL server, in the first schema of the connection's search path."""

    name = "PostgreSQL"

    def __init__(self, address: str, read_only: bool = False) -> None:
        try:
            import psycopg
        except ImportError:
            raise UsageError(
                "PostgreSQL needs the package psycopg; install it: pip install 'televantage[warehouse]'"
            ) from None
        try:
            self.connection = psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor)
        except psycopg.Error as error:
            raise PlaceError(f"The PostgreSQL server cannot be reached: {first_line(error)}") from None
        if read_only:
            self.run("set default_transaction_read_only = on")
        elif not self.rows("select pg_try_advisory_lock($number)", number=LOCK)[0][0]:
            self.connection.close()
            raise PlaceError("Another load is running on this PostgreSQL database; wait until it has finished.")

    def _execute(self, sql: str, values: dict[str, Any]) -> Any:
        if values:
            return self.connection.execute(PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%")), values)  # type: ignore[call-overload]
        return self.connection.execute(sql)  # type: ignore[call-overload]

    def run(self, sql: str, **values: Any) -> int:
        """Run a statement; return how many rows it changed."""
        return max(int(self._execute(sql, values).rowcount), 0)

    def rows(self, sql: str, **values: Any) -> Rows:
        """Return the rows of a query."""
        return list(self._execute(sql, values).fetchall())

    def frame(self, sql: str, **values: Any) -> pd.DataFrame:
        """Return the rows of a query as a table."""
        found = self._execute(sql, values)
        return pd.DataFrame(found.fetchall(), columns=[column.name for column in found.description])

    def transaction(self) -> contextlib.AbstractContextManager[Any]:
        """Return a transaction: all of it is kept, or nothing."""
        return self.connection.transaction()

    def _copy(self, table: str, columns: Sequence[str], rows: pa.Table) -> None:
        text = io.BytesIO()
        pacsv.write_csv(rows, text, pacsv.WriteOptions(include_header=False))
        names = ", ".join(columns)
        with self.connection.cursor() as cursor, cursor.copy(f"copy {table} ({names}) from stdin (format csv)") as copy:  # type: ignore[arg-type]
            copy.write(text.getbuffer())

    def stage(self, table: str, schema: pa.Schema, deliveries: Sequence[Delivery]) -> int:
        """Fill a temporary table from Parquet files."""
        columns = [f"{field.name} {SQL_TYPES[str(field.type)]}" for field in schema]
        self.run(f"create temporary table {table} ({', '.join(columns)}, delivery smallint, record bigint)")
        total = 0
        for delivery in deliveries:
            rows = pq.ParquetFile(delivery.path).read(columns=schema.names)
            rows = pa.table([storable(rows[name]) for name in schema.names], schema=schema)
            count = len(rows)
            rows = rows.append_column("delivery", pa.array([delivery.number] * count, pa.int16()))
            rows = rows.append_column("record", pa.array(range(1, count + 1), pa.int64()))
            self._copy(table, rows.column_names, rows)
            total += count
        self.run(f"analyze {table}")
        return total

    def insert(self, table: str, path: Path) -> int:
        """Append a Parquet file to a table."""
        rows = pq.ParquetFile(path).read()
        self._copy(table, rows.column_names, rows)
        return len(rows)

    def create(self) -> None:
        """Create the schema."""
        for statement in statements(schema_sql()):
            self.run(statement)
        for table in tables().values():  # a version of a dimension is removed only where no fact refers to it
            for ref in table.references:
                if ref.table in DIMENSIONS:
                    self.run(f"create index on {table.name} ({ref.column})")

    def is_new(self) -> bool:
        """Tell whether the schema is not there yet."""
        return self.rows("select to_regclass('etl_run_log')")[0][0] is None

    def is_failure(self, error: BaseException) -> bool:
        """Tell whether an error is one of the machine."""
        import psycopg

        return isinstance(error, psycopg.OperationalError)

    def close(self) -> None:
        """Leave, and free the lock before: the server would only free it when it notices that nobody is there."""
        with contextlib.suppress(Exception):  # a connection that is broken holds none
            self.run("select pg_advisory_unlock_all()")
        self.connection.close()
