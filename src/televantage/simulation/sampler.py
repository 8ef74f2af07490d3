"""The chain, compiled: fitted log odds become tables of whole numbers, so that a draw is a few look-ups.

A link's log odds are sums over features; features with the same parents share a table, and tables are joined as long
as they stay small. Entries are whole thousandths of log odds, odds whole multiples of 2⁻¹⁸, draws 28 bits: a level is
found by comparing whole numbers, the same ones on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from televantage.simulation.attributes import LEVELS
from televantage.simulation.calibration import Link
from televantage.simulation.features import MONTHS_OF_TENURE, parents_of, table
from televantage.simulation.portable import Floats, exp

Ints = npt.NDArray[np.int64]

THOUSAND = 1_000
LIMIT = 10 * THOUSAND
"""Log odds beyond ±10 count as 10."""
DRAW_BITS = 28
ODDS = np.rint(exp(np.arange(-LIMIT, LIMIT + 1) / THOUSAND) * 2.0**18).astype(np.int64)
LARGEST_TABLE = 16_384
"""Entries up to which tables are joined: what a processor's first caches hold."""


@dataclass(frozen=True)
class Part:
    """A table of log odds in thousandths over some parents: shape (levels − 1, combinations)."""

    parents: tuple[str, ...]
    log_odds: Ints


@dataclass(frozen=True)
class CompiledLink:
    """A link, ready to draw: the sum of its parts, and the level that each level of some parents makes certain."""

    name: str
    parts: tuple[Part, ...]
    certain: dict[str, Ints]
    """By parent, the certain level at each of the parent's levels, −1 where there is none."""

    def log_odds(self, codes: Mapping[str, Ints], count: int) -> Ints:
        """Return the log odds of each level but the first in thousandths: shape (levels − 1, count)."""
        total = np.zeros((len(LEVELS[self.name]) - 1, count), dtype=np.int64)
        for part in self.parts:
            total += part.log_odds.take(combined(part.parents, codes, count), axis=1)
        return np.clip(total, -LIMIT, LIMIT, out=total)

    def draw(self, codes: Mapping[str, Ints], draws: Ints) -> Ints:
        """Return the level of each customer, from draws of 28 bits."""
        odds = ODDS.take(self.log_odds(codes, len(draws)) + LIMIT)
        scaled = draws * (odds.sum(axis=0) + ODDS[LIMIT])
        upper = np.full(len(draws), ODDS[LIMIT] << DRAW_BITS)
        level = np.zeros(len(draws), dtype=np.int64)
        for more in odds:
            level += scaled >= upper
            upper += more << DRAW_BITS
        for parent, sure in self.certain.items():
            forced = sure.take(codes[parent])
            level = np.where(forced >= 0, forced, level)
        return level

    def probabilities(self, codes: Mapping[str, Ints], count: int) -> Floats:
        """Return the probability of each level that the draw follows: shape (count, levels)."""
        odds = ODDS.take(self.log_odds(codes, count) + LIMIT)
        weights = np.concatenate([np.full((1, count), ODDS[LIMIT]), odds]).T
        chance = weights / weights.sum(axis=1, keepdims=True)
        for parent, sure in self.certain.items():
            forced = sure.take(codes[parent])
            chance[forced >= 0] = np.eye(chance.shape[1])[forced[forced >= 0]]
        return chance


def size(name: str) -> int:
    """Return the number of levels of an attribute, or of months of tenure."""
    return MONTHS_OF_TENURE + 1 if name == "tenure" else len(LEVELS[name])


def combined(parents: Sequence[str], codes: Mapping[str, Ints], count: int) -> Ints:
    """Return the column of each customer in a table over some parents."""
    index = np.zeros(count, dtype=np.int64)
    for place, name in enumerate(parents):
        index = codes[name] if place == 0 else index * size(name) + codes[name]
    return index


def _joined(groups: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Return sets of parents that cover the given ones, joined while their tables stay small."""
    found: list[frozenset[str]] = []
    for group in sorted(groups, key=lambda g: (-prod(map(size, g)), sorted(g))):
        room = [i for i, one in enumerate(found) if prod(map(size, one | group)) <= LARGEST_TABLE]
        if room:
            best = min(room, key=lambda i: prod(map(size, found[i] | group)))
            found[best] |= group
        else:
            found.append(group)
    return found


def compiled(link: Link) -> CompiledLink:
    """Return a link with its features' coefficients summed into tables."""
    levels = LEVELS[link.name][1:]
    wanted = list(dict.fromkeys(feature for level in levels for feature in link.coefficients[level]))
    of = {feature: frozenset(parents_of(feature, LEVELS)) for feature in wanted}
    parts = []
    left = set(wanted)
    for group in _joined([of[feature] for feature in wanted]):
        parents = tuple(sorted(group, key=lambda name: (name != "tenure", name)))
        own = sorted(feature for feature in left if of[feature] <= group)
        left -= set(own)
        shape = tuple(map(size, parents))
        sums = np.zeros((len(levels), prod(shape)))
        for feature in own:
            value = np.broadcast_to(table(feature, parents, LEVELS), shape).ravel()
            for row, level in enumerate(levels):
                sums[row] += value * link.coefficients[level].get(feature, 0.0)
        parts.append(Part(parents, np.rint(sums * THOUSAND).astype(np.int64)))
    certain = {
        parent: np.array([LEVELS[link.name].index(sure[level]) if level in sure else -1 for level in LEVELS[parent]])
        for parent, sure in link.certain.items()
    }
    return CompiledLink(link.name, tuple(parts), certain)


def shifted(link: CompiledLink, thousandths: Mapping[int, int]) -> CompiledLink:
    """Return a link with the log odds of some levels (by number, from 1) moved."""
    first = link.parts[0]
    moved = first.log_odds.copy()
    for level, by in thousandths.items():
        moved[level - 1] += by
    return CompiledLink(link.name, (Part(first.parents, moved), *link.parts[1:]), link.certain)
