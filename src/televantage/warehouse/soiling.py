"""Soiling: how the raw files of a month get their dirt, row by row, and the ledger that lists it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from televantage.simulation.streams import uniforms
from televantage.warehouse.dirt import AFTER_EXIT, KINDS, LEDGER, LEDGER_COLUMNS, Defect, Dirt, held_accounts
from televantage.warehouse.feeds import FEEDS, write_parquet
from televantage.warehouse.rules import natural_key

Rows = npt.NDArray[np.int64]


def _chosen(dirt: Dirt, seed: int, kind: str, feed: str, month: int, free: npt.NDArray[np.bool_]) -> Rows:
    """Return the rows that get a defect, among those that are free, and take them from there."""
    start = (month * len(FEEDS) + list(FEEDS).index(feed)) * 2**32
    draws = uniforms(seed, f"dirt.{kind}", start, len(free))
    rows = np.flatnonzero(free & (draws < dirt.rates.get(kind, 0.0)))
    free[rows] = False
    return rows


def _spoilt(column: pa.Array, rows: Rows, defect: Defect) -> pa.Array:
    """Return the values that stand in some rows of a column once they are spoilt."""
    was, kind = column.take(pa.array(rows)), column.type
    if defect.value is None:
        return pa.nulls(len(rows), kind)
    if pa.types.is_date(kind):
        return pc.add(was.cast(pa.int32()), pa.scalar(defect.value, pa.int32())).cast(kind)
    if pa.types.is_decimal(kind):
        more = pa.scalar(Decimal(defect.value), kind)
        changed = pc.negate_checked(was) if defect.value < 0 else pc.add(was, more)
        return pc.if_else(pc.equal(was, changed), more, changed).cast(kind)  # what is 0 has no other sign
    if pa.types.is_integer(kind):
        return pa.array(defect.value + rows, kind)
    return pa.array([defect.value] * len(rows), kind)


def _fitting(feed: str, kind: str, table: pa.Table) -> npt.NDArray[np.bool_]:
    """Return the rows that a defect fits."""
    fits = np.ones(len(table), bool)
    if kind == "status_conflict" and feed == "customers":
        fits = np.asarray(pc.equal(table["status"], "active"))
    if kind == "status_conflict" and feed == "offers":
        fits = np.asarray(pc.equal(table["offered"], "No"))
    return fits


class _Soiled:
    """A file of a feed while it is soiled: its table, the rows that are still clean, and the ledger."""

    def __init__(self, feed: str, month: int, table: pa.Table, free: npt.NDArray[np.bool_]) -> None:
        self.feed, self.month, self.table, self.free = feed, month, table, free
        self.ledger: list[pd.DataFrame] = []

    def note(self, kind: str, defect: Defect, records: Rows, keys: pa.Array, was: pa.Array, now: pa.Array) -> None:
        columns = {
            "month_key": self.month, "feed": self.feed, "delivery": 1, "record": records,
            "natural_key": keys.cast(pa.string()).to_pandas(), "kind": kind, "rule": defect.rule,
            "column_name": defect.column, "was": was.cast(pa.string()).to_pandas(),
            "is": now.cast(pa.string()).to_pandas(),
        }  # fmt: skip
        self.ledger.append(pd.DataFrame(columns, columns=list(LEDGER_COLUMNS)))

    def spoil(self, kind: str, defect: Defect, rows: Rows) -> None:
        """Put another value into a column of some rows."""
        column = self.table[defect.column].combine_chunks()
        was, now = column.take(pa.array(rows)), _spoilt(column, rows, defect)
        mask = np.zeros(len(self.table), bool)
        mask[rows] = True
        values = pc.replace_with_mask(column, pa.array(mask), now)
        self.table = self.table.set_column(self.table.column_names.index(defect.column), defect.column, values)
        keys = self.table[natural_key(self.feed)].take(pa.array(rows))
        self.note(kind, defect, rows + 1, keys, was, now)

    def append(self, kind: str, defect: Defect, more: pa.Table) -> None:
        """Add rows at the end."""
        records = len(self.table) + 1 + np.arange(len(more))
        self.table = pa.concat_tables([self.table, more])
        self.free = np.concatenate([self.free, np.zeros(len(more), bool)])
        value = more[defect.column]
        self.note(kind, defect, records, more[natural_key(self.feed)], pa.nulls(len(more), pa.string()), value)


def _bills_after_exit(state: _Soiled, gone: pa.Array, rate: float, seed: int) -> pa.Table:
    """Return bills for customers who cancelled in the month: as many as the rate says, if there are as many.

    They are like the smallest clean bill, which breaks no other rule.
    """
    bills, month, clean = state.table, state.month, np.flatnonzero(state.free)
    wanted = min(len(gone), int(np.rint(rate * len(bills)))) if len(clean) else 0
    draws = uniforms(seed, "dirt.status_conflict", (month * len(FEEDS)) * 2**32, len(gone))
    some = gone.take(pa.array(np.sort(np.argsort(draws, kind="stable")[:wanted])))
    amounts = bills["list_amount"].take(pa.array(clean)).cast(pa.float64()).to_numpy()
    smallest = clean[np.argmin(amounts)] if wanted else 0
    like = bills.take(pa.array(np.full(wanted, smallest)))
    return like.set_column(0, "account_number", some)


def soil(dirt: Dirt, seed: int, folder: Path, month: int, opening: frozenset[int]) -> frozenset[int]:
    """Soil the first deliveries of a month's folder, and list each defect; return the accounts held from now on.

    ``opening`` are the accounts whose first record was soiled in an earlier month.
    """
    ledgers, gone = list[pd.DataFrame](), pa.array([], pa.int64())
    for feed in FEEDS:
        state = _soiled(dirt, seed, folder / f"{feed}-1.parquet", _Place(feed, month, opening), gone)
        ledgers += state.ledger
        if feed == "customers":
            left = np.asarray(pc.equal(state.table["status"], "cancelled").fill_null(False)) & state.free
            gone = state.table["account_number"].combine_chunks().filter(pa.array(left))
            opening = opening if month else frozenset(held_accounts(pd.concat(ledgers)))
    pd.concat(ledgers, ignore_index=True).to_csv(folder / LEDGER, index=False, lineterminator="\n")
    return opening


@dataclass(frozen=True)
class _Place:
    """Where a file belongs, and the accounts whose rows stay clean."""

    feed: str
    month: int
    spared: frozenset[int]

    def free(self, table: pa.Table) -> npt.NDArray[np.bool_]:
        """Return the rows that may be soiled."""
        free = np.full(len(table), not (self.feed == "plans" and self.month == 0))
        if "account_number" in table.column_names and self.spared:
            free &= ~np.asarray(pc.is_in(table["account_number"], pa.array(sorted(self.spared), pa.int64())))
        return free


def _soiled(dirt: Dirt, seed: int, path: Path, place: _Place, gone: pa.Array) -> _Soiled:
    """Soil a file; ``gone`` are the accounts that were cancelled in the month."""
    table, feed, month = pq.read_table(path), place.feed, place.month
    state = _Soiled(feed, month, table, place.free(table))
    for kind in (kind for kind in KINDS if feed in KINDS[kind] and kind in dirt.rates):
        defect = KINDS[kind][feed]
        if (kind, feed) == AFTER_EXIT:
            state.append(kind, defect, _bills_after_exit(state, gone, dirt.rates[kind], seed))
            continue
        rows = _chosen(dirt, seed, kind, feed, month, _fitting(feed, kind, state.table) & state.free)
        state.free[rows] = False
        if kind == "duplicate":
            state.append(kind, defect, state.table.take(pa.array(rows)))
        else:
            state.spoil(kind, defect, rows)
    write_parquet(path, state.table)
    return state
