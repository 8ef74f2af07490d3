"""The page at its extremes: every view, with every preset, while parameters stand at an end of what is allowed.

The full tier looks at corners and at a part of a covering design, about sixteen parameters at an end in each run; the
last tier looks at all of the design, and at the full product, one parameter at a time in every view with every preset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import cycle, product
from math import gcd
from typing import Any

import numpy as np
import pandas as pd
import pytest
import work
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest
from views import evidence, views

from televantage.interfaces import from_link
from televantage.scenario import Parameter, parameters, preset, preset_names, preset_scenario
from televantage.simulation.observed import COLUMNS
from tests.support.explorer import explorer, settle
from tests.support.tiers import beyond

ONLY = {
    "Story": r"^Part \d of \d", "Overview": "Goal seek", "Customers & segments": "Click cells of the heat map",
    "Price & competition": "Simulating one value|How far can the price go", "Retention": "Who is offered it first",
    "Why": "Shapley values", "Compare": "In brackets", "Evidence": "^Evidence$", "Data": "Soil its files",
    "Export": "Bring in",
}  # fmt: skip
"""What is said in one view alone, by view: a pattern."""
TASKS = ("Price & competition", "Why", "Evidence", "Data")
"""The views that wait for work beside the page."""
NONSENSE = re.compile(r"\b(nan|NaN|NaT|inf|Infinity|None|undefined)\b")

Run = tuple[str, dict[str, Any]]
"""A view, and the parameters that stand at an end."""

pytestmark = pytest.mark.usefixtures("few_customers")
"""What breaks at an extreme is how a figure is worked out, said and drawn, whatever the number of customers; and with
few, there is sooner nobody to divide by."""


def ends(parameter: Parameter) -> list[Any]:
    """Return the lowest and the highest value of a parameter, or each of its choices."""
    if parameter.kind == "choice":
        return list(parameter.choices)
    if parameter.kind == "month":
        return ["2000-01", "2099-12"]
    convert = int if parameter.kind == "int" else float
    return [convert(parameter.param.low or 0), convert(parameter.param.high or 0)]


EXTREMES = [(path, value) for path, parameter in parameters().items() for value in ends(parameter)]
STEPS = [step for step in range(1, len(ONLY)) if gcd(step, len(ONLY)) == 1]
"""Who goes on by one of these meets all views."""
LOW, HIGH = ({path: ends(parameter)[end] for path, parameter in parameters().items()} for end in (0, -1))
CORNERS = [LOW, *(HIGH | {"offer.policy": policy} for policy in ("none", "risk", "uplift"))]
"""All parameters at once at their low end, and at their high end without and with an offer."""


def design(name: str) -> list[Run]:
    """Return a run of a preset for each view, in which every extreme is once, beside others in each preset.

    From preset to preset an extreme goes on by the step of its parameter, and so comes to all views; the ends of a
    parameter go on together, and so never meet.
    """
    place, paths = preset_names().index(name), list(parameters())
    runs: list[Run] = [(title, {}) for title in views()]
    for number, (path, value) in enumerate(EXTREMES):
        step = STEPS[paths.index(path) % len(STEPS)]
        runs[(number + step * place) % len(runs)][1][path] = value
    return runs


@pytest.fixture
def _idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no work beside the page begin, so that every page is seen as it is while it waits."""
    monkeypatch.setattr(work.Office, "join", lambda _, task: work.Job(task.key, max(task.of, 1), wanted=1))


def said(app: AppTest) -> Iterator[str]:
    """Return every text that the page shows: what elements say, and the words in tables and behind charts."""
    elements: list[Any] = [*app.main, *app.sidebar]
    for element in elements:
        fields: list[Any] = getattr(element.proto, "ListFields", list)()
        yield from (value for field, value in fields if isinstance(value, str) and field.name != "id")
        data = [convert_arrow_bytes_to_pandas_df(d.data.data) for d in getattr(element.proto, "datasets", ())]
        for table in [*data, *([element.value] if element.type == "dataframe" else [])]:
            yield from (word for word in words(table) if isinstance(word, str))


def words(table: pd.DataFrame) -> Iterator[Any]:
    """Return what stands in a table's columns of words, and the word for a number without end where it holds one."""
    for name, column in table.items():
        if pd.api.types.is_numeric_dtype(column):
            yield from [f"inf in {name}"] if np.isinf(column).any() else []
        elif name != "internet":  # the customers without internet have None
            yield from column[column != COLUMNS["internet"].sentence].unique()


def wrong(app: AppTest, name: str, title: str, changes: dict[str, Any]) -> list[str]:
    """Return what is wrong with the page on screen, and how it came about."""
    found = ["raises (see stderr)" for _ in app.exception] + [f"says {error.value!r}" for error in app.error]
    texts = list(said(app))
    found += [f"shows {text[:200]!r}" for text in texts if NONSENSE.search(text)]
    wanted = (re.escape(preset(name).title), ONLY[title])
    found += [f"does not show {words}" for words in wanted if not any(re.search(words, text) for text in texts)]
    link = {key: value for key, value in dict(app.query_params).items() if key in ("preset", *parameters())}
    if from_link(link)[2] != preset_scenario(name).override(changes):
        found.append("shows another scenario")
    return [f"{problem} — {name}, {title}, {changes}" for problem in found]


def look(name: str, runs: Iterable[Run], waits: bool = False) -> None:
    """Look at views of a preset, each with its changes, and fail by what is wrong with any of them."""
    app, found = explorer(preset=name, view="Export").run(), list[str]()
    for place, (title, changes) in enumerate(runs):
        turn = place // len(ONLY) + preset_names().index(name)  # of the parts of a view
        app.session_state["view"], app.session_state["story step"] = title, turn % 6
        for path, value in preset_scenario(name).override(changes).flat().items():
            app.session_state[f"parameter {path}"] = value
        app.run()
        if waits:
            settle(app)
        found += wrong(app, name, title, changes)
        if title == "Evidence" and not app.exception:
            app.segmented_control(key="evidence part").set_value(evidence.PARTS[1 + turn % 2]).run()
            found += wrong(app, name, title, changes)
    assert not found, "\n".join(found)


def test_the_design_meets_every_pair() -> None:
    runs = [(name, title, one) for name in preset_names() for title, found in design(name) for one in found.items()]
    assert set(ONLY) == set(views()) and len(EXTREMES) > 2 * len(parameters())
    assert sorted((name, one) for name, _, one in runs) == sorted(product(preset_names(), EXTREMES))
    assert {(name, title) for name, title, _ in runs} == set(product(preset_names(), views()))
    assert {(title, one) for _, title, one in runs} == set(product(views(), EXTREMES))


FULL = preset_names()[::4]
"""Presets of which the full tier looks at the design; an extreme of a number is in a corner, too, in every view."""


@pytest.mark.full
@pytest.mark.usefixtures("_idle")
@pytest.mark.parametrize("name", [*FULL, *beyond(pytest.mark.long, *(n for n in preset_names() if n not in FULL))])
def test_every_extreme_is_drawn(name: str) -> None:
    look(name, design(name))


@pytest.mark.full
@pytest.mark.usefixtures("_idle")
@pytest.mark.parametrize("corner", range(len(CORNERS)))
def test_all_parameters_at_once_are_drawn_in_every_view(corner: int) -> None:
    look(preset_names()[corner], [(title, CORNERS[corner]) for title in views()])


WAITING = [*zip(preset_names()[::3], cycle(TASKS), strict=False)]
"""A preset and a view that waits for work; a warehouse of 60 months, and what comes after it, takes half a minute."""
CORNERED = [*((0, task) for task in TASKS), (-1, "Evidence")]
LONGER = [(-1, task) for task in TASKS if task != "Evidence"]


@pytest.mark.full
@pytest.mark.parametrize(("name", "title"), [WAITING[0], *beyond(pytest.mark.long, *WAITING[1:])])
def test_what_a_page_waits_for_comes_at_extremes(name: str, title: str) -> None:
    look(name, [run for run in design(name) if run[0] == title], waits=True)


@pytest.mark.full
@pytest.mark.parametrize(("corner", "title"), [*CORNERED, *beyond(pytest.mark.long, *LONGER)])
def test_what_a_page_waits_for_comes_with_all_parameters_at_once(corner: int, title: str) -> None:
    look(preset_names()[corner], [(title, CORNERS[corner])], waits=True)


@pytest.mark.long
@pytest.mark.usefixtures("_idle")
@pytest.mark.parametrize("name", preset_names())
def test_every_extreme_is_drawn_in_every_view(name: str) -> None:
    look(name, [(title, {path: value}) for path, value in EXTREMES for title in views()])


@pytest.mark.long
@pytest.mark.parametrize("name", preset_names())
def test_what_a_page_waits_for_comes_at_every_extreme(name: str) -> None:
    own = EXTREMES[preset_names().index(name) :: len(preset_names())]
    look(name, [(title, {path: value}) for path, value in own for title in TASKS], waits=True)
