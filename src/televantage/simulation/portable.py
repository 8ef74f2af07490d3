"""exp, log and the normal quantile from IEEE basic operations only.

``np.exp`` and ``np.log`` differ in the last bit between processors and releases; + − × ÷ and sqrt do not. What is
promised to the byte goes through this module. Errors are below 1e-15 relative, 2e-16 typically.
"""

# ruff: noqa: E501  (tables read best one row a line)

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS = 64
_LOWEST = 708
_SERIES = (1 / 120, 1 / 24, 1 / 6, 0.5, 1.0)


def _decimal_table(function: str, arguments: list[Decimal]) -> Floats:
    """Return correctly rounded values: the decimal module rounds its exp and ln exactly."""
    with localcontext() as context:
        context.prec = 25
        return np.array([float(getattr(x, function)()) for x in arguments])


_EXP = _decimal_table("exp", [Decimal(-k) / _STEPS for k in range(48 * _STEPS + 1)])
"""exp(−k/64) up to exp(−48)."""
_LARGEST = 48.0
_EXP_COARSE = _decimal_table("exp", [Decimal(-16 * k) for k in range(_LOWEST // 16 + 1)])
"""exp(−16 k)."""
_LOG_CELLS = 128
_LOG = _decimal_table("ln", [1 + Decimal(k) / _LOG_CELLS for k in range(_LOG_CELLS + 1)])
_LN2 = float(_decimal_table("ln", [Decimal(2)])[0])


def decay(
    x: Floats, out: Floats | None = None, scratch: tuple[Floats, Floats, npt.NDArray[np.intp]] | None = None
) -> Floats:
    """Return exp(−x) for x ≥ 0, the survival of a cumulative hazard x, without allocating if told where.

    Beyond 48 it is exp(−48), about 10⁻²¹, instead of less. A table at steps of 1/64 and the series of the rest up to the fifth power.

    >>> bool(abs(decay(np.array([1.0]))[0] - 0.36787944117144233) < 1e-16)
    True
    """
    out = np.empty_like(x) if out is None else out
    step, rest, index = scratch or (np.empty_like(x), np.empty_like(x), np.empty(x.shape, np.intp))
    np.minimum(x, _LARGEST, out=out)
    np.multiply(out, _STEPS, out=step)
    np.rint(step, out=step)
    np.copyto(index, step, casting="unsafe")
    np.multiply(step, 1 / _STEPS, out=rest)
    np.subtract(rest, out, out=rest)
    np.multiply(rest, _SERIES[0], out=out)
    for coefficient in _SERIES[1:]:
        np.add(out, coefficient, out=out)
        np.multiply(out, rest, out=out)
    np.add(out, 1.0, out=out)
    np.take(_EXP, index, out=step, mode="clip")
    return np.multiply(out, step, out=out)


def exp(x: Floats) -> Floats:
    """Return e to the power of x, for −700 ≤ x ≤ 700; below, 0-like tiny values are clipped to exp(−700)."""
    x = np.asarray(x, dtype=np.float64)
    size = np.minimum(np.abs(x), 700.0)
    coarse = np.floor(size / 16.0)
    value = decay(size - 16.0 * coarse) * _EXP_COARSE[coarse.astype(np.intp)]
    return np.where(x > 0, 1.0 / value, value)


def log(x: Floats) -> Floats:
    """Return the natural logarithm of positive numbers."""
    mantissa, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    mantissa, exponent = mantissa * 2.0, exponent - 1  # mantissa in [1, 2)
    cell = np.rint((mantissa - 1.0) * _LOG_CELLS)
    centre = 1.0 + cell / _LOG_CELLS
    s = (mantissa - centre) / (mantissa + centre)
    s2 = s * s
    series = 2.0 * s * (1.0 + s2 * (1 / 3 + s2 * (1 / 5 + s2 * (1 / 7 + s2 / 9))))
    return exponent * _LN2 + (_LOG[cell.astype(np.intp)] + series)


def power(base: Floats, exponent: Floats) -> Floats:
    """Return positive numbers to some power."""
    return exp(exponent * log(base))


_A = (3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
      4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3)  # fmt: skip
_B = (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
      2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3)  # fmt: skip
_C = (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4)  # fmt: skip
_D = (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9)  # fmt: skip
_E = (6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7)  # fmt: skip
_F = (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)  # fmt: skip


def _horner(coefficients: tuple[float, ...], x: Floats) -> Floats:
    result = np.full_like(x, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        result = result * x + c
    return result


def normal_quantile(p: Floats) -> Floats:
    """Return the quantile of the standard normal law at 0 < p < 1 (Wichura 1988, AS 241, doi:10.2307/2347330)."""
    p = np.asarray(p, dtype=np.float64)
    q = p - 0.5
    r = 0.180625 - q * q
    centre = q * _horner(_A, r) / _horner(_B, r)
    tail = np.sqrt(-log(np.minimum(p, 1.0 - p)))
    near, far = tail - 1.6, tail - 5.0
    outer = np.where(tail <= 5.0, _horner(_C, near) / _horner(_D, near), _horner(_E, far) / _horner(_F, far))
    return np.where(np.abs(q) <= 0.425, centre, np.where(q < 0, -outer, outer))
