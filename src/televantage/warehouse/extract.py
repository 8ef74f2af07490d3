"""Extract: the simulated operational tables of a scenario, month by month, in the raw form of :mod:`feeds`."""

from __future__ import annotations

import re
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from televantage.scenario import PlaceError, Scenario
from televantage.simulation import BLOCK, Cube
from televantage.simulation.block import draw_block
from televantage.simulation.campaign import campaign
from televantage.simulation.cube import add
from televantage.simulation.offer import is_offered
from televantage.simulation.operations import Operations
from televantage.simulation.portable import Floats
from televantage.simulation.prepare import Prepared, prepare
from televantage.simulation.reasons import incidence
from televantage.simulation.run import scores_of_base
from televantage.simulation.tally import simulate_block
from televantage.simulation.targeting import plan
from televantage.warehouse import truth
from televantage.warehouse.dirt import CLEAN, LEDGER, Dirt, dirt_of, held_of_opening
from televantage.warehouse.feeds import CONTROL, FEEDS, Origin, read_control, write_control
from televantage.warehouse.rawfolder import alone_in
from televantage.warehouse.records import Register, plans, rows
from televantage.warehouse.soiling import soil
from televantage.warehouse.source import Source, month_name


def planned(scenario: Scenario, customers: int) -> Prepared:
    """Return a scenario, ready for its blocks, with the plan of its offer."""
    prepared = prepare(scenario)
    if is_offered(prepared.scenario):
        prepared = prepared.with_plan(plan(prepared.scenario, scores_of_base(prepared, customers)))
    return prepared


UNFINISHED = re.compile(rf"({'|'.join(FEEDS)})-1\.parquet|{CONTROL}\.part|{LEDGER}")
"""What an extraction leaves that was cut short."""


def _clear(place: Path) -> None:
    """Remove what an extraction left of a month that was cut short, and nothing else."""
    foreign = sorted(entry.name for entry in place.iterdir() if not UNFINISHED.fullmatch(entry.name))
    if foreign:
        raise PlaceError(
            f"{place} holds {foreign[0]!r} and no {CONTROL}; move it away, or choose another --raw. "
            "Nothing was overwritten."
        )
    shutil.rmtree(place)


class _Files:
    """The files of some months, written block by block; each month counts when its control file is there."""

    def __init__(self, prepared: Prepared, folder: Path, months: Sequence[int]) -> None:
        self.prepared, self.folder, self.months = prepared, folder, months
        self.writers: dict[tuple[str, int], pq.ParquetWriter] = {}
        self.rows = 0
        for month in months:
            place = self.place(month)
            if place.exists():
                _clear(place)
            place.mkdir(parents=True)
            for feed in FEEDS.values():
                texts = [column for column, kind in feed.columns.items() if kind == pa.string()]
                self.writers[feed.name, month] = pq.ParquetWriter(
                    place / f"{feed.name}-1.parquet", feed.schema, write_page_checksum=True,
                    store_decimal_as_integer=True, use_dictionary=texts,
                )  # fmt: skip

    def place(self, month: int) -> Path:
        return self.folder / month_name(self.prepared.scenario, month)

    def write(self, feed: str, month: int, columns: list[pa.Array]) -> None:
        table = pa.Table.from_arrays(columns, schema=FEEDS[feed].schema)
        if len(table):
            self.writers[feed, month].write_table(table, row_group_size=BLOCK)

    def close(self, scenario_hash: str, customers: int, dirt: Dirt) -> None:
        """Close the files, soil them where that is asked for, and write the control files, month by month."""
        for writer in self.writers.values():
            writer.close()
        held, seed = held_of_opening(self.place(0)), self.prepared.scenario.setting.seed
        for month in self.months:
            place = self.place(month)
            if dirt.label:
                held = soil(dirt, seed, place, month, held)
            files = {f"{feed}-1.parquet": pq.read_metadata(place / f"{feed}-1.parquet").num_rows for feed in FEEDS}
            write_control(place, Origin(month, scenario_hash, customers, dirt.label), files)
            self.rows += sum(files.values())


def dirt_there(source: Source, folder: Path) -> Dirt:
    """Return the dirt of the first month that a raw folder has, to soil others alike; clean where it has no month.

    Raises
    ------
    PlaceError
        If the month is of another scenario or size.
    """
    for month in source.months:
        place = folder / month_name(source.scenario, month)
        if (place / CONTROL).exists():
            dirt = dirt_of(place)
            _check_origin(place, Origin(month, source.scenario.hash, source.customers, dirt.label), dirt)
            return dirt
    return CLEAN


def missing(scenario: Scenario, customers: int, folder: Path, months: Sequence[int], dirt: Dirt) -> list[int]:
    """Return the months that a raw folder does not have yet.

    Raises
    ------
    PlaceError
        If it has a month of another scenario, size or dirt.
    """
    found = []
    for month in months:
        place = folder / month_name(scenario, month)
        if not (place / CONTROL).exists():
            found.append(month)
        else:
            _check_origin(place, Origin(month, scenario.hash, customers, dirt.label), dirt)
    return found


def _check_origin(place: Path, wanted: Origin, dirt: Dirt) -> None:
    """Check that a month of raw files is of what is asked for."""
    found = read_control(place).origin
    what = then = ""
    if found.scenario_hash != wanted.scenario_hash:
        what = f"a month of another scenario (SHA-256 {found.scenario_hash[:8]}…, not {wanted.scenario_hash[:8]}…)"
    elif found.customers != wanted.customers:
        what = f"a month of another number of customers ({found.customers:,}, not {wanted.customers:,})"
    elif found.month != wanted.month:
        what = f"another month ({found.month}, not {wanted.month})"
    elif found.dirt != wanted.dirt:
        what = f"a month with other dirt ({dirt_of(place).in_short}, not {dirt.in_short})"
        then = "Leave out --dirt to go on with what is there. "
    if what:
        raise PlaceError(f"{place} holds {what}. {then}Choose another --raw, or remove the folder {place.parent}.")


def extract(
    source: Source,
    folder: Path,
    months: Sequence[int],
    dirt: Dirt = CLEAN,
    step: Callable[[int], object] = lambda done: None,
) -> int:
    """Write the operational tables of the months that a raw folder lacks, and the answer key; return their rows.

    Memory does not grow with the number of customers: a few blocks are simulated while the one before is written.

    Raises
    ------
    PlaceError
        If the folder holds months of another scenario, size or dirt, cannot be written, or another run is writing it.
    """
    if not any(_lacking(source, folder, months, dirt)):
        return 0
    with alone_in(folder):
        wanted, with_truth = _lacking(source, folder, months, dirt)  # a run that has just ended may have brought it
        return _write(source, folder, wanted, with_truth, dirt, step) if wanted or with_truth else 0


def _lacking(source: Source, folder: Path, months: Sequence[int], dirt: Dirt) -> tuple[list[int], bool]:
    """Return the months that a raw folder lacks, and whether it lacks the answer key."""
    with_opening = [0, *months] if dirt.label else months  # whose defects decide what is held later
    wanted = missing(source.scenario, source.customers, folder, sorted({*with_opening}), dirt)
    return wanted, not truth.is_written(folder, source)


def _write(
    source: Source, folder: Path, wanted: Sequence[int], with_truth: bool, dirt: Dirt, step: Callable[[int], object]
) -> int:
    """Write what a raw folder lacks; return its rows."""
    prepared = planned(source.scenario, source.customers)
    files, key, cubes = _Files(prepared, folder, wanted), truth.Writer(prepared), list[Cube]()
    draw = partial(_drawn, prepared, source.customers, with_truth)
    with ThreadPoolExecutor(2) as pool:
        for block in _ahead(pool, draw, range(0, source.customers, BLOCK), 1 if is_offered(source.scenario) else 2):
            for month in wanted if block.is_first else ():
                files.write("plans", month, plans(prepared, month))
            list(pool.map(partial(_write_month, files, block), wanted))
            if block.answer is not None:
                exits, cube = block.answer
                key.add(block.work, exits)
                cubes = [add([*cubes, cube])]
            step(block.work.block.count)
    files.close(source.scenario.hash, source.customers, dirt)
    if with_truth:
        key.write(folder, cubes[0], source)
    return files.rows


@dataclass(frozen=True)
class _Drawn:
    """A block that is simulated and not yet written; its answer, where asked for, is expected exits and a cube."""

    work: Operations
    register: Register
    answer: tuple[Floats, Cube] | None

    @property
    def is_first(self) -> bool:
        return self.work.block.base.start == 0


def _ahead(
    pool: ThreadPoolExecutor, draw: Callable[[int], _Drawn], starts: Iterable[int], most: int
) -> Iterator[_Drawn]:
    """Yield the drawn blocks in order, while the next ones are drawn, a few at once."""
    rest = iter(starts)
    waiting = deque(pool.submit(draw, start) for start in islice(rest, most))
    while waiting:
        block = waiting.popleft().result()
        waiting.extend(pool.submit(draw, start) for start in islice(rest, 1))
        yield block


def _drawn(prepared: Prepared, customers: int, with_answer: bool, start: int) -> _Drawn:
    """Return a block with all that asks for its campaign, which is kept of one block at a time."""
    work = _operations(prepared, start, min(BLOCK, customers - start))
    answer = None
    if with_answer:
        answer = incidence(work.block), simulate_block(prepared, start, work.block.count)
    return _Drawn(work, Register(work.block), answer)


def _operations(prepared: Prepared, start: int, count: int) -> Operations:
    """Return the records of a block, with what several threads will ask for."""
    if is_offered(prepared.scenario):
        block = replace(campaign(prepared.scenario, start, count).block, prepared=prepared)
    else:
        block = draw_block(prepared, start, count)
    work = Operations(block)
    work.prime()
    return work


def _write_month(files: _Files, block: _Drawn, month: int) -> None:
    for feed in ("customers", "bills", "tickets", "offers"):
        files.write(feed, month, rows(block.work, block.register, feed, month))
