"""The one clock: it is read for logs, which say when a run took place, and for no result."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)
