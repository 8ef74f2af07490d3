"""Whom the winner targets, segment by segment."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from televantage.charts._style import ON_PALE, SEGMENT_KEYS, finish, segment_grid, segments_named
from televantage.units import MULTIPLE, SHARE

TITLE = "Where is an offer worth it?"
QUESTION = "Share of the segment that scores above its best threshold; blank: nobody."
MEASURE = "targeting"
VIEW = "Evidence"
ORDER = 6


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return a row a segment with its share as a text."""
    label = [SHARE.show(rate) if rate > 0 else "" for rate in table["rate"]]
    earned = ["nobody targeted" if math.isnan(roi) else MULTIPLE.show(roi) for roi in table["roi"]]
    rows = table.drop(columns="roi").assign(label=label, roi_label=earned, segment=segments_named(table))
    return {"rows": rows}


def chart() -> alt.Chart:
    """Return a heat map of tenure band against contract and value tier."""
    base = segment_grid()
    cells = base.mark_rect(stroke="white", strokeWidth=1).encode(
        color=alt.Color("rate:Q", scale=alt.Scale(scheme="tealblues", domain=[0, 1]), legend=None),
        tooltip=[
            *(f"{key}:N" for key in SEGMENT_KEYS),
            alt.Tooltip("customers:Q", format=",.0f"),
            alt.Tooltip("targeted:Q", format=",.0f"),
            alt.Tooltip("threshold:Q", format=".3f"),
            alt.Tooltip("npv:Q", title="NPV", format="$,.0f"),
            alt.Tooltip("roi_label:N", title="ROI"),
        ],
    )
    ink = alt.condition("datum.rate > 0.5", alt.value("white"), alt.value(ON_PALE))
    text = base.mark_text(fontSize=11).encode(text="label:N", color=ink)
    return finish(cells + text, TITLE, QUESTION)
