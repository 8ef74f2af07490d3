"""What a cheaper competitor does: the customers at the horizon against the baseline, along the price gap."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._curve import curve, datasets_of
from televantage.charts._style import COUNT_AXIS

TITLE = "What if the competitor goes lower?"
QUESTION = "Customers at the horizon against the baseline. ◆ now."
MEASURE = "response"
VIEW = "Price & competition"
ORDER = 2


def shape(table: pd.DataFrame) -> tuple[()]:
    """Return nothing: the chart looks the same for every table."""
    return ()


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curve, where the scenario stands, and zero."""
    return datasets_of(table, "customers_end")


def chart() -> alt.Chart:
    """Return the curve of the customers."""
    return curve(TITLE, QUESTION, "competitor cheaper by", COUNT_AXIS, ",.0f")
