"""Demos: files that anybody may write, stories that hold in figures, and a rehearsal that notices when they do not."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import streamlit as st_app
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from scripts import rehearse
from televantage.exports import evidence_on_screen
from televantage.interfaces import demo_schema, exit_code
from televantage.measures import FIGURES, Outcome, measures
from televantage.scenario import (
    DATA,
    Demo,
    InputError,
    Scenario,
    ScenarioError,
    Step,
    TeleVantageError,
    UsageError,
    canonical,
    demo,
    demo_names,
    parse_demo,
    preset_names,
    preset_scenario,
    read_demo,
)
from televantage.scenario.demo import ALLOWED, ALLOWED_IN_STEP
from televantage.simulation import simulate
from tests.support.places import ROOT
from tests.support.scripts import Done, script
from tests.support.strategies import changes
from tests.support.tiers import beyond, examples

DOCS = (ROOT / "docs" / "demo_scripts.md").read_text("utf-8")
VIEWS = {"Story", "Overview", "Customers & segments", "Price & competition", "Retention", "Why", "Compare", "Evidence",
         "Export"}  # fmt: skip
STEP = {"title": "One", "view": "Overview", "notes": "Said."}
HEAD = {"title": "Mine", "minutes": 3, "story": "Ours."}
KNOWN = rehearse.figure_names()


def raw(*steps: dict[str, Any], **head: Any) -> bytes:
    """Return a demo file of steps, each with what STEP has unless it says otherwise."""
    return json.dumps({**HEAD, "steps": [{**STEP, **step} for step in steps], **head}).encode()


# --- the file ---------------------------------------------------------------------------------------------------------

HOSTILE: dict[str, tuple[bytes, str]] = {
    "unknown parameter": (raw({}, {"changes": {"price.chnage": 1}}), "Step 2: There is no parameter 'price.chnage'."),
    "out of range": (raw({"changes": {"price.change": 7}}), "Step 1: price.change is 7, but must be a number from"),
    "wrong type": (raw({"changes": {"price.change": "0.1"}}), "must be a number"),
    "unknown preset": (raw({"preset": "price_rice"}), "Step 1: There is no preset 'price_rice'. Did you mean 'price_r"),
    "a path as preset": (raw({"preset": "../../etc/passwd"}), "There is no preset"),
    "no preset": (raw({"preset": ""}), "There is no preset ''"),
    "a number as preset": (raw({"preset": 3}), "'preset' is 3, but must be the name of a preset, or null"),
    "unknown figure": (raw({"expect": {"chrun_12m": [0, 1]}}), "Step 1: There is no figure 'chrun_12m'. Did you mean"),
    "no such world": (raw({"expect": {"roi.difference": [0, 1]}}), "There is no figure 'roi.difference'"),
    "band reversed": (raw({"expect": {"roi": [1, 0]}}), "Step 1: The band of 'roi' must be [low, high]"),
    "band of one": (raw({"expect": {"roi": [1]}}), "The band of 'roi' must be"),
    "band of text": (raw({"expect": {"roi": ["a", 1]}}), "The band of 'roi' must be"),
    "band of booleans": (raw({"expect": {"roi": [False, True]}}), "The band of 'roi' must be"),
    "infinite band": (raw({"expect": {"roi": [0, 7]}}).replace(b"7", b"1e999"), "two finite numbers"),
    "expect is a list": (raw({"expect": [1]}), "'expect' is a list of 1, but must be an object"),
    "unknown key": (raw(titel="x"), "There is no key 'titel' in a demo. Did you mean 'title'?"),
    "unknown key of a step": (raw({"note": "x"}), "Step 1: There is no key 'note' in a step. Did you mean 'notes'?"),
    "no title": (b'{"minutes": 1, "story": "s", "steps": []}', "There is no 'title'; give a text of 1 to 80"),
    "a step without view": (json.dumps({**HEAD, "steps": [{"title": "x", "notes": "y"}]}).encode(), "no 'view'; give"),
    "no steps": (raw(), "'steps' is a list of 0, but must be a list of 1 to 40 steps"),
    "too many steps": (raw(*[{}] * 41), "'steps' is a list of 41"),
    "steps is an object": (raw(steps={}), "'steps' is an object of 0"),
    "a step is text": (raw(steps=["x", STEP]), "Step 1: It is 'x', but must be an object with title"),
    "no minutes": (raw({}, minutes=0), "'minutes' is 0, but must be a whole number from 1 to 240"),
    "half a minute": (raw({}, minutes=0.5), "a whole number from 1 to 240"),
    "long title": (raw({"title": "x" * 81}), "1 to 80 characters"),
    "long notes": (raw({"notes": "x" * 1501}), "Step 1: 'notes' is 'xxx"),
    "empty notes": (raw({"notes": " \n "}), "1 to 1,500 characters"),
    "long view": (raw({"view": "x" * 81}), "'view' is"),
    "long question": (raw({"ask": "x" * 601}), "1 to 600 characters without < or >, or null"),
    "markup": (raw({"notes": "<script>alert(1)</script>"}), "without < or >"),
    "duplicate key": (b'{"title": "a", "title": "b"}', "The key 'title' stands twice"),
    "duplicate change": (raw({}).replace(b'"notes"', b'"changes": {"price.change": 0, "price.change": 1}, "notes"'),
                         "'price.change' stands twice"),
    "half a character": (raw({"notes": "\ud800"}), "lone surrogate"),
    "NaN": (raw({}).replace(b"3", b"NaN", 1), "NaN, which is not a number of JSON"),
    "5,000 digits": (raw({}).replace(b"3", b"1" + b"0" * 5_000, 1), "thousands of digits"),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
    "large": (b'{"title": "' + b"x" * 50_000_000 + b'"}', "at most 256 KB"),
    "not JSON": (b"{'title': 1}", "not JSON"),
    "empty": (b"", "not JSON"),
    "null": (b"null", "It holds None, but must be an object with title, minutes, story, steps"),
    "not UTF-8": (b'{"title": "\xff"}', "not UTF-8"),
    "UTF-16": (raw({}).decode().encode("utf-16"), "not UTF-8"),
    "thousands of mistakes": (
        raw(*[{"changes": {f"price.chang{i}": 1 for i in range(20)}, "expect": {f"ro{i}": [0, 1] for i in range(20)},
               **{f"k{i}": 1 for i in range(20)}}] * 40),
        "more mistakes."),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(case: str, tmp_path: Path) -> None:
    data, expected = HOSTILE[case]
    path = tmp_path / "demo.json"
    path.write_bytes(data)
    began = time.process_time()
    with pytest.raises(ScenarioError) as error:
        read_demo(path, KNOWN)
    assert time.process_time() - began < 1
    assert expected in str(error.value) and str(path) in str(error.value)
    assert len(str(error.value).splitlines()) <= 21
    assert all(len(problem) < 500 and problem.endswith((".", "?")) for problem in error.value.problems)


def test_all_mistakes_of_a_file_are_named_with_their_step() -> None:
    steps = [STEP, {"title": "", "view": "V", "nots": 1, "preset": "price_rize", "changes": {"price.chnage": 1},
                    "expect": {"roi": [2, 1], "roy": [0, 1]}}]  # fmt: skip
    with pytest.raises(ScenarioError) as error:
        parse_demo(json.dumps({"titel": 1, "minutes": 5, "steps": steps}).encode(), "mine.json", KNOWN)
    said = [problem.split(":")[0] if problem.startswith("Step") else "" for problem in error.value.problems]
    assert (said.count(""), said.count("Step 1"), said.count("Step 2")) == (3, 0, 7)
    assert all(line.startswith("mine.json: ") for line in str(error.value).splitlines())


def test_figures_are_checked_by_who_knows_them() -> None:
    written = raw({"expect": {"no such figure": [0, 1]}})
    assert parse_demo(written, "x").steps[0].expect == {"no such figure": [0, 1]}
    with pytest.raises(ScenarioError, match="There is no figure 'no such figure'"):
        parse_demo(written, "x", KNOWN)


def test_a_byte_order_mark_changes_nothing() -> None:
    assert parse_demo(b"\xef\xbb\xbf" + raw({}), "x") == parse_demo(raw({}), "x")


def test_text_is_one_line_of_plain_characters() -> None:
    (step,) = parse_demo(raw({"notes": " one\ntwo\r\n\tthree\u200b \u0065\u0301 "}), "x").steps
    assert step.notes == "one two three \u00e9"


def test_a_demo_is_frozen() -> None:
    with pytest.raises(Exception, match="frozen"):
        demo("five_minutes").steps[0].title = "Other"  # type: ignore[misc]


def test_an_unknown_demo_is_named_with_the_demos_there_are() -> None:
    with pytest.raises(UsageError, match=r"no demo 'five_minute'. Did you mean 'five_minutes'\? The demos are fift"):
        demo("five_minute")
    with pytest.raises(UsageError, match="There is no demo"):
        demo("../presets/baseline")
    for place, sentence in (("none.json", "no such file"), ("", "This is a folder")):
        with pytest.raises(ScenarioError, match=sentence):
            read_demo(ROOT / place)


SHIPPED_FILE = canonical(demo("five_minutes").model_dump(mode="json"))


@examples(300)
@given(
    st.lists(st.tuples(st.integers(0, len(SHIPPED_FILE) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 9),
)
def test_a_mutated_file_is_refused_or_plays_and_comes_out_the_same(edits: list[tuple[int, int]], cut: int) -> None:
    mutant = bytearray(SHIPPED_FILE)
    for place, byte in edits:
        mutant[place] = byte
    if cut == 0:
        del mutant[edits[0][0] :]
    try:
        script = parse_demo(bytes(mutant), "mutant.json", KNOWN)
    except TeleVantageError as error:
        assert isinstance(error, InputError) and str(error)
        return
    assert len(script.scenarios()) == len(script.presets()) == len(script.steps)
    assert parse_demo(canonical(script.model_dump(mode="json")), "again.json", KNOWN) == script


@pytest.mark.full
@given(st.lists(st.tuples(st.none() | st.sampled_from(preset_names()), changes()), min_size=1, max_size=6))
def test_scenarios_add_up_as_dictionaries_do(told: list[tuple[str | None, dict[str, Any]]]) -> None:
    script = parse_demo(raw(*[{"preset": name, "changes": changed} for name, changed in told]), "x")
    here, name = preset_scenario("baseline").flat(), "baseline"
    for (preset, changed), scenario, found in zip(told, script.scenarios(), script.presets(), strict=True):
        name = preset or name
        here = (preset_scenario(preset).flat() if preset else here) | changed
        assert scenario == Scenario().override(here) and found == name
        assert preset_scenario(found).override(scenario.changes_from(preset_scenario(found))) == scenario


def test_a_demo_that_was_not_read_refuses_what_there_is_not() -> None:
    def built(**more: Any) -> Demo:
        return Demo.model_validate({**HEAD, "steps": [Step.model_validate({**STEP, **more})]})

    assert built().scenarios() == [preset_scenario("baseline")]
    with pytest.raises(UsageError):
        built(preset="nope").scenarios()
    with pytest.raises(ScenarioError):
        built(changes={"nope": 1}).scenarios()


def test_the_schema_says_what_the_model_says() -> None:
    schema = demo_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    for name in demo_names():
        judge.validate(json.loads((DATA / "demos" / f"{name}.json").read_text("utf-8")))
    by_shape = ("unknown parameter", "out of range", "wrong type", "unknown preset", "band of one", "band of text",
                "expect is a list", "unknown key", "unknown key of a step", "no title", "a step without view",
                "no steps", "too many steps", "steps is an object", "a step is text", "no minutes",
                "half a minute")  # fmt: skip
    for case in by_shape:
        assert not judge.is_valid(json.loads(HOSTILE[case][0])), case


# --- the docs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("part", "model", "allowed"), [("demo", Demo, ALLOWED), ("step", Step, ALLOWED_IN_STEP)])
def test_the_docs_list_every_key_as_the_model_declares_it(
    part: str, model: type[Demo | Step], allowed: dict[str, str]
) -> None:
    assert list(allowed) == list(model.model_fields)
    fields = {name: " ".join((field.description or "").split()) for name, field in model.model_fields.items()}
    assert all(sentence.endswith(".") for sentence in fields.values())
    wanted = [f"| `{name}` | {allowed[name]} | {sentence} |" for name, sentence in fields.items()]
    table = DOCS.split(f"<!-- {part} -->")[1].split(f"<!-- /{part} -->")[0].strip().splitlines()
    assert table[2:] == wanted
    if model is Step:
        required = [name for name, field in model.model_fields.items() if field.is_required()]
        assert "only " + ", ".join(f"`{name}`" for name in required[:-1]) + f" and `{required[-1]}` must" in DOCS


def test_the_example_of_the_docs_can_be_rehearsed() -> None:
    written = DOCS.split("```json\n")[1].split("```")[0]
    script = parse_demo(written.encode(), "docs", KNOWN)
    for scene in rehearse.scenes(script):
        assert scene.expect and not rehearse.broken_bands(scene.expect, figures(scene.scenario))


# --- the demos that ship ----------------------------------------------------------------------------------------------


@cache
def figures_of(file: bytes) -> dict[str, float]:
    return rehearse.figures(Scenario().override(json.loads(file)), rehearse.LIVE_CUSTOMERS)


def figures(scenario: Scenario) -> dict[str, float]:
    """Return the figures of a scenario as the screen shows them; equal scenarios are simulated once."""
    return figures_of(canonical(scenario.flat()))


SCENES = [(name, scene) for name in demo_names() for scene in rehearse.scenes(demo(name, KNOWN))]
NAMED = pytest.mark.parametrize(("name", "scene"), SCENES, ids=[f"{name}-{scene.number}" for name, scene in SCENES])


def test_two_demos_ship_and_every_view_has_its_place() -> None:
    sizes = {name: (demo(name).minutes, len(demo(name).steps)) for name in demo_names()}
    assert set(sizes) == {"five_minutes", "fifteen_minutes"}
    assert sizes["five_minutes"][0] == 5 and 5 <= sizes["five_minutes"][1] <= 6
    assert sizes["fifteen_minutes"][0] == 15 and 11 <= sizes["fifteen_minutes"][1] <= 14
    assert {step.view for step in demo("fifteen_minutes").steps} == VIEWS
    assert {step.view for step in demo("five_minutes").steps} <= VIEWS
    for name in demo_names():
        steps = demo(name).steps
        assert len({step.title for step in steps}) == len(steps) and all(step.expect for step in steps)
        assert steps[0].ask and steps[-1].ask and "holdout" in steps[-1].notes


@pytest.mark.parametrize("name", demo_names())
def test_the_notes_can_be_said_in_the_time(name: str) -> None:
    words = sum(len(f"{step.notes} {step.ask or ''}".split()) for step in demo(name).steps)
    assert words <= 130 * demo(name).minutes  # slowly spoken


@pytest.mark.full
@NAMED
def test_every_band_holds_and_in_another_draw_too(name: str, scene: rehearse.Scene) -> None:
    assert not rehearse.broken_bands(scene.expect, figures(scene.scenario))
    assert not rehearse.broken_bands(scene.expect, figures(scene.scenario.override({"setting.seed": 1})))


def broken(scene: rehearse.Scene, scenario: Scenario) -> set[str]:
    """Return the names of the bands of a step that do not hold in a scenario."""
    return {problem.split(" ")[0] for problem in rehearse.broken_bands(scene.expect, figures(scenario))}


@NAMED
def test_every_band_fails_where_nobody_does_anything(name: str, scene: rehearse.Scene) -> None:
    neutral = scene.scenario.neutral()
    if neutral != scene.scenario:
        assert broken(scene, neutral) == set(scene.expect)
        return
    for churn in (0.23, 0.3):  # business as usual, so another market
        assert broken(scene, scene.scenario.override({"churn.annual_churn": churn})) == set(scene.expect)


@NAMED
def test_a_step_without_its_changes_breaks_a_band(name: str, scene: rehearse.Scene) -> None:
    before = rehearse.scenes(demo(name))[scene.number - 2].scenario
    if demo(name).steps[scene.number - 1].changes:
        assert broken(scene, before)


@NAMED
def test_digits_that_are_said_are_levers_or_ends_of_bands(name: str, scene: rehearse.Scene) -> None:
    step = demo(name).steps[scene.number - 1]
    said = re.findall(r"\d[\d,.]*\d|\d", f"{step.title} {step.notes} {step.ask or ''}")
    levers = [value for value in scene.scenario.flat().values() if not isinstance(value, str)]
    values = [*levers, *(end for band in scene.expect.values() for end in band)]
    known = {round(value * scale, 6) for value in values for scale in (1, 100, 1e-3, 1e-6, 1e-9)}
    assert {float(number.replace(",", "")) for number in said} <= known


def step_called(name: str, title: str) -> dict[str, float]:
    return figures(next(scene.scenario for demo_name, scene in SCENES if (demo_name, scene.title) == (name, title)))


@pytest.mark.parametrize("name", demo_names())
def test_what_the_notes_compare_is_so(name: str) -> None:
    rival, rise = (step_called(name, title) for title in ("What if a rival goes 10 % lower?",
                                                          "And we raise our price by 5 %"))  # fmt: skip
    everybody = step_called(name, "An offer to everybody")
    uplift, pilot = (
        step_called(name, "The same offer, to those whom it changes"),
        step_called(name, "What we ask of you"),
    )
    lost = "customers_lost.difference"
    assert 1.7 < rise[lost] / rival[lost] < 2.0  # "nearly twice as many"
    assert 0.77 < everybody["give_away"] / everybody["spend"] < 0.85  # "about four fifths"
    assert 6.5 < everybody["spend"] / uplift["spend"] < 7.5  # "a seventh of the money"
    asked = uplift if name == "five_minutes" else step_called(name, "What the models can know")
    assert 0.07 < 1 - pilot["npv"] / asked["npv"] < 0.13  # "about a tenth of what the offer earns"


def test_what_fifteen_minutes_say_more_is_so() -> None:
    name, lost = "fifteen_minutes", "customers_lost.difference"
    both, base = step_called(name, "Who is to blame?"), preset_scenario("baseline")
    alone = [figures(base.override({path: value})) for path, value in (("competitor.gap", 0.1), ("price.change", 0.05))]
    assert 0.8 < alone[0][lost] / alone[1][lost] < 1.25 and alone[0]["margin.difference"] < 0  # "as many each"
    assert alone[1]["margin.difference"] > both["margin.difference"] > 0  # "all of the gain in margin is the price"
    sensitive = step_called(name, "And if our customers count every dollar?")
    assert 1.9 < sensitive[lost] / both[lost] < 2.2 and sensitive["mrr_end.difference"] < 0 < both["mrr_end.difference"]
    risk, uplift = (step_called(name, f"The same offer, to those {whom}") for whom in ("at risk", "whom it changes"))
    assert 1.7 < uplift["saved_customers"] / risk["saved_customers"] < 2.0  # "nearly twice as many"
    assert uplift["npv"] > 1.6 * risk["npv"] and uplift["regret"] < 0.1 * uplift["oracle_npv"]
    assert risk["kept"] < 0.15 * risk["postponed"]  # "most of its effect ends with it"
    dogs, asleep = step_called(name, "Sleeping dogs"), step_called(name, "What the models can know")
    assert dogs["npv"] < 0 < risk["npv"] and 0.9 < asleep["npv"] / uplift["npv"] < 1  # "nearly what it did"
    assert 1 / 3 < asleep["saved_customers"] / both[lost] < 0.5  # "more than a third"


def test_who_leaves_is_as_the_notes_say() -> None:
    table = measures()["segment_churn"].measure(Outcome(simulate(preset_scenario("baseline"), 50_000)))
    here = table[table["world"] == "scenario"]
    lost, everybody = here["lost_12m"], here["lost_12m"].sum()
    assert 0.5 < lost[here["tenure_band"].isin(["0-3m", "4-12m"])].sum() / everybody < 0.62  # "more than half"
    assert 0.84 < lost[here["contract"] == "M2M"].sum() / everybody < 0.9  # "almost nine in ten"
    two = here[here["contract"] == "2yr"]
    assert two["lost_12m"].sum() / two["customers"].sum() < 0.05  # "nearly everybody"


@pytest.mark.full
def test_the_best_model_comes_close_to_the_ceiling() -> None:
    scene = next(s for name, s in SCENES if s.view == "Evidence")
    found = evidence_on_screen(scene.scenario, rehearse.LIVE_CUSTOMERS)
    best, ceiling = found["overview"]["model_auc"], found["ceiling"]["auc"]
    assert ceiling - 0.01 < best <= ceiling


# --- the rehearsal ----------------------------------------------------------------------------------------------------


def test_every_figure_that_can_be_expected_has_a_value_somewhere() -> None:
    found = figures(preset_scenario("uplift_targeting"))
    assert set(KNOWN) == {name for name in found if not name.partition(".")[2] or found[name] == found[name]}
    assert set(FIGURES) < set(KNOWN) and len(set(KNOWN)) == len(KNOWN)
    for name in ("npv", "harmed", "log_true", "margin.difference", "churn_12m.baseline"):
        assert name in KNOWN


def test_a_figure_without_value_is_in_no_band() -> None:
    nothing = figures(preset_scenario("baseline"))
    assert rehearse.broken_bands({"npv": [-1e99, 1e99], "roi": [-9, 9]}, nothing) == [
        "npv has no value, but the story needs -1e+99 to 1e+99.",
        "roi has no value, but the story needs -9 to 9.",
    ]
    assert rehearse.broken_bands({"roi": [0.25, 0.5]}, {"roi": 0.5}) == []  # the ends are in the band
    assert rehearse.broken_bands({"roi": [0.25, 0.5]}, {"roi": 0.51}) == [
        "roi is 0.51, but the story needs 0.25 to 0.5."
    ]


PAGE = """
import time
import streamlit as st
if st.session_state.get("parameter price.change") == 0.5:
    raise ValueError("no page at all")
view = st.radio("View", ["Good", "Fails", "Says", "Slow", "Works", "Forgets", "Never"], key="view")
runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.title(f"{st.session_state.get('parameter price.change')} {st.session_state.get('name')} {view}")
if view == "Fails":
    raise KeyError("the lamp")
if view == "Says":
    st.error("no \\\\_way\\\\_")
if view == "Slow":
    time.sleep(0.4)
if view == "Works":
    began = st.session_state.setdefault("began", runs)
    st.progress(0.5) if runs < began + 3 else st.session_state.setdefault("worked", True)
if view == "Never":
    st.progress(0.5)
if view == "Forgets":
    st.session_state["parameter price.change"] = 0.25
"""


@pytest.fixture
def silent() -> Iterator[None]:
    told = {name: st_app.get_option(name) for name in ("logger.enableRich", "client.showErrorDetails")}
    rehearse.silence()
    yield
    logging.disable(logging.NOTSET)
    for name, value in told.items():
        st_app.set_option(name, value)


@pytest.fixture
def page(tmp_path: Path, silent: None) -> Path:
    path = tmp_path / "page.py"
    path.write_text(PAGE, "utf-8")
    return path


def played(page: Path, *steps: dict[str, Any]) -> list[rehearse.Played]:
    return list(rehearse.rehearse(parse_demo(raw(*steps), "x"), 1_000, page))


def test_what_goes_wrong_on_a_page_is_told_and_the_rest_is_played(page: Path) -> None:
    found = played(page, *({"view": v} for v in ("Fails", "Good", "Says", "Story", "Forgets", "Good")))
    assert [p.problems for p in found] == [
        ("The app fails with KeyError: 'the lamp'",),
        (),
        ("The app says: no _way_",),
        ("There is no view 'Story'. The views are Good, Fails, Says, Slow, Works, Forgets, Never.",),
        ("The app shows another scenario; price.change differ.",),
        (),
    ]


def test_a_page_that_breaks_down_fails_its_step_and_no_other(page: Path) -> None:
    half = {"view": "Good", "changes": {"price.change": 0.5}}
    found = played(page, half, {"view": "Good"}, {"view": "Good", "preset": "baseline"})
    assert [bool(p.problems) for p in found] == [True, True, False]
    assert found[0].problems == ("The app fails with ValueError: no page at all",)
    page.write_text("raise OSError('no lamp')", "utf-8")
    assert played(page, {})[0].problems == (
        "The app fails with OSError: no lamp",
        "The app shows no views to choose from.",
    )
    page.write_text("import streamlit as st\nst.title('Empty')", "utf-8")
    assert played(page, {})[0].problems == ("The app shows no views to choose from.",)


def test_a_page_at_work_is_waited_for_but_not_for_ever(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert played(page, {"view": "Works"})[0].problems == ()
    monkeypatch.setattr(rehearse, "PATIENCE", 0.2)
    assert "still at work after 0.2 seconds" in played(page, {"view": "Never"})[0].problems[0]
    (slow,) = played(page, {"view": "Slow"})
    assert "The app cannot be played" in slow.problems[0]  # the driver's own limit


def test_the_slowest_step_is_named_and_a_failure_is_an_exit_code(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    snail, wrong = {"title": "Snail", "view": "Slow"}, {"title": "Wrong", "view": "Says"}
    script = parse_demo(raw({"view": "Good"}, snail, wrong), "x")
    assert rehearse.show("mine", script, rehearse.rehearse(script, 1_000, page)) is False
    out, err = capsys.readouterr()
    assert "1 of 3 steps fail" in out and "the slowest is step 2 (Snail)" in out
    assert err == "mine, step 3 (Wrong): The app says: no _way_\n"
    lines = [line for line in out.splitlines() if line.endswith((" holds", " fails"))]
    assert [line.split()[-1] for line in lines] == ["holds", "holds", "fails"]
    seconds = [float(re.findall(r"([\d.]+) s ", line)[0]) for line in lines]
    assert seconds[1] >= 0.4 > max(seconds[0], seconds[2])
    good = parse_demo(raw({"view": "Good"}), "x")
    assert rehearse.show("good", good, rehearse.rehearse(good, 1_000, page)) is True
    assert "every step holds" in capsys.readouterr().out


def test_a_step_puts_its_preset_and_its_scenario_on_the_page(page: Path) -> None:
    app = AppTest.from_file(str(page)).run()
    script = parse_demo(raw({"view": "Good", "preset": "price_war", "changes": {"price.change": 0.07}}), "x")
    assert rehearse.play(app, rehearse.scenes(script)[0]) == []
    assert app.title[0].value == "0.07 price_war Good"


def test_the_real_app_shows_the_step(silent: None) -> None:
    script = parse_demo(
        raw({"view": "Overview"}, {"view": "Overview", "preset": "price_war", "changes": {"competitor.gap": 0.4}},
            {"view": "Retention", "changes": {"offer.policy": "uplift"}}), "x")  # fmt: skip
    app = AppTest.from_file(str(rehearse.APP), default_timeout=120).run()
    for scene in rehearse.scenes(script):
        assert rehearse.play(app, scene) == []
        if scene.view == "Overview":
            value = FIGURES["churn_12m"].unit.show(figures(scene.scenario)["churn_12m"])
            assert next(m.value for m in app.metric if m.label == "12-month churn") == value
    assert any("NPV" in metric.label for metric in app.metric)  # the offer is on the page


def test_the_live_size_is_the_screens() -> None:
    from outcome import LIVE_CUSTOMERS

    assert rehearse.LIVE_CUSTOMERS == LIVE_CUSTOMERS


def run(*words: str | Path) -> Done:
    return script("rehearse", *words)


@pytest.mark.full
def test_a_broken_demo_fails_and_names_step_and_figure(tmp_path: Path) -> None:
    steps: list[dict[str, Any]] = [
        {"expect": {"churn_12m": [0.26, 0.27]}},
        {"title": "Too hopeful", "changes": {"price.change": 0.05}, "expect": {"churn_12m.difference": [-0.01, 0.0]}},
        {"title": "Nowhere", "view": "Storey"},
    ]
    (tmp_path / "mine.json").write_bytes(raw(*steps))
    done = run(tmp_path / "mine.json", "--customers", "20000")
    assert done.returncode == 1 and "Traceback" not in done.stderr + done.stdout
    first, second = done.stderr.splitlines()
    assert "step 2 (Too hopeful): churn_12m.difference is 0.00" in first and "needs -0.01 to 0." in first
    assert "step 3 (Nowhere): There is no view 'Storey'." in second and "The views are " in second
    assert "Overview" in second and "2 of 3 steps fail" in done.stdout
    (tmp_path / "mine.json").write_bytes(raw(steps[0]))
    done = run(tmp_path / "mine.json")
    assert done.returncode == 0 and done.stderr == "" and "every step holds" in done.stdout


def test_a_mistake_of_the_input_is_a_sentence_before_anything_is_played(
    tmp_path: Path, silent: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrong.json").write_bytes(raw({"expect": {"rio": [0, 1]}}))
    cases: dict[tuple[str, ...], str] = {
        (): "Name a demo or a file, or give --all. The demos are fifteen_minutes, five_minutes.",
        ("six_minutes",): "Did you mean 'five_minutes'?",
        ("five_minutes", str(tmp_path / "wrong.json")): "Step 1: There is no figure 'rio'. Did you mean 'roi'?",
        (str(tmp_path / "none.json"),): "There is no such file.",
        (str(tmp_path) + "/",): "This is a folder",
        ("five_minutes", "--customers", "5"): "--customers",
    }
    for words, sentence in cases.items():
        monkeypatch.setattr(sys, "argv", ["rehearse.py", *words])
        assert exit_code(rehearse.main, "Interrupted.") == 2
        out, err = capsys.readouterr()
        assert sentence in err and out == "" and len(err.splitlines()) == 1, words


LONGER = [name for name in demo_names() if name != "five_minutes"]


@pytest.mark.full
@pytest.mark.parametrize("name", ["five_minutes", *beyond(pytest.mark.long, *LONGER)])
def test_the_demos_that_ship_can_be_played(name: str) -> None:
    done = run(name)
    assert done.returncode == 0, done.stdout + done.stderr
