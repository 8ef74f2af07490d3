"""Hazard by tenure, with the baseline as a ghost."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import DASHES, FINE_PERCENT, LEGEND, WORLD_SCALE, both, finish, of

TITLE = "Hazard by tenure"
QUESTION = "When are customers most likely to leave?"
MEASURE = "hazard_by_tenure"
VIEW = "Customers & segments"
ORDER = 7
LONGEST = 72


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curves of both worlds, from the second month on."""
    rows = both(table)[["world", "tenure", "hazard"]]
    return {"rows": rows[rows["tenure"].between(2, LONGEST)]}


def chart() -> alt.Chart:
    """Return lines of the monthly hazard over months of tenure."""
    line = (
        of()
        .mark_line(strokeWidth=2.5, interpolate="monotone")
        .encode(
            x=alt.X("tenure:Q", title="months of tenure", axis=alt.Axis(values=list(range(0, 73, 12)), grid=False)),
            y=alt.Y("hazard:Q", title=None, axis=alt.Axis(format=".0%"), scale=alt.Scale(zero=True)),
            color=alt.Color("world:N", scale=WORLD_SCALE, legend=LEGEND),
            strokeDash=alt.StrokeDash("world:N", scale=DASHES, legend=None),
            tooltip=["world:N", "tenure:Q", alt.Tooltip("hazard:Q", format=FINE_PERCENT)],
        )
    )
    return finish(line, TITLE, QUESTION)
