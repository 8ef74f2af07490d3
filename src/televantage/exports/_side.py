"""The column of a page that says what is assumed, and how to have the same numbers again."""

from __future__ import annotations

import shlex
import string
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from televantage.exports._sheet import PALE, QUIET, Box, Pen, Sheet
from televantage.exports._typesetting import broken, elided, fitted, known, wrapped

SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
HEADING = Pen(9.5, True)
BEFORE_HEADING, AFTER_ROW = 7.0, 2.0
FOR_COMMAND, MOST_FOR_COMMAND = 0.3, 0.5
"""Share of the column for the command line, and the most of it in the smallest letters."""

GOES_ON = "\\"
"""What ends a line of a command that the next one continues."""

Part = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and labels with their values."""


@dataclass(frozen=True)
class _Row:
    """A label in lines, with its values on the last one; a heading has none."""

    lines: list[str]
    values: str
    pen: Pen
    space: float = 0.0

    @property
    def height(self) -> float:
        """What it takes of the column, the space before it included."""
        return self.space + len(self.lines) * self.pen.leading + AFTER_ROW


def _row(label: str, values: str, width: float, size: float) -> _Row:
    pen, strong = Pen(size, colour=QUIET), Pen(size, True)
    shortened = elided(known(values), width, size, True)
    lines = wrapped(known(label), width, size) or [""]
    if pen.width(lines[-1]) + strong.width(shortened) + size > width:
        lines.append("")
    return _Row(lines, shortened, pen)


def _rows(parts: Sequence[Part], width: float, size: float) -> list[_Row]:
    """Return the rows of all parts, the first of them a heading."""
    rows: list[_Row] = []
    for heading, entries in parts:
        rows.append(_Row([heading], "", HEADING, BEFORE_HEADING if rows else 0.0))
        rows += [_row(label, values, width, size) for label, values in entries]
    return rows


def _held(rows: Sequence[_Row], height: float) -> int:
    """Return how many rows a column holds; where not all, with a line after them that says so."""
    if sum(row.height for row in rows) <= height:
        return len(rows)
    room, kept = height - rows[-1].height, 0
    while kept < len(rows) and rows[kept].height <= room:
        room -= rows[kept].height
        kept += 1
    while kept and rows[kept - 1].pen is HEADING:
        kept -= 1
    return kept


def assumptions(sheet: Sheet, box: Box, parts: Sequence[Part]) -> None:
    """Draw headings with labels and values, as large as the box allows; say how many it does not hold."""
    for size in SIZES:
        rows = _rows(parts, box.width, size)
        kept = _held(rows, box.height)
        if kept == len(rows):
            break
    y = box.top
    for row in rows[:kept]:
        sheet.lines(box.left, y + row.space, row.lines, row.pen)
        y += row.height
        strong = Pen(row.pen.size, True)
        sheet.right(box.right, y - AFTER_ROW - row.pen.leading, row.values, strong)
    more = sum(row.pen is not HEADING for row in rows[kept:])
    if more:
        sheet.text(box.left, y, f"and {more} more: see the scenario file", Pen(size, True, QUIET))


def words(command: str) -> list[str]:
    """Return a command line in words that stay together: a flag with its value.

    >>> words("python a.py x --set 'a b=1' --check --out demo")
    ['python', 'a.py', 'x', "--set 'a b=1'", '--check', '--out demo']
    """
    found: list[str] = []
    for word in shlex.split(command):
        if found and found[-1].startswith("--") and " " not in found[-1] and not word.startswith("--"):
            found[-1] += f" {shlex.quote(word)}"
        else:
            found.append(shlex.quote(word))
    return found


def command_lines(command: str, width: float, height: float) -> tuple[Pen, list[str]]:
    """Return a command line in lines that a shell joins again, and how they are written, for a column of a height."""
    parts = words(known(command))
    for pen in map(Pen, SIZES):
        room = width - pen.width(f" {GOES_ON}")
        lines = broken(parts, lambda line, pen=pen, room=room: pen.width(line) <= room)  # type: ignore[misc]
        share = MOST_FOR_COMMAND if pen.size == SIZES[-1] else FOR_COMMAND
        if len(lines) * pen.leading <= height * share and all(pen.width(part) <= room for part in parts):
            return pen, [*(f"{line} {GOES_ON}" for line in lines[:-1]), *lines[-1:]]
    return pen, [*lines[: int(height * FOR_COMMAND / pen.leading)], "… too long for this page: run the scenario file"]


def again(sheet: Sheet, box: Box, link: str, command: str, primary: str) -> float:
    """Draw a link, if there is one, and a command line at the foot of a box; return where they begin."""
    pen, lines = command_lines(command, box.width - 12, box.height)
    height = len(lines) * pen.leading + 10
    frame = Box(box.left, box.bottom - height, box.width, height)
    sheet.box(frame, PALE, radius=4)
    sheet.lines(frame.left + 6, frame.top + 5, lines, pen)
    top = frame.top - 16
    sheet.text(box.left, top, "The same numbers again", HEADING)
    if not link:
        return top
    address = Pen(7, colour=QUIET)
    _, shortened = fitted(known(link), box.width, 2 * address.leading, (address.size,))
    deep = len(shortened) * address.leading
    top -= deep + 20
    sheet.text(box.left, top, "Open this scenario →", Pen(HEADING.size, True, primary))
    sheet.lines(box.left, top + 13, shortened, address)
    sheet.link(Box(box.left, top, box.width, 13 + deep), quote(link, safe=string.punctuation))
    return top
