"""The chart of a query's result: a mark, and the columns on its axes and in its colour."""

from __future__ import annotations

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
    written = {} if kind == TEXT else {"format": AXIS_FORMATS[kind]}
    whole = {"tickMinStep": 1} if kind == COUNT else {}
    return alt.Axis(title=_named(column), **written, **whole, **options)


def _tooltip(column: str, kind: str) -> alt.Tooltip:
    if kind == TEXT:
        return alt.Tooltip(f"{column}:N", title=_named(column))
    return alt.Tooltip(f"{column}:Q", title=_named(column), format=FORMATS[kind])


def query_chart(title: str, question: str, mark: str, axes: tuple[tuple[str, str], ...]) -> alt.Chart:
    """Return the look of a query's result.

    Parameters
    ----------
    title, question
        What stands above it.
    mark
        line, bar or heat.
    axes
        Column and kind (SHARE, MONEY, COUNT, NUMBER or TEXT) of x, y and, if there is one, the colour.
    """
    (x, x_kind), (y, y_kind), *rest = axes
    tips = [_tooltip(*axis) for axis in axes]
    if mark == "heat":
        (color, color_kind), *_ = rest
        legend = alt.Legend(title=_named(color), format=AXIS_FORMATS[color_kind])
        drawn = of().mark_rect().encode(
            x=alt.X(f"{x}:O", axis=alt.Axis(title=_named(x), labelAngle=0, labelOverlap=True)),
            y=alt.Y(f"{y}:O", axis=alt.Axis(title=_named(y))),
            color=alt.Color(f"{color}:Q", scale=alt.Scale(scheme="teals"), legend=legend),
            tooltip=tips,
        )  # fmt: skip
        return finish(drawn, title, question)
    if mark == "line":
        across = alt.X(
            f"{x}:{'N' if x_kind == TEXT else 'Q'}", axis=_axis(x, x_kind, grid=False), scale=alt.Scale(nice=False)
        )
        point = alt.OverlayMarkDef(size=25) if rest else alt.OverlayMarkDef(size=25, color=SCENARIO)
        drawn = of().mark_line(strokeWidth=2.5, color=SCENARIO, point=point)
    else:
        across = alt.X(f"{x}:N", sort=None, axis=alt.Axis(title=_named(x), labelAngle=-40, labelLimit=160))
        drawn = of().mark_bar(color=SCENARIO)
    up = alt.Y(f"{y}:Q", axis=_axis(y, y_kind, tickCount=5))
    encoded = drawn.encode(x=across, y=up, tooltip=tips)
    if rest:
        (color, _), *_ = rest
        legend = alt.Legend(title=_named(color), orient="top")
        encoded = encoded.encode(color=alt.Color(f"{color}:N", scale=alt.Scale(range=[*CONTRASTS]), legend=legend))
        if mark == "bar":
            encoded = encoded.encode(xOffset=f"{color}:N")
    return finish(encoded, title, question)
