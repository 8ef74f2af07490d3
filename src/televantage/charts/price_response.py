"""How far the price can go: the margin against the baseline, along the size of the price change."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._curve import curve, datasets_of
from televantage.charts._style import MONEY_AXIS

TITLE = "How far can the price go?"
QUESTION = "Margin to the horizon against the baseline. ◆ now."
MEASURE = "response"
VIEW = "Price & competition"
ORDER = 1


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curve, where the scenario stands, and zero."""
    return datasets_of(table, "margin")


def chart() -> alt.Chart:
    """Return the curve of the margin."""
    return curve(TITLE, QUESTION, "price change", MONEY_AXIS, "$,.0f")
