"""Monthly churn, with the baseline as a ghost and the interval as a band."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import DASHES, FINE_PERCENT, WORLD_SCALE, both, finish, month_axis

TITLE = "Churn by month"
QUESTION = "How many leave each month? Dashed: baseline. Band: 95 % simulation interval."
MEASURE = "churn_by_month"
ORDER = 2


def draw(table: pd.DataFrame) -> alt.Chart:
    """Return lines of monthly churn over bands."""
    rows = both(table)[["world", "month", "churn", "churn_low", "churn_high", "lost"]]
    x = month_axis(rows)
    y = alt.Y("churn:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=".1%"))
    colour = alt.Color("world:N", scale=WORLD_SCALE, legend=None)
    base = alt.Chart(rows).encode(x=x)
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y("churn_low:Q", title=None), y2="churn_high:Q", fill=alt.Fill("world:N", scale=WORLD_SCALE, legend=None)
    )
    line = base.mark_line(strokeWidth=2.5).encode(
        y=y,
        color=colour,
        strokeDash=alt.StrokeDash("world:N", scale=DASHES, legend=None),
        tooltip=[
            "world",
            "month",
            alt.Tooltip("churn:Q", format=FINE_PERCENT),
            alt.Tooltip("lost:Q", title="customers lost", format=","),
        ],
    )
    return finish(band + line, TITLE, QUESTION)
