"""Uplift by tenth of the base, best first: true, and as an experiment observes it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import INK, LEGEND, POLICY_COLOURS, ZERO, finish, is_offered, no_offer, of, zero_line

TITLE = "Uplift by decile"
QUESTION = "How much likelier is each tenth to stay? Whiskers: an experiment."
MEASURE = "uplift_by_decile"
VIEW = "Retention"
ORDER = 6
SHOWN = ["oracle", "risk"]

shape = is_offered


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the true uplift of two policies, what the experiment observes, and zero."""
    seen = table.loc[table["policy"] == "oracle", ["policy", "decile", "observed", "observed_low", "observed_high"]]
    return {
        "rows": table.loc[table["policy"].isin(SHOWN), ["policy", "decile", "uplift", "profit"]],
        "seen": seen,
        "zero": ZERO,
    }


def chart(offered: bool) -> alt.Chart:
    """Return bars a decile for two policies, with the experiment's intervals."""
    if not offered:
        return no_offer(TITLE, QUESTION, "rows", "seen")
    x = alt.X("decile:O", title="tenth of the base, best first", axis=alt.Axis(labelAngle=0, grid=False))
    side = alt.XOffset("policy:N", sort=SHOWN)
    scale = alt.Scale(domain=SHOWN, range=[POLICY_COLOURS[policy] for policy in SHOWN])
    colour = alt.Color("policy:N", scale=scale, legend=LEGEND)
    bars = (
        of()
        .mark_bar()
        .encode(
            x=x,
            xOffset=side,
            y=alt.Y("uplift:Q", title=None, axis=alt.Axis(format=".1%", tickCount=5)),
            color=colour,
            tooltip=[
                "policy:N",
                "decile:O",
                alt.Tooltip("uplift:Q", format=".2%"),
                alt.Tooltip("profit:Q", format="$,.0f"),
            ],
        )
    )
    seen = (
        of("seen")
        .mark_rule(color=INK, opacity=0.7)
        .encode(x=x, xOffset=side, y=alt.Y("observed_low:Q", title=None), y2="observed_high:Q")
    )
    return finish(bars + seen + zero_line(), TITLE, QUESTION)
