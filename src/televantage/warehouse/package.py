"""Export: a warehouse as a folder of Parquet or CSV files with a ``datapackage.json`` (Data Package v1).

The folder appears when all of it is written, or not at all. CSV files of one home are the same byte for byte whenever
the rows are: rows stand in the order of their keys, and the tables of the run log, which hold times, are left out
unless asked for. CSV files are for frictionless to validate; Parquet files for :func:`differences`, as frictionless 5
counts none of their bytes and reads whole numbers that may be null as floats.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from televantage.folders import swap
from televantage.scenario import PlaceError, UsageError
from televantage.units import FORMULA
from televantage.warehouse.dictionary import Entry, comments, dictionary, enums
from televantage.warehouse.homes import Home, first_line
from televantage.warehouse.keys import tables

DESCRIPTOR = "datapackage.json"
FORMATS = ("csv", "parquet")
TIMES = ("etl_run_log", "quality_metric")
"""Tables that hold times, so that they differ from run to run."""
WRITER = "televantage.warehouse"
ESCAPED = "In the CSV files an apostrophe stands before a text that begins with = + - @, a tab or a carriage return."
TYPES = {"integer": "integer", "smallint": "integer", "bigint": "integer", "boolean": "boolean", "date": "date",
         "text": "string", "double precision": "number", "timestamp": "datetime"}  # fmt: skip
MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@dataclass(frozen=True)
class Exported:
    """An export: its folder, its files, and the rows of each table."""

    folder: Path
    files: tuple[Path, ...]
    rows: dict[str, int]


def exported_tables(with_log: bool = False) -> tuple[str, ...]:
    """Return the tables that are exported."""
    return tuple(name for name in tables() if with_log or name not in TIMES)


def _columns(table: str) -> list[Entry]:
    return [one for one in dictionary() if one.table == table]


def _query(table: str, escaped: bool) -> str:
    """Return the SELECT of an export: rows by key, enumerations as text, and formulas escaped for CSV."""
    characters = ", ".join(f"chr({ord(begin)})" for begin in FORMULA)
    words = []
    for one in _columns(table):
        name = one.column
        if one.type not in enums() and one.type != "text":
            words.append(f"cast({name} as text) as {name}" if escaped and one.type == "boolean" else name)
        elif not escaped or one.type in enums():
            words.append(f"cast({name} as text) as {name}")
        else:
            words.append(
                f"case when left({name}, 1) in ({characters}) then chr(39) || {name} else {name} end as {name}"
            )
    return f"select {', '.join(words)} from {table} order by {', '.join(tables()[table].primary_key)}"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _write_csv(home: Home, query: str, path: Path) -> None:
    if home.name == "DuckDB":
        home.run(f"copy ({query}) to {_quoted(path)} (format csv, header)")
        return
    connection: Any = vars(home)["connection"]
    text = f"copy ({query}) to stdout (format csv, header)"
    with path.open("wb") as file, connection.cursor() as cursor, cursor.copy(text) as rows:
        for block in rows:
            file.write(block)


def _write_parquet(home: Home, table: str, path: Path) -> None:
    if home.name == "DuckDB":
        home.run(f"copy ({_query(table, False)}) to {_quoted(path)} (format parquet, compression zstd)")
        return
    import pyarrow as pa
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    schema = pa.schema([pa.field(one.column, _arrow(one.type), one.nullable) for one in _columns(table)])
    text = path.with_suffix(".csv-part")
    _write_csv(home, _query(table, False), text)
    convert = pacsv.ConvertOptions(
        column_types={field.name: field.type for field in schema}, strings_can_be_null=True,
        quoted_strings_can_be_null=False, null_values=[""], true_values=["t"], false_values=["f"],
    )  # fmt: skip
    with pacsv.open_csv(text, convert_options=convert) as reader, pq.ParquetWriter(path, schema) as writer:
        for batch in reader:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
    text.unlink()


def _arrow(kind: str) -> Any:
    import pyarrow as pa

    if found := re.fullmatch(r"decimal\((\d+),(\d+)\)", kind):
        return pa.decimal128(int(found[1]), int(found[2]))
    known = {
        "smallint": pa.int16(), "integer": pa.int32(), "bigint": pa.int64(), "boolean": pa.bool_(), "date": pa.date32(),
        "double precision": pa.float64(), "timestamp": pa.timestamp("us"),
    }  # fmt: skip
    return known.get(kind, pa.string())


def _field(one: Entry) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if one.nullable else {"required": True}
    if (one.column,) in tables()[one.table].unique:
        constraints["unique"] = True
    if one.type in enums():
        constraints["enum"] = list(enums()[one.type])
    kind = "number" if one.type.startswith("decimal") else TYPES.get(one.type, "string")
    described = {"name": one.column, "type": kind, "description": one.description, "source": one.source}
    return {**described, "constraints": constraints} if constraints else described


def _schema(table: str, ending: str) -> dict[str, Any]:
    """Return the Table Schema of a table; ``ending`` is what the names of the resources of its format end with."""
    declared = tables()[table]
    key = list(declared.primary_key)
    found: dict[str, Any] = {"fields": [_field(one) for one in _columns(table)], "primaryKey": key}
    if declared.references:
        found["foreignKeys"] = [
            {"fields": [ref.column], "reference": {"resource": ref.table + ending, "fields": [ref.other]}}
            for ref in declared.references
        ]
    return found


def _resource(table: str, form: str, ending: str, path: Path, rows: int) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    found = {
        "name": table + ending, "path": path.name, "title": table, "description": comments()[table], "format": form,
        "mediatype": MEDIA[form], "bytes": path.stat().st_size, "hash": f"sha256:{digest}", "rows": rows,
        "schema": _schema(table, ending),
    }  # fmt: skip
    return {**found, "profile": "tabular-data-resource", "encoding": "utf-8"} if form == "csv" else found


def _descriptor(home: Home, resources: Sequence[dict[str, Any]]) -> bytes:
    name, preset, title, scenario_hash, customers = home.rows(
        "select world, preset, title, scenario_hash, customers from dim_scenario where is_loaded"
    )[0]
    plain = re.sub(r"[^a-z0-9._-]+", "-", str(preset).lower())
    told = {
        "profile": "data-package", "name": f"televantage-{plain}-{customers}",
        "title": f"Televantage warehouse: {title}",
        "description": f"Star schema of a simulated telecom operator with {customers:,} customers; the world {name}. "
        f"Every person in it is made up. {ESCAPED}",
        "writer": WRITER, "scenario_hash": scenario_hash, "resources": list(resources),
    }  # fmt: skip
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def is_export(folder: Path) -> bool:
    """Tell whether a folder holds an export and nothing else."""
    try:
        told = json.loads((folder / DESCRIPTOR).read_bytes())
        listed = {resource["path"] for resource in told["resources"]} | {DESCRIPTOR}
        return told["writer"] == WRITER and {entry.name for entry in folder.iterdir()} <= listed
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def differences(folder: Path) -> list[str]:
    """Return a sentence for each file of an export that is not what its ``datapackage.json`` says."""
    problems = []
    for resource in json.loads((folder / DESCRIPTOR).read_bytes())["resources"]:
        path = folder / resource["path"]
        if not path.is_file():
            problems.append(f"{path} is missing.")
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if f"sha256:{digest}" != resource["hash"]:
            problems.append(f"{path} is not the file that was exported: its SHA-256 differs.")
    return problems


def _disk_errors() -> tuple[type[Exception], ...]:
    """Return how a disk that is full or gone shows itself."""
    try:
        import duckdb
    except ImportError:
        return (OSError,)
    return OSError, duckdb.IOException


def check_place(folder: Path) -> None:
    """Check that an export can take the place of a folder, before there is one.

    Raises
    ------
    PlaceError
        If the folder holds something else, or lies where there can be none.
    """
    if folder.is_symlink() or (folder.exists() and not is_export(folder)):
        empty = folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())
        if not empty:
            raise PlaceError(
                f"{folder} holds something that no export wrote; move it away, or choose another folder. "
                "Nothing was overwritten."
            )
    nearest = next(parent for parent in folder.absolute().parents if parent.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        raise PlaceError(f"{folder} could not be written: {nearest} is no folder to write to. Choose another --export.")


@contextmanager
def _published(folder: Path) -> Iterator[Path]:
    """Return a hidden folder that takes the place of a folder when all went well, and else is gone."""
    check_place(folder)
    mark = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    beside = folder.with_name(f".{folder.name}.partial-{mark}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir()
        yield beside
        swap(beside, folder)
    except _disk_errors() as error:
        what = getattr(error, "strerror", None) or first_line(error)
        raise PlaceError(f"{folder} could not be written: {what}. What lay there before is unchanged.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def export(
    home: Home,
    folder: Path,
    formats: Sequence[str] = ("parquet",),
    with_log: bool = False,
    progress: Callable[[str], object] = lambda table: None,
) -> Exported:
    """Export every table to a folder; with both formats, names of the Parquet resources end with ``-parquet``.

    Parameters
    ----------
    home
        Where the warehouse lives; it is read as of one moment.
    folder
        The folder to write, which may hold an earlier export and nothing else.
    formats
        ``csv``, ``parquet`` or both.
    with_log
        Whether the run log and its metrics are exported as well, which differ from run to run.
    progress
        Called with each table before it is written.

    Raises
    ------
    PlaceError
        If the folder holds something else, or cannot be written.
    UsageError
        If a format is unknown.
    """
    chosen = [form for form in FORMATS if form in formats]
    if not chosen or set(formats) - set(FORMATS):
        raise UsageError(
            f"The formats {', '.join(formats) or 'given'} cannot be exported; choose from {', '.join(FORMATS)}."
        )
    resources, rows = [], {}
    with _published(folder.absolute()) as beside, home.transaction():
        if home.name != "DuckDB":
            home.run("set transaction isolation level repeatable read")
        for table in exported_tables(with_log):
            progress(table)
            rows[table] = int(home.rows(f"select count(*) from {table}")[0][0])
            for form in chosen:
                path = beside / f"{table}.{form}"
                if form == "csv":
                    _write_csv(home, _query(table, True), path)
                else:
                    _write_parquet(home, table, path)
                ending = "" if form == chosen[0] else f"-{form}"
                resources.append(_resource(table, form, ending, path, rows[table]))
        (beside / DESCRIPTOR).write_bytes(_descriptor(home, resources))
    files = tuple(folder / resource["path"] for resource in resources)
    return Exported(folder, (*files, folder / DESCRIPTOR), rows)
