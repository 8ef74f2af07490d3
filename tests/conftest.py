"""What all tests share: the tiers, the command that renews golden files, and what is built once for all workers."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import tiers
from tests.support.once import once
from tests.support.places import APP, GOLDEN, NODE, ROOT

os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # each worker of the tests has one core; waiting threads would fight for it

sys.path.insert(0, str(APP.parent))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--tier", choices=tiers.TIERS, default="full", help="what is run; see docs/testing.md")
    parser.addoption("--shuffle", type=int, metavar="NUMBER", help="run in an order drawn from this number")
    parser.addoption("--update-golden", action="store_true", help="write golden files anew instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    os.environ[tiers.VARIABLE] = config.getoption("--tier")  # before any test module is imported
    settings.register_profile(
        "project",
        parent=tiers.examples(100),
        deadline=None,
        derandomize=True,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    settings.load_profile("project")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to a longer tier, and shuffle where that is asked for."""
    last = tiers.TIERS.index(config.getoption("--tier"))
    longer = [item for item in items if tiers.TIERS.index(tiers.of_item(item)) > last]
    if longer:
        config.hook.pytest_deselected(items=longer)
        items[:] = [item for item in items if tiers.TIERS.index(tiers.of_item(item)) <= last]
    if (number := config.getoption("--shuffle")) is not None:
        random.Random(number).shuffle(items)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Any], None]:
    """Compare data with ``tests/golden/<name>.json``; write it only on the explicit command."""

    def compare(name: str, found: Any) -> None:
        path = GOLDEN / f"{name}.json"
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
        assert found == json.loads(path.read_text("utf-8"))

    return compare


@pytest.fixture(scope="session")
def telco() -> Path:
    """The real rows to judge with; they never ship, so a test that needs them skips where they are absent."""
    path = Path(os.environ.get("TELEVANTAGE_TELCO", ROOT.parent / "shared" / "data" / "telco_train.csv"))
    if not path.exists():
        pytest.skip(f"the real rows are not on this machine ({path.name}; set TELEVANTAGE_TELCO)")
    return path


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the node program, with the packages of scripts/node installed."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        pytest.skip("Node is not on this machine")

    def install(folder: Path) -> None:
        if not (NODE / "node_modules" / ".package-lock.json").exists():
            done = subprocess.run([npm, "ci", "--silent"], cwd=NODE, capture_output=True, text=True, check=False)
            (folder / "said").write_text(done.stderr.strip()[-200:] if done.returncode else "")

    said = once(tmp_path_factory, "node", install) / "said"
    if said.exists() and said.read_text():
        pytest.skip(f"npm could not install the packages of scripts/node: {said.read_text()}")
    return program


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse of 20,000 customers with every lever on: warehouse.duckdb, and raw; only to be read."""
    from tests.support.warehouses import built

    return once(tmp_path_factory, "warehouse", built)
