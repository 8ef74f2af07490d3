"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import televantage
from televantage.charts import charts
from televantage.measures import measures
from televantage.plugins import discover
from tests.support.places import ROOT


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_the_app_sees_no_array_and_no_table() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        assert not imports(path) & {"numpy", "pandas", "duckdb"}, path


def test_no_result_knows_a_clock_or_a_global_generator() -> None:
    clock, chance = r"datetime\.now|time\.time\(|today\(\)", r"np\.random\.(?!Philox)|random\.random|default_rng"
    banned = re.compile(rf"{clock}|{chance}|(?<!def )\bhash\(|\*\* ?0\.5")
    clock_of_logs = ROOT / "src" / "televantage" / "warehouse" / "clock.py"
    for path in {*(ROOT / "src" / "televantage").rglob("*.py")} - {clock_of_logs}:
        assert not banned.search(path.read_text("utf-8")), path


MODULES = [m.name for m in pkgutil.walk_packages(televantage.__path__, "televantage.")]


@pytest.mark.parametrize("name", MODULES)
def test_doctests_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_plugins_are_found_in_their_folder() -> None:
    assert len(measures()) >= 8 and len(charts()) >= 6
    with pytest.raises(TypeError, match="lacks NOTHING"):
        discover("televantage.charts", "NOTHING")


def test_generated_documents_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/write_reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_modules_stay_small() -> None:
    for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "app").rglob("*.py")]:
        assert len(path.read_text("utf-8").splitlines()) <= 300, path


def test_no_path_of_a_machine_is_in_the_project() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    for name in listed:
        if name.endswith((".py", ".md", ".toml", ".txt", ".json", ".yaml", "run")) and "baked" not in name:
            assert "/wo" + "rk/" not in (ROOT / name).read_text("utf-8"), name


def test_requirements_are_those_of_the_package() -> None:
    declared = re.search(r"\ndependencies = \[(.*?)\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.DOTALL)
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert declared and re.findall(r'"([^"]+)"', declared[1]) == [w for w in lines if w[0] not in "#-"]
    assert "-e ." in lines and "-e .[dev]" in (ROOT / "requirements-dev.txt").read_text("utf-8")


def test_the_readme_names_what_is_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for path in re.findall(r"\]\(([^)h][^)]*)\)|(scripts/\w+\.py)", text):
        assert (ROOT / (path[0] or path[1])).exists(), path
    assert "python3 scripts/dev.py test" in text and "scripts/dev.py test" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.xdist_group("groups")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one worker only")
def test_groups_of_tests_stay_together(request: pytest.FixtureRequest) -> None:
    """A browser, a server or a judge's model is made once only as long as the scheduler sees the groups."""
    assert request.node.nodeid.endswith("@groups")
