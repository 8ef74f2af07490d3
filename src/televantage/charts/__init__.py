"""Charts: one module each; a chart draws a measure, never a population.

Building a specification with Altair takes ten times as long as filling it, so a chart says apart what it looks like
(``chart(*shape)``, built once a shape) and what it shows (``datasets(table)``, at each move of a slider).
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any

import pandas as pd

from televantage.charts._query import Result, capital, drawn, named
from televantage.charts._style import DARK, SCENARIO
from televantage.plugins import discover
from televantage.units import CURRENCIES, LOCALES, Notation, in_locale

ENGLISH = Notation()


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
    return _in_colours(_look(name, shape), dark, primary)


def _in_colours(look: dict[str, Any], dark: bool, primary: str) -> dict[str, Any]:
    """Return a look with the colours of a theme and a brand in place of ours."""
    colours = {SCENARIO: primary, **(DARK if dark else {})}

    def dressed(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: dressed(value) for key, value in part.items()}
        if isinstance(part, list):
            return [dressed(value) for value in part]
        return colours.get(part, part) if isinstance(part, str) else part

    changed: dict[str, Any] = dressed(look)
    return changed


def _written(look: dict[str, Any], notation: Notation) -> dict[str, Any]:
    """Return a specification that writes numbers in a notation: Vega's ``$`` format means the locale's."""
    to = LOCALES[notation.locale]
    number = {"decimal": to.decimal, "thousands": to.thousands[0], "grouping": [3], "percent": to.percent}
    number["currency"] = [CURRENCIES[notation.currency], ""]
    title = look["title"] | {"subtitle": in_locale(look["title"]["subtitle"], notation.locale)}
    return look | {"title": title, "config": look["config"] | {"locale": {"number": number}}}


def _labelled(rows: pd.DataFrame, notation: Notation) -> pd.DataFrame:
    """Return rows with their labels, numbers that are written out, in a notation."""
    labels = [column for column in rows if column == "label" or column.endswith("_label")]
    return rows.assign(**{column: [notation.write(text) for text in rows[column]] for column in labels})


def specification(
    name: str, table: pd.DataFrame, notation: Notation = ENGLISH, dark: bool = False, primary: str = SCENARIO
) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart, its ``datasets`` as tables by name.

    Parameters
    ----------
    name
        Name of the chart's module.
    table
        The table of the chart's MEASURE: that of a measure, or the fidelity report.
    notation
        How numbers are written.
    dark
        Whether it stands on a dark page.
    primary
        The brand's colour, of the scenario's own marks.
    """
    module = charts()[name]
    datasets = {key: _labelled(rows, notation) for key, rows in module.datasets(table).items()}
    return _written(_dressed(name, module.shape(table), dark, primary), notation) | {"datasets": datasets}


def of_query(
    result: Result, rows: pd.DataFrame, notation: Notation = ENGLISH, dark: bool = False, primary: str = SCENARIO
) -> dict[str, Any]:
    """Return the Vega-Lite specification of a query's result; parameters as of :func:`specification`."""
    chart, data = drawn(result, rows)
    look = _in_colours(chart.to_dict(), dark, primary)
    return _written(look, notation) | {"datasets": {"rows": data}}


__all__ = ["Result", "capital", "charts", "named", "of_query", "specification"]
