"""Parameters on the command line: ``--set path=value`` and the list of what can be set."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from televantage.scenario import UsageError, parameters, sections


def json_or_text(text: str) -> Any:
    """Return the JSON value of a text, or the text itself where it is none (a choice, a month)."""
    try:
        return json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text


def assignments(words: Sequence[str]) -> dict[str, Any]:
    """Return ``{path: value}`` from words such as ``price.change=0.1``.

    Raises
    ------
    UsageError
        If a word has no ``=`` or a path stands twice; whether path and value are allowed is checked by the scenario.
    """
    found: dict[str, Any] = {}
    for word in words:
        path, equals, text = word.partition("=")
        if not equals or not path:
            raise UsageError(f"--set {word[:60]!r} is not of the form path=value, e.g. --set price.change=0.1.")
        if path in found:
            raise UsageError(f"--set gives {path!r} twice; keep one of them.")
        found[path] = json_or_text(text)
    return found


def parameter_help() -> str:
    """Return the list of every parameter for ``--help``: path, default, what is allowed, and its sentence."""
    lines = []
    for section, model in sections().items():
        lines.append(f"\b\n{model.title}")
        for p in parameters().values():
            if p.section == section:
                lines[-1] += f"\n  {p.path}={p.default}\n      {p.sentence}\n      Allowed: {p.allowed}."
    return "\n\n".join(lines)
