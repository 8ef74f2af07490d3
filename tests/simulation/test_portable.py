"""Elementary functions against NumPy, SciPy and the decimal module."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from televantage.simulation import portable


def test_functions_agree_with_numpy_and_scipy() -> None:
    x = np.linspace(-600, 600, 200_001, dtype=np.float64)
    assert np.abs(portable.exp(x) / np.exp(x) - 1).max() < 1e-15
    assert np.abs(portable.log(np.exp(x)) - x).max() < 2e-13
    y = np.linspace(0, 15.99, 100_001, dtype=np.float64)
    assert np.abs(portable.decay(y) / np.exp(-y) - 1).max() < 1e-15
    p = np.linspace(1e-12, 1 - 1e-12, 100_001, dtype=np.float64)
    assert np.abs(portable.normal_quantile(p) - special.ndtri(p)).max() < 1e-9
    assert np.abs(portable.normal_quantile(p[1:-1]) - special.ndtri(p[1:-1])).max() < 1e-12


@given(st.floats(0.01, 10), st.floats(-3, 3))
def test_power_is_the_power(base: float, exponent: float) -> None:
    ours = float(portable.power(np.array(base), np.array(exponent)))
    assert abs(ours / float(Decimal(base) ** Decimal(exponent)) - 1) < 1e-14


@given(st.lists(st.floats(0, 40), min_size=2, max_size=50))
def test_survival_never_rises_with_the_hazard(hazards: list[float]) -> None:
    survival = portable.decay(np.array(sorted(hazards), dtype=np.float64))
    assert (np.diff(survival) <= 1e-16).all()
    assert ((survival >= 0) & (survival <= 1)).all()


def test_an_extreme_hazard_leaves_nobody() -> None:
    survival = portable.decay(np.array([48.0, 1e3, 1e10, 1e17, 1.5e17, 1e27, 1e300], dtype=np.float64))
    assert (survival < 2e-21).all() and (np.diff(survival) <= 0).all()


def test_no_output_array_changes_the_result() -> None:
    x = np.linspace(0, 3, 1000, dtype=np.float64)
    out, scratch = np.empty(1000), (np.empty(1000), np.empty(1000), np.empty(1000, np.intp))
    assert portable.decay(x, out, scratch).tobytes() == portable.decay(x).tobytes()
