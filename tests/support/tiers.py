"""The three tiers of the tests, and what a test does more of in a longer one; see docs/testing.md."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings

TIERS = ("quick", "full", "all")
VARIABLE = "TELEVANTAGE_TIER"
"""Where the workers of a run, and modules that are imported, read the tier."""
DEAR = frozenset({"browser", "server", "port", "postgres", "node", "telco", "warehouse", "clean", "tiny", "dirty",
                  "staggered_warehouse", "project", "built"})  # fmt: skip
"""Fixtures that take seconds to make: no test that needs one is quick."""
TIMES = {"quick": 0.25, "full": 1.0, "all": 5.0}
"""Examples of a property, as a multiple of those it declares."""


def tier() -> str:
    """Return the tier of this run."""
    return os.environ.get(VARIABLE, "full")


def of_item(item: pytest.Item) -> str:
    """Return the first tier in which a test runs: what it is marked with or needs, or else the quick one."""
    if item.get_closest_marker("long"):
        return "all"
    needs = getattr(item, "fixturenames", ())
    return "full" if item.get_closest_marker("full") or DEAR.intersection(needs) else "quick"


def examples(count: int, **more: Any) -> settings:
    """Return settings with so many examples in the full tier, fewer in the quick one, more in the last one."""
    return settings(max_examples=max(round(count * TIMES[tier()]), 2), **more)


def beyond(mark: pytest.MarkDecorator, *values: Any) -> list[Any]:
    """Return values of a test's parameter that are tried in a longer tier, by the mark of which."""
    return [pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=mark) for value in values]
