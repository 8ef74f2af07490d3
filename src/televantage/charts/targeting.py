"""Whom the winner targets, segment by segment."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import finish, of
from televantage.simulation import LABELS
from televantage.units import SHARE

TITLE = "Where is an offer worth it?"
QUESTION = "Share of the segment that scores above its best threshold; blank: nobody."
MEASURE = "targeting"
VIEW = "Evidence"
ORDER = 6
KEYS = ["tenure_band", "contract", "value_tier"]


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return a row a segment with its share as a text."""
    written = [SHARE.show(rate) if rate > 0 else "" for rate in table["rate"]]
    return {"rows": table.assign(written=written, segment=table["contract"] + " " + table["value_tier"])}


def chart() -> alt.Chart:
    """Return a heat map of tenure band against contract and value tier."""
    order = [f"{c} {v}" for c in LABELS["contract"] for v in LABELS["value"]]
    below = alt.Axis(labelAngle=0, labelFontSize=11, labelExpr="split(datum.label, ' ')", domain=False, ticks=False)
    base = of().encode(
        x=alt.X("segment:N", sort=order, title=None, axis=below),
        y=alt.Y("tenure_band:N", sort=list(LABELS["tenure"]), title=None, axis=alt.Axis(domain=False, ticks=False)),
    )
    cells = base.mark_rect(stroke="white", strokeWidth=1).encode(
        color=alt.Color("rate:Q", scale=alt.Scale(scheme="tealblues", domain=[0, 1]), legend=None),
        tooltip=[
            *(f"{key}:N" for key in KEYS),
            alt.Tooltip("customers:Q", format=",.0f"),
            alt.Tooltip("targeted:Q", format=",.0f"),
            alt.Tooltip("threshold:Q", format=".3f"),
            alt.Tooltip("npv:Q", title="NPV", format="$,.0f"),
            alt.Tooltip("roi:Q", title="ROI", format=".2f"),
        ],
    )
    ink = alt.condition("datum.rate > 0.5", alt.value("white"), alt.value("#1d2939"))
    text = base.mark_text(fontSize=11).encode(text="written:N", color=ink)
    return finish(cells + text, TITLE, QUESTION)
