"""One customer's two lives, month by month."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import GAIN, INK, LEGEND, LINE, SCENARIO, finish, months, of
from televantage.simulation.parallel_lives import STATES, WORLDS

TITLE = "Parallel lives"
QUESTION = "The same customer with the offer and without it. The pair depends on both lives sharing one draw."
MEASURE = "parallel_lives"
VIEW = "Parallel lives"
ORDER = 1
MOST_LABELS = 24
COLOURS = dict(zip(STATES, (SCENARIO, GAIN, LINE), strict=True))

shape = months


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the months of both lives, with the bills written out."""
    return {"rows": table.assign(label=[f"${bill:,.0f}" if bill else "" for bill in table["bill"]])}


def chart(last: int) -> alt.Chart:
    """Return a strip of months for each life, coloured by what is paid."""
    axis = alt.Axis(labelFontSize=13, labelColor=INK, ticks=False, domain=False)
    values = list(range(1, last + 1, 1 if last <= 24 else 3))
    strip = (
        of()
        .mark_rect(stroke="white", strokeWidth=2)
        .encode(
            x=alt.X("month:O", title="months after the as-of month", axis=alt.Axis(labelAngle=0, values=values)),
            y=alt.Y("world:N", title=None, sort=list(WORLDS), axis=axis),
            color=alt.Color(
                "state:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=LEGEND
            ),
            tooltip=["world:N", "month:O", "state:N", alt.Tooltip("bill:Q", format="$,.2f")],
        )
    )
    bills = (
        of()
        .mark_text(fontSize=10, color="white")
        .encode(x=alt.X("month:O"), y=alt.Y("world:N", sort=list(WORLDS)), text="label:N")
    )
    return finish(strip + bills if last <= MOST_LABELS else strip, TITLE, QUESTION).properties(height=190)
