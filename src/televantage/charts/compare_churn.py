"""Monthly churn, by scenario: several scenarios, laid over one another."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._overlay import last_and_names, overlay

TITLE = "How many leave each month?"
QUESTION = "Monthly churn, by scenario."
MEASURE = "churn_by_month_side_by_side"
OF = "churn_by_month"
VIEW = "Compare"
ORDER = 2

shape = last_and_names


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curve of each scenario with its interval."""
    return {"rows": table[["name", "month", "churn", "churn_low", "churn_high"]]}


def chart(last: int, *names: str) -> alt.Chart:
    """Return a line a scenario."""
    return overlay("churn", TITLE, QUESTION, alt.Axis(format=".1%"), ".2%", last, *names)
