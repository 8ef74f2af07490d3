"""What retention costs and brings, month by month; the ghost is doing nothing."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import GAIN, GHOST, LEGEND, LOSS, MONEY_AXIS, SCENARIO, finish, month_axis, months, of

TITLE = "Offer economics"
QUESTION = "Does retention pay? Line: net benefit so far, with its interval."
MEASURE = "offer_economics"
VIEW = "Overview"
ORDER = 6
NOTHING = "No money is spent on retention in this scenario."
KINDS = {"margin saved": GAIN, "cost": LOSS, "given away": "#f3b48b"}


def _flows(table: pd.DataFrame) -> pd.DataFrame:
    spent = table[["contact_cost", "discount_cost", "incentive_cost", "onboarding_cost"]].sum(axis=1)
    flows = {
        "margin saved": table["programme_margin"] + table["offer_margin"],
        "cost": -(spent - table["give_away"]),
        "given away": -table["give_away"],
    }
    parts = [pd.DataFrame({"month": table["month"], "kind": kind, "amount": value}) for kind, value in flows.items()]
    return pd.concat(parts, ignore_index=True)


def shape(table: pd.DataFrame) -> tuple[int, bool]:
    """Return the last month, and whether any money is spent."""
    return (*months(table), bool(_flows(table)["amount"].any()))


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return monthly flows, the net benefit so far with its interval, and the line of doing nothing."""
    line = table[["month", "cumulative_net", "cumulative_net_low", "cumulative_net_high"]]
    return {"flows": _flows(table), "rows": line, "ghost": pd.DataFrame({"y": [0]})}


def chart(last: int, spent: bool) -> alt.Chart:
    """Return monthly margins and costs as bars and the cumulative net benefit as a line with its band."""
    if not spent:
        note = of("ghost").mark_text(fontSize=14, color="#667085", text=NOTHING)
        unseen = [of(name).mark_point(opacity=0) for name in ("flows", "rows")]  # a page refills what it drew before
        return finish(alt.layer(note, *unseen), TITLE, QUESTION)
    x = month_axis(last)
    bars = (
        of("flows")
        .mark_bar(opacity=0.85)
        .encode(
            x=x,
            y=alt.Y("amount:Q", title=None, axis=MONEY_AXIS, stack=True),
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())), legend=LEGEND),
            tooltip=["month:Q", "kind:N", alt.Tooltip("amount:Q", format="$,.0f")],
        )
    )
    base = of().encode(x=x)
    band = base.mark_area(opacity=0.25, color=SCENARIO).encode(
        y=alt.Y("cumulative_net_low:Q", title=None), y2="cumulative_net_high:Q"
    )
    line = base.mark_line(color=SCENARIO, strokeWidth=2.5).encode(
        y="cumulative_net:Q",
        tooltip=["month:Q", alt.Tooltip("cumulative_net:Q", title="net benefit so far", format="$,.0f")],
    )
    nothing = of("ghost").mark_rule(color=GHOST, strokeWidth=2, strokeDash=[4, 3]).encode(y="y:Q")
    return finish(bars + nothing + band + line, TITLE, QUESTION)
