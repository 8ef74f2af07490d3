"""Demos: the steps of a presentation, in files that anyone can write.

A demo file holds ``title``, ``minutes``, ``story`` (what the room shall remember) and ``steps``. A step stands on a
``preset``, or goes on from the scenario of the step before, and says what it ``changes``, which ``view`` shows it, what
the presenter says (``notes``), what the room is asked (``ask``) and which figures it relies on (``expect``, as in a
preset). Views belong to a screen and figures to the measures, and neither is known here: who reads a file says which
figures there are, and a rehearsal finds a view that is none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from televantage.scenario.errors import MOST_PROBLEMS, ScenarioError, UsageError, shown, suggestion
from televantage.scenario.presets import free_text, preset_scenario
from televantage.scenario.reading import DATA, parse, read
from televantage.scenario.scenario import Scenario

FIRST_PRESET = "baseline"
"""What a demo begins with whose first step names no preset."""
MOST_STEPS = 40
MOST_MINUTES = 240


def _line(value: str, most: int) -> str:
    """Return free text as a preset's, its line breaks as spaces."""
    return free_text(" ".join(value.split()), most)


def _low_first(band: list[float]) -> list[float]:
    if band[0] > band[1]:
        raise ValueError("must have its lower end first")
    return band


Short = Annotated[str, AfterValidator(lambda value: _line(value, 80))]
Long = Annotated[str, AfterValidator(lambda value: _line(value, 600))]
Notes = Annotated[str, AfterValidator(lambda value: _line(value, 1_500))]
Band = Annotated[list[float], Field(min_length=2, max_length=2), AfterValidator(_low_first)]


class _Written(BaseModel):
    """What anybody may have written: strict, frozen, nothing unknown, nothing repeated in a message."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )


class Step(_Written):
    """A step of a demo: a scenario, the view that shows it, and what is said."""

    title: Short
    """What the step is called."""
    preset: str | None = None
    """The preset it stands on; without one, the scenario of the step before goes on, and the first is the baseline."""
    changes: dict[str, Any] = Field(default_factory=dict)
    """What it changes in that scenario: parameters by path."""
    view: Short
    """The title of the app's view that shows it."""
    notes: Notes
    """What the presenter says; plain text, a line break is a space."""
    ask: Long | None = None
    """A question to the room."""
    expect: dict[str, Band] = Field(default_factory=dict)
    """The bands that the notes rely on: of a headline ``figure`` or ``figure.world``, or of a figure of the offer."""


class Demo(_Written):
    """A demo: what the room shall remember, and the steps that lead there."""

    title: Short
    """What the demo is called."""
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    """How long it takes."""
    story: Long
    """What the room shall remember."""
    steps: Annotated[list[Step], Field(min_length=1, max_length=MOST_STEPS)]
    """Its steps, in order."""

    def presets(self) -> list[str]:
        """Return, for each step, the preset that its scenario stands on."""
        found, name = [], FIRST_PRESET
        for step in self.steps:
            name = name if step.preset is None else step.preset
            found.append(name)
        return found

    def scenarios(self) -> list[Scenario]:
        """Return the full scenario of each step.

        Raises
        ------
        UsageError
            If there is no preset of a name; never for a demo that was read.
        ScenarioError
            If a change is not allowed; likewise.
        """
        found, scenario = [], preset_scenario(FIRST_PRESET)
        for step in self.steps:
            start = scenario if step.preset is None else preset_scenario(step.preset)
            scenario = start.override(step.changes)
            found.append(scenario)
        return found


_TEXT = "a text of 1 to {} characters without < or >"
ALLOWED = {
    "title": _TEXT.format(80),
    "minutes": f"a whole number from 1 to {MOST_MINUTES}",
    "story": _TEXT.format(600),
    "steps": f"a list of 1 to {MOST_STEPS} steps",
}
ALLOWED_IN_STEP = {
    "title": _TEXT.format(80),
    "preset": "the name of a preset, or null",
    "changes": "an object of parameter paths and values",
    "view": _TEXT.format(80),
    "notes": _TEXT.format("1,500"),
    "ask": f"{_TEXT.format(600)}, or null",
    "expect": "an object of figures and [low, high] pairs of finite numbers, the lower first",
}


def _wrong_keys(data: dict[str, Any], keys: list[str], what: str, allowed: dict[str, str]) -> list[str]:
    """Return a sentence for each key that is missing, unknown or has a value that is not allowed."""
    problems = []
    for place, key in enumerate(keys):
        if key not in allowed:
            hint = suggestion(key, list(allowed)) if place < MOST_PROBLEMS else ""
            problems.append(f"There is no key {shown(key)} in a {what}.{hint} It has {', '.join(allowed)}.")
        elif key in data:
            problems.append(f"'{key}' is {shown(data[key])}, but must be {allowed[key]}.")
        else:
            problems.append(f"There is no '{key}'; give {allowed[key]}.")
    return problems


def _wrong_step(step: Any, places: list[tuple[int | str, ...]]) -> list[str]:
    """Return what is wrong with a step: its keys, its values, and each of its bands."""
    if not isinstance(step, dict):
        return [f"It is {shown(step)}, but must be an object with {', '.join(ALLOWED_IN_STEP)}."]
    keys = dict.fromkeys(str(place[0]) for place in places if len(place) == 1 or place[0] != "expect")
    bands = dict.fromkeys(str(place[1]) for place in places if len(place) > 1 and place[0] == "expect")
    return _wrong_keys(step, list(keys), "step", ALLOWED_IN_STEP) + [
        f"The band of {shown(name)} must be [low, high]: two finite numbers, the lower first." for name in bands
    ]


def _wrong_shape(data: dict[str, Any], error: ValidationError) -> list[str]:
    """Return what is wrong with the keys and values of a demo, and of each of its steps."""
    own: dict[str, None] = {}
    steps: dict[int, list[tuple[int | str, ...]]] = {}
    for fault in error.errors():
        key, *place = fault["loc"]
        if place:
            steps.setdefault(int(place[0]), []).append(tuple(place[1:]))
        else:
            own[str(key)] = None
    return _wrong_keys(data, list(own), "demo", ALLOWED) + [
        f"Step {number + 1}: {problem}"
        for number, places in steps.items()
        for problem in _wrong_step(data["steps"][number], places)
    ]


def _wrong_names(step: dict[str, Any], figures: tuple[str, ...] | None) -> list[str]:
    """Return a sentence for each preset, change and figure of a step that there is not."""
    problems = []
    try:
        preset_scenario(step["preset"] if isinstance(step.get("preset"), str) else FIRST_PRESET)
    except UsageError as error:
        problems.append(str(error))
    try:
        Scenario().override(step["changes"] if isinstance(step.get("changes"), dict) else {})
    except ScenarioError as error:
        problems += error.problems
    bands = step["expect"] if isinstance(step.get("expect"), dict) else {}
    unknown = [] if figures is None else [name for name in bands if name not in figures]
    for place, name in enumerate(unknown):
        hint = suggestion(name, figures or ()) if place < MOST_PROBLEMS else ""
        problems.append(f"There is no figure {shown(name)}.{hint}")
    return problems


def _wrong_names_of(steps: list[Any], figures: tuple[str, ...] | None) -> list[str]:
    """Return what the steps name that there is not, up to the step that makes it more than is told."""
    problems: list[str] = []
    for number, step in enumerate(steps[:MOST_STEPS], 1):
        if isinstance(step, dict) and len(problems) <= MOST_PROBLEMS:  # a suggestion takes milliseconds
            problems += [f"Step {number}: {problem}" for problem in _wrong_names(step, figures)]
    return problems


def _demo(data: Any, source: str, figures: tuple[str, ...] | None) -> Demo:
    if not isinstance(data, dict):
        raise ScenarioError([f"It holds {shown(data)}, but must be an object with {', '.join(ALLOWED)}."], source)
    named = _wrong_names_of(data["steps"] if isinstance(data.get("steps"), list) else [], figures)
    try:
        found = Demo.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(_wrong_shape(data, error) + named, source) from None
    if named:
        raise ScenarioError(named, source)
    return found


def parse_demo(raw: bytes, source: str, figures: tuple[str, ...] | None = None) -> Demo:
    """Return a demo from the bytes of a file.

    Parameters
    ----------
    raw
        The bytes that anybody may have written.
    source
        What leads the sentence of a mistake.
    figures
        Every name that a band may have; without them, the names are not checked.

    Raises
    ------
    ScenarioError
        If anything in it is wrong; it names every mistake, with the number of its step.
    """
    return _demo(parse(raw, source), source, figures)


def read_demo(path: Path, figures: tuple[str, ...] | None = None) -> Demo:
    """Return a demo from a file; errors as :func:`parse_demo`, or if the file cannot be read."""
    return _demo(read(path), str(path), figures)


@cache
def demo_names() -> tuple[str, ...]:
    """Return the names of the demos that ship."""
    return tuple(sorted(path.stem for path in (DATA / "demos").glob("*.json")))


@cache
def demo(name: str, figures: tuple[str, ...] | None = None) -> Demo:
    """Return a demo that ships, by name.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if name not in demo_names():
        known = demo_names()
        raise UsageError(f"There is no demo {shown(name)}.{suggestion(name, known)} The demos are {', '.join(known)}.")
    return _demo(read(DATA / "demos" / f"{name}.json"), name, figures)
