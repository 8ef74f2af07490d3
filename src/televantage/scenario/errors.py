"""Everything that can go wrong, as sentences for the person who made the mistake.

TeleVantageError
├── InputError           exit 2: something the person typed, uploaded or chose
│   ├── ScenarioError    a parameter or a scenario file; carries every problem found
│   └── UsageError       a flag, a name or a size
├── PlaceError           exit 1: the machine: a folder, a disk, another writer, a dead worker
└── DeliveryError        exit 4: a file that a source system handed over: broken, or far too short or long
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


class TeleVantageError(Exception):
    """The root; ``exit_code`` is what a script returns."""

    exit_code = 1


class InputError(TeleVantageError):
    """A person's mistake; nothing was written."""

    exit_code = 2


MOST_PROBLEMS = 20
"""More mistakes than this are counted, not told."""


class ScenarioError(InputError):
    """One or more problems of a scenario, each a whole sentence; the message tells the first of them."""

    def __init__(self, problems: Sequence[str], source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        more = len(problems) - MOST_PROBLEMS
        told = [*problems[:MOST_PROBLEMS], *([f"And {more:,} more mistakes."] if more > 0 else [])]
        super().__init__("\n".join(f"{source}: {p}" if source else p for p in told))


class UsageError(InputError):
    """A flag, a name or a size that cannot be used."""


class PlaceError(TeleVantageError):
    """A folder, disk, lock or worker failed; what lay there before is as it was."""


class DeliveryError(TeleVantageError):
    """A delivery that cannot be loaded; what was loaded before is as it was."""

    exit_code = 4


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the nearest known word, or nothing.

    >>> suggestion("offer.discout", ["offer.discount", "price.change"])
    " Did you mean 'offer.discount'?"
    """
    near = get_close_matches(word[:80], known, n=1, cutoff=0.6)
    return f" Did you mean '{near[0]}'?" if near else ""


def shown(value: object) -> str:
    """Return a value as it may appear in a sentence: one line, at most 60 characters."""
    if isinstance(value, int) and abs(value) >= 10**40:
        return "a number of more than 40 digits"
    if isinstance(value, (dict, list)):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    text = "".join(c if c.isprintable() else "?" for c in repr(value)[:200])
    return text if len(text) <= 60 else text[:57] + "..."
