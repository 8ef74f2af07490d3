"""What the winner goes by."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import INK, SCENARIO, finish, of

TITLE = "What does the winner go by?"
QUESTION = "AUC it loses when a feature is shuffled, with 95 % intervals: use, not cause."
MEASURE = "importance"
VIEW = "Evidence"
ORDER = 4
MOST = 10


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the ten features that matter most."""
    return {"rows": table.head(MOST)}


def chart() -> alt.Chart:
    """Return a bar a feature with its interval."""
    axis = alt.Axis(labelFontSize=12, labelColor=INK, ticks=False, domain=False, labelLimit=200)
    y = alt.Y("feature:N", title=None, sort=None, axis=axis)
    tooltip = ["feature:N", *(alt.Tooltip(f"{name}:Q", format=".4f") for name in ("drop", "drop_low", "drop_high"))]
    x = alt.X("drop:Q", title="AUC lost", axis=alt.Axis(format=".3f", tickCount=4))
    bars = of().mark_bar(color=SCENARIO, opacity=0.85).encode(y=y, x=x, tooltip=tooltip)
    error = of().mark_rule(color=INK).encode(y=y, x=alt.X("drop_low:Q", title="AUC lost"), x2="drop_high:Q")
    return finish(bars + error, TITLE, QUESTION)
