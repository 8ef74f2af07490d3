"""The bridge from today's monthly recurring revenue to the horizon's, with the baseline as a ghost."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import GAIN, GHOST, LOSS, MONEY_AXIS, SCENARIO, finish, of
from televantage.units import MONEY

TITLE = "MRR bridge to the horizon"
QUESTION = "What happens to monthly revenue? Grey: baseline."
MEASURE = "mrr_bridge"
VIEW = "Overview"
ORDER = 4
STEPS = ["Today", "Price", "Churn", "Discount", "Horizon"]


def _steps(table: pd.DataFrame, world: str) -> pd.DataFrame:
    rows = table[(table["world"] == world) & (table["contract"] == "all")].sort_values("month")
    start, end = float(rows["mrr_start"].iloc[0]), float(rows["mrr_end"].iloc[-1])
    changes = [float(rows["price_change"].sum()), -float(rows["churned"].sum()), -float(rows["discount"].sum())]
    low, high, level = [0.0], [start], start
    for change in changes:
        low.append(level)
        high.append(level + change)
        level += change
    values = [start, *changes, end]
    return pd.DataFrame({"world": world, "step": STEPS, "from": [*low, 0.0], "to": [*high, end], "value": values})


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the steps of both worlds; the scenario's with kind, label and where the label stands."""
    steps = _steps(table, "scenario")
    kinds = ["total", *("gain" if v >= 0 else "loss" for v in steps["value"][1:4]), "total"]
    labels, top = [MONEY.show(v) for v in steps["value"]], steps[["from", "to"]].max(axis=1)
    return {"ghost": _steps(table, "baseline"), "rows": steps.assign(kind=kinds, label=labels, top=top)}


def chart() -> alt.Chart:
    """Return a waterfall; the wide grey bars are the baseline's."""
    x = alt.X("step:N", sort=STEPS, title=None, axis=alt.Axis(labelAngle=0, grid=False))
    y = alt.Y("from:Q", title=None, axis=MONEY_AXIS)
    tooltip = ["world:N", "step:N", alt.Tooltip("value:Q", format="$,.0f")]
    wide = of("ghost").mark_bar(color=GHOST, opacity=0.45, width={"band": 0.9})
    colour = alt.Scale(domain=["total", "gain", "loss"], range=[SCENARIO, GAIN, LOSS])
    bars = of().mark_bar(width={"band": 0.55}).encode(color=alt.Color("kind:N", scale=colour, legend=None))
    layers = [layer.encode(x=x, y=y, y2="to:Q", tooltip=tooltip) for layer in (wide, bars)]
    labels = of().mark_text(dy=-7, fontSize=11, color="#344054").encode(x=x, y=alt.Y("top:Q"), text="label:N")
    return finish(alt.layer(*layers, labels), TITLE, QUESTION)
