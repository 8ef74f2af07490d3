"""12-month churn by segment, with the change against the baseline."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._style import ON_PALE, SEGMENT_KEYS, finish, segment_grid, segments_named

TITLE = "12-month churn by segment"
QUESTION = "Who leaves? Small figure: points against the baseline."
MEASURE = "segment_churn"
VIEW = "Overview"
ORDER = 3
PICK = "pick"
"""The selection of cells: click one, with shift several; with nothing selected, all are."""
SMALLEST = 0.0005
"""Share of the base below which a segment is left blank."""


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return a row a segment with its churn, and its change in points as a text."""
    worlds = {world: table[table["world"] == world].reset_index(drop=True) for world in ("scenario", "difference")}
    rows = worlds["scenario"][[*SEGMENT_KEYS, "customers", "churn_12m"]]
    change = worlds["difference"]["churn_12m"]  # the rows of each world stand in the same order
    moved = [f"{c * 100:+.1f}".replace("-", "−") if abs(c) >= 0.0005 else "" for c in change]
    rows = rows.assign(change=change, label=moved, segment=segments_named(rows))
    return {"rows": rows[rows["customers"] > SMALLEST * rows["customers"].sum()]}


def chart() -> alt.Chart:
    """Return a heat map of tenure band against contract and value tier."""
    base = segment_grid()
    heat = alt.Scale(scheme="yelloworangered", domain=[0, 0.8], clamp=True)
    picked = alt.selection_point(PICK, fields=SEGMENT_KEYS, toggle="event.shiftKey || event.ctrlKey || event.metaKey")
    cells = (
        base.mark_rect(stroke="white", strokeWidth=1, cursor="pointer")
        .add_params(picked)
        .encode(
            opacity=alt.condition(picked, alt.value(1.0), alt.value(0.35)),
            color=alt.Color("churn_12m:Q", scale=heat, legend=None),
            tooltip=[
                *(f"{key}:N" for key in SEGMENT_KEYS),
                alt.Tooltip("customers:Q", format=","),
                alt.Tooltip("churn_12m:Q", title="12-month churn", format=".1%"),
                alt.Tooltip("change:Q", title="against the baseline", format="+.2%"),
            ],
        )
    )
    ink = alt.condition("datum.churn_12m > 0.42", alt.value("white"), alt.value(ON_PALE))
    share = base.mark_text(fontSize=12, dy=-5, fontWeight=600).encode(
        text=alt.Text("churn_12m:Q", format=".0%"), color=ink
    )
    moved = base.mark_text(fontSize=10, dy=9).encode(text="label:N", color=ink)
    return finish(cells + share + moved, TITLE, QUESTION)
