"""What charts share: colours that colour-blind people can tell apart (Okabe & Ito 2008), sizes, formats."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from televantage.simulation import LABELS

GHOST = "#98a2b3"
SCENARIO = "#0f766e"
GAIN, LOSS = "#0072b2", "#d55e00"
CONTRACT_COLOURS = {"M2M": "#d55e00", "1yr": "#0072b2", "2yr": "#009e73", "all": "#475467"}
CONTRASTS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
"""Of several scenarios, in their order."""
HEIGHT = 270
WORLD_SCALE = alt.Scale(domain=["baseline", "scenario"], range=[GHOST, SCENARIO])
DASHES = alt.Scale(domain=["baseline", "scenario"], range=[[4, 3], [1, 0]])
LEGEND = alt.Legend(orient="top", title=None, direction="horizontal", symbolStrokeWidth=3, offset=2)
PERCENT, FINE_PERCENT = ".0%", ".2%"


def large(number: str) -> str:
    """Return the expression of a label that writes a large number as people do: 1.2 bn, not 1.2G.

    >>> large("$.2~s")
    "replace(replace(format(datum.value, '$.2~s'), 'G', ' bn'), 'M', ' M')"
    """
    return f"replace(replace(format(datum.value, '{number}'), 'G', ' bn'), 'M', ' M')"


MONEY_AXIS = alt.Axis(labelExpr=large("$.2~s"), tickCount=5)
COUNT_AXIS = alt.Axis(labelExpr=large(".2~s"), tickCount=5)
INK, QUIET, LINE = "#1d2939", "#667085", "#e4e7ec"
ON_PALE = "#101828"
"""Ink on a pale cell: the same in every theme."""
DARK = {INK: "#f2f4f7", QUIET: "#a4acb9", LINE: "#3a4354", "#344054": "#d0d5dd", "#475467": "#d0d5dd"}
"""What the colours of text and lines become on a dark page."""


def both(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the baseline and the scenario, without the difference."""
    return table[table["world"] != "difference"]


def months(table: pd.DataFrame) -> tuple[int]:
    """Return the shape of a chart over months: the last one."""
    return (int(table["month"].max()),)


def month_axis(last: int) -> alt.X:
    """Return the horizontal axis of months up to the last."""
    step = 1 if last <= 6 else 3 if last <= 24 else 6
    axis = alt.Axis(values=list(range(0, last + 1, step)), format="d", grid=False)
    return alt.X("month:Q", title="months after the as-of month", axis=axis, scale=alt.Scale(nice=False, padding=6))


def of(name: str = "rows") -> alt.Chart:
    """Return an empty chart over a dataset that is given by name."""
    return alt.Chart(alt.NamedData(name))


def finish(chart: Any, title: str, question: str) -> alt.Chart:
    """Return a chart with its title and question on top, and the common size and look."""
    heading = alt.TitleParams(title, subtitle=question)
    sized = chart.properties(title=heading, height=HEIGHT, width="container", background="transparent")
    return sized.configure(  # type: ignore[no-any-return]
        font="Source Sans, Source Sans Pro, sans-serif",
        padding={"left": 2, "right": 8, "top": 5, "bottom": 2},
        title={"anchor": "start", "fontSize": 16, "subtitleFontSize": 13, "offset": 6, "color": INK,
               "subtitleColor": QUIET},
        axis={"labelColor": QUIET, "titleColor": QUIET, "titleFontWeight": "normal", "labelFontSize": 12,
              "titleFontSize": 12, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE, "labelPadding": 4},
        legend={"labelColor": INK, "labelFontSize": 12, "padding": 0},
        text={"color": INK},
        view={"stroke": None},
    )  # fmt: skip


POLICY_COLOURS = {"random": GHOST, "risk": "#e69f00", "value": "#cc79a7", "uplift": "#0072b2", "oracle": "#009e73"}
POLICY_SCALE = alt.Scale(domain=list(POLICY_COLOURS), range=list(POLICY_COLOURS.values()))
ZERO = pd.DataFrame({"zero": [0]})
NO_OFFER = "No offer is made in this scenario."


def is_offered(table: pd.DataFrame) -> tuple[bool]:
    """Return the shape of a chart of the offer: whether one is made."""
    return (len(table) > 0,)


def zero_line() -> alt.Chart:
    """Return a thin line at 0, over the dataset ``zero``."""
    return of("zero").mark_rule(color=QUIET, strokeWidth=1).encode(y="zero:Q")


def no_offer(title: str, question: str, *names: str) -> alt.Chart:
    """Return the look of a chart without rows; it draws from the same datasets: a page refills what it drew before."""
    note = of("zero").mark_text(fontSize=14, color=QUIET, text=NO_OFFER)
    unseen = [of(name).mark_point(opacity=0) for name in names]
    return finish(alt.layer(note, *unseen), title, question)


SEGMENT_KEYS = ["tenure_band", "contract", "value_tier"]


def segments_named(table: pd.DataFrame) -> pd.Series:
    """Return what a column of the grid of segments is called: contract and value tier."""
    return table["contract"] + " " + table["value_tier"]


def segment_grid() -> alt.Chart:
    """Return an empty grid of segments: tenure band against contract and value tier, by ``segment``."""
    order = [f"{c} {v}" for c in LABELS["contract"] for v in LABELS["value"]]
    below = alt.Axis(labelAngle=0, labelFontSize=11, labelExpr="split(datum.label, ' ')", domain=False, ticks=False)
    return of().encode(
        x=alt.X("segment:N", sort=order, title=None, axis=below),
        y=alt.Y("tenure_band:N", sort=list(LABELS["tenure"]), title=None, axis=alt.Axis(domain=False, ticks=False)),
    )
