"""The font that ships with the exports: how wide a text is in it, and where a text breaks so that it fits.

Its family has a name of our own, so no font of the machine can take its place. It has no kerning: the width of a text
is the sum of its letters', here, in a picture and on a page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from itertools import accumulate, takewhile
from typing import Any

from televantage.scenario import DATA, UsageError
from televantage.units import BREAK

FONTS = DATA / "fonts"
FAMILY = "TeleVantage Sans"
STYLES = {False: "Regular", True: "Bold"}
LEADING = 1.25
"""Height of a line as a multiple of its size."""
UNKNOWN = "□"
"""What stands for a letter that the font lacks."""
EXTRA = 'Pictures and the brief need packages that are not installed; install them with: pip install -e ".[brief]"'


def package(name: str) -> Any:
    """Return a module of the extra ``brief``.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(EXTRA) from None


def font_file(bold: bool) -> str:
    """Return the path of a style's font file."""
    return str(FONTS / f"{FAMILY.replace(' ', '')}-{STYLES[bold]}.ttf")


@cache
def advances(bold: bool) -> dict[str, float]:
    """Return the width of every letter that the font has, as a multiple of its size."""
    with package("fontTools.ttLib").TTFont(font_file(bold)) as font:
        em = font["head"].unitsPerEm
        return {chr(code): font["hmtx"][glyph][0] / em for code, glyph in font.getBestCmap().items()}


def words(text: str) -> list[str]:
    """Return what a text may be broken into; a number stays whole.

    >>> words(" by 1\\u202f234 in \\n all ")
    ['by', '1\\u202f234', 'in', 'all']
    """
    return [word for word in BREAK.split(text) if word]


def known(text: str) -> str:
    """Return a text on one line in letters of the font; what has no shape of its own is left out.

    >>> known("A cafe\\u0301 in 北京\\n")
    'A café in □□'
    """
    letters = advances(False)
    line = " ".join(words(unicodedata.normalize("NFC", text)))
    shapes = [c for c in line if unicodedata.category(c)[0] != "C" and (c in letters or not unicodedata.combining(c))]
    written = "".join(c if c in letters else UNKNOWN for c in shapes if not "\ufe00" <= c <= "\ufe0f")
    return " ".join(words(written))


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a text is at a size, in the unit of the size."""
    letters = advances(bold)
    return sum(letters.get(c, 1.0) for c in text) * size


def _pieces(word: str, fits: Callable[[str], bool]) -> list[str]:
    """Return a word in pieces that fit, each with one letter at least."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and not fits(pieces[-1] + letter):
            pieces.append("")
        pieces[-1] += letter
    return pieces


def broken(words: Sequence[str], fits: Callable[[str], bool]) -> list[str]:
    """Return words in lines that fit; a word that is too long for a line is broken.

    >>> broken("to be continued".split(), lambda line: len(line) <= 6)
    ['to be', 'contin', 'ued']
    """
    lines: list[str] = []
    for word in words:
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, fits)
    return lines


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return a text in lines of a width."""
    return broken(words(text), lambda line: width_of(line, size, bold) <= width)


def elided(text: str, width: float, size: float, bold: bool = False) -> str:
    """Return a text that fits into a width: itself, or its beginning and an ellipsis."""
    if width_of(text, size, bold) <= width:
        return text
    room = width - width_of("…", size, bold)
    ends = accumulate(width_of(letter, size, bold) for letter in text)
    kept = sum(1 for _ in takewhile(lambda end: end <= room, ends))
    return text[:kept].rstrip() + "…"


def fitted(
    text: str, width: float, height: float, sizes: Sequence[float], bold: bool = False
) -> tuple[float, list[str]]:
    """Return the largest of some sizes at which a text fits into a box, and its lines.

    Where not even the smallest fits, the last line ends with an ellipsis.
    """
    lines: list[str] = []
    for size in sizes:
        lines = wrapped(text, width, size, bold)
        if len(lines) * size * LEADING <= height:
            return size, lines
    room = max(int(height / (sizes[-1] * LEADING)), 1)
    return sizes[-1], [*lines[: room - 1], elided(" ".join(lines[room - 1 :]) + "…", width, sizes[-1], bold)]
