"""Monthly churn, with the baseline as a ghost and the interval as a band."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import DASHES, FINE_PERCENT, WORLD_SCALE, both, finish, month_axis, months, of

TITLE = "Churn by month"
QUESTION = "How many leave each month? Dashed: baseline. Band: 95 % simulation interval."
MEASURE = "churn_by_month"
VIEW = "Overview"
ORDER = 2


shape = months


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the lines and bands of both worlds."""
    return {"rows": both(table)[["world", "month", "churn", "churn_low", "churn_high", "lost"]]}


def chart(last: int) -> alt.Chart:
    """Return lines of monthly churn over bands."""
    base = of().encode(x=month_axis(last))
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y("churn_low:Q", title=None),
        y2="churn_high:Q",
        fill=alt.Fill("world:N", scale=WORLD_SCALE, legend=None),
    )
    line = base.mark_line(strokeWidth=2.5).encode(
        y=alt.Y("churn:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=".1%")),
        color=alt.Color("world:N", scale=WORLD_SCALE, legend=None),
        strokeDash=alt.StrokeDash("world:N", scale=DASHES, legend=None),
        tooltip=[
            "world:N",
            "month:Q",
            alt.Tooltip("churn:Q", format=FINE_PERCENT),
            alt.Tooltip("lost:Q", title="customers lost", format=","),
        ],
    )
    return finish(band + line, TITLE, QUESTION)
