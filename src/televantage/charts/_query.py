"""The chart of a query's result: a mark, and the columns on its axes and in its colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from televantage.charts._style import CONTRASTS, SCENARIO, finish, of

SHARE, MONEY, COUNT, NUMBER, TEXT = "share", "money", "count", "number", "text"
FORMATS = {SHARE: ".1%", MONEY: "$,.2f", COUNT: ",", NUMBER: ",.4~r", TEXT: ""}
AXIS_FORMATS = {SHARE: ".1~%", MONEY: "$.3~s", COUNT: ".3~s", NUMBER: ".3~s", TEXT: ""}


def _named(column: str) -> str:
    return column.replace("_", " ")


def _axis(column: str, kind: str, **options: Any) -> alt.Axis:
    """Return the axis of a column; whole numbers have no ticks between them."""
    written: dict[str, Any] = {} if kind == TEXT else {"format": AXIS_FORMATS[kind]}
    if kind == COUNT:
        written["tickMinStep"] = 1
    return alt.Axis(title=_named(column), **written, **options)


def _tooltip(column: str, kind: str) -> alt.Tooltip:
    if kind == TEXT:
        return alt.Tooltip(f"{column}:N", title=_named(column))
    return alt.Tooltip(f"{column}:Q", title=_named(column), format=FORMATS[kind])


@dataclass(frozen=True)
class Result:
    """How a query's result is drawn: what stands above it, a mark, and its axes.

    ``mark`` is line, bar or heat; ``axes`` are column and kind (SHARE, MONEY, COUNT, NUMBER or TEXT) of x, y and, if
    there is one, the colour.
    """

    title: str
    question: str
    mark: str
    axes: tuple[tuple[str, str], ...]


def query_chart(result: Result) -> alt.Chart:
    """Return the look of a query's result, over the dataset ``rows``."""
    tips = [_tooltip(*axis) for axis in result.axes]
    drawn = _heat(*result.axes) if result.mark == "heat" else _lines_or_bars(result.mark, *result.axes)
    return finish(drawn.encode(tooltip=tips), result.title, result.question)


Axis = tuple[str, str]


def _heat(x: Axis, y: Axis, color: Axis) -> alt.Chart:
    legend = alt.Legend(title=_named(color[0]), format=AXIS_FORMATS[color[1]])
    return of().mark_rect().encode(
        x=alt.X(f"{x[0]}:O", axis=alt.Axis(title=_named(x[0]), labelAngle=0, labelOverlap=True)),
        y=alt.Y(f"{y[0]}:O", axis=alt.Axis(title=_named(y[0]))),
        color=alt.Color(f"{color[0]}:Q", scale=alt.Scale(scheme="teals"), legend=legend),
    )  # fmt: skip


def _lines_or_bars(mark: str, x: Axis, y: Axis, color: Axis | None = None) -> alt.Chart:
    up = alt.Y(f"{y[0]}:Q", axis=_axis(*y, tickCount=5))
    if mark == "line":
        kind = "N" if x[1] == TEXT else "Q"
        own: dict[str, Any] = {} if color else {"color": SCENARIO}
        across = alt.X(f"{x[0]}:{kind}", axis=_axis(*x, grid=False), scale=alt.Scale(nice=False))
        drawn = of().mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=25, **own), **own)
    else:
        across = alt.X(f"{x[0]}:N", sort=None, axis=alt.Axis(title=_named(x[0]), labelAngle=-40, labelLimit=160))
        drawn = of().mark_bar(color=SCENARIO)
    encoded = drawn.encode(x=across, y=up)
    if color is None:
        return encoded
    legend = alt.Legend(title=_named(color[0]), orient="top")
    encoded = encoded.encode(color=alt.Color(f"{color[0]}:N", scale=alt.Scale(range=[*CONTRASTS]), legend=legend))
    return encoded.encode(xOffset=f"{color[0]}:N") if mark == "bar" else encoded
