"""The page in the tests of its own process: fewer customers, where their number proves nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.support.places import APP

LIVE, MANY = 8_000, 2_000
"""Customers of the page, and of each of the many scenarios behind Why and the response curves.

The browser, the load and the rehearsal meet the page as it ships.
"""


def _simulate(monkeypatch: pytest.MonkeyPatch, live: int, many: int) -> Iterator[None]:
    import outcome
    import streamlit as st
    from views import views

    views()  # so that every module that has taken over the number is there
    for module in list(sys.modules.values()):
        if str(APP.parent) in str(getattr(module, "__file__", "")) and hasattr(module, "LIVE_CUSTOMERS"):
            monkeypatch.setattr(module, "LIVE_CUSTOMERS", live)
    for name in ("MANY_CUSTOMERS", "WAREHOUSE_CUSTOMERS"):
        monkeypatch.setattr(outcome, name, many)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def fewer_customers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Simulate fewer customers, and leave no result of them to other tests."""
    yield from _simulate(monkeypatch, LIVE, MANY)


@pytest.fixture
def few_customers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Simulate as few as may be: what breaks at an extreme is how a figure is worked out, said and drawn."""
    yield from _simulate(monkeypatch, MANY, MANY)
