"""The answer key: what no operator could know, apart from what the source systems hand over."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from televantage.measures import Ledger, Outcome
from televantage.scenario import DeliveryError, PlaceError, canonical
from televantage.simulation.block import lives
from televantage.simulation.campaign_log import Log
from televantage.simulation.campaign_rows import kinds_of
from televantage.simulation.cube import AXES, KINDS, QUANTUM, SHAPE, Cube
from televantage.simulation.operations import Operations
from televantage.simulation.portable import Floats
from televantage.simulation.prepare import Prepared
from televantage.simulation.reasons import REASONS
from televantage.warehouse.feeds import CONTROL, digest
from televantage.warehouse.source import FIRST_ACCOUNT, Source

FOLDER = "truth"
RUNGS = ("scenario", "baseline", "market", "programmes")
"""The worlds, in the order of their keys from 1; the facts are of the first."""
SCHEMAS = {
    "customer": pa.schema(
        [
            ("account_number", pa.int64()), ("churn_12m", pa.float64()), ("exit_month", pa.int16()),
            ("exit_month_without", pa.int16()), ("wave", pa.int16()), ("withheld", pa.bool_()), ("takes", pa.bool_()),
            ("tau", pa.float64()), ("kind", pa.string()),
        ]
    ),
    "segment_month": pa.schema(
        [
            ("scenario_key", pa.int16()), ("month_key", pa.int16()), ("segment_key", pa.int16()),
            ("active", pa.int64()), ("mrr", pa.decimal128(17, 2)),
        ]
    ),
    "exit_reason": pa.schema(
        [
            ("month_key", pa.int16()), ("reason", pa.string()), ("incidence", pa.float64()),
            ("cumulative_incidence", pa.float64()),
        ]
    ),
}  # fmt: skip


def _again(place: Path) -> str:
    """Return what to do where the answer key is damaged."""
    return f"Remove the folder {place} and run again: it is extracted anew."


def _control(place: Path) -> dict[str, Any]:
    """Return what the control file of an answer key says: the scenario, the customers, and each file.

    Raises
    ------
    DeliveryError
        If it is missing or cannot be read.
    """
    try:
        told: dict[str, Any] = json.loads((place / CONTROL).read_bytes())
        for name in SCHEMAS:
            told["files"][f"{name}.parquet"]["sha256"], told["files"][f"{name}.parquet"]["rows"]
        told["scenario"], told["customers"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise DeliveryError(f"{place / CONTROL} is no control file of an answer key. {_again(place)}") from None
    return told


def is_written(folder: Path, source: Source) -> bool:
    """Tell whether a raw folder has the answer key of a scenario.

    Raises
    ------
    DeliveryError
        If nobody can tell what it is of.
    PlaceError
        If it has that of another scenario or size.
    """
    place = folder / FOLDER
    if not place.is_dir():
        return False
    told = _control(place)
    if (told["scenario"], told["customers"]) != (source.scenario.hash, source.customers):
        raise PlaceError(
            f"{place} holds the answer key of another scenario or of another number of customers. "
            "Choose another --raw, or remove the whole folder."
        )
    return True


def check(folder: Path) -> None:
    """Check that the files of an answer key are those that were written.

    Raises
    ------
    DeliveryError
        If one is missing or differs.
    """
    place = folder / FOLDER
    for name, told in _control(place)["files"].items():
        path = place / name
        if not path.is_file():
            raise DeliveryError(f"{path} is missing. {_again(place)}")
        if digest(path) != told["sha256"]:
            raise DeliveryError(f"{path} is not the file that was extracted: its SHA-256 differs. {_again(place)}")


class Writer:
    """The answer key of a scenario, gathered block by block and written at the end, all of it together."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.customers: list[pa.Table] = []
        self.exits: Floats | None = None
        self.count = 0

    def add(self, work: Operations, exits: Floats) -> None:
        """Add a block's customers and its expected exits by month and reason, in quanta."""
        self.customers.append(_customers(work))
        self.exits = exits if self.exits is None else self.exits + exits
        self.count += work.block.count

    def write(self, folder: Path, cube: Cube, source: Source) -> None:
        """Write the answer key of all blocks, whose cube is given, and what it is of, file by file."""
        assert self.exits is not None
        beside = folder / f".{FOLDER}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        tables = {
            "customer": pa.concat_tables(self.customers),
            "segment_month": _segments(Outcome(cube).ledger),
            "exit_reason": _reasons(self.exits[: self.prepared.scenario.setting.horizon + 1] / (QUANTUM * self.count)),
        }
        files = {}
        for name, table in tables.items():
            path = beside / f"{name}.parquet"
            pq.write_table(table, path, write_page_checksum=True)
            files[path.name] = {"rows": len(table), "sha256": digest(path)}
        told = {"scenario": source.scenario.hash, "customers": source.customers, "files": files}
        (beside / CONTROL).write_bytes(canonical(told))
        beside.rename(folder / FOLDER)


def _months(months: np.ndarray, last: int) -> pa.Array:
    """Return the month of leaving after some whole months survived; null for those who stay."""
    return pa.array(months + 1, pa.int16(), mask=months >= last)


def _customers(work: Operations) -> pa.Table:
    block, found, count = work.block, work.campaign, work.block.count
    prepared, last = block.prepared, block.prepared.months
    without = lives(block, prepared.worlds[prepared.ladder["programmes"]]).months
    columns = [
        pa.array(FIRST_ACCOUNT + block.base.start + np.arange(count)),
        pa.array(np.round(block.churn_12m, 12)),
        _months(work.survived, last),
        _months(without, last),
    ]
    if found is None:
        never = pa.array(np.zeros(count, bool))
        columns += [
            pa.nulls(count, pa.int16()),
            never,
            never,
            pa.nulls(count, pa.float64()),
            pa.nulls(count, pa.string()),
        ]
    else:
        wave = np.zeros(count, np.int64)
        for tier, who in enumerate(work.selected):
            wave[who] = tier + 1
        months = np.where(wave > 0, work.survived, found.months_survived(0))
        months = np.where(found.eligible, months, found.months_survived(0))
        kinds = pa.array(KINDS).take(pa.array(kinds_of(found, months)))
        columns += [
            pa.array(wave, pa.int16(), mask=wave == 0), pa.array(~found.eligible), pa.array(found.response.takes),
            pa.array(np.round(Log(found).effect, 12)), kinds,
        ]  # fmt: skip
    return pa.Table.from_arrays(columns, schema=SCHEMAS["customer"])


def _segments(book: Ledger) -> pa.Table:
    """Return expected customers and money of the subscribers, as the explorer has them, by world, month and segment."""
    merged = AXES.index("risk") + 2
    keys, active, mrr = [], [], []
    for key, world in enumerate(RUNGS, start=1):
        people = book.active(world).sum(axis=merged)[0]
        money = book.mrr(world).sum(axis=merged)[0]
        keys.append(np.stack([np.full(people.size, key), *_places(people.shape)]))
        active.append(people.reshape(-1))
        mrr.append(money.reshape(-1))
    scenario, month, segment = np.concatenate(keys, axis=1)
    cents = np.concatenate(mrr)
    wide = np.stack([cents, cents >> 63], axis=1)
    amount = pa.Array.from_buffers(pa.decimal128(17, 2), len(cents), [None, pa.py_buffer(np.ascontiguousarray(wide))])
    columns = [pa.array(scenario, pa.int16()), pa.array(month, pa.int16()), pa.array(segment, pa.int16()),
               pa.array(np.concatenate(active)), amount]  # fmt: skip
    return pa.Table.from_arrays(columns, schema=SCHEMAS["segment_month"])


def _places(shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return month and segment key of each entry of an array (months, contract, internet, tenure, value)."""
    months, cells = shape[0], int(np.prod(shape[1:]))
    assert shape[1:] == SHAPE[:-1]
    return np.repeat(np.arange(months), cells), np.tile(np.arange(1, cells + 1), months)


def _reasons(incidence: Floats) -> pa.Table:
    """Return expected shares of the base by month and reason."""
    upto = np.round(np.cumsum(incidence, axis=0), 12)
    rows = list(itertools.product(range(len(incidence)), range(len(REASONS))))
    columns = [
        pa.array([month for month, _ in rows], pa.int16()), pa.array([REASONS[reason] for _, reason in rows]),
        pa.array(np.round(incidence, 12).reshape(-1)), pa.array(upto.reshape(-1)),
    ]  # fmt: skip
    return pa.Table.from_arrays(columns, schema=SCHEMAS["exit_reason"])
