"""The simulated base against its targets: every share, churn rate and survival on one diagonal."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import GAIN, GHOST, LEGEND, LOSS, finish, of

TITLE = "Simulated against target"
QUESTION = "Across: target. Up: simulated. On the line: the same."
MEASURE = "fidelity"
VIEW = "Fidelity"
ORDER = 1
VERDICTS = {"ok": GAIN, "moved": "#e69f00", "off": LOSS}


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the statistics that are shares, and the two ends of the diagonal."""
    columns = ["check", "statistic", "target", "simulated", "difference", "verdict"]
    shares = table.loc[table["unit"] == "share", columns]
    ends = pd.DataFrame({"target": [0.0, 1.0], "simulated": [0.0, 1.0]})
    return {"rows": shares, "diagonal": ends}


def chart() -> alt.Chart:
    """Return dots of simulated against target, coloured by verdict, over the diagonal."""
    axis = alt.Axis(format=".0%", tickCount=5)
    x = alt.X("target:Q", title="target", axis=axis, scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("simulated:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, 1]))
    line = of("diagonal").mark_line(color=GHOST, strokeDash=[4, 3]).encode(x=x, y=y)
    scale = alt.Scale(domain=list(VERDICTS), range=list(VERDICTS.values()))
    dots = (
        of()
        .mark_point(filled=True, size=60, opacity=0.75)
        .encode(
            x=x,
            y=y,
            color=alt.Color("verdict:N", scale=scale, legend=LEGEND),
            tooltip=[
                alt.Tooltip("check:N"),
                alt.Tooltip("statistic:N"),
                alt.Tooltip("target:Q", format=".1%"),
                alt.Tooltip("simulated:Q", format=".1%"),
                alt.Tooltip("difference:Q", format="+.1%"),
                alt.Tooltip("verdict:N"),
            ],
        )
    )
    return finish(line + dots, TITLE, QUESTION)
