"""Survival by contract, with the baseline as a ghost."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import CONTRACT_COLOURS, DASHES, LEGEND, PERCENT, both, finish, month_axis

TITLE = "Survival by contract"
QUESTION = "Who is still a customer? Dashed: baseline."
MEASURE = "survival"
ORDER = 1


def draw(table: pd.DataFrame) -> alt.Chart:
    """Return curves of survival by contract, dashed for the baseline."""
    rows = both(table)
    rows = rows[["world", "contract", "month", "survival"]]
    colour = alt.Scale(domain=list(CONTRACT_COLOURS), range=list(CONTRACT_COLOURS.values()))
    lowest = max(0.0, float(rows["survival"].min()) - 0.05)
    lines = (
        alt.Chart(rows)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=month_axis(rows),
            y=alt.Y(
                "survival:Q",
                title=None,
                scale=alt.Scale(domain=[lowest, 1.0], nice=False),
                axis=alt.Axis(format=PERCENT),
            ),
            color=alt.Color("contract:N", scale=colour, legend=LEGEND),
            strokeDash=alt.StrokeDash("world:N", scale=DASHES, legend=None),
            opacity=alt.condition("datum.world == 'baseline'", alt.value(0.55), alt.value(1.0)),
            tooltip=["world", "contract", "month", alt.Tooltip("survival:Q", format=".1%")],
        )
    )
    return finish(lines, TITLE, QUESTION)
