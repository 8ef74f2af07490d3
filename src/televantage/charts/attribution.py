"""A waterfall from one scenario to another: what each lever that moved contributes to a headline figure."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from televantage.charts._style import GAIN, GHOST, INK, LOSS, QUIET, SCENARIO, finish, of
from televantage.measures import figure_named
from televantage.units import CHURN_RATE, CUSTOMERS, MONEY, MONEY_EACH, SHARE, Unit

TITLE = "Which lever made the difference?"
QUESTION = "Shapley values; a bar that fades does not start at 0."
MEASURE = "attribution"
VIEW = "Why"
ORDER = 1
COLOURS = {"start": GHOST, "gain": GAIN, "loss": LOSS, "change": QUIET, "end": SCENARIO}
TALL = 340
"""Pixels: named rows need more than other charts."""
FLAT = 0.5
"""Where the steps span less than this part of the smaller total, the totals are cut."""
FORMATS = {MONEY: "$,.0f", MONEY_EACH: "$,.2f", CUSTOMERS: ",.0f", SHARE: ".2%", CHURN_RATE: ".3%"}


def label_of(figure: str) -> str:
    """Return what a figure is called, with its world.

    >>> label_of("margin.difference")
    'Margin to horizon against the baseline'
    """
    found, world = figure_named(figure)
    return found.label + {"scenario": "", "baseline": " in the baseline", "difference": " against the baseline"}[world]


def axis_of(unit: Unit) -> alt.Axis:
    """Return the axis of a figure in its unit, fine enough for one that does not start at 0."""
    common: dict[str, Any] = {"tickCount": 4, "labelBound": 1}  # none is cut at the chart's edge
    if unit in (MONEY, CUSTOMERS):
        number = f"format(datum.value, '{'$' if unit is MONEY else ''}.4~s')"
        return alt.Axis(labelExpr=f"replace(replace({number}, 'G', ' bn'), 'M', ' M')", **common)
    return alt.Axis(format={SHARE: ".2~%", CHURN_RATE: ".2~%", MONEY_EACH: "$,.2~f"}.get(unit, ",.2~f"), **common)


def row_axis() -> alt.Axis:
    """Return the axis of named rows; what a colon parts stands on two lines, half a line higher."""
    lifted = alt.condition("indexof(datum.label, ': ') > 0", alt.value(-6), alt.value(0))
    return alt.Axis(
        labelExpr="split(datum.label, ': ')", labelOffset=lifted, labelFontSize=11, labelLineHeight=12,
        labelColor=INK, labelLimit=180, ticks=False, domain=False,
    )  # fmt: skip


def amount(unit: Unit, value: float) -> str:
    """Return a change in its unit; one that rounds to nothing has no sign.

    >>> amount(SHARE, 0.016), amount(SHARE, 1e-8)
    ('+1.6 pt', '±0')
    """
    text = unit.show_change(value)
    return text if set(text) & set("123456789") else "±0"


def shape(table: pd.DataFrame) -> tuple[str]:
    """Return the figure."""
    return (str(table["figure"].iloc[0]),)


def _start(table: pd.DataFrame) -> float:
    """Return where the bars of the totals start: at 0, or near the steps where those would be too small to see."""
    levels = table["to"]
    span = float(levels.max() - levels.min())
    is_seen = levels.min() <= 0 or span >= FLAT * levels.min()
    return 0.0 if is_seen or span == 0 else float(levels.min()) - 0.3 * span


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the steps with their amounts written out at the right ends of the bars, and room for that text."""
    unit, start = figure_named(shape(table)[0])[0].unit, _start(table)
    total = table["kind"].isin(["start", "end"])
    rows = table.assign(**{"from": table["from"].where(~total, start), "cut": total & (start > 0)})
    text = [unit.show(v) if t else amount(unit, v) for v, t in zip(table["value"], total, strict=True)]
    ends = rows[["from", "to"]].max(axis=1)
    room = ends.max() + 0.4 * (ends.max() - rows[["from", "to"]].min(axis=None))
    return {"rows": rows.assign(label=text, end=ends), "room": pd.DataFrame({"to": [room]})}


def _fading(colour: str) -> dict[str, Any]:
    """Return a colour that grows out of nothing, from left to right."""
    stops = [{"offset": 0, "color": "rgba(152,162,179,0)"}, {"offset": 0.5, "color": colour}]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 0, "stops": stops}


def chart(figure: str) -> alt.Chart:
    """Return the waterfall, from top to bottom."""
    unit, label = figure_named(figure)[0].unit, label_of(figure)
    tooltip: list[Any] = ["step:N", alt.Tooltip("value:Q", title=label, format=FORMATS.get(unit, ",.2f"))]
    x = alt.X("from:Q", title=label, axis=axis_of(unit), scale=alt.Scale(zero=False, nice=False))
    y = alt.Y("step:N", title=None, sort=None, axis=row_axis())
    base = of().encode(y=y)
    bars = base.encode(x=x, x2="to:Q", tooltip=tooltip)
    colour = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    whole = bars.transform_filter("!datum.cut").mark_bar(size=20)
    whole = whole.encode(color=alt.Color("kind:N", scale=colour, legend=None))
    cut = [
        bars.transform_filter(f"datum.cut && datum.kind == '{kind}'").mark_bar(size=20, color=_fading(COLOURS[kind]))
        for kind in ("start", "end")
    ]
    labels = base.mark_text(align="left", dx=5, fontSize=12, color=INK).encode(x="end:Q", text="label:N")
    room = of("room").mark_point(opacity=0).encode(x="to:Q")
    layers = alt.layer(labels, room, whole, *cut)  # first one that shows every row: it sets their order
    return finish(layers, TITLE, QUESTION).properties(height=TALL)
