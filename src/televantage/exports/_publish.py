"""Put a bundle on disk: all files appear together, or what lay there before stays as it was.

The files are written and flushed beside the target, then the two folders change places in one step where the system
can do that (Linux); elsewhere the old one is moved away first and moved back if anything fails.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import filelock

from televantage.exports._manifest import MANIFEST
from televantage.folders import swap
from televantage.scenario import PlaceError


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _entries(folder: Path) -> list[str]:
    """Return everything in a folder and the folders in it, by its path from there."""
    return [entry.relative_to(folder).as_posix() for entry in folder.rglob("*")]


def _link(source: str, target: str) -> None:
    """Put a file in another folder too, without copying it where the disk can do that."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _refuse_foreign(target: Path) -> None:
    """Refuse a target that holds anything a bake did not write: replacing the folder would lose it."""
    if not target.exists():
        return
    if not target.is_dir():
        raise PlaceError(f"{target} is a file; a bundle is a folder. Choose another --out.")
    try:
        listed = set(json.loads((target / MANIFEST).read_bytes())["files"]) | {MANIFEST}
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        listed = set()
    foreign = sorted(set(_entries(target)) - listed - {name.rpartition("/")[0] for name in listed})
    if foreign:
        raise PlaceError(
            f"{target} holds {foreign[0]!r}, which no bake wrote; move it away or choose another --out. "
            "Nothing was overwritten."
        )


def _all_of(folder: Path, files: Mapping[str, bytes]) -> Callable[[str, list[str]], list[str]]:
    """Return what leaves out, of a folder, the names that are written anew."""
    return lambda place, names: [name for name in names if place == str(folder) and name in files]


def _lock_file(target: Path, beside_others: bool) -> Path:
    """Return the file that one writer at a time holds: beside a bundle; for a dashboard, where no build picks it up."""
    if not beside_others:
        return target.parent / f".{target.name}.lock"
    name = hashlib.sha256(os.fsencode(target.resolve())).hexdigest()
    return Path(tempfile.gettempdir()) / f"televantage-{name[:32]}.lock"


@contextmanager
def _sentences(target: Path) -> Iterator[None]:
    """Turn what the system says about a folder into a sentence."""
    try:
        yield
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise PlaceError(f"{target} could not be written: {what}. What lay there before is unchanged.") from None


def publish(
    target: Path,
    files: Mapping[str, bytes],
    on_file: Callable[[str], None] = lambda name: None,
    beside_others: bool = False,
) -> None:
    """Write files to a folder: all of them appear together, or what lay there before stays as it was.

    Parameters
    ----------
    target
        The folder that shall hold the files, and nothing else; its parents are made.
    files
        Bytes by file name; a name may lie in a folder.
    on_file
        Called with each name before it is written.
    beside_others
        Whether other files in the folder stay where they are, instead of being a reason to refuse.

    Raises
    ------
    PlaceError
        If the folder holds something else, cannot be written, or another run is writing it.
    """
    with _sentences(target):
        target = target.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(_lock_file(target, beside_others))
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise PlaceError(f"Another run is writing {target}; wait for it to end.") from None
        partial = target.parent / f".{target.name}.partial-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        try:
            if beside_others and target.is_dir():
                shutil.copytree(target, partial, symlinks=True, copy_function=_link, ignore=_all_of(target, files))
            else:
                _refuse_foreign(target)
                partial.mkdir()
            for name, raw in files.items():
                on_file(name)
                _write(partial / name, raw)
            swap(partial, target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            lock.release()


def differences(
    target: Path, files: Mapping[str, bytes], skip: Collection[str] = (), beside_others: bool = False
) -> list[str]:
    """Return a sentence for each way in which a folder on disk is not the bundle; none if it is, byte for byte.

    The files to skip are not compared; ``beside_others`` allows others in the folder.
    """
    found = []
    for name, raw in files.items():
        path = target / name
        if name in skip:
            continue
        try:
            on_disk = path.read_bytes()
        except FileNotFoundError:
            found.append(f"{path} is missing.")
            continue
        except OSError as error:
            raise PlaceError(f"{path} cannot be read: {error.strerror}.") from None
        if on_disk != raw:
            place = next(
                (i for i, (a, b) in enumerate(zip(on_disk, raw, strict=False)) if a != b), min(len(on_disk), len(raw))
            )
            line = raw[:place].count(b"\n") + 1
            found.append(f"{path} differs from line {line} on ({len(on_disk):,} bytes on disk, {len(raw):,} expected).")
    if target.is_dir() and not beside_others:
        known = {*files, *(name.rpartition("/")[0] for name in files)}
        foreign = sorted(set(_entries(target)) - known)
        found += [f"{target / name} is not part of the bundle." for name in foreign]
    return found
