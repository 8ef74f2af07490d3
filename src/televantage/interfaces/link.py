"""A scenario as the query of a link: the preset it came from, and only what differs from it.

``?preset=price_war&competitor.gap=0.3`` is short enough to read aloud, and to send. A link comes from anywhere, so it
is checked like a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from televantage.interfaces.cli import json_or_text
from televantage.scenario import (
    Preset,
    Scenario,
    ScenarioError,
    UsageError,
    preset,
    preset_names,
    preset_scenario,
)
from televantage.scenario.presets import checked_preset

LONGEST = 2_000
"""Characters of a link's query that every browser, mail and chat keeps whole."""
MOST_KEYS = 200
PRESET, TITLE = "preset", "title"


def to_link(name: str, story: Preset, scenario: Scenario) -> dict[str, str]:
    """Return the query of a link to a scenario: ``preset``, a ``title`` of its own if it has one, and its changes.

    >>> to_link("baseline", preset("baseline"), preset_scenario("baseline").override({"price.change": 0.1}))
    {'preset': 'baseline', 'price.change': '0.1'}
    """
    source = name if name in preset_names() else "baseline"
    changes = scenario.changes_from(preset_scenario(source))
    own = {TITLE: story.title} if story.title != preset(source).title else {}
    return {PRESET: source, **own, **{path: _text(value) for path, value in changes.items()}}


def query(link: Mapping[str, str]) -> str:
    """Return a link's query as it stands behind the question mark."""
    return urlencode(link)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def from_link(link: Mapping[str, str]) -> tuple[str, Preset, Scenario]:
    """Return name, story and scenario of a link's query; an empty one is the baseline.

    Raises
    ------
    ScenarioError
        If the preset, a path or a value is not allowed; it names all of them.
    """
    given = dict(link)
    if len(given) > MOST_KEYS:
        raise ScenarioError([f"It has {len(given):,} parts; a link has at most {MOST_KEYS}."], "The link")
    name, title, problems = given.pop(PRESET, "baseline"), given.pop(TITLE, None), []
    story, source = preset("baseline"), preset_scenario("baseline")
    try:
        story, source = preset(name), preset_scenario(name)
    except UsageError as error:
        problems.append(str(error))
    try:
        scenario = source.override({path: json_or_text(text) for path, text in given.items()})
        if title is not None:
            story = checked_preset({**story.model_dump(), TITLE: title, "expect": {}}, "The link")
    except ScenarioError as error:
        problems += error.problems
    if problems:
        raise ScenarioError(problems, "The link")
    return name, story, scenario
