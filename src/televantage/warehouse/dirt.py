"""Dirt: defects put into the raw files on purpose, each of them listed in a ledger.

Eight kinds, each at its own rate of the rows of a feed that can have it. A row gets one defect at most; the rows of a
customer whose own first record is soiled get none, as they are held with it; the opening catalogue stays clean, as
everything refers to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from televantage.scenario import DeliveryError, UsageError
from televantage.scenario.errors import suggestion
from televantage.warehouse.feeds import CONTROL, FEEDS, again, check, deliver, read_control
from televantage.warehouse.rules import UNIQUE

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
        return ",".join(f"{kind}={rate}" for kind, rate in sorted(self.rates.items()) if rate > 0)

    @property
    def in_short(self) -> str:
        """What a sentence says of it."""
        found = {rate for rate in self.rates.values() if rate > 0}
        if self.label and len(found) == 1 and self.label.count("=") == len(KINDS):
            return f"dirt {found.pop()}"
        return f"dirt {self.label if len(self.label) <= 60 else self.label[:57] + '...'}" if self.label else "no dirt"


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


def held_accounts(ledger: pd.DataFrame) -> list[int]:
    """Return the accounts whose own record is spoilt; a duplicate leaves the first as it was."""
    found = ledger[(ledger["feed"] == "customers") & (ledger["kind"] != "duplicate")]
    return [int(key) for key in found["natural_key"]]


def held_of_opening(folder: Path) -> frozenset[int]:
    """Return the accounts that are held since the opening month, by the ledger of its folder."""
    return frozenset(held_accounts(read_ledger(folder)))


def dirt_of(folder: Path) -> Dirt:
    """Return the dirt that the control file of a month's folder tells of.

    Raises
    ------
    DeliveryError
        If it cannot be read.
    """
    label = read_control(folder).origin.dirt
    try:
        return read_dirt(label.split(",")) if label else CLEAN
    except UsageError as error:
        raise DeliveryError(f"{folder / CONTROL} tells of dirt that there cannot be: {error}") from None


def read_ledger(folder: Path) -> pd.DataFrame:
    """Return the ledger of a month's folder, empty where the month has no dirt.

    Raises
    ------
    DeliveryError
        If it is damaged, or missing although the month has dirt.
    """
    path = folder / LEDGER
    if not path.exists():
        if (folder / CONTROL).exists() and dirt_of(folder).label:
            raise DeliveryError(f"{path} is missing, although the month has dirt. Bring it back. {again(folder)}")
        return pd.DataFrame(columns=list(LEDGER_COLUMNS))
    kinds = {**dict.fromkeys(("month_key", "delivery", "record"), "int64"), "natural_key": str, "was": str, "is": str}
    try:
        found = pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=[""])
    except (OSError, ValueError):
        raise _damaged(folder) from None
    if tuple(found.columns) != LEDGER_COLUMNS or not all(map(_is_defect, found.itertuples(index=False))):
        raise _damaged(folder)
    return found


def _is_defect(row: Any) -> bool:
    """Tell whether a row of a ledger is of a defect that there can be."""
    defect = KINDS.get(row.kind, {}).get(row.feed)
    has_key = row.feed != "customers" or str(row.natural_key).isdigit()
    return defect is not None and has_key and (defect.column, defect.rule) == (row.column_name, row.rule)


def _damaged(folder: Path) -> DeliveryError:
    return DeliveryError(
        f"{folder / LEDGER} is damaged: each of its rows must tell of a defect of a row of the first deliveries. "
        f"Bring it back as it was written. {again(folder)}"
    )


def _put_back(table: pa.Table, column: str, rows: pd.DataFrame) -> pa.Table:
    """Return a table in which some rows of a column, by their place, have what the ledger says stood there."""
    values, kind = table[column].to_pylist(), table.schema.field(column).type
    was = rows["was"].astype(object).where(rows["was"].notna(), None)
    for place, value in zip(rows.index, pa.array(was, pa.string()).cast(kind).to_pylist(), strict=True):
        values[place] = value
    return table.set_column(table.column_names.index(column), column, pa.array(values, kind))


def correct(folder: Path) -> list[Path]:
    """Deliver the spoilt rows of a month again, as they should have been; return the new files.

    Rows that a later delivery has brought already are left out, so that it can be done twice.

    Raises
    ------
    DeliveryError
        If the ledger or a file is damaged or missing.
    """
    ledger, control, written = read_ledger(folder), read_control(folder), []
    for delivery in control.deliveries if len(ledger) else ():
        check(delivery)
    added = (ledger["kind"] == "duplicate") | (ledger["kind"] == AFTER_EXIT[0]) & (ledger["feed"] == AFTER_EXIT[1])
    for feed, rows in ledger[~added].groupby("feed", sort=False):
        try:
            table = _as_they_were(folder / f"{feed}-1.parquet", rows)
        except pa.ArrowException:
            raise _damaged(folder) from None
        (key,) = FEEDS[str(feed)].key
        later = [pq.read_table(d.path, columns=[key])[key] for d in control.of(str(feed)) if d.number > 1]
        known = pa.chunked_array([chunk for column in later for chunk in column.chunks], table.schema.field(key).type)
        table = table.filter(pc.invert(pc.is_in(table[key], known)))
        if len(table):
            written.append(deliver(folder, str(feed), table))
    return written


def _as_they_were(path: Path, rows: pd.DataFrame) -> pa.Table:
    """Return the spoilt rows of a file as they should have been."""
    table = pq.read_table(path).take(pa.array(rows["record"].to_numpy() - 1))
    for column, some in rows.reset_index(drop=True).groupby("column_name"):
        table = _put_back(table, str(column), some)
    return table
