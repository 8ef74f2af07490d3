"""What is delivered, what of it is loaded, and what is to do."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path

from televantage.scenario import DeliveryError, UsageError
from televantage.warehouse import feeds
from televantage.warehouse.feeds import FEEDS, Delivered
from televantage.warehouse.homes import Home
from televantage.warehouse.source import Source, month_name


def loaded(home: Home) -> dict[int, dict[str, set[tuple[int, str]]]]:
    """Return, by loaded month and feed, the number and SHA-256 of each delivery."""
    found: dict[int, dict[str, set[tuple[int, str]]]] = {}
    for month, feed, number, sha256 in home.rows("select month_key, feed, delivery, sha256 from etl_delivery"):
        found.setdefault(month, {}).setdefault(feed, set()).add((number, sha256))
    return found


def delivered(source: Source, raw: Path, month: int) -> Delivered:
    """Return what a raw folder has of a month.

    Raises
    ------
    DeliveryError
        If the month is not there, or of another scenario.
    """
    control = feeds.read_control(raw / month_name(source.scenario, month))
    origin = control.origin
    if (origin.month, origin.scenario_hash, origin.customers) != (month, source.scenario.hash, source.customers):
        raise DeliveryError(f"{raw / month_name(source.scenario, month)} is of another scenario, month or size.")
    return control


def same(control: Delivered, before: dict[str, set[tuple[int, str]]], of: Iterable[str]) -> bool:
    """Tell whether some feeds of a month have the deliveries that they had when it was loaded."""
    return all({(d.number, d.sha256) for d in control.of(feed)} == before.get(feed, set()) for feed in of)


def check_deliveries(home: Home, source: Source, raw: Path, months: Iterable[int]) -> None:
    """Check that all deliveries of some months that are loaded are there, or can be extracted: the first of each feed.

    Raises
    ------
    DeliveryError
        If one is gone: to load the month without it would undo what it brought.
    """
    there = loaded(home)
    for month in sorted(set(months) & set(there)):
        place = raw / month_name(source.scenario, month)
        control = feeds.read_control(place) if (place / feeds.CONTROL).exists() else None
        for feed, known in there[month].items():
            found = {1} if control is None else {delivery.number for delivery in control.of(feed)}
            gone = {number for number, _ in known} - found
            if gone:
                raise DeliveryError(
                    f"{place} has no delivery {min(gone)} of the feed {feed} any more, which is loaded. "
                    "Bring the file back, or give --from and --to to load the month without it."
                )


def pending(home: Home, source: Source, raw: Path, months: Sequence[int]) -> list[int]:
    """Return the months, among some, that are not loaded or have other deliveries than when they were."""
    there = loaded(home)
    return [m for m in months if not same(delivered(source, raw, m), there.get(m, {}), FEEDS) or m not in there]


def check_order(there: Container[int], source: Source, month: int) -> None:
    """Check that the month before is among those that are loaded.

    Raises
    ------
    UsageError
        If it is not.
    """
    if month > 0 and month - 1 not in there:
        first = next(m for m in source.months if m not in there)
        raise UsageError(
            f"{month_name(source.scenario, month)} cannot be loaded before {month_name(source.scenario, month - 1)}. "
            f"The first month that is not loaded is {month_name(source.scenario, first)}: begin there, or leave out "
            "--from."
        )
