"""The distribution of expected 12-month churn, with the baseline as a ghost."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import COUNT_AXIS, GHOST, LEGEND, finish, of
from televantage.simulation import RISK_LEVELS

TITLE = "Risk distribution"
QUESTION = "How many customers are at what risk? Outline: baseline."
MEASURE = "risk_distribution"
VIEW = "Overview"
ORDER = 5
COLOURS = ["#56b4e9", "#f0c93a", "#e69f00", "#d55e00"]


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the cells of the scenario, and of the baseline as the ghost."""
    columns = ["world", "from_churn", "to_churn", "risk_level", "customers", "share"]
    worlds = {"rows": "scenario", "ghost": "baseline"}
    return {name: table.loc[table["world"] == world, columns] for name, world in worlds.items()}


def chart() -> alt.Chart:
    """Return bars of customers by expected churn, coloured by risk level, under the baseline's outline."""
    axis = alt.Axis(format=".0%", grid=False, values=[0, 0.15, 0.3, 0.5, 0.75, 1])
    y = alt.Y("customers:Q", title=None, axis=COUNT_AXIS)
    tooltip = [
        "world:N",
        "risk_level:N",
        alt.Tooltip("from_churn:Q", title="from", format=".0%"),
        alt.Tooltip("to_churn:Q", title="to", format=".0%"),
        alt.Tooltip("customers:Q", format=","),
        alt.Tooltip("share:Q", format=".1%"),
    ]
    levels = alt.Scale(domain=list(RISK_LEVELS), range=COLOURS)
    bars = (
        of()
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X(
                "from_churn:Q",
                bin="binned",
                title="expected 12-month churn",
                axis=axis,
                scale=alt.Scale(domain=[0, 1]),
            ),
            x2="to_churn:Q",
            y=y,
            color=alt.Color("risk_level:N", sort=list(RISK_LEVELS), legend=LEGEND, scale=levels),
            tooltip=tooltip,
        )
    )
    outline = (
        of("ghost")
        .mark_line(interpolate="step-after", color=GHOST, strokeWidth=2, strokeDash=[4, 3])
        .encode(x=alt.X("from_churn:Q"), y=y, tooltip=tooltip)
    )
    return finish(bars + outline, TITLE, QUESTION)
