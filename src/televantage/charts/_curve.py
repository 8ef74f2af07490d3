"""What response curves share: a figure against the baseline along a parameter, its interval, and where we are now."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import GHOST, INK, SCENARIO, ZERO, finish, of, zero_line


def datasets_of(table: pd.DataFrame, figure: str) -> dict[str, pd.DataFrame]:
    """Return the curve of a figure's difference to the baseline, the point where the scenario stands, and zero."""
    own = {"change": f"{figure}_difference", "low": f"{figure}_difference_low", "high": f"{figure}_difference_high"}
    rows = pd.DataFrame({"value": table["value"], **{name: table[column] for name, column in own.items()}})
    rows["churn_12m"] = table["churn_12m"]
    return {"rows": rows, "here": rows[table["now"]], "zero": ZERO}


def curve(title: str, question: str, x_title: str, axis: alt.Axis, tooltip_format: str) -> alt.Chart:
    """Return a line with its band of simulation error over the values of a parameter, and a diamond for now."""
    x = alt.X(
        "value:Q",
        title=x_title,
        axis=alt.Axis(format="+.0%" if "change" in x_title else ".0%", grid=False, tickCount=6),
    )
    y = alt.Y("change:Q", title=None, axis=axis)
    tooltip = [
        alt.Tooltip("value:Q", title=x_title, format=".1%"),
        alt.Tooltip("change:Q", title="against the baseline", format=tooltip_format),
        alt.Tooltip("churn_12m:Q", title="12-month churn", format=".1%"),
    ]
    base = of().encode(x=x)
    band = base.mark_area(color=SCENARIO, opacity=0.18).encode(y=alt.Y("low:Q", title=None), y2="high:Q")
    line = base.mark_line(color=SCENARIO, strokeWidth=2.5).encode(y=y)
    dots = base.mark_point(color=SCENARIO, filled=True, size=45, opacity=1).encode(y=y, tooltip=tooltip)
    here = of("here").encode(x=x)
    rule = here.mark_rule(color=GHOST, strokeDash=[4, 3])
    diamond = here.mark_point(shape="diamond", filled=True, size=170, opacity=1, color=INK, stroke="white")
    return finish(zero_line() + rule + band + line + dots + diamond.encode(y=y, tooltip=tooltip), title, question)
