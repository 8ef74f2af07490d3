"""Two small solvers within bounds, of NumPy alone: a page that is open must not wait for SciPy.

Both go to the nearest point where there is no solution, so that a wish that cannot be met is met as well as can be.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

Curve = Callable[[float], tuple[float, float]]
"""From a number to the value of an increasing function, and its slope."""
Misses = Callable[[Floats], Floats]
"""From a point of the unit cube to what shall become 0, each in units of what still counts as 0."""

CLOSE = 1e-10
PROBE = 0.05
"""Width of a finite difference: wide enough that counts of customers move by more than chance."""
ROUNDS = 20
GOOD = 0.25
"""Misses below this are none."""
STEADY = 0.002
"""A step that promises to take less than this share off the sum of squares is not worth its evaluation."""
LEAST_DAMPING, MOST_DAMPING = 1e-3, 1e3


def rising_root(curve: Curve, start: float, low: float, high: float) -> float:
    """Return where an increasing function is 0, or the nearer bound: Newton's method, kept in a bracket.

    >>> round(rising_root(lambda x: (x**3 - 8.0, 3 * x * x), 1.0, 0.0, 10.0), 6)
    2.0
    """
    at, moved = min(max(start, low), high), high - low
    for _ in range(100):
        value, slope = curve(at)
        low, high = (at, high) if value < 0 else (low, at)
        if abs(value) < CLOSE or high - low < CLOSE:
            break
        step = -value / slope if slope > 0 else math.inf
        if not low < at + step < high or abs(step) > moved / 2:  # it leaves the bracket, or does not converge
            step = (low + high) / 2 - at
        at, moved = at + step, abs(step)
    return at


def closest(misses: Misses, start: Floats) -> Floats:
    """Return the point of the unit cube at which the sum of squared misses is smallest, near the start.

    Gauss-Newton with the damping of Levenberg (1944, doi:10.1090/qam/10666) and slopes that learn from each step
    (Broyden 1965, doi:10.1090/S0025-5718-1965-0198670-6); what would leave the cube is held at its face while the
    others step.
    """
    at, here, damping = start, misses(start), LEAST_DAMPING
    slopes, fresh = np.zeros((len(here), len(at))), False
    for _ in range(ROUNDS):
        if np.abs(here).max(initial=0.0) < GOOD:
            break
        damping, step, hope = _promising(slopes, here, at, damping)
        if hope < STEADY:  # always so at first, with slopes of 0
            if fresh:
                break
            slopes, fresh, damping = _slopes(misses, at, here), True, LEAST_DAMPING
            continue
        there = misses(at + step)
        gain = 1 - float(there @ there) / float(here @ here)
        if gain <= 0:
            damping *= 10
            continue
        slopes = slopes + np.outer(there - here - slopes @ step, step) / (step @ step)
        at, here, fresh, damping = at + step, there, False, max(damping / 10, LEAST_DAMPING)
    return at


def _promising(slopes: Floats, here: Floats, at: Floats, damping: float) -> tuple[float, Floats, float]:
    """Return the least damping whose step promises something, that step, and the share that it promises to take off."""
    while True:
        step = _step(slopes, here, at, damping)
        ahead = here + slopes @ step
        hope = 1 - float(ahead @ ahead) / float(here @ here)
        if hope >= STEADY or damping > MOST_DAMPING:
            return damping, step, hope
        damping *= 10


def _slopes(misses: Misses, at: Floats, here: Floats) -> Floats:
    """Return the slope of each miss by each coordinate, from differences that stay in the cube."""
    columns = []
    for axis in range(len(at)):
        width = PROBE if at[axis] <= 0.5 else -PROBE
        columns.append((misses(at + width * np.eye(len(at))[axis]) - here) / width)
    return np.stack(columns, axis=1)


def _step(slopes: Floats, here: Floats, at: Floats, damping: float) -> Floats:
    """Return the damped step; what it would carry farthest out of the cube is held at its face, one after the other."""
    step, free = np.zeros(len(at)), np.ones(len(at), dtype=bool)
    while free.any():
        own = slopes[:, free]
        square = own.T @ own
        damped = square + np.diag(damping * np.diag(square) + 1e-12)
        step[free] = np.linalg.solve(damped, -own.T @ (here + slopes[:, ~free] @ step[~free]))
        out = np.abs(np.clip(at + step, 0, 1) - at - step) * free
        if not out.any():
            break
        worst = int(out.argmax())
        step[worst] = np.clip(at[worst] + step[worst], 0, 1) - at[worst]
        free[worst] = False
    return np.clip(at + step, 0, 1) - at
