"""A scenario: declared once, validated strictly, flat or nested, hashed stably."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from televantage.scenario import (
    InputError,
    Scenario,
    ScenarioError,
    TeleVantageError,
    UsageError,
    canonical,
    checked_name,
    parameters,
    parse_preset,
    preset,
    preset_names,
    preset_scenario,
    read_preset,
)
from televantage.scenario.parameter import Param, Rung, Section
from televantage.units import SHARE
from tests.support.strategies import changes
from tests.support.tiers import examples

HEAD = '{"title": "T", "changes": {'


@given(changes(without=()))
def test_flat_and_override_are_inverse(changed: dict[str, Any]) -> None:
    scenario = Scenario().override(changed)
    assert Scenario().override(scenario.flat()) == scenario
    assert scenario.changes_from(Scenario()).items() <= scenario.flat().items()
    assert Scenario().override(scenario.changes_from(Scenario())).hash == scenario.hash


def test_the_hash_is_stable_and_knows_every_parameter() -> None:
    code = "from televantage.scenario import Scenario; print(Scenario().hash)"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {Scenario().hash + "\n"}
    other = {
        p.path: p.choices[-1] if p.kind == "choice" else "2031-07" if p.kind == "month" else p.param.high
        for p in parameters().values()
    } | {"offer.budget": 0.0}  # its highest value is its default
    assert len({Scenario().override({path: value}).hash for path, value in other.items()}) == len(other)
    assert Scenario().override({"price.change": -0.0}).hash == Scenario().hash


@pytest.mark.parametrize("path", parameters())
def test_every_parameter_refuses_what_is_not_allowed(path: str) -> None:
    p = parameters()[path]
    wrong: list[Any] = [None, [], {}, True, "x", math.nan, math.inf, -math.inf, 10**400, -(10**400)]
    if p.kind in ("int", "float"):
        assert p.param.low is not None and p.param.high is not None
        wrong += [p.param.low - 1, p.param.high + 1, str(p.default)]
    if p.kind == "int":
        wrong += [float(p.default) + 0.5, p.default * 1.0]
    for value in wrong:
        with pytest.raises(ScenarioError) as error:
            Scenario().override({path: value})
        (problem,) = error.value.problems
        assert problem.startswith(path) and p.allowed in problem and len(problem) < 300


def test_every_mistake_is_named_at_once_with_a_suggestion() -> None:
    with pytest.raises(ScenarioError) as error:
        Scenario().override({"offer.discout": 1, "price.change": 9, "setting.seed": "x"})
    assert len(error.value.problems) == 3
    assert "There is no parameter 'offer.discout'. Did you mean 'offer.discount'?" in error.value.problems


def test_neutral_resets_the_levers_and_nothing_else() -> None:
    for name in preset_names():
        scenario = preset_scenario(name)
        moved = scenario.changes_from(scenario.neutral())
        assert all(parameters()[path].param.role == "lever" for path in moved)
        levers = {p: v for p, v in scenario.neutral().flat().items() if parameters()[p].param.role == "lever"}
        assert levers == {p: parameters()[p].default for p in levers}


def test_a_section_without_unit_or_sentence_fails_at_import() -> None:
    with pytest.raises(TypeError, match="needs a Param"):

        class Bare(Section):
            """Bare."""

            title: ClassVar[str] = "Bare"
            x: float = 1.0

    with pytest.raises(TypeError, match="a low, a high and a step"):

        class Unbounded(Section):
            """Unbounded."""

            title: ClassVar[str] = "Unbounded"
            x: Annotated[float, Param("X", SHARE)] = 1.0
            """A sentence."""

    with pytest.raises(TypeError, match="levers, and only levers"):

        class Misplaced(Section):
            """Misplaced."""

            title: ClassVar[str] = "Misplaced"
            rung: ClassVar[Rung | None] = None
            x: Annotated[float, Param("X", SHARE, 0, 1, 0.1, role="lever")] = 1.0
            """A sentence."""


HOSTILE: dict[str, tuple[bytes, str]] = {
    "unknown parameter": (b'{"changes": {"price.chnage": 1}}', "Did you mean 'price.change'"),
    "out of range": (b'{"changes": {"price.change": 7}}', "from -0.5 to 1"),
    "wrong type": (b'{"changes": {"price.change": "0.1"}}', "must be a number"),
    "NaN": (b'{"changes": {"price.change": NaN}}', "NaN, which is not a number of JSON"),
    "infinite": (b'{"changes": {"price.change": 1e999}}', "price.change is inf"),
    "400 digits": (b'{"changes": {"price.change": 1' + b"0" * 400 + b"}}", "more than 40 digits"),
    "5,000 digits": (b'{"changes": {"setting.seed": 1' + b"0" * 5000 + b"}}", "thousands of digits"),
    "duplicate key": (b'{"changes": {"price.change": 0.1, "price.change": 0.2}}', "stands twice"),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
    "large": (b'{"title": "' + b"x" * 50_000_000 + b'"}', "at most 256 KB"),
    "not JSON": (b"{'title': 1}", "not JSON"),
    "empty": (b"", "not JSON"),
    "not an object": (b"[1, 2]", "must be an object"),
    "not UTF-8": (b'{"title": "\xff"}', "not UTF-8"),
    "UTF-16": ('{"title": "x"}'.encode("utf-16"), "not UTF-8"),
    "markup": (b'{"title": "<script>alert(1)</script>"}', "without < or >"),
    "long title": (b'{"title": "' + b"x" * 81 + b'"}', "1 to 80 characters"),
    "unknown key": (b'{"titel": "x"}', "Did you mean 'title'"),
    "unknown preset": (b'{"extends": "price_rice"}', "Did you mean 'price_rise'"),
    "a path as preset": (b'{"extends": "../../etc/passwd"}', "There is no preset"),
    "changes is a list": (b'{"changes": [1]}', "an object of parameter paths"),
    "bands of text": (b'{"expect": {"roi": ["a", 1]}}', "[low, high]"),
    "half a character": (b'{"\\ud800": 1}', "lone surrogate"),
    "infinite band": (b'{"expect": {"roi": [0, 1e999]}}', "finite numbers"),
    "null": (b"null", "must be an object"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(case: str, tmp_path: Path) -> None:
    raw, expected = HOSTILE[case]
    path = tmp_path / "scenario.json"
    path.write_bytes(raw)
    began = time.perf_counter()
    with pytest.raises(ScenarioError) as error:
        read_preset(path)
    assert time.perf_counter() - began < 1
    assert expected in str(error.value) and str(path) in str(error.value)
    assert all(len(problem) < 400 and problem.endswith((".", "?", "expect.")) for problem in error.value.problems)


def test_all_mistakes_of_a_file_are_named() -> None:
    raw = b'{"titel": 1, "story": "<b>", "changes": {"price.change": 7, "offer.discout": 1}}'
    with pytest.raises(ScenarioError) as error:
        parse_preset(raw, "mine.json")
    assert len(error.value.problems) == 4


SEED_FILE = canonical(preset("price_rise").model_dump(mode="json"))


@examples(400)
@given(
    st.lists(st.tuples(st.integers(0, len(SEED_FILE) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 9),
)
def test_a_mutated_file_is_refused_or_loads_and_comes_out_the_same(edits: list[tuple[int, int]], cut: int) -> None:
    raw = bytearray(SEED_FILE)
    for place, byte in edits:
        raw[place] = byte
    if cut == 0:
        del raw[edits[0][0] :]
    try:
        story, scenario = parse_preset(bytes(raw), "mutant.json")
    except TeleVantageError as error:
        assert isinstance(error, InputError) and str(error)
        return
    again, same = parse_preset(story.to_json(), "again.json")
    assert (again, same) == (story, scenario)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda c: st.lists(c, max_size=3) | st.dictionaries(st.text(max_size=5), c, max_size=3),
    )
)
def test_any_json_is_refused_or_loads(data: Any) -> None:
    raw = json.dumps({"changes": {"price.change": data}, "title": data}).encode()
    with pytest.raises(ScenarioError):
        parse_preset(raw, "any.json")


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "", "CON", "con", "nul", "com1", "-x", "ä", "x" * 65, "a b", "a.b", "a\n", "<b>", "A"]
)
def test_a_name_that_is_no_safe_folder_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        checked_name(name)


def test_presets_that_extend_each_other_in_a_circle_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from televantage.scenario import presets

    looped = preset("baseline").model_copy(update={"extends": "price_rise"})
    monkeypatch.setattr(presets, "preset", lambda name: looped if name == "baseline" else preset(name))
    with pytest.raises(ScenarioError, match="in a circle"):
        presets.resolve(preset("price_rise"), "price_rise", ("price_rise",))


def test_thousands_of_mistakes_are_counted_quickly() -> None:
    raw = canonical({"changes": {f"price.chang{i}": i for i in range(9_000)}})
    began = time.perf_counter()
    with pytest.raises(ScenarioError) as error:
        parse_preset(raw, "many.json")
    assert time.perf_counter() - began < 1
    said = str(error.value).splitlines()
    assert len(said) == 21 and "And 8,980 more mistakes." in said[-1]


def test_a_wrong_parent_does_not_hide_wrong_changes() -> None:
    with pytest.raises(ScenarioError) as error:
        parse_preset(b'{"extends": "nope", "changes": {"price.chnage": 1}}', "x.json")
    assert len(error.value.problems) == 2


def test_a_folder_or_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        read_preset(tmp_path / "none.json")
    with pytest.raises(ScenarioError, match="folder"):
        read_preset(tmp_path)
