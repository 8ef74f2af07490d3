"""Named, counted randomness: customer *i* owns draw number *i* of every stream.

A stream is ``(seed, purpose)``. Its raw bits are NumPy's Philox (Salmon et al. 2011, doi:10.1145/2063384.2063405),
which NEP 19 keeps unchanged across releases; every law is made from them by its inverse distribution function.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from televantage.simulation.portable import Floats

PURPOSES = (
    *(
        f"base.{name}"
        for name in (
            "tenure", "gender", "internet", "senior", "partner", "dependents", "contract", "phone", "lines", "tv",
            "movies", "protection", "support", "security", "backup", "paperless", "payment", "bill", "total", "term",
            "first_name", "last_name", "city",
        )
    ),
    "churn.exit",
    "churn.sensitivity",
    "churn.frailty",
    "churn.reason",
    "competitor.exposed",
    "shock.affected",
    "conversion.signed",
    "offer.random",
    "offer.holdout",
    "offer.take",
    "offer.sleeping_dog",
    "offer.estimate",
    "log.assignment",
    "learning.bootstrap",
    "learning.permutation",
    *(f"care.tickets.{month}" for month in range(61)),
    *(
        f"dirt.{kind}"
        for kind in (
            "duplicate", "orphan", "wrong_month", "missing", "out_of_range", "unknown_code", "does_not_add_up",
            "status_conflict",
        )
    ),
)  # fmt: skip


@cache
def _key(seed: int, purpose: str) -> int:
    if purpose not in PURPOSES:
        raise KeyError(f"No stream is declared for {purpose!r}.")
    return int.from_bytes(blake2b(f"{seed}/{purpose}".encode(), digest_size=16).digest(), "big")


if len({_key(0, purpose) for purpose in PURPOSES}) != len(PURPOSES):
    raise ValueError("Two streams share a key; rename one of them.")
_key.cache_clear()


def raw(seed: int, purpose: str, start: int, count: int) -> npt.NDArray[np.uint64]:
    """Return the 64 random bits of customers ``start`` to ``start + count − 1``."""
    skip = start % 4
    generator = np.random.Philox(key=_key(seed, purpose), counter=start // 4)
    return generator.random_raw(skip + count)[skip:]


def bits(seed: int, purpose: str, start: int, count: int, width: int) -> npt.NDArray[np.int64]:
    """Return the first ``width`` (at most 32) bits of each customer's draw, as whole numbers."""
    return (raw(seed, purpose, start, count) >> np.uint64(64 - width)).astype(np.int64)


def uniforms(seed: int, purpose: str, start: int, count: int) -> Floats:
    """Return draws in (0, 1): the centres of 2⁵² equal cells, so that 0 and 1 never occur."""
    return ((raw(seed, purpose, start, count) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
