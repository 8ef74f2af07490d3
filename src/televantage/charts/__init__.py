"""Charts: one module each; a chart draws a measure, never a population.

Building a specification with Altair takes ten times as long as filling it, so a chart says apart what it looks like
(``chart(*shape)``, built once a shape) and what it shows (``datasets(table)``, at each move of a slider).
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any

import pandas as pd

from televantage.plugins import discover


def charts() -> dict[str, ModuleType]:
    """Return the chart modules by name in their ORDER on the page.

    Each has TITLE, QUESTION, MEASURE, ORDER, shape(table), datasets(table) and chart(*shape).
    """
    found = discover(__name__, "TITLE", "QUESTION", "MEASURE", "ORDER", "shape", "datasets", "chart")
    return dict(sorted(found.items(), key=lambda item: item[1].ORDER))


@lru_cache(maxsize=128)
def _look(name: str, shape: tuple[Any, ...]) -> dict[str, Any]:
    look: dict[str, Any] = charts()[name].chart(*shape).to_dict()
    return look


def specification(name: str, table: pd.DataFrame) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart, its ``datasets`` as tables by name.

    Parameters
    ----------
    name
        Name of the chart's module.
    table
        The table of the chart's MEASURE.
    """
    module = charts()[name]
    return _look(name, module.shape(table)) | {"datasets": module.datasets(table)}


__all__ = ["charts", "specification"]
