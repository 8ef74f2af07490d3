"""Six models beside the ceiling that no model can beat."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import GHOST, INK, QUIET, SCENARIO, finish, of

TITLE = "How close to the possible?"
QUESTION = "AUC on customers the models had not seen, with 95 % intervals; 0.5 is chance."
MEASURE = "models"
VIEW = "Evidence"
ORDER = 1
COLOURS = {"ceiling": INK, "winner": SCENARIO, "model": GHOST}
KINDS = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the models in their order, and the ceiling."""
    rows = table.assign(label=[f"{auc:.3f}" for auc in table["auc"]])
    return {"rows": rows, "ceiling": table.loc[table["kind"] == "ceiling", ["auc"]]}


def chart() -> alt.Chart:
    """Return a point and an interval a model, and a line at the ceiling."""
    axis = alt.Axis(labelFontSize=13, labelColor=INK, ticks=False, domain=False, labelLimit=240)
    y = alt.Y("name:N", title=None, sort=None, axis=axis)
    x = alt.X(
        "auc:Q",
        title=None,
        scale=alt.Scale(zero=False, nice=True, padding=30),
        axis=alt.Axis(format=".3f", tickCount=4),
    )
    tooltip = [
        alt.Tooltip("name:N", title="model"),
        alt.Tooltip("auc:Q", title="AUC", format=".4f"),
        alt.Tooltip("auc_low:Q", title="from", format=".4f"),
        alt.Tooltip("auc_high:Q", title="to", format=".4f"),
        alt.Tooltip("average_precision:Q", title="average precision", format=".3f"),
        alt.Tooltip("brier:Q", title="Brier score", format=".3f"),
    ]
    base = of().encode(y=y, color=alt.Color("kind:N", scale=KINDS, legend=None), tooltip=tooltip)
    span = base.mark_rule(strokeWidth=3).encode(x=alt.X("auc_low:Q", title=None), x2="auc_high:Q")
    point = base.mark_point(filled=True, size=110, opacity=1).encode(x=x)
    label = base.mark_text(dy=-11, fontSize=11).encode(x=x, text="label:N", color=alt.value(INK))
    top = of("ceiling").mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x=x)
    return finish(alt.layer(top, span, point, label), TITLE, QUESTION)
