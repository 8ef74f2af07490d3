"""A copy of the project, to which something can be added."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.support.places import ROOT
from tests.support.scripts import Done, command


def copy_of_project(home: Path) -> Path:
    """Copy what the scripts need to a folder; return it."""
    for folder in ("src", "scripts"):
        shutil.copytree(
            ROOT / folder, home / folder, ignore=shutil.ignore_patterns("baked", "__pycache__", "*.egg-info", "node")
        )
    return home


def run(project: Path, name: str, *words: object) -> Done:
    """Run a script of the copy."""
    line = command(name, *words)
    line[1] = f"scripts/{name}.py"
    paths = os.pathsep.join([str(project / "src"), str(project)])
    return subprocess.run(
        line, cwd=project, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
