"""Does the winner mean what it says?"""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import GHOST, PERCENT, SCENARIO, finish, of

TITLE = "Does the winner mean what it says?"
QUESTION = "Tenths of the base: predicted against actual churn; dashed: equal."
MEASURE = "calibration"
VIEW = "Evidence"
ORDER = 3


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tenths, and the diagonal."""
    most = float(table[["predicted", "actual"]].to_numpy().max())
    return {"rows": table, "diagonal": pd.DataFrame({"predicted": [0.0, most], "actual": [0.0, most]})}


def chart() -> alt.Chart:
    """Return a point a tenth on the diagonal."""
    x = alt.X("predicted:Q", title="predicted 12-month churn", axis=alt.Axis(format=PERCENT, grid=False))
    y = alt.Y("actual:Q", title="customers who leave", axis=alt.Axis(format=PERCENT))
    tooltip = [
        alt.Tooltip("tenth:O", title="tenth, from the lowest"),
        alt.Tooltip("predicted:Q", format=".1%"),
        alt.Tooltip("actual:Q", format=".1%"),
        alt.Tooltip("customers:Q", format=",.0f"),
        alt.Tooltip("leaving:Q", format=",.0f"),
    ]
    line = of("diagonal").mark_line(color=GHOST, strokeDash=[4, 3], strokeWidth=2).encode(x=x, y=y)
    span = (
        of()
        .mark_rule(color=SCENARIO, strokeWidth=3)
        .encode(x=x, y=alt.Y("actual_low:Q", title=None), y2="actual_high:Q")
    )
    point = of().mark_point(filled=True, size=90, opacity=1, color=SCENARIO).encode(x=x, y=y, tooltip=tooltip)
    return finish(line + span + point, TITLE, QUESTION)
