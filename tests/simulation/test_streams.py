"""Named, counted randomness."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from televantage.simulation.streams import PURPOSES, bits, raw, uniforms


@given(st.integers(0, 2**32 - 1), st.sampled_from(PURPOSES), st.integers(0, 10_000), st.integers(1, 50))
def test_a_customer_owns_a_draw_wherever_a_block_starts(seed: int, purpose: str, start: int, count: int) -> None:
    whole = raw(seed, purpose, 0, start + count)
    assert np.array_equal(raw(seed, purpose, start, count), whole[start:])


def test_streams_are_uniform_and_unrelated() -> None:
    draws = np.array([uniforms(7, purpose, 0, 20_000) for purpose in PURPOSES])
    assert draws.min() > 0 and draws.max() < 1
    assert min(stats.kstest(row, "uniform").pvalue for row in draws) > 1e-4
    correlation = np.corrcoef(draws) - np.eye(len(draws))
    assert np.abs(correlation).max() < 5 / 20_000**0.5


def test_seeds_differ_and_bits_are_the_leading_ones() -> None:
    assert not np.array_equal(raw(1, "churn.exit", 0, 9), raw(2, "churn.exit", 0, 9))
    assert np.array_equal(bits(1, "churn.exit", 0, 9, 8), (raw(1, "churn.exit", 0, 9) >> np.uint64(56)).astype(int))


def test_an_undeclared_stream_is_an_error() -> None:
    with pytest.raises(KeyError, match="No stream is declared"):
        raw(1, "churn.exits", 0, 1)


def test_raw_bits_are_what_they_always_were(golden: Any) -> None:
    golden("raw_bits", {p: [str(x) for x in raw(20260101, p, 5, 3)] for p in PURPOSES})
