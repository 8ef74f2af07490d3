"""Adding a parameter is one declaration: each one is followed through every surface that is read from it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from streamlit.testing.v1 import AppTest

from scripts.generate_demo_data import main
from televantage.interfaces import parameter_help, parameter_table, preset_schema
from televantage.scenario import Parameter, Scenario, parameters, preset, preset_names
from tests.support.explorer import explorer
from tests.support.places import ROOT

SCHEMA = preset_schema()
HELP = " ".join(CliRunner().invoke(main, ["--help"]).output.split())


@pytest.fixture(scope="module")
def app() -> AppTest:
    return explorer().run()


def allowed_value(p: Parameter) -> object:
    """Return an allowed value that is not the default."""
    if p.kind == "choice":
        return next((c for c in p.choices if c != p.default), p.default)
    if p.kind == "month":
        return "2031-07"
    return p.param.high if p.param.high != p.default else p.param.low


def widget_of(app: AppTest, p: Parameter) -> object:
    found = [w for kind in ("slider", "selectbox", "number_input", "text_input") for w in app.sidebar.get(kind)]
    return next(w for w in found if w.key == f"parameter {p.path}")  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", parameters())
def test_a_parameter_reaches_every_surface(path: str, app: AppTest) -> None:
    p, value = parameters()[path], allowed_value(parameters()[path])
    assert Scenario().override({path: value}).flat()[path] == value  # validation

    schema = SCHEMA["properties"]["changes"]["properties"][path]  # schema
    assert schema["description"] == p.sentence and schema["default"] == p.default
    assert Draft202012Validator(schema).is_valid(value)
    assert not Draft202012Validator(schema).is_valid("nonsense")

    widget = widget_of(app, p)  # widget
    assert p.label in widget.label  # type: ignore[attr-defined]
    assert widget.value == p.default  # type: ignore[attr-defined]
    if p.kind in ("int", "float"):
        assert (widget.min, widget.max, widget.step) == (p.param.low, p.param.high, p.param.step)  # type: ignore[attr-defined]

    assert f"{path}={p.default}" in HELP and " ".join(p.sentence.split()) in HELP  # flag
    assert p.allowed in parameter_help()

    row = next(line for line in parameter_table().splitlines() if line.startswith(f"| `{path}` |"))  # documentation
    assert p.sentence in row and p.param.reference in row and p.allowed in row
    assert row in (ROOT / "docs" / "data_generation.md").read_text("utf-8")


def test_there_is_no_widget_without_a_parameter(app: AppTest) -> None:
    keys = [w.key for kind in ("slider", "selectbox", "number_input", "text_input") for w in app.sidebar.get(kind)]
    assert sorted(
        str(k).removeprefix("parameter ") for k in keys if k not in ("preset", "search", "numbers")
    ) == sorted(parameters())


def test_the_presets_that_ship_fulfil_the_schema() -> None:
    validator = Draft202012Validator(SCHEMA)
    Draft202012Validator.check_schema(SCHEMA)
    for name in preset_names():
        validator.validate(preset(name).model_dump(mode="json"))
