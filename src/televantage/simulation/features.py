"""The vocabulary of the chain: what a link may look at, as named features of tenure and of attributes.

A feature is a product of factors, written ``"internet=fibre * ln(tenure)"``. A factor is a function of tenure or the
indicator of a level. The fit builds its design matrix from them and the sampler its tables, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
import numpy.typing as npt

from televantage.simulation.portable import Floats, log

MONTHS_OF_TENURE = 72
"""The longest tenure of the base; 0 is a customer who has joined but has not been billed yet."""

_months = np.arange(MONTHS_OF_TENURE + 1, dtype=float)
TENURE_FACTORS: dict[str, Floats] = {
    "ln(tenure)": log(np.maximum(_months, 1.0)),
    "tenure/12": _months / 12.0,
    "(tenure/36)^2": (_months / 36.0) * (_months / 36.0),
    "tenure=0": (_months == 0).astype(float),
    "tenure>=66": (_months >= 66).astype(float),
    "tenure=72": (_months == 72).astype(float),
}
"""Functions of tenure, each tabulated over months 0 to 72."""

INTERCEPT = "1"

Levels = Mapping[str, Sequence[str]]


def factor(word: str, levels: Levels) -> tuple[str, Floats]:
    """Return what a factor is a function of (tenure or an attribute), and its values by month or by level.

    >>> factor("internet=fibre", {"internet": ("dsl", "fibre", "none")})
    ('internet', array([0., 1., 0.]))

    Raises
    ------
    KeyError
        If there is no such factor.
    """
    if word in TENURE_FACTORS:
        return "tenure", TENURE_FACTORS[word]
    name, _, level = word.partition("=")
    if level not in levels.get(name, ()):
        raise KeyError(f"There is no factor {word!r}.")
    return name, np.array([float(one == level) for one in levels[name]])


def factors(feature: str, levels: Levels) -> list[tuple[str, Floats]]:
    """Return the factors of a feature; none for the intercept."""
    return [] if feature == INTERCEPT else [factor(word, levels) for word in feature.split(" * ")]


def column(feature: str, codes: Mapping[str, npt.NDArray[np.int64]], levels: Levels, count: int) -> Floats:
    """Return a feature's value for each customer: shape (count,)."""
    values = [table[codes[name]] for name, table in factors(feature, levels)]
    return reduce(np.multiply, values, np.ones(count))


def table(feature: str, parents: Sequence[str], levels: Levels) -> Floats:
    """Return a feature's value for each combination of its parents' levels, in the order of the parents."""
    found: dict[str, Floats] = {}
    for name, values in factors(feature, levels):
        found[name] = found[name] * values if name in found else values
    axes = [found.get(name, np.ones(_size(name, levels))) for name in parents]
    return reduce(np.multiply.outer, axes, np.ones(()))  # type: ignore[arg-type]


def parents_of(feature: str, levels: Levels) -> tuple[str, ...]:
    """Return what a feature is a function of, each once."""
    return tuple(name for name, _ in factors(feature, levels))


def _size(name: str, levels: Levels) -> int:
    return MONTHS_OF_TENURE + 1 if name == "tenure" else len(levels[name])
