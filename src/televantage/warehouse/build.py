"""Build: from a scenario to a loaded warehouse, or one month more of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from televantage.scenario import PlaceError, UsageError
from televantage.warehouse import metrics
from televantage.warehouse.delivered import check_deliveries, check_order, loaded, pending
from televantage.warehouse.dirt import LEDGER, Dirt, correct
from televantage.warehouse.extract import dirt_there, extract
from televantage.warehouse.homes import Home, first_line
from televantage.warehouse.load import load, load_truth, prepare_home
from televantage.warehouse.rawfolder import alone_in
from televantage.warehouse.runlog import begin
from televantage.warehouse.source import Source, month_name

Progress = Callable[[str, int], object]
"""Told what is done: ``customers`` simulated, or ``months`` loaded, and how many more of them; of the ``run`` that has
begun, its number; and, once there are no more, how many rows were ``extracted``."""


@dataclass(frozen=True)
class Built:
    """What a run did: its number, the months it loaded, rows extracted, loaded, quarantined, and held among these."""

    run: int
    months: tuple[int, ...]
    extracted: int
    loaded: int
    rejected: int
    held: int


def _end(error: BaseException) -> tuple[str, str]:
    """Return how a run ended that an error ended, and what is told of it."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", "Interrupted; months that were loaded are complete."
    return "failed", str(error).splitlines()[0] if str(error) else type(error).__name__


@contextmanager
def _sentences(home: Home) -> Iterator[None]:
    """Turn what a home says of its machine into a sentence."""
    try:
        yield
    except Exception as error:
        if not home.is_failure(error):
            raise
        raise PlaceError(
            f"{home.name} failed: {first_line(error)}. Months that were loaded are complete; run it again to go on."
        ) from None


def _settled(dirt: Dirt | None, source: Source, raw: Path, corrected: bool) -> Dirt:
    """Return the dirt of a run: what is asked for, else that of the months that are there."""
    found = dirt_there(source, raw) if dirt is None else dirt
    if corrected and not found.label:
        raise UsageError(f"--correct: no month of {raw} has a {LEDGER}; they were extracted without dirt.")
    return found


def check_first_run(
    source: Source, raw: Path, months: Sequence[int] | None, dirt: Dirt | None, corrected: bool
) -> None:
    """Check what the first run of a warehouse is asked for, before there is a database.

    Raises
    ------
    DeliveryError
        If a file is broken.
    PlaceError
        If the raw folder is of another scenario or size.
    UsageError
        If it begins with a later month than the first, or there is nothing to correct.
    """
    if months is not None:
        check_order((), source, months[0])
    _settled(dirt, source, raw, corrected)


def build(
    home: Home,
    source: Source,
    raw: Path,
    months: Sequence[int] | None = None,
    dirt: Dirt | None = None,
    progress: Progress = lambda what, done: None,
    corrected: bool = False,
) -> Built:
    """Extract what a raw folder lacks and load it; return what was done.

    Parameters
    ----------
    home
        Where the warehouse lives.
    source
        The scenario with its name and size.
    raw
        The folder of the raw files.
    months
        The months to load, whether they are loaded or not; None for all that are new or have changed.
    dirt
        Defects to put into the raw files that are extracted; None for those of the months that are there already.
    progress
        What is told of the progress.
    corrected
        Whether the rows of the dirt ledgers are delivered again, as they should have been.

    Raises
    ------
    DeliveryError
        If a file is broken or gone, or its volume is far from what is expected.
    PlaceError
        If the warehouse or the raw folder is of another scenario or size.
    UsageError
        If the month before the first is not loaded, or there is nothing to correct.
    """
    with _sentences(home):
        if home.is_new():
            check_first_run(source, raw, months, dirt, corrected)
        prepare_home(home, source)
        run = begin(home, source.scenario.hash)
        progress("run", run.number)
        try:
            wanted = list(source.months if months is None else months)
            if months is None:
                check_deliveries(home, source, raw, wanted)
            else:
                check_order(loaded(home), source, wanted[0])
            settled = _settled(dirt, source, raw, corrected)
            with run.step("extract") as found:
                extracted = found.rows_out = extract(
                    source, raw, wanted, settled, lambda done: progress("customers", done)
                )
            run.flush()
            progress("extracted", extracted)
            if corrected:
                with alone_in(raw):
                    for month in wanted:
                        correct(raw / month_name(source.scenario, month))
            if months is None:
                wanted = pending(home, source, raw, wanted)
            done = load(home, source, raw, wanted, run, lambda month: progress("months", 1))
            load_truth(home, raw, run)
            metrics.measure(home, source, raw, run)
        except BaseException as error:
            with suppress(Exception):  # a home that failed cannot be told
                run.end(*_end(error))
            raise
        run.end("ok")
        held = metrics.held_in(home, run)
    return Built(run.number, tuple(done), extracted, run.rows_out, run.rows_rejected, held)
