"""Build a warehouse from a churn scenario, or load what is new: star schema, history, quality, run log."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from televantage import __version__
from televantage.interfaces import assignments, exit_code
from televantage.scenario import TeleVantageError, UsageError, preset_or_file
from televantage.simulation import FEWEST
from televantage.units import many
from televantage.warehouse.build import Built, build, check_first_run
from televantage.warehouse.dirt import KINDS, read_dirt
from televantage.warehouse.homes import POSTGRES, Home, is_there, open_home
from televantage.warehouse.hooks import Hooks
from televantage.warehouse.lineage import lineage
from televantage.warehouse.metrics import in_quarantine
from televantage.warehouse.openlineage import RunReport, emit, measured, namespace
from televantage.warehouse.package import FORMATS, check_place, export
from televantage.warehouse.source import Source, month_name

MOST = 10_000_000
ENDINGS = (".duckdb", ".db")
GOODBYE = "Interrupted. Months that were loaded are complete; run the same command again to go on."

EXIT_CODES = """\b
Exit codes
  0  done
  1  the machine: a folder, a disk, a server, another load; or a place that holds something else
  2  the input: a preset, a parameter, a flag
  4  a delivery is broken, missing or of an unlikely size; months before it are loaded
  130  interrupted; months that were loaded are complete"""

EXAMPLES = """\b
Examples
  python scripts/build_warehouse.py --db warehouse.duckdb
  python scripts/build_warehouse.py --preset price_war --customers 1000000 --db war.duckdb
  python scripts/build_warehouse.py --preset price_war --customers 1000000 --db war.duckdb --from 2026-05 --to 2026-05
  python scripts/build_warehouse.py --db warehouse.duckdb --export package --format csv --format parquet
  python scripts/build_warehouse.py --db dirty.duckdb --dirt 0.001
  python scripts/build_warehouse.py --db dirty.duckdb --correct
  python scripts/build_warehouse.py --db postgresql://me@localhost/churn --raw raw"""

KINDS_OF_DIRT = f"\b\nKinds of dirt\n  {', '.join(KINDS)}"


def source_of(word: str, customers: int, changes: dict[str, object]) -> Source:
    """Return what the warehouse is of, from a preset's name or a file's path."""
    name, story, scenario = preset_or_file(word)
    changed = scenario.override(changes)
    return Source(name, story.title, changed, min(customers, changed.setting.subscribers))


def month_number(source: Source, text: str, flag: str) -> int:
    """Return the month that a flag names, as YYYY-MM or by its number from the as-of month."""
    named = {month_name(source.scenario, month): month for month in source.months}
    named |= {str(month): month for month in source.months}
    if text not in named:
        first, last = month_name(source.scenario, 0), month_name(source.scenario, source.months[-1])
        raise UsageError(
            f"{flag} {text[:20]}: there is no such month; give {first} to {last}, or 0 to {source.months[-1]}."
        )
    return named[text]


def months_of(source: Source, first: str | None, last: str | None) -> Sequence[int] | None:
    """Return the months that two flags name; None where neither is given."""
    if first is None and last is None:
        return None
    start = month_number(source, first, "--from") if first is not None else 0
    end = month_number(source, last, "--to") if last is not None else source.months[-1]
    if start > end:
        raise UsageError(f"--from {first} lies after --to {last}; exchange them.")
    return range(start, end + 1)


def said(error: BaseException) -> str:
    """Return what is told of an error."""
    if isinstance(error, KeyboardInterrupt):
        return GOODBYE
    return str(error) if isinstance(error, TeleVantageError) else type(error).__name__


def outcome_of(error: BaseException) -> str:
    """Return how a run ended that an error ended."""
    return "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"


@dataclass
class Event:
    """What an OpenLineage event tells of a run; a run that never began has no number, and no event."""

    home: Home
    db: str
    raw: Path
    source: Source
    started: datetime
    number: int | None = None
    beginning: threading.Thread | None = None

    def hear(self, tell: Callable[[str, int], object], what: str, number: int) -> None:
        """Hear that the run has begun, and tell of it beside the run; hand on all other progress."""
        if what == "run":
            self.number = number
            start = RunReport(self.db, str(self.raw), number, self.source.scenario.hash, (), self.started)
            self.beginning = threading.Thread(target=emit, args=(start,), daemon=True)
            self.beginning.start()
        elif what == "extracted":  # half a second of work for the last event, while the database is busy
            threading.Thread(target=lineage, daemon=True).start()
        else:
            tell(what, number)

    def end(self, outcome: str, message: str | None = None) -> None:
        """Write the event of the run's end; what goes wrong with it is a warning."""
        if self.number is None or self.beginning is None:
            return
        self.beginning.join()
        try:
            loaded = "select distinct month_key from etl_delivery where run_id = $run order by month_key"
            months = [month for (month,) in self.home.rows(loaded, run=self.number)]
            counted = measured(self.home, self.number)
        except Exception:  # a home that failed cannot count
            months, counted = [], ({}, {})
        report = RunReport(self.db, str(self.raw), self.number, self.source.scenario.hash, months, self.started,
                           datetime.now(UTC), outcome, message, *counted)  # fmt: skip
        complain(filter(None, [emit(report, with_start=False)]))


@contextmanager
def event_of_run(home: Home, db: str, raw: Path, source: Source) -> Iterator[Event]:
    """Write the OpenLineage events of the run inside."""
    event = Event(home, db, raw, source, datetime.now(UTC))
    try:
        yield event
    except BaseException as error:
        event.end(outcome_of(error), said(error))
        raise
    event.end("ok")


@contextmanager
def progress(source: Source, chosen: Sequence[int] | None, quiet: bool) -> Iterator[Callable[[str, int], object]]:
    """Show a progress bar on standard error, if a person is looking: half for customers, half for months."""
    months = len(source.months if chosen is None else chosen)
    if quiet or not sys.stderr.isatty():
        yield lambda what, done: None
        return
    length = 1000
    share = {"customers": length / 2 / source.customers, "months": length / 2 / months}
    with click.progressbar(length=length, label=source.name, file=sys.stderr) as bar:
        done = 0.0

        def tell(what: str, more: int) -> None:
            nonlocal done
            before, done = done, done + share[what] * more
            bar.update(round(done) - round(before))

        yield tell


def default_raw(db: str) -> Path:
    """Return the folder of the raw files beside a DuckDB file."""
    if db.startswith(POSTGRES):
        raise UsageError("With a PostgreSQL server, say where the raw files go: --raw DIR.")
    if not Path(db).name or Path(db).is_dir():
        raise UsageError(f"--db {db or '(nothing)'} names no file; write, say, --db warehouse.duckdb.")
    return Path(db).with_suffix(".raw") if Path(db).suffix in ENDINGS else Path(db).with_name(f"{Path(db).name}.raw")


def check_apart(package: Path, db: str, raw: Path) -> None:
    """Check that an export has a folder of its own: it replaces the whole of it."""
    for flag, place in (("--raw", raw), *([] if db.startswith(POSTGRES) else [("--db", Path(db))])):
        if place.resolve().is_relative_to(package.resolve()):
            raise UsageError(f"--export {package} would hold {flag} {place}; an export has a folder of its own.")


def without_password(db: str) -> str:
    """Return an address as it may be shown."""
    place, begins = namespace(db)
    return f"{place}/{begins.removesuffix('.')}" if db.startswith(POSTGRES) else db


def summary(source: Source, built: Built, db: str, quarantined: int) -> str:
    """Return what is told at the end of a run."""
    if not built.months:
        return f"{db} is up to date: no month is new or has changed. Run {built.run} is in etl_run_log."
    first, last = (month_name(source.scenario, month) for month in (built.months[0], built.months[-1]))
    span = first if first == last else f"{first} to {last}"
    did = [f"{db}: {many(len(built.months), 'month')} loaded, {span}, {many(built.loaded, 'row')} of facts"]
    if built.rejected > built.held:
        did.append(f"{many(built.rejected - built.held, 'row')} broke a rule")
    if built.held:
        did.append(f"{many(built.held, 'row')} {'was' if built.held == 1 else 'were'} held with their customer")
    altogether = f" In quarantine altogether: {quarantined:,}." if quarantined else ""
    return f"{'; '.join(did)} (run {built.run}).{altogether}"


@click.command(
    help=__doc__ + " Without --from and --to, it loads every month that is new or whose files have changed.",
    epilog=f"{EXIT_CODES}\n\n{EXAMPLES}\n\n{KINDS_OF_DIRT}",
    context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]},
)
@click.option("--preset", "word", default="baseline", show_default=True, metavar="PRESET | FILE.json",
              help="What is simulated.")  # fmt: skip
@click.option("--customers", type=click.IntRange(FEWEST, MOST), default=200_000, show_default=True,
              help="Customers simulated, at most the scenario's subscribers.")  # fmt: skip
@click.option("--db", required=True, metavar="FILE | postgresql://...", help="Where the warehouse lives.")
@click.option("--raw", type=click.Path(path_type=Path, file_okay=False), show_default="beside --db, ending in .raw",
              help="Folder of the raw files.")  # fmt: skip
@click.option(
    "--from",
    "first",
    metavar="MONTH",
    help="First month to load, YYYY-MM or 0, 1, ...: bills, tickets and offers whether they are loaded or not, plans "
    "and customers where their files have changed.",
)
@click.option("--to", "last", metavar="MONTH", help="Last month to load.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Change a parameter; may be repeated.")
@click.option("--dirt", "dirt_words", multiple=True, metavar="RATE | KIND=RATE",
              help="Put defects into the raw files, each listed in dirt_ledger.csv; may be repeated. By default "
                   "what the months in --raw have, and none at first; 0 for none.")  # fmt: skip
@click.option(
    "--correct", "corrected", is_flag=True, help="Deliver the rows of the ledgers again, corrected, and load them."
)
@click.option("--export", "package", type=click.Path(path_type=Path), metavar="DIR",
              help="Write the tables but for run log and metrics to this folder, and a datapackage.json.")  # fmt: skip
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="Of --export; may be repeated.  [default: parquet]",
)
@click.option("--webhook", metavar="URL", help="Gets a JSON document by POST when the run has ended, well or not.")
@click.option(
    "--notify", metavar="COMMAND", help="Is run at the end, with TELEVANTAGE_OUTCOME and so on in its environment."
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.version_option(__version__)
def main(  # noqa: PLR0913, PLR0917  (one argument a flag)
    word: str,
    customers: int,
    db: str,
    raw: Path | None,
    first: str | None,
    last: str | None,
    settings: tuple[str, ...],
    dirt_words: tuple[str, ...],
    corrected: bool,
    package: Path | None,
    formats: tuple[str, ...],
    webhook: str | None,
    notify: str | None,
    quiet: bool,
) -> int:
    """Build, or load what is new."""
    hooks = Hooks(webhook, notify)
    hooks.check()
    if formats and not package:
        raise UsageError(f"--format {formats[0]} is the format of an export; say where to: --export DIR.")
    source = source_of(word, customers, assignments(settings))
    months, dirt = months_of(source, first, last), read_dirt(dirt_words) if dirt_words else None
    folder = raw or default_raw(db)
    news: dict[str, object] = {"db": without_password(db), "preset": source.name, "scenario": source.scenario.hash}
    try:
        if package:
            check_place(package)
            check_apart(package, db, folder)
        if not is_there(db):
            check_first_run(source, folder, months, dirt, corrected)
        home = open_home(db)
        try:
            with event_of_run(home, db, folder, source) as event, progress(source, months, quiet) as tell:
                built = build(home, source, folder, months, dirt, partial(event.hear, tell), corrected)
            news |= {"run": built.run, "months": [month_name(source.scenario, month) for month in built.months],
                     "rows": built.loaded, "rejected": built.rejected}  # fmt: skip
            tables = len(export(home, package, formats or ("parquet",)).rows) if package else 0
            quarantined = in_quarantine(home)
        finally:
            home.close()
    except BaseException as error:
        complain(hooks.tell({**news, "outcome": outcome_of(error), "message": said(error)}))
        raise
    complain(hooks.tell({**news, "outcome": "ok"}))
    if not quiet:
        click.echo(summary(source, built, str(news["db"]), quarantined))
        if package:
            click.echo(f"{package}: {many(tables, 'table')} exported.")
    return 0


def complain(problems: Iterable[str]) -> None:
    """Print who could not be told."""
    for problem in problems:
        click.echo(f"Warning: {problem}", err=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # who stops a service, or a task, interrupts it
    sys.exit(exit_code(main, GOODBYE))
