"""A scenario as a link: there and back over the declared space, short enough, and checked like a file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from televantage.interfaces import from_link, query, to_link
from televantage.interfaces.link import LONGEST
from televantage.scenario import (
    Preset,
    Scenario,
    ScenarioError,
    parameters,
    preset,
    preset_names,
    preset_scenario,
)
from tests.support.strategies import scenarios
from tests.support.tiers import examples


@given(scenarios(), st.sampled_from(preset_names()))
@examples(150)
def test_a_link_brings_the_scenario_back(scenario: Scenario, name: str) -> None:
    link = to_link(name, preset(name), scenario)
    assert from_link(link) == (name, preset(name), scenario)
    assert all(isinstance(value, str) for value in link.values())


def test_the_longest_link_is_whole_everywhere() -> None:
    furthest: dict[str, Any] = {}
    for path, p in parameters().items():
        texts = [p.param.high, p.param.low] if p.kind in ("int", "float") else [*p.choices] or ["2026-12"]
        furthest[path] = max((t for t in texts if t != p.default), key=lambda t: len(str(t)), default=p.default)
    story = Preset(title="W" * 80)
    link = to_link("mine", story, Scenario().override(furthest))
    assert len(link) > 60 and len(query(link)) < LONGEST + 400
    few = dict(list(furthest.items())[:45])
    assert len(query(to_link("mine", story, Scenario().override(few)))) < LONGEST


def test_only_what_differs_is_in_a_link() -> None:
    for name in preset_names():
        assert to_link(name, preset(name), preset_scenario(name)) == {"preset": name}
    mine = Preset(title="Ours", story="Not in the link.")
    link = to_link("ours", mine, preset_scenario("price_war"))
    assert link["preset"] == "baseline" and link["title"] == "Ours"
    name, story, scenario = from_link(link)
    assert (name, story.title, scenario) == ("baseline", "Ours", preset_scenario("price_war"))


WRONG = {
    "an unknown preset": ({"preset": "price_was"}, "Did you mean 'price_war'"),
    "an unknown path": ({"price.chnage": "0.1"}, "price.change"),
    "a value out of range": ({"price.change": "7"}, "from -0.5 to 1"),
    "no number": ({"price.change": "much"}, "price.change"),
    "NaN": ({"price.change": "NaN"}, "price.change"),
    "a choice that is none": ({"offer.policy": "everybody"}, "one of"),
    "markup in the title": ({"title": "<b>x</b>"}, "without < or >"),
    "a long title": ({"title": "x" * 81}, "1 to 80"),
    "deep JSON": ({"price.change": "[" * 5_000}, "price.change"),
    "too many parts": ({f"a{i}": "1" for i in range(300)}, "at most 200"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_link_is_named(case: str) -> None:
    link, said = WRONG[case]
    with pytest.raises(ScenarioError, match="The link") as error:
        from_link(link)
    assert said in str(error.value)


def test_every_mistake_of_a_link_is_named_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        from_link({"preset": "nope", "price.change": "9", "offer.reahc": "1"})
    assert len(error.value.problems) == 3
