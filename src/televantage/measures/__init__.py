"""Measures: pure functions from a simulation to small tidy tables, one module each."""

from __future__ import annotations

from types import ModuleType

import pandas as pd

from televantage.measures._figure import figure_named, headline_figure
from televantage.measures._ledger import Ledger, apportion
from televantage.measures._money import offer_margin, programme_costs
from televantage.measures._selection import Segment, selected
from televantage.measures._side_by_side import side_by_side
from televantage.measures._table import WORLDS, Outcome, per
from televantage.measures.headline import FIGURES
from televantage.plugins import discover


def measures() -> dict[str, ModuleType]:
    """Return the measure modules by name; each has GRAIN, COLUMNS and measure(outcome)."""
    return discover(__name__, "GRAIN", "COLUMNS", "measure")


def tables(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """Return the table of every measure by name."""
    return {name: module.measure(outcome) for name, module in measures().items()}


__all__ = [
    "FIGURES",
    "WORLDS",
    "Ledger",
    "Outcome",
    "Segment",
    "apportion",
    "figure_named",
    "headline_figure",
    "measures",
    "offer_margin",
    "per",
    "programme_costs",
    "selected",
    "side_by_side",
    "tables",
]
