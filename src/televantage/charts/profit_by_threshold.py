"""Profit by threshold: from which score on does the offer earn most?"""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import CONTRACT_COLOURS, LEGEND, MONEY_AXIS, ZERO, finish, of, zero_line

TITLE = "Profit by threshold"
QUESTION = "Offer it to every score above: what does that earn? ● the best threshold."
MEASURE = "profit_by_threshold"
VIEW = "Evidence"
ORDER = 2
DEEPEST = 2.0
"""Losses are drawn down to so many times the highest profit, or the whole curve where nothing earns."""


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curves as far as they are worth seeing, the best threshold of each, and zero."""
    best = float(table["profit"].max())
    seen = table[table["profit"] >= -DEEPEST * best] if best > 0 else table
    columns = ["contract", "threshold", "profit", "spend", "customers"]
    return {"rows": seen[columns], "best": table.loc[table["mark"] == "optimum", columns], "zero": ZERO}


def chart() -> alt.Chart:
    """Return a line a contract, one for all, and the best threshold of each."""
    axis, domain = alt.Axis(format=".1f", grid=False), alt.Scale(domain=[0, 1])
    x = alt.X("threshold:Q", title="threshold: lowest score that is offered it", axis=axis, scale=domain)
    y = alt.Y("profit:Q", title=None, axis=MONEY_AXIS)
    scale = alt.Scale(domain=list(CONTRACT_COLOURS), range=list(CONTRACT_COLOURS.values()))
    colour = alt.Color("contract:N", scale=scale, legend=LEGEND)
    tooltip = [
        "contract:N",
        alt.Tooltip("threshold:Q", format=".3f"),
        alt.Tooltip("profit:Q", format="$,.0f"),
        alt.Tooltip("spend:Q", format="$,.0f"),
        alt.Tooltip("customers:Q", format=",.0f"),
    ]
    lines = of().mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, tooltip=tooltip)
    best = of("best").mark_point(filled=True, size=100, opacity=1).encode(x=x, y=y, color=colour, tooltip=tooltip)
    return finish(zero_line() + lines + best, TITLE, QUESTION)
