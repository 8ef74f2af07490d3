"""Charts: one module each; a chart draws a measure, never a population."""

from __future__ import annotations

from types import ModuleType

from televantage.plugins import discover


def charts() -> dict[str, ModuleType]:
    """Return the chart modules by name in their ORDER on the page; each has TITLE, QUESTION, MEASURE, draw(table)."""
    found = discover(__name__, "TITLE", "QUESTION", "MEASURE", "ORDER", "draw")
    return dict(sorted(found.items(), key=lambda item: item[1].ORDER))


__all__ = ["charts"]
