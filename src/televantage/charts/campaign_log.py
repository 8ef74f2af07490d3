"""What the log of the campaign says, and what is true."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import INK, LOSS, SCENARIO, ZERO, finish, is_offered, no_offer, of
from televantage.units import SHARE

TITLE = "What the log says"
QUESTION = "Effect of the offer on staying, 95 % interval: can the log be trusted?"
MEASURE = "campaign_log"
VIEW = "Retention"
ORDER = 7
ROWS = ["naive", "adjusted", "true"]

shape = is_offered


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the estimates with their values written out, and zero."""
    columns = ["estimator", "effect", "effect_low", "effect_high", "misses", "design"]
    return {"rows": table[columns].assign(label=[SHARE.show_change(v) for v in table["effect"]]), "zero": ZERO}


def chart(offered: bool) -> alt.Chart:
    """Return a dot an estimator with its interval; what misses the truth is in the colour of a loss."""
    if not offered:
        return no_offer(TITLE, QUESTION, "rows")
    axis = alt.Axis(labelFontSize=13, labelColor=INK, ticks=False, domain=False)
    colour = alt.Color("misses:N", scale=alt.Scale(domain=["yes", "no"], range=[LOSS, SCENARIO]), legend=None)
    base = of().encode(y=alt.Y("estimator:N", title=None, sort=ROWS, axis=axis), color=colour)
    x = alt.X("effect:Q", title=None, axis=alt.Axis(format="+.1%", tickCount=5), scale=alt.Scale(padding=45))
    dots = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=x, tooltip=["estimator:N", "design:N", alt.Tooltip("effect:Q", format="+.2%"), "misses:N"]
    )
    rules = base.mark_rule(strokeWidth=3).encode(x="effect_low:Q", x2="effect_high:Q")
    text = base.mark_text(dy=-14, fontSize=13).encode(x=x, text="label:N")
    nothing = of("zero").mark_rule(color=INK, strokeWidth=1).encode(x="zero:Q")
    return finish(nothing + rules + dots + text, TITLE, QUESTION)
