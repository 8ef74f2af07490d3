"""Survival by contract, with the baseline as a ghost."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import CONTRACT_COLOURS, DASHES, LEGEND, PERCENT, both, finish, month_axis, months, of

TITLE = "Survival by contract"
QUESTION = "Who is still a customer? Dashed: baseline."
MEASURE = "survival"
VIEW = "Overview"
ORDER = 1


shape = months


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curves of both worlds."""
    return {"rows": both(table)[["world", "contract", "month", "survival"]]}


def chart(last: int) -> alt.Chart:
    """Return curves of survival by contract, dashed for the baseline."""
    colour = alt.Scale(domain=list(CONTRACT_COLOURS), range=list(CONTRACT_COLOURS.values()))
    scale = alt.Scale(domainMax=1.0, zero=False, nice=False, padding=12)
    lines = (
        of()
        .mark_line(strokeWidth=2.5)
        .encode(
            x=month_axis(last),
            y=alt.Y("survival:Q", title=None, scale=scale, axis=alt.Axis(format=PERCENT, tickCount=5)),
            color=alt.Color("contract:N", scale=colour, legend=LEGEND),
            strokeDash=alt.StrokeDash("world:N", scale=DASHES, legend=None),
            opacity=alt.condition("datum.world == 'baseline'", alt.value(0.55), alt.value(1.0)),
            tooltip=["world:N", "contract:N", "month:Q", alt.Tooltip("survival:Q", format=".1%")],
        )
    )
    return finish(lines, TITLE, QUESTION)
