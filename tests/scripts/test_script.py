"""The script: exit codes, sentences, and bytes that repeat."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from scripts.generate_demo_data import DEFAULT_CUSTOMERS
from televantage import folders
from televantage.exports import _publish as publishing
from televantage.exports import bake, differences
from televantage.exports.bundle import records
from televantage.measures import measures, tables
from televantage.scenario import DATA, PlaceError, preset, preset_names, preset_scenario
from tests.support.moments import Moment, after, seen, stopped
from tests.support.scripts import Done, FullDisk, called, command, script, snapshot
from tests.support.tiers import beyond

SMALL = ("--customers", "2000")
LITTLE_LEARNING = [word for part in ("train", "judge") for word in ("--set", f"learning.{part}=1000")]


def run(*words: str, **environment: Any) -> Done:
    return script("generate_demo_data", *words, **environment)


WHOLE = ("baseline", "uplift_targeting", "log_hidden_confounder")
"""Presets without an offer, with one, and with a log: whole bundles, models and dashboard included."""


@pytest.mark.full
@pytest.mark.parametrize("name", WHOLE)
def test_what_ships_is_what_a_bake_writes(name: str) -> None:
    done = called("generate_demo_data", name, "--check", "--block-size", "40000")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("is as baked") == 1


@pytest.mark.full
@pytest.mark.parametrize("name", [name for name in preset_names() if name not in WHOLE])
def test_the_measures_that_ship_are_what_a_bake_writes(name: str) -> None:
    found = tables(bake(name, preset(name), preset_scenario(name), DEFAULT_CUSTOMERS).outcome)
    assert set(found) == set(measures())
    for file, table in found.items():
        shipped = json.loads((DATA / "baked" / name / f"{file}.json").read_bytes())["rows"]
        assert records(table, measures()[file].COLUMNS) == shipped, file


@pytest.mark.long
def test_what_ships_is_what_a_bake_of_all_writes() -> None:
    done = run("--all", "--check", "--workers", "2", PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("is as baked") == len(preset_names()) == 16


WAYS: list[tuple[list[str], dict[str, str]]] = [
    (
        ["--workers", "2", "--block-size", "1000"],
        {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
    ),
    (["--block-size", "1000"], {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"}),
    (["--workers", "3", "--block-size", "1700"], {"PYTHONHASHSEED": "3", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"}),
]


ELSEWHERE = ["risk_targeting", "--customers", "3000", *LITTLE_LEARNING, "--out"]


@pytest.fixture(scope="module")
def here() -> dict[str, bytes]:
    """What this process writes."""
    with TemporaryDirectory() as folder:
        assert called("generate_demo_data", *ELSEWHERE, folder).returncode == 0
        return snapshot(Path(folder))


@pytest.mark.full
@pytest.mark.parametrize("way", [0, *beyond(pytest.mark.long, 1, 2)])
def test_another_process_writes_the_same_bytes(way: int, here: dict[str, bytes], tmp_path: Path) -> None:
    flags, environment = WAYS[way]
    done = run(*ELSEWHERE, str(tmp_path), *flags, **environment)
    assert done.returncode == 0, done.stderr
    assert snapshot(tmp_path) == here != {}


def test_files_are_strict_json_listed_in_the_manifest(tmp_path: Path) -> None:
    assert called("generate_demo_data", "price_war", *SMALL, "--out", str(tmp_path), "--verbose").returncode == 0
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


@pytest.mark.full
def test_a_resolved_scenario_bakes_to_the_same_figures(tmp_path: Path) -> None:
    assert called("generate_demo_data", "price_rise", *SMALL, "--out", str(tmp_path)).returncode == 0
    mine = tmp_path / "mine.json"
    mine.write_bytes((tmp_path / "price_rise" / "scenario.json").read_bytes())
    assert called("generate_demo_data", str(mine), *SMALL, "--out", str(tmp_path)).returncode == 0
    one, other = snapshot(tmp_path / "price_rise"), snapshot(tmp_path / "mine")
    assert {k: v for k, v in one.items() if k != "manifest.json"} == {
        k: v for k, v in other.items() if k != "manifest.json"
    }


@pytest.mark.full
def test_a_changed_preset_never_overwrites_the_shipped_one(tmp_path: Path) -> None:
    assert called("generate_demo_data", "baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    before = snapshot(tmp_path / "baseline")
    assert (
        called(
            "generate_demo_data", "baseline", "--set", "price.change=0.1", "--seed", "5", *SMALL, "--out", str(tmp_path)
        ).returncode
        == 0
    )
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
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(50_000_000)
    words, expected = MISTAKES[case]
    done = called("generate_demo_data", *(w.format(tmp=tmp_path) for w in words), "--out", str(tmp_path / "out"))
    assert done.returncode == 2 and expected in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr) < 700
    assert not (tmp_path / "out").exists()


@pytest.mark.full
@pytest.mark.parametrize("out", ["file", "file/below", *(["/proc/nowhere"] if os.name == "posix" else [])])
def test_a_folder_that_cannot_be_written_is_named_with_exit_code_1(out: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    target = str(tmp_path / out)
    done = called("generate_demo_data", "baseline", *SMALL, "--out", target)
    assert done.returncode == 1 and target in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "baseline"
    target.mkdir()
    (target / "thesis.txt").write_text("mine")
    done = called("generate_demo_data", "baseline", *SMALL, "--out", str(tmp_path))
    assert done.returncode == 1 and "thesis.txt" in done.stderr
    assert snapshot(target) == {"thesis.txt": b"mine"}


@pytest.mark.full
def test_a_full_disk_leaves_the_old_bundle(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no limit on the size of files")
    import resource

    words = ["baseline", *LITTLE_LEARNING, "--out", tmp_path]

    assert called("generate_demo_data", *words, "--customers", "2000").returncode == 0
    before = snapshot(tmp_path)

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        command("generate_demo_data", *words, "--customers", "3000"),
        capture_output=True, text=True, check=False, preexec_fn=small_files_only,
    )  # fmt: skip
    assert done.returncode == 1 and "could not be written" in done.stderr and "Traceback" not in done.stderr
    assert snapshot(tmp_path) == before
    assert not list(tmp_path.glob(".*partial*"))


@pytest.fixture(scope="module")
def bundles() -> tuple[list[str], dict[str, bytes]]:
    """Return the words that bake two bundles, and what they write."""
    words = ["baseline", "price_war", "--customers", "1000", *LITTLE_LEARNING]
    with TemporaryDirectory() as folder:
        assert called("generate_demo_data", *words, "--out", folder).returncode == 0
        return words, snapshot(Path(folder))


MOMENTS: dict[str, Callable[[Path], Moment]] = {
    "while it starts": lambda out: after(0.3),
    "before the first bundle": lambda out: seen(out, "*"),
    "within a bundle": lambda out: seen(out, ".*partial*/*", 5),
    "between two bundles": lambda out: seen(out, "*/manifest.json"),
}
STOPS = list(product(("SIGINT", "SIGTERM", "SIGKILL"), MOMENTS))
FEW_STOPS = [("SIGINT", "while it starts"), ("SIGKILL", "within a bundle"), ("SIGTERM", "between two bundles")]


@pytest.mark.full
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("stop", "moment"), [*FEW_STOPS, *beyond(pytest.mark.long, *(s for s in STOPS if s not in FEW_STOPS))]
)
def test_an_interrupted_bake_leaves_only_complete_bundles(
    stop: str, moment: str, bundles: tuple[list[str], dict[str, bytes]], tmp_path: Path
) -> None:
    (words, whole), number, out = bundles, signal.Signals[stop], tmp_path / "out"
    line = command("generate_demo_data", *words, "--out", out)
    found = stopped(line, number, MOMENTS[moment](out))
    if stop == "SIGKILL":
        assert found.code == -number or found.too_late
    else:
        codes = {130, 143, -number} if moment == "while it starts" else {{"SIGINT": 130, "SIGTERM": 143}[stop]}
        assert found.code in codes or (found.too_late and found.code == 0), found
        assert "Traceback" not in found.said and not list(out.glob(".*partial*")), found
    for folder in out.glob("[!.]*/"):
        ours = {k.split("/", 1)[1]: v for k, v in whole.items() if k.startswith(f"{folder.name}/")}
        assert snapshot(folder) == ours
    assert called("generate_demo_data", *words, "--out", out).returncode == 0
    assert {k: v for k, v in snapshot(out).items() if "partial" not in k} == whole


def test_check_names_every_kind_of_difference(tmp_path: Path) -> None:
    assert called("generate_demo_data", "baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    folder = tmp_path / "baseline"
    raw = (folder / "survival.json").read_bytes()
    (folder / "survival.json").write_bytes(raw.replace(b'"month": 3', b'"month": 4', 1))
    (folder / "headline.json").unlink()
    (folder / "extra.json").write_text("{}")
    before = snapshot(folder)
    done = called("generate_demo_data", "baseline", *SMALL, "--out", str(tmp_path), "--check")
    assert done.returncode == 3 and snapshot(folder) == before
    assert "survival.json differs from line" in done.stderr
    assert "headline.json is missing" in done.stderr and "extra.json is not part of" in done.stderr


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    import filelock

    with filelock.FileLock(tmp_path / ".baseline.lock"):
        done = called("generate_demo_data", "baseline", *SMALL, "--out", str(tmp_path))
    assert done.returncode == 1 and "Another run is writing" in done.stderr


@pytest.mark.full
def test_list_quiet_help_and_version(tmp_path: Path) -> None:
    listed = called("generate_demo_data", "--list")
    assert listed.returncode == 0 and all(name in listed.stdout for name in preset_names())
    quiet = called("generate_demo_data", "baseline", *SMALL, "--out", tmp_path, "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert called("generate_demo_data", "--version").returncode == 0
    assert "Exit codes" in called("generate_demo_data", "--help").stdout


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
    assert called("generate_demo_data", "baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    assert (tmp_path / "baseline").is_symlink() and (tmp_path / "real" / "manifest.json").exists()


@pytest.mark.full
def test_a_file_named_like_a_preset_never_overwrites_it(tmp_path: Path) -> None:
    assert called("generate_demo_data", "baseline", *SMALL, "--out", str(tmp_path)).returncode == 0
    before = snapshot(tmp_path / "baseline")
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "baseline.json"
    file.write_text('{"title": "Mine, not yours", "changes": {}}')
    assert called("generate_demo_data", str(file), *SMALL, "--out", str(tmp_path)).returncode == 0
    assert snapshot(tmp_path / "baseline") == before and len(list(tmp_path.glob("baseline-*"))) == 1


@pytest.mark.full
def test_a_console_without_greek_gets_its_help() -> None:
    done = run("--help", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0 and "churn.tenure_effect" in done.stdout and "Traceback" not in done.stderr


@pytest.mark.full
@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups of this kind")
@pytest.mark.parametrize("delay", [0.3, 2.0, *beyond(pytest.mark.long, 0.6, 1.0, 1.5, 2.5, 4.0)])
def test_ctrl_c_in_a_terminal_stops_workers_quietly(delay: float, tmp_path: Path) -> None:
    words = ("--all", "--customers", "300000", "--workers", "2", "--out", tmp_path / "out")
    found = stopped(command("generate_demo_data", *words), signal.SIGINT, after(delay), group=True)
    assert found.code == 130 and "Traceback" not in found.said and len(found.said) < 200, found


def test_the_repository_ships_every_preset_baked() -> None:
    assert {p.name for p in (DATA / "baked").iterdir() if p.is_dir()} == set(preset_names())
