"""Every policy with the same budget, and the scenario as it is."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import INK, MONEY_AXIS, POLICY_COLOURS, SCENARIO, ZERO, finish, is_offered, no_offer, of
from televantage.units import MONEY

TITLE = "The same budget, five policies"
QUESTION = "What does knowing more earn? Regret is the distance to the oracle."
MEASURE = "policies"
VIEW = "Retention"
ORDER = 4
ROWS = [*POLICY_COLOURS, "this scenario"]

shape = is_offered


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the policies with their profit written out, and zero."""
    columns = ["policy", "profit", "profit_low", "profit_high", "regret", "share_of_oracle"]
    return {"rows": table[columns].assign(label=[MONEY.show(v) for v in table["profit"]]), "zero": ZERO}


def chart(offered: bool) -> alt.Chart:
    """Return a bar a policy with its interval."""
    if not offered:
        return no_offer(TITLE, QUESTION, "rows")
    colours = alt.Scale(domain=ROWS, range=[*POLICY_COLOURS.values(), SCENARIO])
    y = alt.Y(
        "policy:N", title=None, sort=ROWS, axis=alt.Axis(labelFontSize=13, labelColor=INK, ticks=False, domain=False)
    )
    base = of().encode(y=y)
    bars = base.mark_bar().encode(
        x=alt.X("profit:Q", title=None, axis=MONEY_AXIS, scale=alt.Scale(padding=60)),
        color=alt.Color("policy:N", scale=colours, legend=None),
        tooltip=[
            "policy:N",
            alt.Tooltip("profit:Q", format="$,.0f"),
            alt.Tooltip("regret:Q", format="$,.0f"),
            alt.Tooltip("share_of_oracle:Q", title="Qini, share of the oracle's", format=".0%"),
        ],
    )
    error = base.mark_rule(color=INK).encode(x="profit_low:Q", x2="profit_high:Q")
    gain = base.transform_filter("datum.profit >= 0").mark_text(align="left", dx=6, fontSize=12, color=INK)
    loss = base.transform_filter("datum.profit < 0").mark_text(align="right", dx=-6, fontSize=12, color=INK)
    text = [gain.encode(x="profit_high:Q", text="label:N"), loss.encode(x="profit_low:Q", text="label:N")]
    nothing = of("zero").mark_rule(color=INK, strokeWidth=1).encode(x="zero:Q")
    return finish(alt.layer(bars, error, *text, nothing), TITLE, QUESTION)
