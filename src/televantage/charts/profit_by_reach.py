"""Profit by reach of every policy, with its top: the best budget."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from televantage.charts._style import (
    INK,
    LEGEND,
    MONEY_AXIS,
    POLICY_SCALE,
    ZERO,
    finish,
    is_offered,
    no_offer,
    of,
    zero_line,
)

TITLE = "Profit by reach"
QUESTION = "Whom to call, and how many? ● best reach of each policy, ◆ this scenario."
MEASURE = "profit_by_reach"
VIEW = "Retention"
ORDER = 1

shape = is_offered


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curves, their marks, the scenario's policy with its interval, and zero."""
    own = table.loc[table["mark"].isin(["scenario", "both"]), "policy"].tolist()
    return {
        "rows": table[["policy", "reach", "profit", "spend"]],
        "band": table.loc[table["policy"].isin(own), ["policy", "reach", "profit", "profit_low", "profit_high"]],
        "marks": table.loc[table["mark"] != "", ["policy", "reach", "profit", "spend", "mark"]],
        "zero": ZERO,
    }


def chart(offered: bool) -> alt.Chart:
    """Return a line a policy, the optimum of each, and where the scenario stands."""
    if not offered:
        return no_offer(TITLE, QUESTION, "rows", "band", "marks")
    x = alt.X("reach:Q", title="share of the base that a wave selects", axis=alt.Axis(format=".0%", grid=False))
    y = alt.Y("profit:Q", title=None, axis=MONEY_AXIS)
    colour = alt.Color("policy:N", scale=POLICY_SCALE, legend=LEGEND)
    tooltip: list[Any] = [
        "policy:N",
        alt.Tooltip("reach:Q", format=".0%"),
        alt.Tooltip("profit:Q", format="$,.0f"),
        alt.Tooltip("spend:Q", format="$,.0f"),
    ]
    lines = of().mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, tooltip=tooltip)
    band = (
        of("band")
        .mark_area(opacity=0.15, color=INK)
        .encode(x=x, y=alt.Y("profit_low:Q", title=None), y2="profit_high:Q")
    )
    marks = of("marks").encode(x=x, y=y, tooltip=[*tooltip, "mark:N"])
    best = (
        marks.transform_filter("datum.mark != 'scenario'")
        .mark_point(filled=True, size=90, opacity=1)
        .encode(color=colour)
    )
    here = marks.transform_filter("datum.mark != 'optimum'").mark_point(
        shape="diamond", filled=True, size=150, opacity=1, color=INK, stroke="white"
    )
    return finish(zero_line() + band + lines + best + here, TITLE, QUESTION)
