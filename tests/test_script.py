"""The script: exit codes, sentences, and bytes that repeat."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from televantage import folders
from televantage.exports import _publish as publishing
from televantage.exports import differences
from televantage.scenario import DATA, PlaceError, preset_names

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "generate_demo_data.py"
SMALL = ("--customers", "2000")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *words],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.suffix != ".lock"
    }


def test_what_ships_is_what_a_bake_writes() -> None:
    done = run(
        "--all", "--check", "--workers", "2", "--block-size", "40000", PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("is as baked") == len(preset_names()) == 16


def test_a_second_bake_is_the_same_to_the_byte(tmp_path: Path) -> None:
    ways = {
        "a": ([], {"PYTHONHASHSEED": "1"}),
        "b": (["--workers", "2"], {"PYTHONHASHSEED": "2", "TZ": "America/Lima"}),
        "c": (["--block-size", "1000"], {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"}),
    }
    found = []
    for name, (flags, environment) in ways.items():
        out = tmp_path / name
        done = run("risk_targeting", "--customers", "5000", "--out", str(out), *flags, **environment)
        assert done.returncode == 0, done.stderr
        found.append(snapshot(out))
    assert found[0] and found[0] == found[1] == found[2]


def test_files_are_strict_json_listed_in_the_manifest(tmp_path: Path) -> None:
    assert run("price_war", *SMALL, "--out", str(tmp_path), "--verbose").returncode == 0
    folder = tmp_path / "price_war"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert set(manifest["files"]) == set(snapshot(folder)) - {"manifest.json"}
    for name, entry in manifest["files"].items():
        raw = (folder / name).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == entry["sha256"] and len(raw) == entry["bytes"]
        assert raw.endswith(b"}\n") and b"\r" not in raw and b"NaN" not in raw and b"Infinity" not in raw
        data = json.loads(raw)
        assert len(data.get("rows", [])) == entry["rows"] and list(data) == sorted(data)
    assert manifest["customers_simulated"] == 2000 and manifest["seed"] == 20260101


def test_a_resolved_scenario_bakes_to_the_same_figures(tmp_path: Path) -> None:
    assert run("price_rise", *SMALL, "--out", str(tmp_path)).returncode == 0
    mine = tmp_path / "mine.json"
    mine.write_bytes((tmp_path / "price_rise" / "scenario.json").read_bytes())
    assert run(str(mine), *SMALL, "--out", str(tmp_path)).returncode == 0
    one, other = snapshot(tmp_path / "price_rise"), snapshot(tmp_path / "mine")
    assert {k: v for k, v in one.items() if k != "manifest.json"} == {
        k: v for k, v in other.items() if k != "manifest.json"
    }


def test_a_changed_preset_never_overwrites_the_shipped_one(tmp_path: Path) -> None:
    assert run("baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    before = snapshot(tmp_path / "baseline")
    assert run("baseline", "--set", "price.change=0.1", "--seed", "5", *SMALL, "--out", str(tmp_path)).returncode == 0
    folders = sorted(p.name for p in tmp_path.iterdir() if p.is_dir())
    assert len(folders) == 2 and folders[1].startswith("baseline-") and snapshot(tmp_path / "baseline") == before


MISTAKES = {
    "nothing asked": ([], "--list shows the presets"),
    "unknown preset": (["price_rice"], "Did you mean 'price_rise'"),
    "unknown parameter": (["baseline", "--set", "price.chnage=1"], "Did you mean 'price.change'"),
    "out of range": (["baseline", "--set", "price.change=7"], "from -0.5 to 1"),
    "NaN": (["baseline", "--set", "price.change=NaN"], "price.change is 'NaN'"),
    "infinite": (["baseline", "--set", "price.change=1e999"], "price.change is inf"),
    "400 digits": (["baseline", "--set", "price.change=" + "9" * 400], "more than 40 digits"),
    "wrong type": (["baseline", "--set", "setting.horizon=1.5"], "a whole number from 1 to 60"),
    "no equals sign": (["baseline", "--set", "price.change"], "path=value"),
    "twice": (["baseline", "--set", "price.change=1", "--set", "price.change=0"], "twice"),
    "too few": (["baseline", "--customers", "10"], "range"),
    "bad seed": (["baseline", "--seed", "-1"], "setting.seed is -1"),
    "path as preset": (["../baseline"], "no such file"),
    "bad file name": (["{tmp}/we ird.json"], "cannot name a scenario"),
    "markup": (["{tmp}/markup.json"], "without < or >"),
    "huge": (["{tmp}/huge.json"], "at most 256 KB"),
    "deep": (["{tmp}/deep.json"], "nested too deep"),
    "unknown flag": (["baseline", "--foo"], "--foo"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_one_sentence_and_exit_code_2(case: str, tmp_path: Path) -> None:
    (tmp_path / "we ird.json").write_text("{}")
    (tmp_path / "markup.json").write_text('{"title": "<img src=x>"}')
    (tmp_path / "huge.json").write_bytes(b" " * 50_000_000)
    (tmp_path / "deep.json").write_text("[" * 100_000)
    words, expected = MISTAKES[case]
    done = run(*(w.format(tmp=tmp_path) for w in words), "--out", str(tmp_path / "out"))
    assert done.returncode == 2 and expected in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr) < 700
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("out", ["file", "file/below", *(["/proc/nowhere"] if os.name == "posix" else [])])
def test_a_folder_that_cannot_be_written_is_named_with_exit_code_1(out: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    target = str(tmp_path / out)
    done = run("baseline", *SMALL, "--out", target)
    assert done.returncode == 1 and target in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "baseline"
    target.mkdir()
    (target / "thesis.txt").write_text("mine")
    done = run("baseline", *SMALL, "--out", str(tmp_path))
    assert done.returncode == 1 and "thesis.txt" in done.stderr
    assert snapshot(target) == {"thesis.txt": b"mine"}


def test_a_full_disk_leaves_the_old_bundle(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no limit on the size of files")
    import resource

    assert run("baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    before = snapshot(tmp_path)

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        [sys.executable, str(SCRIPT), "baseline", "--customers", "3000", "--out", str(tmp_path)],
        capture_output=True, text=True, check=False, preexec_fn=small_files_only,
    )  # fmt: skip
    assert done.returncode == 1 and "could not be written" in done.stderr and "Traceback" not in done.stderr
    assert snapshot(tmp_path) == before
    assert not list(tmp_path.glob(".*partial*"))


@pytest.fixture(scope="module")
def three_bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, bytes]]:
    """Return the words that bake three bundles, and what they write."""
    few = [word for part in ("train", "judge") for word in ("--set", f"learning.{part}=1000")]
    words = ["baseline", "price_war", "price_rise", "--customers", "3000", *few]
    clean = tmp_path_factory.mktemp("clean")
    assert run(*words, "--out", str(clean)).returncode == 0
    return words, snapshot(clean)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_an_interrupted_bake_leaves_only_complete_bundles(
    stop: str, three_bundles: tuple[list[str], dict[str, bytes]], tmp_path: Path
) -> None:
    words, whole = three_bundles
    for delay in (1.4, 2.4, 3.4):  # before, within and after the first bundle
        out = tmp_path / f"{stop}-{delay}"
        running = subprocess.Popen(
            [sys.executable, str(SCRIPT), *words, "--out", str(out)],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        time.sleep(delay)
        running.send_signal(signal.Signals[stop])
        _, said = running.communicate(timeout=60)
        assert running.returncode in {0, 130, 143, -signal.Signals[stop]}, said
        if running.returncode in {130, 143, 0}:
            assert "Traceback" not in said
            assert not list(out.glob(".*partial*"))
        for folder in out.iterdir() if out.exists() else ():
            if folder.is_dir() and not folder.name.startswith("."):
                assert (
                    snapshot(folder).items()
                    <= {k.split("/", 1)[1]: v for k, v in whole.items() if k.startswith(folder.name + "/")}.items()
                )
                assert (folder / "manifest.json").exists()
        assert run(*words, "--out", str(out)).returncode == 0
        done = {k: v for k, v in snapshot(out).items() if "partial" not in k}
        assert done == whole


def test_check_names_every_kind_of_difference(tmp_path: Path) -> None:
    assert run("baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    folder = tmp_path / "baseline"
    raw = (folder / "survival.json").read_bytes()
    (folder / "survival.json").write_bytes(raw.replace(b'"month": 3', b'"month": 4', 1))
    (folder / "headline.json").unlink()
    (folder / "extra.json").write_text("{}")
    before = snapshot(folder)
    done = run("baseline", *SMALL, "--out", str(tmp_path), "--check")
    assert done.returncode == 3 and snapshot(folder) == before
    assert "survival.json differs from line" in done.stderr
    assert "headline.json is missing" in done.stderr and "extra.json is not part of" in done.stderr


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    import filelock

    with filelock.FileLock(tmp_path / ".baseline.lock"):
        done = run("baseline", *SMALL, "--out", str(tmp_path))
    assert done.returncode == 1 and "Another run is writing" in done.stderr


def test_list_quiet_help_and_version(tmp_path: Path) -> None:
    listed = run("--list")
    assert listed.returncode == 0 and all(name in listed.stdout for name in preset_names())
    quiet = run("baseline", *SMALL, "--out", str(tmp_path), "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert run("--version").returncode == 0 and "Exit codes" in run("--help").stdout


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


@pytest.mark.parametrize("at_once", [True, False])
def test_a_failure_at_any_file_operation_leaves_old_or_new(at_once: bool, tmp_path: Path) -> None:
    """Every single operation fails once; also where two folders cannot change places in one step."""
    old = {"a.json": b"{}\n", "manifest.json": b'{"files": {"a.json": {}}}\n'}
    new = {"a.json": b'{"x": 1}\n', "b.json": b"{}\n", "manifest.json": b'{"files": {"a.json": {}, "b.json": {}}}\n'}
    operations, place = 1, 0
    while place <= operations:
        target = tmp_path / f"{place}" / "bundle"
        publishing.publish(target, old)
        with pytest.MonkeyPatch.context() as patch:
            if not at_once:
                patch.setattr(folders, "exchange", lambda one, other: False)
            disk, failed = FullDisk(patch, place), False
            try:
                publishing.publish(target, new)
            except PlaceError as error:
                failed = True
                assert "No space left" in str(error)
            if place == 0:
                operations = disk.calls
        assert failed == (place > 0), place
        assert differences(target, old if failed else new) == [], place
        assert [p.name for p in target.parent.iterdir() if "partial" in p.name] == []
        place += 1
    assert operations >= 10


def test_a_linked_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "baseline").symlink_to(tmp_path / "real")
    assert run("baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    assert (tmp_path / "baseline").is_symlink() and (tmp_path / "real" / "manifest.json").exists()


def test_a_file_named_like_a_preset_never_overwrites_it(tmp_path: Path) -> None:
    assert run("baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    before = snapshot(tmp_path / "baseline")
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "baseline.json"
    file.write_text('{"title": "Mine, not yours", "changes": {}}')
    assert run(str(file), *SMALL, "--out", str(tmp_path)).returncode == 0
    assert snapshot(tmp_path / "baseline") == before and len(list(tmp_path.glob("baseline-*"))) == 1


def test_a_console_without_greek_gets_its_help() -> None:
    done = run("--help", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0 and "churn.tenure_effect" in done.stdout and "Traceback" not in done.stderr


@pytest.mark.parametrize("delay", [0.4, 0.8, 1.5, 2.5])
def test_ctrl_c_in_a_terminal_stops_workers_quietly(delay: float, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no process groups of this kind")
    words = ["--all", "--customers", "300000", "--workers", "2", "--out", str(tmp_path / "out")]
    running = subprocess.Popen(
        [sys.executable, str(SCRIPT), *words],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    time.sleep(delay)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130 and "Traceback" not in said and len(said) < 200, said


def test_the_repository_ships_every_preset_baked() -> None:
    assert {p.name for p in (DATA / "baked").iterdir() if p.is_dir()} == set(preset_names())
