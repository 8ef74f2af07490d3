"""What matters most: how far a headline figure swings when a parameter moves a little down and up."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from televantage.charts._style import INK, LEGEND, SCENARIO, finish, of
from televantage.charts.attribution import FORMATS, TALL, axis_of, label_of, row_axis
from televantage.measures import figure_named
from televantage.units import unit_named

TITLE = "What matters most?"
QUESTION = "Each moved 10 % down and up, or one step, all else as it is."
MEASURE = "tornado"
VIEW = "Why"
ORDER = 2
SIDES = {"lower": "#56b4e9", "higher": SCENARIO}


def shape(table: pd.DataFrame) -> tuple[str]:
    """Return the figure."""
    return (str(table["figure"].iloc[0]),)


def _side(table: pd.DataFrame, side: str, end: str, other: str) -> pd.DataFrame:
    """Return the bars of one side, the parameter's value written out, and whether there is place for it."""
    change, opposite = table[f"figure_{end}"] - table["value"], table[f"figure_{other}"] - table["value"]
    shorter = (change * opposite > 0) & ((change.abs() < opposite.abs()) | ((change == opposite) & (side == "lower")))
    own = {"from": table["value"], "to": table[f"figure_{end}"], "change": change}
    text = [unit_named(unit).show(value) for unit, value in zip(table["unit"], table[end], strict=True)]
    return table[["parameter"]].assign(side=side, **own, label=text, is_told=(change != 0) & ~shorter)


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return a bar for each parameter and side where the figure has a value, texts at their ends, and the figure now.

    Where both bars go the same way, only the longer has a text.
    """
    sides = [_side(table, "lower", "low", "high"), _side(table, "higher", "high", "low")]
    rows = pd.concat(sides).sort_index(kind="stable").dropna()
    told = rows.pop("is_told")
    return {"rows": rows, "texts": rows[told], "now": table[["value"]].head(1)}


def chart(figure: str) -> alt.Chart:
    """Return bars around the figure as it is, the widest on top, with the parameters' values at their ends."""
    unit, label = figure_named(figure)[0].unit, label_of(figure)
    number = FORMATS.get(unit, ",.2f")
    tooltip: list[Any] = [
        "parameter:N",
        alt.Tooltip("label:N", title="moved to"),
        alt.Tooltip("to:Q", title=label, format=number),
        alt.Tooltip("change:Q", title="change", format="+" + number),
    ]
    scale = alt.Scale(zero=False, nice=False, padding=48)
    x = alt.X("to:Q", title=label, axis=axis_of(unit), scale=scale)
    y = alt.Y("parameter:N", title=None, sort=None, axis=row_axis())
    colour = alt.Color("side:N", scale=alt.Scale(domain=list(SIDES), range=list(SIDES.values())), legend=LEGEND)
    bars = of().mark_bar(size=14).encode(y=y, x=x, x2="from:Q", color=colour, tooltip=tooltip)
    now = of("now").mark_rule(color=INK, strokeWidth=1).encode(x="value:Q")
    texts = of("texts").encode(y=y, x=x, text="label:N")
    right = texts.transform_filter("datum.change > 0").mark_text(align="left", dx=4, fontSize=11, color=INK)
    left = texts.transform_filter("datum.change < 0").mark_text(align="right", dx=-4, fontSize=11, color=INK)
    return finish(alt.layer(bars, now, right, left), TITLE, QUESTION).properties(height=TALL)
