"""A page of a PDF: text that fits, boxes and charts as vectors, at places in points from the top left."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from televantage.exports._typesetting import FAMILY, LEADING, STYLES, font_file, known, package, width_of

WIDE, HIGH = 841.89, 595.28
"""A4, landscape."""
INK, QUIET, LINE, PALE = "#1d2939", "#596475", "#e4e7ec", "#f6f7f9"
ASCENT = 0.98
"""From the top of a line to its letters' foot, as a multiple of the size."""
SVG = "http://www.w3.org/2000/svg"


RGBA = re.compile(r"rgba\((.*),(.*)\)")
FLAT = re.compile(r"^$|h0v|v0h")
"""A path without an area: nothing, or a bar of height or width 0, which viewers would draw as a hairline."""


def _lines_of(text: ElementTree.Element) -> list[ElementTree.Element]:
    """Return a text as texts of one line each, its size a bare number."""
    found, y = [], 0.0
    for part in list(text) or [text]:
        y += float(part.get("dy", 0))
        line = ElementTree.Element(text.tag, {**text.attrib, "y": f"{y:g}", "font-family": FAMILY, "stroke": "none"})
        line.set("font-size", text.get("font-size", "11px").removesuffix("px"))
        line.text = known(part.text or "")
        found.append(line)
    return found


def _painted(element: ElementTree.Element) -> list[ElementTree.Element]:
    """Return what is drawn for an element: nothing for an empty path, a text line by line."""
    if element.tag == "text":
        return _lines_of(element)
    if element.tag == "path" and (FLAT.search(element.get("d", "")) or element.get("display") == "none"):
        return []
    if element.tag == "line":
        for name in ("x1", "y1", "x2", "y2"):
            element.set(name, element.get(name, "0"))
    if element.tag in ("path", "line", "rect"):
        element.set("stroke", element.get("stroke", "none"))  # the painter of the page would use black
    see_through = RGBA.fullmatch(element.get("stop-color", ""))
    if see_through:
        element.set("stop-color", f"rgb({see_through[1]})")
        element.set("stop-opacity", see_through[2])
    return [element]


def paintable(svg: str) -> bytes:
    """Return an SVG of the renderer of charts as the painter of the page understands it."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    root.set("xmlns", SVG)
    for parent in list(root.iter()):
        if parent.tag != "text":
            parent[:] = [drawn for child in parent for drawn in _painted(child)]
    return ElementTree.tostring(root)


@dataclass(frozen=True)
class Pen:
    """How a text is written: size in points, weight and colour."""

    size: float
    bold: bool = False
    colour: str = INK

    def width(self, text: str) -> float:
        """Return how wide a text is."""
        return width_of(text, self.size, self.bold)

    @property
    def leading(self) -> float:
        """The height of a line."""
        return self.size * LEADING


@dataclass(frozen=True)
class Box:
    """A part of the page."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    def inner(self, by: float) -> Box:
        """Return the box within a border."""
        return Box(self.left + by, self.top + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True)
class Sheet:
    """A page that is drawn on."""

    pdf: Any

    def box(self, box: Box, fill: str | None = None, border: str | None = None, radius: float = 0.0) -> None:
        """Draw a box."""
        if fill:
            self.pdf.set_fill_color(fill)
        if border:
            self.pdf.set_draw_color(border)
            self.pdf.set_line_width(0.7)
        style = ("D" if border else "") + ("F" if fill else "")
        self.pdf.rect(
            box.left, box.top, box.width, box.height, style=style, round_corners=radius > 0, corner_radius=radius
        )

    def text(self, left: float, top: float, text: str, pen: Pen) -> None:
        """Write a line whose upper left corner is given."""
        self.pdf.set_font(FAMILY, "B" if pen.bold else "", pen.size)
        self.pdf.set_text_color(pen.colour)
        self.pdf.text(left, top + pen.size * ASCENT, known(text))

    def right(self, right: float, top: float, text: str, pen: Pen) -> None:
        """Write a line whose upper right corner is given."""
        self.text(right - pen.width(text), top, text, pen)

    def lines(self, left: float, top: float, lines: Sequence[str], pen: Pen) -> float:
        """Write lines below each other; return where they end."""
        for place, line in enumerate(lines):
            self.text(left, top + place * pen.leading, line, pen)
        return top + len(lines) * pen.leading

    def picture(self, box: Box, svg: str, description: str) -> None:
        """Draw an SVG of the renderer of charts in a box of its proportions."""
        self.pdf.set_font(FAMILY, "", 11)
        self.pdf.image(
            io.BytesIO(paintable(svg)), box.left, box.top, box.width, box.height, alt_text=known(description)
        )

    def link(self, box: Box, address: str) -> None:
        """Make a part of the page open an address."""
        self.pdf.link(box.left, box.top, box.width, box.height, link=address)

    def done(self) -> bytes:
        """Return the document."""
        return bytes(self.pdf.output())


@contextmanager
def blank(title: str, made: datetime, maker: str) -> Iterator[Sheet]:
    """Give an empty page of a document with a title, a date and the program that made it; close its fonts after."""
    pdf = package("fpdf").FPDF(orientation="landscape", unit="pt", format="a4")
    pdf.set_creation_date(made)
    pdf.set_title(title)
    pdf.set_creator(maker)
    pdf.set_lang("en")
    pdf.set_auto_page_break(False)
    pdf.add_page()
    for bold in STYLES:
        pdf.add_font(FAMILY, "B" if bold else "", font_file(bold))
    try:
        yield Sheet(pdf)
    finally:
        for font in pdf.fonts.values():
            font.ttfont.close()
