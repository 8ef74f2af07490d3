"""Ask a warehouse one of the questions of its query library, and print or write the answer."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import pandas as pd

from televantage import __version__
from televantage.interfaces import exit_code
from televantage.scenario import PlaceError, UsageError
from televantage.units import many
from televantage.warehouse.homes import open_home
from televantage.warehouse.library import DOUBLES, WHOLE, Query, bound, plan, queries, query_named, run
from televantage.warehouse.results import as_csv, records, shown

GOODBYE = "Interrupted. Nothing was written."
NUMERIC = (*WHOLE, *DOUBLES)

EXIT_CODES = """\b
Exit codes
  0  done
  1  the machine: a folder, a disk, a server, a database that is in use
  2  the input: a query, a parameter, a flag
  130  interrupted"""

EXAMPLES = """\b
Examples
  python scripts/query.py
  python scripts/query.py churn_by_segment --describe
  python scripts/query.py monthly_kpis --db warehouse.duckdb
  python scripts/query.py churn_by_trait --db warehouse.duckdb --set trait=tenure_band --out churn.csv
  python scripts/query.py top_at_risk --db postgresql://me@localhost/churn --set top=20 --format json
  python scripts/query.py offer_roi --db warehouse.duckdb --explain"""


def show_queries() -> None:
    """Print the queries with their purposes, kind by kind."""
    kinds = dict.fromkeys(query.kind for query in queries().values())
    for kind in kinds:
        click.echo(f"{kind}")
        for query in queries().values():
            if query.kind == kind:
                click.echo(f"  {query.name:26s}{query.purpose}")


def settings_of(query: Query, words: Sequence[str]) -> dict[str, int | str]:
    """Return the value of each parameter from PARAMETER=VALUE words."""
    values: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"--set {word[:60]} has no value; write --set parameter=value.")
        if name in values:
            raise UsageError(f"--set {name[:60]} is given twice.")
        values[name] = value
    return bound(query, values)


def show_query(query: Query) -> None:
    """Print what a query answers, its parameters and its columns."""
    grain = query.grain[0].upper() + query.grain[1:]
    lines = [query.purpose, f"{grain}; no rows {query.empty}." if query.empty else f"{grain}."]
    if query.parameters:
        lines += ["", "Parameters, each with its default"]
        lines += [f"  {p.name}={p.default}: {p.rule}. {p.sentence}" for p in query.parameters]
    width = max(len(column.name) for column in query.columns)
    lines += ["", "Columns"]
    lines += [f"  {column.name:{width}s}  {column.type:9s}  {column.sentence}" for column in query.columns]
    click.echo("\n".join(lines))


def as_table(query: Query, frame: pd.DataFrame) -> bytes:
    """Return an aligned table, numbers to the right."""
    columns = []
    for column in query.columns:
        cells = [column.name, *(shown(value, column.type) for value in frame[column.name])]
        width = max(map(len, cells))
        columns.append([cell.rjust(width) if column.type in NUMERIC else cell.ljust(width) for cell in cells])
    lines = ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]
    rule = "  ".join("-" * len(cells[0]) for cells in columns)
    return "\n".join([lines[0], rule, *lines[1:], ""]).encode()


def as_json(query: Query, frame: pd.DataFrame) -> bytes:
    """Return JSON: a list with one object a row."""
    return (json.dumps(records(frame), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def as_parquet(query: Query, frame: pd.DataFrame) -> bytes:
    """Return a Parquet file."""
    raw = io.BytesIO()
    frame.to_parquet(raw, index=False)
    return raw.getvalue()


FORMATS: dict[str, Callable[[Query, pd.DataFrame], bytes]] = {
    "table": as_table, "csv": as_csv, "json": as_json, "parquet": as_parquet,
}  # fmt: skip


def place_of(out: Path, force: bool) -> Path:
    """Return the file that --out names, behind links, where it may be written."""
    if os.path.lexists(out) and not force:
        raise UsageError(f"{out} is there already; choose another --out, or give --force.")
    path = out.resolve()
    if path.is_dir():
        raise UsageError(f"{out} is a folder; --out names a file.")
    if path.exists() and not path.is_file():
        raise UsageError(f"{out} is no file but a device or a pipe; leave out --out to print.")
    if not path.parent.is_dir():
        why = "is a file;" if path.parent.exists() else "does not exist; make it, or"
        raise PlaceError(f"The folder {out.parent} {why} choose another --out.")
    return path


def write(path: Path, raw: bytes) -> None:
    """Write a file beside its place and then move it there, so that it is never half-written; its mode stays."""
    beside = path.with_name(f".query-{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(raw)
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def format_of(format_name: str | None, out: Path | None) -> str:
    """Return the format: the one named, else that of the file's ending, else a table."""
    ending = out.suffix[1:].lower() if out else ""
    if not format_name and ending not in (*FORMATS, "", "txt"):
        raise UsageError(
            f"--out {out}: there is no format {ending}. Write csv, json, parquet or txt, or give --format."
        )
    chosen = format_name or (ending if ending in FORMATS else "table")
    if chosen == "parquet" and out is None:
        raise UsageError("A Parquet file is no text to print; give --out FILE.")
    return chosen


def answer(query: Query, db: str, given: dict[str, int | str], limit: int | None) -> pd.DataFrame:
    """Return the rows of a query, the first of them if there is a limit."""
    home = open_home(db, read_only=True)
    try:
        frame = run(home, query.name, **given)
    finally:
        home.close()
    return frame if limit is None else frame.head(limit)


def explanation(query: Query, db: str, given: dict[str, int | str]) -> str:
    """Return how a home would run a query."""
    home = open_home(db, read_only=True)
    try:
        return plan(home, query.name, **given)
    finally:
        home.close()


@click.command(
    help=__doc__ + " NAME is a query; without one, all are listed.",
    epilog=f"{EXIT_CODES}\n\n{EXAMPLES}",
    context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]},
)
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="List the queries and stop.")
@click.option("--db", metavar="FILE", help="The warehouse: a DuckDB file, or postgresql://...")
@click.option("--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a parameter; may be repeated.")
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)),
              help="What is printed or written; by default what the ending of --out says, or a table.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file instead of printing.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Only the first N rows.")
@click.option("--describe", is_flag=True, help="Print what the query answers, its parameters and its columns.")
@click.option("--explain", is_flag=True, help="Print how the database would run it, and do not run it.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@click.version_option(__version__)
def main(  # noqa: PLR0913, PLR0917  (one argument a flag)
    name: str | None,
    listing: bool,
    db: str | None,
    settings: tuple[str, ...],
    format_name: str | None,
    out: Path | None,
    limit: int | None,
    describe: bool,
    explain: bool,
    force: bool,
) -> int:
    """Answer what is asked; return the exit code."""
    if listing or name is None:
        show_queries()
        return 0
    query = query_named(name)
    if describe:
        show_query(query)
        return 0
    given, chosen = settings_of(query, settings), format_of(format_name, out)
    if db is None:
        raise UsageError(
            f"Say which warehouse to ask: python scripts/query.py {name} --db FILE. --describe tells what it answers."
        )
    place = place_of(out, force) if out is not None else None
    if explain:
        click.echo(explanation(query, db, given))
        return 0
    frame = answer(query, db, given, limit)
    if frame.empty and query.empty and limit != 0:
        click.echo(f"No rows, which is so {query.empty}.", err=True)
    raw = FORMATS[chosen](query, frame)
    if place is None:
        click.echo(raw.decode(), nl=False)
    else:
        write(place, raw)
        click.echo(f"{out} written: {many(len(frame), 'row')} of {query.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main, GOODBYE))
