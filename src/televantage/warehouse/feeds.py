"""The feeds: what the source systems of an operator hand over for a month, as Parquet files in a raw folder.

    RAW/2026-03/control.json         what the month consists of: each file with its rows and its SHA-256
    RAW/2026-03/bills-1.parquet      the first delivery of a feed; bills-2.parquet brings late and corrected rows
    RAW/truth/*.parquet              the answer key, apart

A later delivery wins over an earlier one, row by key.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from televantage.scenario import DeliveryError, canonical

MONEY = pa.decimal128(9, 2)
YES_NO = ("online_security", "online_backup", "device_protection", "tech_support", "streaming_tv", "streaming_movies")
CONTROL = "control.json"
MOST_DELIVERIES = 9999
"""Deliveries of a feed for a month."""


@dataclass(frozen=True)
class Feed:
    """A feed: its columns with their types, the columns that identify a row, and those that may be empty."""

    name: str
    columns: Mapping[str, pa.DataType]
    key: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of its files."""
        return pa.schema(list(self.columns.items()))


FEEDS = {
    feed.name: feed
    for feed in (
        Feed(
            "plans",
            {
                "plan_code": pa.string(), "contract": pa.string(), "internet": pa.string(), "phone_lines": pa.int16(),
                "list_price": MONEY, "price_month": pa.date32(),
            },
            ("plan_code",),
        ),
        Feed(
            "customers",
            {
                "account_number": pa.int64(), "customer_id": pa.string(), "name": pa.string(), "email": pa.string(),
                "phone": pa.string(), "city": pa.string(), "gender": pa.string(), "senior": pa.string(),
                "partner": pa.string(), "dependents": pa.string(), "customer_since": pa.date32(),
                "tenure_months": pa.int16(), "plan_code": pa.string(), **dict.fromkeys(YES_NO, pa.string()),
                "paperless_billing": pa.string(), "payment_method": pa.string(), "monthly_charge": MONEY,
                "status": pa.string(), "changed_month": pa.date32(), "cancel_reason": pa.string(),
            },
            ("account_number",),
            ("cancel_reason",),
        ),
        Feed(
            "bills",
            {
                "account_number": pa.int64(), "billing_month": pa.date32(), "list_amount": MONEY, "discount": MONEY,
                "amount": MONEY,
            },
            ("account_number",),
        ),
        Feed(
            "tickets",
            {
                "ticket_number": pa.int64(), "account_number": pa.int64(), "opened_on": pa.date32(),
                "category": pa.string(),
            },
            ("ticket_number",),
        ),
        Feed(
            "offers",
            {
                "account_number": pa.int64(), "offer_code": pa.string(), "offer_month": pa.date32(),
                "offered": pa.string(), "taken": pa.string(), "contact_cost": MONEY,
            },
            ("account_number",),
        ),
    )
}  # fmt: skip
"""In the order in which they are loaded: what others refer to first."""


@dataclass(frozen=True)
class Delivery:
    """A file of a feed for a month, as the control file tells."""

    feed: str
    number: int
    path: Path
    rows: int
    sha256: str


@dataclass(frozen=True)
class Origin:
    """What a month of raw files is of: the month, the scenario, how many customers, and what dirt is in it."""

    month: int
    scenario_hash: str
    customers: int
    dirt: str = ""


@dataclass(frozen=True)
class Delivered:
    """What a month's control file says: what the month is of, and its files."""

    origin: Origin
    deliveries: tuple[Delivery, ...]

    def of(self, feed: str) -> list[Delivery]:
        """Return the deliveries of a feed, the earliest first."""
        return [delivery for delivery in self.deliveries if delivery.feed == feed]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a table with page checksums, so that a flipped bit is noticed."""
    pq.write_table(table, path, write_page_checksum=True, store_decimal_as_integer=True)


def put(path: Path, raw: bytes) -> None:
    """Write a file beside its place, flush it to the disk, and put it there in one step."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def write_control(folder: Path, origin: Origin, files: Mapping[str, int]) -> None:
    """Write the control file of a month, last: rows by name of file; the month counts as delivered from then on."""
    entries = {
        name: {"feed": name.rpartition("-")[0], "delivery": int(name.rpartition("-")[2].removesuffix(".parquet")),
               "rows": rows, "sha256": digest(folder / name)}
        for name, rows in sorted(files.items())
    }  # fmt: skip
    told = {
        "month": origin.month, "scenario": origin.scenario_hash, "customers": origin.customers, "dirt": origin.dirt,
    }  # fmt: skip
    put(folder / CONTROL, canonical({**told, "files": entries}))


def again(folder: Path) -> str:
    """Return what to do where a file of a month is damaged: only first deliveries can be extracted anew."""
    if any(not path.stem.endswith("-1") for path in folder.glob("*-*.parquet")):
        return f"Fetch it again from the source; {folder} has later deliveries, which cannot be extracted."
    return f"Remove the folder {folder} and run again: it is extracted anew."


def read_control(folder: Path) -> Delivered:
    """Return what the control file of a month's folder says.

    Raises
    ------
    DeliveryError
        If it is missing or cannot be read.
    """
    if not (folder / CONTROL).exists():
        raise DeliveryError(
            f"{folder / CONTROL} is missing. A run without --from and --to extracts every month that is missing."
        )
    try:
        data: Any = json.loads((folder / CONTROL).read_bytes())
        found = [_delivery(folder, name, entry) for name, entry in data["files"].items()]
        if {delivery.feed for delivery in found} != FEEDS.keys():
            raise ValueError("a feed is missing, or unknown")
        ordered = tuple(sorted(found, key=lambda delivery: (delivery.feed, delivery.number)))
        origin = Origin(int(data["month"]), str(data["scenario"]), int(data["customers"]), str(data["dirt"]))
        return Delivered(origin, ordered)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DeliveryError(
            f"{folder / CONTROL} is no control file: it must name each file of the month, at least one of each feed, "
            "with its feed, delivery, rows and SHA-256. "
            f"{again(folder)}"
        ) from None


def _delivery(folder: Path, name: str, entry: Mapping[str, Any]) -> Delivery:
    """Return a file as its entry tells, whose feed and number must be those of its name."""
    feed, number = str(entry["feed"]), int(entry["delivery"])
    if name != f"{feed}-{number}.parquet" or not 1 <= number <= MOST_DELIVERIES:
        raise ValueError(f"{name} is no file of a feed")
    return Delivery(feed, number, folder / name, int(entry["rows"]), str(entry["sha256"]))


def deliver(folder: Path, feed: str, rows: pa.Table) -> Path:
    """Add a delivery of late or corrected rows to a month, and return its file."""
    control = read_control(folder)
    number = 1 + max((delivery.number for delivery in control.of(feed)), default=0)
    path = folder / f"{feed}-{number}.parquet"
    write_parquet(path, rows.cast(FEEDS[feed].schema))
    files = {delivery.path.name: delivery.rows for delivery in control.deliveries}
    write_control(folder, control.origin, {**files, path.name: len(rows)})
    return path


def check(delivery: Delivery) -> None:
    """Check that a file is what the control file says and has the columns of its feed.

    Raises
    ------
    DeliveryError
        If it is missing, changed, cut short, no Parquet, or has other columns.
    """
    path, then = delivery.path, f"{again(delivery.path.parent)} This run has not loaded the month."
    if not path.is_file():
        raise DeliveryError(f"{path} is missing, although the control file lists it. {then}")
    if digest(path) != delivery.sha256:
        raise DeliveryError(f"{path} is not the file that the control file lists: its SHA-256 differs. {then}")
    try:
        found, rows = pq.read_schema(path), pq.read_metadata(path).num_rows
    except (pa.ArrowException, OSError):
        raise DeliveryError(f"{path} is no readable Parquet file. {then}") from None
    wanted = FEEDS[delivery.feed].schema
    wrong = [
        field.name for field in wanted if field.name not in found.names or found.field(field.name).type != field.type
    ]
    if wrong:
        raise DeliveryError(f"{path} lacks {', '.join(wrong)} with the types of the feed {delivery.feed}. {then}")
    if rows != delivery.rows:
        raise DeliveryError(f"{path} has {rows:,} rows, but the control file says {delivery.rows:,}. {then}")
