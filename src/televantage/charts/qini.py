"""Qini: customers saved by reach, for every policy, and what an experiment would observe."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import (
    COUNT_AXIS,
    INK,
    LEGEND,
    POLICY_SCALE,
    ZERO,
    finish,
    is_offered,
    no_offer,
    of,
    zero_line,
)

TITLE = "Qini: who is worth calling first"
QUESTION = "Lines: truly saved. Dots: what an experiment observes (oracle)."
MEASURE = "qini"
VIEW = "Retention"
ORDER = 2
EVERY = 5

shape = is_offered


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the true curves, the observed ones at every tenth, and zero."""
    seen = table[table["policy"] == "oracle"].iloc[EVERY::EVERY]
    return {
        "rows": table[["policy", "reach", "saved"]],
        "seen": seen[["policy", "reach", "observed", "observed_low", "observed_high"]],
        "zero": ZERO,
    }


def chart(offered: bool) -> alt.Chart:
    """Return a line a policy, and dots with intervals for the experiment."""
    if not offered:
        return no_offer(TITLE, QUESTION, "rows", "seen")
    x = alt.X("reach:Q", title="share of the base that is offered it", axis=alt.Axis(format=".0%", grid=False))
    lines = (
        of()
        .mark_line(strokeWidth=2)
        .encode(
            x=x,
            y=alt.Y("saved:Q", title=None, axis=COUNT_AXIS),
            color=alt.Color("policy:N", scale=POLICY_SCALE, legend=LEGEND),
            tooltip=["policy:N", alt.Tooltip("reach:Q", format=".0%"), alt.Tooltip("saved:Q", format=",.0f")],
        )
    )
    seen = of("seen").encode(
        x=x, tooltip=[alt.Tooltip("reach:Q", format=".0%"), alt.Tooltip("observed:Q", format=",.0f")]
    )
    rules = seen.mark_rule(color=INK, opacity=0.5).encode(y=alt.Y("observed_low:Q", title=None), y2="observed_high:Q")
    dots = seen.mark_point(filled=True, size=35, color=INK, opacity=1).encode(y="observed:Q")
    return finish(zero_line() + rules + dots + lines, TITLE, QUESTION)
