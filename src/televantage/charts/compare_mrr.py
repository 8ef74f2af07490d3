"""MRR of the base after discounts, by scenario: several scenarios, laid over one another."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._overlay import last_and_names, overlay
from televantage.charts._style import MONEY_AXIS

TITLE = "What is billed each month?"
QUESTION = "MRR of the base after discounts, by scenario."
MEASURE = "mrr_bridge_side_by_side"
OF = "mrr_bridge"
VIEW = "Compare"
ORDER = 3

shape = last_and_names


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curve of each scenario with its interval."""
    table = table[table["contract"] == "all"]
    return {"rows": table[["name", "month", "mrr_end", "mrr_end_low", "mrr_end_high"]]}


def chart(last: int, *names: str) -> alt.Chart:
    """Return a line a scenario."""
    return overlay("mrr_end", TITLE, QUESTION, MONEY_AXIS, "$,.0f", last, *names)
