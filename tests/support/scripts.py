"""The scripts as people run them, in a process of their own; and called in this one where words are all that counts."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from televantage.interfaces import exit_code
from tests.support.places import ROOT, SCRIPTS

Done = subprocess.CompletedProcess[str]


def command(name: str, *words: object) -> list[str]:
    """Return the command line of a script."""
    return [sys.executable, str(SCRIPTS / f"{name}.py"), *map(str, words)]


def script(name: str, *words: object, cwd: Path = ROOT, **environment: Any) -> Done:
    """Run a script in a process of its own, as a terminal does."""
    return subprocess.run(
        command(name, *words), cwd=cwd, env={**os.environ, **environment}, capture_output=True, encoding="utf-8",
        errors="replace", check=False,
    )  # fmt: skip


def called(name: str, *words: object) -> Done:
    """Run a script's command in this process: the same words, sentences and exit code, without a start of Python.

    What belongs to the process (signals, the environment, memory, a pipe) needs ``script``.
    """
    line = command(name, *words)
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        out = stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        err = stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        patch.setattr(sys, "argv", line[1:])
        patch.chdir(ROOT)
        code = exit_code(importlib.import_module(f"scripts.{name}").main, "Interrupted.")
    return subprocess.CompletedProcess(line, code, out.getvalue(), err.getvalue())


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder but locks, by path."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.suffix != ".lock"
    }


class FullDisk:
    """File operations that fail with a full disk from the n-th on, or never (0); it counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
        self.calls, self.fails_at = 0, fails_at
        for name in ("mkdir", "rename", "open", "exists", "is_dir", "read_bytes"):
            monkeypatch.setattr(Path, name, self.wrapped(getattr(Path, name)))
        monkeypatch.setattr(os, "fsync", self.wrapped(os.fsync))

    def wrapped(self, real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            if isinstance(args[0], Path) and args[0].is_relative_to("/proc"):  # no disk; filelock 4 asks there
                return real(*args, **kwargs)
            self.calls += 1
            if self.calls == self.fails_at:
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call
