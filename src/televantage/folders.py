"""Folders that change places: a reader sees the old one or the new one, whole."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

AT_FDCWD, RENAME_EXCHANGE = -100, 2


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; tell whether the system could."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done: int = rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)
    if done != 0 and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(other))
    return done == 0


def swap(new: Path, target: Path) -> None:
    """Put a new folder in the place of the target; the old one, if any, is gone or where the new one was."""
    if not target.exists():
        new.rename(target)
        return
    if exchange(new, target):
        return
    aside = new.with_name(new.name + "-old")
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)
