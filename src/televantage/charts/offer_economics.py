"""What retention costs and brings, month by month; the ghost is doing nothing."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import GAIN, GHOST, LEGEND, LOSS, MONEY_AXIS, SCENARIO, finish, month_axis

TITLE = "Offer economics"
QUESTION = "Does retention pay? Line: net benefit so far, with its interval."
MEASURE = "offer_economics"
ORDER = 6
KINDS = {"margin saved": GAIN, "cost": LOSS, "given away": "#f3b48b"}


def _flows(table: pd.DataFrame) -> pd.DataFrame:
    spent = table[["contact_cost", "discount_cost", "incentive_cost", "onboarding_cost"]].sum(axis=1)
    flows = {
        "margin saved": table["programme_margin"] + table["offer_margin"],
        "cost": -(spent - table["give_away"]),
        "given away": -table["give_away"],
    }
    parts = [pd.DataFrame({"month": table["month"], "kind": kind, "dollars": value}) for kind, value in flows.items()]
    return pd.concat(parts, ignore_index=True)


def draw(table: pd.DataFrame) -> alt.Chart:
    """Return monthly margins and costs as bars and the cumulative net benefit as a line with its band."""
    flows = _flows(table)
    if not flows["dollars"].any():
        note = pd.DataFrame({"text": ["No money is spent on retention in this scenario."]})
        return finish(alt.Chart(note).mark_text(fontSize=14, color="#667085").encode(text="text:N"), TITLE, QUESTION)
    x = month_axis(table)
    bars = (
        alt.Chart(flows)
        .mark_bar(opacity=0.85)
        .encode(
            x=x,
            y=alt.Y("dollars:Q", title=None, axis=MONEY_AXIS, stack=True),
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())), legend=LEGEND),
            tooltip=["month", "kind", alt.Tooltip("dollars:Q", format="$,.0f")],
        )
    )
    base = alt.Chart(table).encode(x=x)
    band = base.mark_area(opacity=0.25, color=SCENARIO).encode(
        y=alt.Y("cumulative_net_low:Q", title=None), y2="cumulative_net_high:Q"
    )
    line = base.mark_line(color=SCENARIO, strokeWidth=2.5).encode(
        y="cumulative_net:Q",
        tooltip=["month", alt.Tooltip("cumulative_net:Q", title="net benefit so far", format="$,.0f")],
    )
    nothing = (
        alt.Chart(pd.DataFrame({"y": [0]})).mark_rule(color=GHOST, strokeWidth=2, strokeDash=[4, 3]).encode(y="y:Q")
    )
    return finish(bars + nothing + band + line, TITLE, QUESTION)
