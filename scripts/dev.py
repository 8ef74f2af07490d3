"""Set up and run the project with nothing but Python 3.11 or newer.

    python scripts/dev.py app             open the explorer in a browser
    python scripts/dev.py test            what a change could break: lint, types, import contracts, tests
    python scripts/dev.py test --quick    for every save: no types, no browser, no server
    python scripts/dev.py test --all      before a release: also what takes long; see docs/testing.md

The first run makes a virtual environment in ``.venv`` and installs the requirements; later runs reuse it. Whatever else
follows ``test`` goes to pytest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv"
REQUIREMENTS = {"app": "requirements.txt", "test": "requirements-dev.txt"}
APP = ["streamlit", "run", "app/streamlit_app.py"]
LINT = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["lint-imports"])
TYPES = ["mypy"]
TESTS = ["pytest", "-n", str((os.cpu_count() or 1) + 1), "--dist", "loadgroup"]  # one waits for a browser or a server
TIERS = {"--quick": "quick", "--all": "all"}


def tool(name: str) -> str:
    """Return the path of a program of the virtual environment."""
    folder, suffix = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return str(HOME / folder / (name + suffix))


def install(requirements: str) -> None:
    """Make the environment and install a requirements file, unless that was done with these very files."""
    files = ["pyproject.toml", "requirements.txt", requirements]
    wanted = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in files)).hexdigest()
    mark = HOME / f"installed-{requirements}"
    if mark.exists() and mark.read_text() == wanted:
        return
    pip_works = [tool("python"), "-m", "pip", "--version"]
    if not Path(tool("python")).exists() or subprocess.run(pip_works, capture_output=True, check=False).returncode:
        print(f"Making a virtual environment in {HOME} ...", flush=True)
        try:
            venv.create(HOME, with_pip=True, clear=True, symlinks=os.name != "nt")
        except subprocess.CalledProcessError:
            shutil.rmtree(HOME, ignore_errors=True)
            sys.exit("This Python cannot make virtual environments; on Debian and Ubuntu, install python3-venv first.")
    print(f"Installing {requirements} (once; a minute or two) ...", flush=True)
    pip = [tool("python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]
    subprocess.run(pip, cwd=ROOT, check=True)
    mark.write_text(wanted)


def run(command: list[str]) -> int:
    """Run a program of the virtual environment; return its exit code."""
    print("$", *command, flush=True)
    return subprocess.run([tool(command[0]), *command[1:]], cwd=ROOT, check=False).returncode


def test(words: list[str]) -> int:
    """Run the checks of a tier, types beside the tests; return the exit code of the first that fails."""
    tier = next((TIERS[word] for word in words if word in TIERS), "full")
    more = [word for word in words if word not in TIERS]
    for command in LINT:
        if code := run(command):
            return code
    if tier == "quick":
        return run([*TESTS, "--tier", tier, *more])
    print("$", *TYPES, "(its answer comes last)", flush=True)
    with subprocess.Popen(
        [tool(TYPES[0]), *TYPES[1:]], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as types:
        code = run([*TESTS, "--tier", tier, *more])
        said = types.communicate()[0]
    print("$", *TYPES, f"\n{said}", flush=True)
    return code or types.returncode


def main() -> int:
    """Run the command that was asked for; return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this very file may be run by an older one)
        print(f"TeleVantage needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    task, more = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if task not in REQUIREMENTS:
        print(__doc__)
        return 2
    try:
        install(REQUIREMENTS[task])
        if task == "test":
            return test(more)
        print("The explorer opens in your browser; if it does not, go to the address below.", flush=True)
        return run([*APP, *more])
    except subprocess.CalledProcessError as error:
        print(f"The installation failed (exit code {error.returncode}); pip says above what it could not get.")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
