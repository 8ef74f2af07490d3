"""Presets: stories told as differences to another preset, in files that anyone can write.

A preset file holds ``title``, ``story`` (two sentences), ``look_at`` (three things), ``extends`` (another preset, or
null for the defaults), ``changes`` (``{path: value}``) and, for the presets that ship, ``expect``: the bands of
headline figures (``{measure: [low, high]}``) that the story relies on.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from televantage.scenario.errors import MOST_PROBLEMS, ScenarioError, UsageError, shown, suggestion
from televantage.scenario.reading import DATA, canonical, parse, read
from televantage.scenario.scenario import Scenario

DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def checked_name(name: str) -> str:
    """Return a name that is safe as a folder on every system, or refuse it.

    Raises
    ------
    UsageError
        If it is anything but 1 to 64 of ``a-z 0-9 _ -``, or the name of a device.
    """
    if not NAME.fullmatch(name) or name in DEVICES:
        raise UsageError(
            f"{shown(name)} cannot name a scenario: use 1 to 64 of a-z, 0-9, _ and -, starting with a letter or digit."
        )
    return name


def free_text(value: str, most: int) -> str:
    """Return free text in NFC on one line; refuse markup and what is too long."""
    value = unicodedata.normalize("NFC", value)
    value = "".join(c for c in value if unicodedata.category(c)[0] != "C").strip()
    if "<" in value or ">" in value:
        raise ValueError("must not contain markup (< or >)")
    if not 1 <= len(value) <= most:
        raise ValueError(f"must have 1 to {most} characters")
    return value


class Preset(BaseModel):
    """A story, and what it changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, hide_input_in_errors=True)

    title: str = "My scenario"
    story: str = "A scenario of our own."
    look_at: list[str] = Field(default_factory=list, max_length=3)
    extends: str | None = "baseline"
    changes: dict[str, Any] = Field(default_factory=dict)
    expect: dict[str, Annotated[list[float], Field(min_length=2, max_length=2)]] = Field(default_factory=dict)

    @field_validator("title")
    @classmethod
    def _short(cls, value: str) -> str:
        return free_text(value, 80)

    @field_validator("story")
    @classmethod
    def _long(cls, value: str) -> str:
        return free_text(value, 600)

    @field_validator("look_at")
    @classmethod
    def _things(cls, value: list[str]) -> list[str]:
        return [free_text(thing, 200) for thing in value]

    def to_json(self) -> bytes:
        """Return the preset as the bytes of a preset file."""
        return canonical(self.model_dump(mode="json"))


ALLOWED = {
    "title": "a text of 1 to 80 characters without < or >",
    "story": "a text of 1 to 600 characters without < or >",
    "look_at": "a list of at most three texts of 1 to 200 characters without < or >",
    "extends": "the name of a preset, or null",
    "changes": "an object of parameter paths and values",
    "expect": "an object of headline figures and [low, high] pairs of finite numbers",
}


def checked_preset(data: Any, source: str) -> Preset:
    """Return a preset from data that anybody may have written.

    Raises
    ------
    ScenarioError
        If it is none; it names every mistake, after the ``source``.
    """
    if not isinstance(data, dict):
        raise ScenarioError([f"It holds {shown(data)}, but must be an object with {', '.join(ALLOWED)}."], source)
    try:
        return Preset.model_validate(data)
    except ValidationError as error:
        problems = []
        for place, key in enumerate(dict.fromkeys(str(e["loc"][0] if e["loc"] else "?") for e in error.errors())):
            if key in ALLOWED:
                problems.append(f"'{key}' is {shown(data[key])}, but must be {ALLOWED[key]}.")
            else:
                hint = suggestion(key, list(ALLOWED)) if place < MOST_PROBLEMS else ""
                problems.append(f"There is no key {shown(key)} in a preset.{hint} It has {', '.join(ALLOWED)}.")
        raise ScenarioError(problems + _wrong_changes(data.get("changes")), source) from None


def _wrong_changes(changes: object) -> list[str]:
    """Return what is wrong with the changes of a preset that has other mistakes too, so that all are named at once."""
    try:
        Scenario().override(changes if isinstance(changes, dict) else {})
    except ScenarioError as error:
        return list(error.problems)
    return []


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of the presets that ship, the baseline first."""
    names = sorted(path.stem for path in (DATA / "presets").glob("*.json"))
    return tuple(sorted(names, key=lambda name: name != "baseline"))


@cache
def preset(name: str) -> Preset:
    """Return a preset that ships, by name.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if name not in preset_names():
        known = list(preset_names())
        raise UsageError(
            f"There is no preset {shown(name)}.{suggestion(name, known)} The presets are {', '.join(known)}."
        )
    return checked_preset(read(DATA / "presets" / f"{name}.json"), name)


def resolve(story: Preset, source: str, seen: tuple[str, ...] = ()) -> Scenario:
    """Return the full scenario of a preset: what it extends, with its changes on top.

    Raises
    ------
    ScenarioError
        If a change is not allowed, or the presets extend each other in a circle.
    """
    if story.extends is None:
        base = Scenario()
    elif story.extends in seen:
        raise ScenarioError(
            [f"The presets {' → '.join((*seen, story.extends))} extend each other in a circle."], source
        )
    else:
        try:
            parent = preset(story.extends)
        except UsageError as error:
            raise ScenarioError([f"'extends': {error}", *_wrong_changes(story.changes)], source) from None
        base = resolve(parent, story.extends, (*seen, story.extends))
    try:
        return base.override(story.changes)
    except ScenarioError as error:
        raise ScenarioError(error.problems, source) from None


@cache
def preset_scenario(name: str) -> Scenario:
    """Return the full scenario of a preset that ships."""
    return resolve(preset(name), name, (name,))


def parse_preset(raw: bytes, source: str) -> tuple[Preset, Scenario]:
    """Return a preset and its scenario from the bytes of a file.

    Raises
    ------
    ScenarioError
        If anything in it is wrong; it names every mistake.
    """
    story = checked_preset(parse(raw, source), source)
    return story, resolve(story, source)


def read_preset(path: Path) -> tuple[Preset, Scenario]:
    """Return a preset and its scenario from a file; errors as :func:`parse_preset`."""
    story = checked_preset(read(path), str(path))
    return story, resolve(story, str(path))


def preset_or_file(word: str) -> tuple[str, Preset, Scenario]:
    """Return name, story and scenario of what somebody typed: a preset's name, or the path of a preset file.

    Raises
    ------
    UsageError
        If there is no such preset, or the file's name cannot name a scenario.
    ScenarioError
        If the file holds no preset.
    """
    if word.endswith(".json") or "/" in word or "\\" in word:
        path = Path(word)
        story, scenario = read_preset(path)
        return checked_name(path.stem), story, scenario
    return word, preset(word), preset_scenario(word)
