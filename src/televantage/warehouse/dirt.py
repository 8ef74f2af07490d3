"""Dirt: defects put into the raw files on purpose, each of them listed in a ledger.

Eight kinds, each at its own rate of the rows of a feed that can have it. A row gets one defect at most; the rows of a
customer whose own first record is soiled get none, as they are held with it; the opening catalogue stays clean, as
everything refers to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from televantage.scenario import UsageError
from televantage.scenario.errors import suggestion
from televantage.simulation.streams import uniforms
from televantage.warehouse.feeds import FEEDS, deliver, read_control, write_parquet
from televantage.warehouse.rules import UNIQUE, natural_key

LEDGER = "dirt_ledger.csv"
LEDGER_COLUMNS = ("month_key", "feed", "delivery", "record", "natural_key", "kind", "rule", "column_name", "was", "is")
NOBODY = 900_000_000
"""Account numbers from here on belong to nobody."""


@dataclass(frozen=True)
class Defect:
    """A defect of a feed: the column that is spoilt, how, and the rule that must find it."""

    column: str
    rule: str
    value: Any = None


KINDS: dict[str, dict[str, Defect]] = {
    "duplicate": {feed: Defect(FEEDS[feed].key[0], UNIQUE) for feed in FEEDS},
    "orphan": {
        "customers": Defect("plan_code", "known_plan", "NO-SUCH-PLAN"),
        **{feed: Defect("account_number", "known_account", NOBODY) for feed in ("bills", "tickets")},
        "offers": Defect("offer_code", "known_offer", "NO-SUCH-WAVE"),
    },
    "wrong_month": {
        feed: Defect(column, "month_in_range", -366)
        for feed, column in (
            ("plans", "price_month"), ("customers", "changed_month"), ("bills", "billing_month"),
            ("tickets", "opened_on"), ("offers", "offer_month"),
        )
    },
    "missing": {
        feed: Defect(column, "required_field")
        for feed, column in (
            ("plans", "list_price"), ("customers", "customer_id"), ("bills", "amount"),
            ("tickets", "account_number"), ("offers", "taken"),
        )
    },
    "out_of_range": {
        feed: Defect(column, "amount_in_range", -1)
        for feed, column in (
            ("plans", "list_price"), ("customers", "monthly_charge"), ("bills", "list_amount"),
            ("offers", "contact_cost"),
        )
    },
    "unknown_code": {
        "plans": Defect("contract", "known_code", "three years"),
        "customers": Defect("status", "known_code", "paused"),
        "tickets": Defect("category", "known_code", "weather"),
        "offers": Defect("offered", "known_code", "Maybe"),
    },
    "does_not_add_up": {"bills": Defect("amount", "adds_up", 1)},
    "status_conflict": {
        "customers": Defect("cancel_reason", "status_agrees", "price"),
        "bills": Defect("account_number", "status_agrees"),
        "offers": Defect("taken", "status_agrees", "Yes"),
    },
}  # fmt: skip
"""What each kind spoils, by feed."""


@dataclass(frozen=True)
class Dirt:
    """How much of each kind: the share of a feed's rows."""

    rates: Mapping[str, float]

    @property
    def label(self) -> str:
        """What tells one setting from another."""
        return ",".join(f"{kind}={rate:g}" for kind, rate in sorted(self.rates.items()) if rate > 0)


CLEAN = Dirt({})


def read_dirt(words: Sequence[str]) -> Dirt:
    """Return the setting from words such as ``0.001``, for all kinds, or ``duplicate=0.002``.

    Raises
    ------
    UsageError
        If a kind does not exist or a rate is not between 0 and 0.02.
    """
    rates: dict[str, float] = {}
    for word in words:
        kind, given, text = word.rpartition("=")
        if given and kind not in KINDS:
            raise UsageError(
                f"There is no kind of dirt {kind[:40]!r}.{suggestion(kind, list(KINDS))} Kinds: {', '.join(KINDS)}."
            )
        try:
            rate = float(text)
        except ValueError:
            rate = -1.0
        if not 0 <= rate <= 0.02:
            raise UsageError(f"--dirt {word[:40]}: the rate must be a number from 0 to 0.02, the share of the rows.")
        rates |= {kind: rate} if given else dict.fromkeys(KINDS, rate)
    return Dirt(rates)


AFTER_EXIT = ("status_conflict", "bills")
"""The one defect, beside duplicates, that is a row too many."""

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


def _bills_after_exit(bills: pa.Table, gone: pa.Array, rate: float, seed: int, month: int) -> pa.Table:
    """Return bills for customers who cancelled in the month: as many as the rate says, if there are as many."""
    wanted = min(len(gone), int(np.rint(rate * len(bills))))
    draws = uniforms(seed, "dirt.status_conflict", (month * len(FEEDS)) * 2**32, len(gone))
    some = gone.take(pa.array(np.sort(np.argsort(draws, kind="stable")[:wanted])))
    like = bills.slice(0, 1).take(pa.array(np.zeros(wanted, np.int64)))
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
            opening = opening if month else frozenset(_held(pd.concat(ledgers)))
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
            state.append(kind, defect, _bills_after_exit(state.table, gone, dirt.rates[kind], seed, month))
            continue
        rows = _chosen(dirt, seed, kind, feed, month, _fitting(feed, kind, state.table) & state.free)
        state.free[rows] = False
        if kind == "duplicate":
            state.append(kind, defect, state.table.take(pa.array(rows)))
        else:
            state.spoil(kind, defect, rows)
    write_parquet(path, state.table)
    return state


def _held(ledger: pd.DataFrame) -> list[int]:
    """Return the accounts whose own record is spoilt; a duplicate leaves the first as it was."""
    found = ledger[(ledger["feed"] == "customers") & (ledger["kind"] != "duplicate")]
    return [int(key) for key in found["natural_key"]]


def held_of_opening(folder: Path) -> frozenset[int]:
    """Return the accounts that are held since the opening month, by the ledger of its folder."""
    return frozenset(_held(read_ledger(folder)))


def read_ledger(folder: Path) -> pd.DataFrame:
    """Return the ledger of a month's folder, empty where there is none."""
    path = folder / LEDGER
    if not path.exists():
        return pd.DataFrame(columns=list(LEDGER_COLUMNS))
    return pd.read_csv(path, dtype={"natural_key": str, "was": str, "is": str}, keep_default_na=False, na_values=[""])


def _put_back(table: pa.Table, column: str, rows: pd.DataFrame) -> pa.Table:
    """Return a table in which some rows of a column, by their place, have what the ledger says stood there."""
    values, kind = table[column].to_pylist(), table.schema.field(column).type
    was = rows["was"].astype(object).where(rows["was"].notna(), None)
    for place, value in zip(rows.index, pa.array(was, pa.string()).cast(kind).to_pylist(), strict=True):
        values[place] = value
    return table.set_column(table.column_names.index(column), column, pa.array(values, kind))


def correct(folder: Path) -> list[Path]:
    """Deliver the spoilt rows of a month again, as they should have been; return the new files.

    Feeds that have had a second delivery are left alone, so that it can be done twice.
    """
    ledger, control, written = read_ledger(folder), read_control(folder), []
    added = (ledger["kind"] == "duplicate") | (ledger["kind"] == AFTER_EXIT[0]) & (ledger["feed"] == AFTER_EXIT[1])
    for feed, rows in ledger[~added].groupby("feed", sort=False):
        if len(control.of(str(feed))) > 1:
            continue
        table = pq.read_table(folder / f"{feed}-1.parquet").take(pa.array(rows["record"].to_numpy() - 1))
        for column, some in rows.reset_index(drop=True).groupby("column_name"):
            table = _put_back(table, str(column), some)
        written.append(deliver(folder, str(feed), table))
    return written
