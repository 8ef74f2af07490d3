"""What charts of several scenarios share: one curve each over the months, in colours and order of their names."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from televantage.charts._style import CONTRASTS, finish, month_axis, of

NAMES: dict[str, Any] = {"orient": "top", "title": None, "direction": "vertical", "offset": 2, "labelLimit": 380,
                         "symbolOpacity": 1, "symbolType": "stroke", "symbolStrokeWidth": 3}  # fmt: skip
"""A legend of names as long as a title, one below the other."""


def last_and_names(table: pd.DataFrame) -> tuple[Any, ...]:
    """Return the last month and the names of the scenarios."""
    return int(table["month"].max()), *dict.fromkeys(table["name"])


def overlay(column: str, title: str, question: str, axis: alt.Axis, tooltip: str, last: int, *names: str) -> alt.Chart:
    """Return a line a scenario over a band of its simulation interval, of a column with ``_low`` and ``_high``."""
    colour = alt.Scale(domain=list(names), range=list(CONTRASTS[: len(names)]))
    legend = alt.Legend(**NAMES)
    base = of().encode(x=month_axis(last), color=alt.Color("name:N", scale=colour, legend=legend))
    scale = alt.Scale(zero=False, nice=False, padding=8)
    band = base.mark_area(opacity=0.15).encode(y=alt.Y(f"{column}_low:Q", title=None), y2=f"{column}_high:Q")
    line = base.mark_line(strokeWidth=2.5).encode(
        y=alt.Y(f"{column}:Q", title=None, axis=axis, scale=scale),
        tooltip=["name:N", "month:Q", alt.Tooltip(f"{column}:Q", title=title, format=tooltip)],
    )
    return finish(band + line, title, question)
