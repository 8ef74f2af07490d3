"""Charts: one module each; a chart draws a measure, never a population.

Building a specification with Altair takes ten times as long as filling it, so a chart says apart what it looks like
(``chart(*shape)``, built once a shape) and what it shows (``datasets(table)``, at each move of a slider).
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any

import pandas as pd

from televantage.charts._style import DARK, SCENARIO
from televantage.plugins import discover
from televantage.units import CURRENCIES, in_currency


def charts(view: str | None = None) -> dict[str, ModuleType]:
    """Return the chart modules by name in their ORDER on the page, all of them or those of one VIEW.

    Each has TITLE, QUESTION, MEASURE, VIEW, ORDER, shape(table), datasets(table) and chart(*shape).
    """
    found = discover(__name__, "TITLE", "QUESTION", "MEASURE", "VIEW", "ORDER", "shape", "datasets", "chart")
    chosen = {name: module for name, module in found.items() if view in (None, module.VIEW)}
    return dict(sorted(chosen.items(), key=lambda item: item[1].ORDER))


@lru_cache(maxsize=128)
def _look(name: str, shape: tuple[Any, ...]) -> dict[str, Any]:
    look: dict[str, Any] = charts()[name].chart(*shape).to_dict()
    return look


@lru_cache(maxsize=256)
def _dressed(name: str, shape: tuple[Any, ...], dark: bool, primary: str) -> dict[str, Any]:
    """Return a look with the colours of a theme and a brand in place of ours."""
    colours = {SCENARIO: primary, **(DARK if dark else {})}

    def dressed(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: dressed(value) for key, value in part.items()}
        if isinstance(part, list):
            return [dressed(value) for value in part]
        return colours.get(part, part) if isinstance(part, str) else part

    look: dict[str, Any] = dressed(_look(name, shape))
    return look


def _in_currency(look: dict[str, Any], currency: str) -> dict[str, Any]:
    """Return a specification that writes amounts in a currency: Vega's ``$`` format means the locale's."""
    number = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": [CURRENCIES[currency], ""]}
    return look | {"config": look["config"] | {"locale": {"number": number}}}


def _labels_in_currency(rows: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return rows whose ``label``, an amount written out, is in a currency."""
    if "label" not in rows:
        return rows
    return rows.assign(label=[in_currency(text, currency) for text in rows["label"]])


def specification(
    name: str, table: pd.DataFrame, currency: str = "USD", dark: bool = False, primary: str = SCENARIO
) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart, its ``datasets`` as tables by name.

    Parameters
    ----------
    name
        Name of the chart's module.
    table
        The table of the chart's MEASURE: that of a measure, or the fidelity report.
    currency
        The currency that amounts are written in.
    dark
        Whether it stands on a dark page.
    primary
        The brand's colour, of the scenario's own marks.
    """
    module = charts()[name]
    datasets = {key: _labels_in_currency(rows, currency) for key, rows in module.datasets(table).items()}
    return _in_currency(_dressed(name, module.shape(table), dark, primary), currency) | {"datasets": datasets}


__all__ = ["charts", "specification"]
