"""Who is kept, and whose leaving is only postponed, by how many months."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import COUNT_AXIS, GAIN, LEGEND, LOSS, ZERO, finish, is_offered, no_offer, of

TITLE = "Saved, or only delayed?"
QUESTION = "Customers whose life the offer changes, by the months that it adds or takes."
MEASURE = "save_or_delay"
VIEW = "Retention"
ORDER = 5
COLOURS = {"kept": "#009e73", "postponed": GAIN, "brought forward": LOSS}

shape = is_offered


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return customers by outcome and band, those brought forward below zero."""
    sign = [-1 if outcome == "brought forward" else 1 for outcome in table["outcome"]]
    bands = [f"{low}–{high}" for low, high in zip(table["from_months"], table["to_months"], strict=True)]
    rows = table[["outcome", "customers"]].assign(band=bands, amount=table["customers"] * sign)
    return {"rows": rows, "zero": ZERO}


def chart(offered: bool) -> alt.Chart:
    """Return bars of customers by band of months."""
    if not offered:
        return no_offer(TITLE, QUESTION, "rows")
    colours = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    bars = (
        of()
        .mark_bar()
        .encode(
            x=alt.X("band:N", title="months", sort=None, axis=alt.Axis(labelAngle=0, grid=False)),
            y=alt.Y("amount:Q", title=None, axis=COUNT_AXIS),
            color=alt.Color("outcome:N", scale=colours, legend=LEGEND),
            tooltip=["outcome:N", alt.Tooltip("band:N", title="months"), alt.Tooltip("customers:Q", format=",.0f")],
        )
    )
    nothing = of("zero").mark_rule(color="#667085", strokeWidth=1).encode(y="zero:Q")
    return finish(bars + nothing, TITLE, QUESTION)
