"""Set up and run the project with nothing but Python 3.11 or newer.

    python scripts/dev.py app     open the explorer in a browser
    python scripts/dev.py test    run every check: lint, types, import contracts, tests

The first run makes a virtual environment in ``.venv`` and installs the requirements; later runs reuse it.
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
COMMANDS = {
    "app": [["streamlit", "run", "app/streamlit_app.py"]],
    "test": [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
        ["pytest", "-n", "auto", "--dist", "loadgroup"],
    ],
}


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


def main() -> int:
    """Run the command that was asked for; return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this very file may be run by an older one)
        print(f"TeleVantage needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    task, more = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if task not in COMMANDS:
        print(__doc__)
        return 2
    try:
        install(REQUIREMENTS[task])
        if task == "app":
            print("The explorer opens in your browser; if it does not, go to the address below.", flush=True)
        for command in COMMANDS[task]:
            print("$", *command, flush=True)
            last = more if command is COMMANDS[task][-1] else []
            code = subprocess.run([tool(command[0]), *command[1:], *last], cwd=ROOT, check=False).returncode
            if code:
                return code
    except subprocess.CalledProcessError as error:
        print(f"The installation failed (exit code {error.returncode}); pip says above what it could not get.")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
