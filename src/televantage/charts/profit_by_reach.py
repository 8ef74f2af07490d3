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
    """Return the curves, the best reach of each, where the scenario stands, and zero."""
    lines = table["policy"] != "this scenario"
    return {
        "rows": table.loc[lines, ["policy", "reach", "profit", "spend"]],
        "best": table.loc[table["mark"] == "optimum", ["policy", "reach", "profit", "spend"]],
        "here": table.loc[~lines, ["policy", "reach", "profit", "spend", "profit_low", "profit_high"]],
        "zero": ZERO,
    }


def chart(offered: bool) -> alt.Chart:
    """Return a line a policy, the optimum of each, and where the scenario stands."""
    if not offered:
        return no_offer(TITLE, QUESTION, "rows", "best", "here")
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
    best = of("best").mark_point(filled=True, size=90, opacity=1).encode(x=x, y=y, color=colour, tooltip=tooltip)
    here = of("here").encode(x=x, tooltip=tooltip)
    error = here.mark_rule(color=INK).encode(y=alt.Y("profit_low:Q", title=None), y2="profit_high:Q")
    diamond = here.mark_point(shape="diamond", filled=True, size=150, opacity=1, color=INK, stroke="white").encode(y=y)
    return finish(zero_line() + lines + best + error + diamond, TITLE, QUESTION)
