"""12-month churn by segment, with the change against the baseline."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import finish
from televantage.simulation import LABELS

TITLE = "12-month churn by segment"
QUESTION = "Who leaves? Small figure: points against the baseline."
MEASURE = "segment_churn"
ORDER = 3
SMALLEST = 0.0005
"""Share of the base below which a segment is left blank."""


def draw(table: pd.DataFrame) -> alt.Chart:
    """Return a heat map of tenure band against contract and value tier."""
    keys = ["tenure_band", "contract", "value_tier"]
    scenario = table[table["world"] == "scenario"]
    change = table[table["world"] == "difference"].set_index(keys)["churn_12m"]
    rows = scenario[[*keys, "customers", "churn_12m"]].copy()
    rows["change"] = change.reindex(pd.MultiIndex.from_frame(rows[keys])).to_numpy()
    rows["segment"] = rows["contract"] + " " + rows["value_tier"]
    rows = rows[rows["customers"] > SMALLEST * rows["customers"].sum()]
    rows["moved"] = [f"{c * 100:+.1f}".replace("-", "−") if abs(c) >= 0.0005 else "" for c in rows["change"]]
    order = [f"{c} {v}" for c in LABELS["contract"] for v in LABELS["value"]]
    base = alt.Chart(rows).encode(
        x=alt.X("segment:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelFontSize=11,
                labelExpr="split(datum.label, ' ')", domain=False, ticks=False)),
        y=alt.Y("tenure_band:N", sort=list(LABELS["tenure"]), title=None, axis=alt.Axis(domain=False, ticks=False)),
    )  # fmt: skip
    cells = base.mark_rect(stroke="white", strokeWidth=1).encode(
        color=alt.Color(
            "churn_12m:Q", scale=alt.Scale(scheme="yelloworangered", domain=[0, 0.8], clamp=True), legend=None
        ),
        tooltip=[
            *keys,
            alt.Tooltip("customers:Q", format=","),
            alt.Tooltip("churn_12m:Q", title="12-month churn", format=".1%"),
            alt.Tooltip("change:Q", title="against the baseline", format="+.2%"),
        ],
    )
    ink = alt.condition("datum.churn_12m > 0.42", alt.value("white"), alt.value("#1d2939"))
    share = base.mark_text(fontSize=12, dy=-5, fontWeight=600).encode(
        text=alt.Text("churn_12m:Q", format=".0%"), color=ink
    )
    moved = base.mark_text(fontSize=10, dy=9).encode(text="moved:N", color=ink)
    return finish(cells + share + moved, TITLE, QUESTION)
