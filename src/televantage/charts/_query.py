"""The chart of a query's result: a mark, and the columns on its axes and in its colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from televantage.charts._style import CONTRACT_COLOURS, CONTRASTS, SCENARIO, finish, large, of
from televantage.simulation.calibration import CONTRACT_NAMES

FORMATS = {"share": ".2%", "decimal": "$,.2f", "money": "$,.2f", "integer": ",", "key": "d", "double": ",.4~r"}
"""How a value is written, by the type of its column; of other types it is text."""
PREFIXES = {"decimal": "$", "money": "$"}
OWN_COLOURS = {CONTRACT_NAMES.get(name, name): colour for name, colour in CONTRACT_COLOURS.items()}
COLOURS = (*CONTRASTS, "#56b4e9", "#475467", "#8c6d31")
FIGURE, VALUE, LABEL = "figure", "value", "label"
MOST_BARS = 15
"""Lying bars, with a text before each, that a chart has room for."""
TALL = 420
FEW = 8
"""Bars whose texts below them have room without being turned."""
ABBREVIATIONS = {"kpis": "KPIs", "mrr": "MRR", "arpu": "ARPU", "roi": "ROI"}


def named(name: str) -> str:
    """Return the name of a column or a query in words.

    >>> named("mrr_start"), named("month_key"), named("monthly_kpis")
    ('MRR start', 'month', 'monthly KPIs')
    """
    return " ".join(ABBREVIATIONS.get(word, word) for word in name.removesuffix("_key").split("_"))


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Result:
    """How a query's result is drawn.

    ``mark`` is line, bar or heat. Several columns of ``x`` make one label; several of ``y`` are told apart by colour,
    and one behind a minus sign is drawn with the other sign. ``color`` is a column or empty; where it is one of ``x``,
    bars lie, the highest on top. ``types`` has the type of each column: share, decimal, money, integer, key, double, or
    anything else for text.
    """

    title: str
    mark: str
    x: tuple[str, ...]
    y: tuple[str, ...]
    color: str
    types: Mapping[str, str]

    @property
    def lies(self) -> bool:
        return self.mark == "bar" and self.color in self.x


@dataclass(frozen=True)
class _Axis:
    """A column of the dataset, what stands beside it, and its type."""

    column: str
    title: str
    type: str

    @property
    def is_text(self) -> bool:
        return self.type not in FORMATS

    def tooltip(self) -> alt.Tooltip:
        if self.is_text:
            return alt.Tooltip(f"{self.column}:N", title=self.title)
        return alt.Tooltip(f"{self.column}:Q", title=self.title, format=FORMATS[self.type])

    def axis(self, **options: Any) -> alt.Axis:
        """Return the axis; whole numbers have no ticks between them."""
        if self.type in ("integer", "key"):
            options["tickMinStep"] = 1
        if not self.is_text:
            options["labelExpr"] = _label(self.type)
        return alt.Axis(title=self.title, **options)


def _label(kind: str) -> str:
    """Return the expression of a tick's label."""
    if kind in ("share", "key"):
        return f"format(datum.value, '{'.1~%' if kind == 'share' else 'd'}')"
    prefix = PREFIXES.get(kind, "")
    return f"abs(datum.value) < 1 ? format(datum.value, '{prefix}.3~f') : {large(f'{prefix}.3~s')}"


def drawn(result: Result, rows: pd.DataFrame) -> tuple[alt.Chart, pd.DataFrame]:
    """Return the look of a query's result over the dataset ``rows``, and that dataset."""
    x, y, color = _axes(result)
    data, of_all = _reshaped(result, rows), ""
    *most, last = [named(figure.removeprefix("-")) for figure in result.y]
    what = f"{', '.join(most)} and {last}" if most else last
    if result.mark == "heat":
        chart, what = _heat(x, y, color), f"{color.title} by {y.title}"
    elif result.lies:
        of_all = f", the {MOST_BARS} highest of {len(data)}" if len(data) > MOST_BARS else ""
        data = data.sort_values(y.column, ascending=False, kind="stable").head(MOST_BARS)
        chart = _lying_bars(x, y, color, data)
    else:
        chart = _lines_or_bars(result.mark, x, y, color if color.column else None, data)
    tips = [axis.tooltip() for axis in (x, color, y) if axis.column]
    look = finish(chart.encode(tooltip=tips), result.title, f"{capital(what)} by {x.title}{of_all}")
    return (look.properties(height=TALL) if result.lies else look), data


def _axes(result: Result) -> tuple[_Axis, _Axis, _Axis]:
    """Return what is on the axes and in the colour."""

    def of_column(column: str) -> _Axis:
        return _Axis(column, named(column), result.types.get(column, "text"))

    x = of_column(result.x[0]) if len(result.x) == 1 else _Axis(LABEL, ", ".join(map(named, result.x)), "text")
    if len(result.y) == 1:
        return x, of_column(result.y[0]), of_column(result.color)
    kind = result.types.get(result.y[0].removeprefix("-"), "text")
    return x, _Axis(VALUE, "", kind), _Axis(FIGURE, "", "text")


def _reshaped(result: Result, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the dataset: one a mark."""
    data = rows
    if len(result.x) > 1:
        data = data.assign(**{LABEL: data[list(result.x)].agg(" · ".join, axis=1)})
    if len(result.y) == 1:
        return data
    x = result.x[0] if len(result.x) == 1 else LABEL
    parts = []
    for figure in result.y:
        column = figure.removeprefix("-")
        sign, name = (-1, f"− {named(column)}") if figure != column else (1, named(column))
        parts.append(pd.DataFrame({x: data[x], VALUE: sign * data[column], FIGURE: name}))
    return pd.concat(parts, ignore_index=True)


def _heat(x: _Axis, y: _Axis, color: _Axis) -> alt.Chart:
    legend = alt.Legend(title=color.title, format=".0%" if color.type == "share" else FORMATS[color.type])
    return of().mark_rect().encode(
        x=alt.X(f"{x.column}:O", axis=alt.Axis(title=x.title, labelAngle=0, labelOverlap=True)),
        y=alt.Y(f"{y.column}:O", axis=alt.Axis(title=y.title)),
        color=alt.Color(f"{color.column}:Q", scale=alt.Scale(scheme="teals"), legend=legend),
    )  # fmt: skip


def _lying_bars(x: _Axis, y: _Axis, color: _Axis, data: pd.DataFrame) -> alt.Chart:
    return (
        of()
        .mark_bar()
        .encode(
            x=alt.X(f"{y.column}:Q", axis=y.axis(tickCount=5)),
            y=alt.Y(f"{x.column}:N", sort=None, axis=alt.Axis(title=None, labelLimit=320)),
            color=_colour(color, list(data[color.column].unique())),
        )
    )


def _lines_or_bars(mark: str, x: _Axis, y: _Axis, color: _Axis | None, data: pd.DataFrame) -> alt.Chart:
    up = alt.Y(f"{y.column}:Q", axis=y.axis(tickCount=5))
    if mark == "line":
        own: dict[str, Any] = {} if color else {"color": SCENARIO}
        across = alt.X(f"{x.column}:{'N' if x.is_text else 'Q'}", axis=x.axis(grid=False), scale=alt.Scale(nice=False))
        chart = of().mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=25, **own), **own)
    else:
        angle = -40 if x.is_text and data[x.column].nunique() > FEW else 0
        below = alt.Axis(title=x.title, labelLimit=160, labelOverlap=True, labelAngle=angle)
        across = alt.X(f"{x.column}:N", sort=None, axis=below)
        chart = of().mark_bar(color=SCENARIO)
    encoded = chart.encode(x=across, y=up)
    if color is None:
        return encoded
    encoded = encoded.encode(color=_colour(color, list(data[color.column].unique())))
    return encoded.encode(xOffset=alt.XOffset(f"{color.column}:N", sort=None)) if mark == "bar" else encoded


def _colour(color: _Axis, values: list[Any]) -> alt.Color:
    """Return the colours: those that contracts have in other charts, else a range of their own."""
    legend = alt.Legend(title=color.title or None, orient="top", columns=4)
    if set(values) <= set(OWN_COLOURS):
        found = {value: colour for value, colour in OWN_COLOURS.items() if value in values}
        scale = alt.Scale(domain=list(found), range=list(found.values()))
    else:
        scale = alt.Scale(domain=values, range=[*COLOURS])
    return alt.Color(f"{color.column}:N", scale=scale, legend=legend)
