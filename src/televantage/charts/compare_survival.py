"""Survival of the whole base, by scenario: several scenarios, laid over one another."""

from __future__ import annotations

import altair as alt
import pandas as pd

from televantage.charts._overlay import last_and_names, overlay
from televantage.charts._style import PERCENT

TITLE = "Who is still a customer?"
QUESTION = "Survival of the whole base, by scenario."
MEASURE = "survival_side_by_side"
OF = "survival"
VIEW = "Compare"
ORDER = 1

shape = last_and_names


def datasets(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curve of each scenario with its interval."""
    table = table[table["contract"] == "all"]
    return {"rows": table[["name", "month", "survival", "survival_low", "survival_high"]]}


def chart(last: int, *names: str) -> alt.Chart:
    """Return a line a scenario."""
    return overlay("survival", TITLE, QUESTION, alt.Axis(format=PERCENT, tickCount=5), ".1%", last, *names)
