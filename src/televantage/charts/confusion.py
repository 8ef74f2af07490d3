"""The confusion matrix, with money on it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import INK, ON_PALE, finish, of
from televantage.units import CUSTOMERS, MONEY, SHARE

TITLE = "Who is targeted, and who would leave?"
QUESTION = "At each segment's most profitable threshold, over the whole base."
MEASURE = "confusion"
VIEW = "Evidence"
ORDER = 5
TARGETS, FATES = ["targeted", "not targeted"], ["would leave", "would stay"]
COLOURS = {"targeted would leave": "#0f766e", "targeted would stay": "#f3b48b",
           "not targeted would leave": "#d55e00", "not targeted would stay": "#e4e7ec"}  # fmt: skip
INKS = {"targeted would leave": "#ffffff", "targeted would stay": ON_PALE,
        "not targeted would leave": "#ffffff", "not targeted would stay": ON_PALE}  # fmt: skip


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return a row a cell with its texts."""
    return {
        "rows": table.assign(
            cell=table["target"] + " " + table["fate"],
            customers_label=[CUSTOMERS.show(n) for n in table["customers"]],
            share_label=[SHARE.show(s) for s in table["share"]],
            label=[MONEY.show(v) for v in table["amount"]],
        )
    }


def chart() -> alt.Chart:
    """Return four fields with customers, share of the base, and money."""
    axis = alt.Axis(labelFontSize=14, labelColor=INK, ticks=False, domain=False, labelAngle=0)
    base = of().encode(
        x=alt.X("fate:N", title=None, sort=FATES, axis=axis),
        y=alt.Y("target:N", title=None, sort=TARGETS, axis=axis),
    )
    tooltip = [
        "target:N",
        "fate:N",
        alt.Tooltip("customers:Q", format=",.0f"),
        alt.Tooltip("share:Q", format=".1%"),
        alt.Tooltip("amount:Q", format="$,.0f"),
        "meaning:N",
    ]
    fill = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    ink = alt.Scale(domain=list(INKS), range=list(INKS.values()))
    cells = base.mark_rect(stroke="white", strokeWidth=3).encode(
        color=alt.Color("cell:N", scale=fill, legend=None), tooltip=tooltip
    )
    written = base.encode(color=alt.Color("cell:N", scale=ink, legend=None))
    rows = [
        written.mark_text(fontSize=20, fontWeight="bold", dy=-26).encode(text="customers_label:N"),
        written.mark_text(fontSize=13, dy=-6).encode(text="share_label:N"),
        written.mark_text(fontSize=15, fontWeight="bold", dy=16).encode(text="label:N"),
        written.mark_text(fontSize=12, dy=34).encode(text="meaning:N"),
    ]
    return finish(alt.layer(cells, *rows).resolve_scale(color="independent"), TITLE, QUESTION)
