"""Hooks: who is told that a run has ended, well or not. Off unless asked for, and never a reason for a run to fail."""

from __future__ import annotations

import http.client
import json
import os
import shlex
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from televantage.scenario import UsageError

PATIENCE = 10
"""Seconds that a receiver has, in all."""


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what it leads to would not get the document."""

    def redirect_request(self, *_: Any) -> None:
        """Return no request, so that the redirect is an answer that is none."""


@dataclass(frozen=True)
class Hooks:
    """A URL that gets a JSON document by POST, and a command that gets the same in its environment."""

    webhook: str | None = None
    command: str | None = None

    def check(self) -> None:
        """Check them before the run.

        Raises
        ------
        UsageError
            If the URL is none, or the command cannot be read.
        """
        if self.webhook is not None and not _is_address(self.webhook):
            raise UsageError(
                f"--webhook {self.webhook[:60]}: give a URL that begins with http:// or https:// and names a host, in "
                "ASCII letters."
            )
        try:
            words = shlex.split("true" if self.command is None else self.command)
        except ValueError as error:
            raise UsageError(f"--notify: the command cannot be read: {error}.") from None
        if not words:
            raise UsageError("--notify: the command is empty.")

    def tell(self, news: Mapping[str, object]) -> list[str]:
        """Tell everybody; return a sentence for each who could not be told."""
        problems = []
        if self.webhook:
            problems += _post(self.webhook, news)
        if self.command:
            problems += _run(self.command, news)
        return problems


def _is_address(url: str) -> bool:
    """Tell whether a URL names a host that can be told by HTTP."""
    try:
        found = urlsplit(url)
        port = found.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url
    return plain and found.scheme in {"http", "https"} and bool(found.hostname) and port != 0


def _post(url: str, news: Mapping[str, object]) -> list[str]:
    """Post beside the run, which does not wait for an answer that comes byte by byte."""
    body = json.dumps(news, sort_keys=True).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    problems = [f"it did not answer within {PATIENCE} seconds"]

    def post() -> None:
        try:
            with urllib.request.build_opener(_NoDetours).open(request, timeout=PATIENCE):
                problems.clear()
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None)
            told = str(error) if isinstance(error, urllib.error.HTTPError) or reason is None else str(reason)
            problems[:] = [told or type(error).__name__]

    posting = threading.Thread(target=post, daemon=True)
    posting.start()
    posting.join(PATIENCE)
    return [f"The webhook could not be told: {problem}." for problem in problems]


def _run(command: str, news: Mapping[str, object]) -> list[str]:
    told = {f"TELEVANTAGE_{name.upper()}": _text(value) for name, value in news.items()}
    try:
        done = subprocess.run(shlex.split(command), env={**os.environ, **told}, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [f"The command could not be told: {error}."]
    return [f"The command that was told ended with exit code {done.returncode}."] if done.returncode else []


def _text(value: object) -> str:
    """Return a value as the environment has it; a list with commas."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
