"""A chart to take away: as a picture, the same on every machine and without a network, or as the numbers behind it."""

from __future__ import annotations

import base64
import csv
import io
import json
import math
import re
from functools import cache
from types import ModuleType
from typing import Any, Literal
from xml.etree import ElementTree

import pandas as pd

from televantage import quality
from televantage.exports._typesetting import FAMILY, FONTS, font_file, package, wrapped
from televantage.measures import measures
from televantage.scenario import UsageError
from televantage.scenario.errors import shown, suggestion
from televantage.units import BY_ROW, FORMULA, SHARE, UNITS, Column, Notation, Unit, rounded

PRIMARY = "#0f766e"
"""The colour of the scenario's own marks, where no brand has another."""
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
NARROWEST, WIDEST = 440, 2_400
SCALE = 2
MARGIN = {"left": 14, "right": 16, "top": 14, "bottom": 26}
BADGE = "Simulated data"


def chart_module(name: str) -> ModuleType:
    """Return the module of a chart.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    from televantage.charts import charts  # brings Altair, which nothing else here needs

    known = charts()
    if name not in known:
        raise UsageError(
            f"There is no chart {shown(name)}.{suggestion(name, list(known))} The charts are {', '.join(known)}."
        )
    return known[name]


@cache
def _renderer() -> Any:
    """Return vl-convert, with the font that ships."""
    found = package("vl_convert")
    found.register_font_directory(str(FONTS))
    return found


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON has them: what is no finite number is null."""
    return [
        {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in row.items()}
        for row in table.to_dict("records")
    ]


def _renumbered(svg: str) -> str:
    """Return an SVG whose names count from 0: the renderer counts on from one picture to the next."""
    names = {name: f"id{place}" for place, name in enumerate(re.findall(r'\bid="([^"]+)"', svg))}
    return re.sub(r'(\bid="|url\(#|href="#)([^")]+)', lambda found: found[1] + names.get(found[2], found[2]), svg)


def drawing(
    name: str,
    table: pd.DataFrame,
    notation: Notation,
    size: tuple[int, int | None],
    primary: str,
    margin: dict[str, int],
) -> str:
    """Return a chart as an SVG, on white, whose text is in the font that ships.

    Parameters
    ----------
    name, table
        The chart, and the table of its MEASURE.
    notation
        How numbers are written.
    size
        Width and height in pixels, title and axes included; without a height, the chart has its own.
    primary
        The brand's colour.
    margin
        Pixels around it: left, right, top, bottom.
    """
    from televantage.charts import specification

    chart_module(name)
    if not COLOUR.fullmatch(primary):
        raise UsageError(f"The colour is {shown(primary)}, but must be written like {PRIMARY}.")
    look = specification(name, table, notation, primary=primary)
    width, height = size
    room = width - margin["left"] - margin["right"]
    question = look["title"].get("subtitle", "")
    fit = {"type": "fit-x" if height is None else "fit", "contains": "padding"}
    look |= {
        "datasets": {key: _records(rows) for key, rows in look["datasets"].items()},
        "title": look["title"] | {"subtitle": wrapped(question, room, look["config"]["title"]["subtitleFontSize"])},
        "config": look["config"] | {"font": FAMILY, "padding": margin},
        "background": "white",
        "width": width,
        "height": height or look["height"],
        "autosize": fit,
    }
    text = json.dumps(look, ensure_ascii=False, allow_nan=False)
    return _renumbered(_renderer().vegalite_to_svg(text, allowed_base_urls=[]))


def _face(letters: str, bold: bool) -> str:
    """Return the CSS that brings a style of the font, cut down to some letters."""
    subset = package("fontTools.subset")
    options = subset.Options(hinting=False, notdef_outline=True, recalc_timestamp=False)
    cutter, written = subset.Subsetter(options), io.BytesIO()
    cutter.populate(text=letters)
    with subset.load_font(font_file(bold), options) as font:
        cutter.subset(font)
        font.save(written)
    data = base64.b64encode(written.getvalue()).decode("ascii")
    weight = "bold" if bold else "normal"
    return f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};src:url(data:font/ttf;base64,{data})}}'


def _badged(svg: str) -> str:
    """Return a picture that says that its data are simulated."""
    root = ElementTree.fromstring(svg)
    right, bottom = float(root.attrib["width"]) - MARGIN["right"], float(root.attrib["height"]) - 9
    badge = (
        f'<text x="{right:g}" y="{bottom:g}" text-anchor="end" font-family="{FAMILY}" font-size="11px" '
        f'fill="#667085">{BADGE}</text>'
    )
    return svg.removesuffix("</svg>") + badge + "</svg>"


def _lettered(svg: str) -> str:
    """Return a picture that brings the letters it is written in."""
    letters = "".join(sorted({*"".join(ElementTree.fromstring(svg).itertext())}))
    start = svg.index(">") + 1
    return f"{svg[:start]}<style>{_face(letters, False)}{_face(letters, True)}</style>{svg[start:]}"


def chart_image(
    name: str,
    table: pd.DataFrame,
    notation: Notation,
    kind: Literal["png", "svg"] = "png",
    width: int = 760,
    primary: str = PRIMARY,
) -> bytes:
    """Return a chart as a picture on white that says that its data are simulated; the same input, the same bytes.

    Parameters
    ----------
    name
        Name of the chart's module.
    table
        The table of the chart's MEASURE.
    notation
        How numbers are written.
    kind
        ``"png"``, at two dots a pixel, or ``"svg"``, which brings its letters.
    width
        Pixels, title and axes included.
    primary
        The brand's colour, of the scenario's own marks.

    Raises
    ------
    UsageError
        If there is no such chart, kind or colour, the width is out of range, or the extra ``brief`` is not installed.
    """
    if kind not in ("png", "svg"):
        raise UsageError(f"There is no picture of kind {shown(kind)}; it is png or svg.")
    if not NARROWEST <= width <= WIDEST:
        raise UsageError(f"A picture is {NARROWEST} to {WIDEST:,} pixels wide, not {width:,}.")
    svg = _badged(drawing(name, table, notation, (width, None), primary, MARGIN))
    if kind == "svg":
        return _lettered(svg).encode("utf-8")
    png: bytes = _renderer().svg_to_png(svg, scale=SCALE)
    return png


def _declared(measure: str) -> dict[str, Column]:
    """Return the columns that a table declares: those of a measure and the report do, others do not."""
    if measure == "fidelity":
        return quality.COLUMNS
    return measures()[measure].COLUMNS if measure in measures() else {}


def _cell(value: Any, unit: Unit | None) -> str:
    """Return a value as a spreadsheet reads it: a number with its unit's decimals, a text that is no formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if unit is None and isinstance(value, int):
        return str(value)
    number = rounded(value, unit or SHARE)
    if number is None:
        return ""
    return str(number) if unit is None else f"{number:.{unit.decimals}f}"


def chart_csv(name: str, table: pd.DataFrame) -> bytes:
    """Return the table behind a chart as CSV: UTF-8, a header, lines that end as RFC 4180 has them.

    Numbers have the decimals of their unit, as in every file; at most six where the table declares none. What has no
    value is empty.

    Parameters
    ----------
    name
        Name of the chart's module.
    table
        The table of the chart's MEASURE.

    Raises
    ------
    UsageError
        If there is no such chart.
    """
    columns = _declared(chart_module(name).MEASURE)
    written = []
    for key in table.columns:
        unit = columns[key].unit if key in columns else None
        own = table["unit"].map(UNITS) if unit is BY_ROW else [unit] * len(table)
        written.append([_cell(value, u) for value, u in zip(table[key].tolist(), own, strict=True)])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*written, strict=True))
    return text.getvalue().encode("utf-8")
