"""The script that builds a warehouse: flags, exit codes, sentences, and who is told."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scripts.build_warehouse import source_of, summary
from televantage.scenario import PlaceError, UsageError
from televantage.warehouse import hooks
from televantage.warehouse.build import Built
from televantage.warehouse.homes import open_home
from televantage.warehouse.hooks import Hooks
from tests.support.moments import stopped
from tests.support.scripts import Done, called, command, script
from tests.support.tiers import beyond

SMALL = ("--customers", "1000", "--set", "setting.horizon=3")


def _run(*words: str) -> Done:
    return called("build_warehouse", *words)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small warehouse that the script built."""
    db = tmp_path_factory.mktemp("script") / "w.duckdb"
    done = _run("--db", str(db), *SMALL)
    assert done.returncode == 0, done.stderr
    assert "4 months loaded, 2026-01 to 2026-04" in done.stdout
    return db


def test_a_second_run_has_nothing_to_do(built: Path) -> None:
    done = _run("--db", str(built), *SMALL)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is up to date" in done.stdout


def test_months_can_be_named_by_date_or_number(built: Path) -> None:
    assert "1 month loaded, 2026-02, " in _run("--db", str(built), *SMALL, "--from", "1", "--to", "1").stdout
    assert (
        "2 months loaded, 2026-02 to 2026-03"
        in _run("--db", str(built), *SMALL, "--from", "2026-02", "--to", "2").stdout
    )
    assert _run("--db", str(built), *SMALL, "--from", "3", "--quiet").stdout == ""


def test_help_tells_exit_codes_and_dirt() -> None:
    done = _run("--help")
    assert done.returncode == 0
    assert "4  a delivery is broken" in done.stdout
    assert "does_not_add_up" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*SMALL, "--from", "2025-01"), 2, "there is no such month; give 2026-01 to 2026-04, or 0 to 3"),
        ((*SMALL, "--from", "3", "--to", "1"), 2, "lies after"),
        (("--customers", "1"), 2, "--customers"),
        (("--preset", "baselin"), 2, "Did you mean 'baseline'"),
        (("--set", "offer.rech=1"), 2, "Did you mean 'offer.reach'"),
        ((*SMALL, "--set", "seed=2"), 2, "There is no parameter"),
        ((*SMALL, "--set", "setting.seed=2"), 1, "other parameters or another size"),
        ((*SMALL, "--dirt", "0.001"), 1, "with other dirt"),
        ((*SMALL, "--webhook", "ftp://x"), 2, "begins with http"),
        ((*SMALL, "--webhook", "http://"), 2, "names a host"),
        ((*SMALL, "--webhook", "http://:80/x"), 2, "names a host"),
        ((*SMALL, "--webhook", "http://h:port"), 2, "names a host"),
        ((*SMALL, "--webhook", "http://h/a b"), 2, "names a host"),
        ((*SMALL, "--notify", "'"), 2, "cannot be read"),
        ((*SMALL, "--notify", ""), 2, "the command is empty"),
        ((*SMALL, "--notify", " "), 2, "the command is empty"),
        ((*SMALL, "--format", "csv"), 2, "say where to: --export DIR"),
        ((*SMALL, "--correct"), 2, "no month of"),
        ((*SMALL, "--db", ""), 2, "names no file"),
        ((*SMALL, "--db", "."), 2, "names no file"),
        ((*SMALL, "--db", ":memory:"), 2, "names no file"),
        ((*SMALL, "--db", "md:foo"), 2, "names no file"),
        ((*SMALL, "--db", "s3://bucket/w.duckdb"), 2, "names no file"),
        ((*SMALL, "--db", "postgresql://h/x?colour=red", "--raw", "raw"), 2, "no address of a PostgreSQL server"),
    ],
)
def test_mistakes_are_sentences(built: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = _run("--db", str(built), *words)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert said in done.stderr


def test_a_refused_run_has_no_event_and_a_password_is_not_told(built: Path, tmp_path: Path) -> None:
    events = built.with_name(built.name + ".openlineage.jsonl")
    before = events.read_text()
    assert _run("--db", str(built), *SMALL, "--set", "setting.seed=7").returncode == 1
    assert events.read_text() == before
    told = tmp_path / "told.txt"
    teller = _teller(told, "os.environ['TELEVANTAGE_DB']")
    address = "postgresql://127.0.0.1:1/x?user=a&password=secret"
    assert _run("--db", address, "--raw", str(tmp_path / "raw"), *SMALL, "--notify", teller).returncode == 1
    assert told.read_text() == "postgres://127.0.0.1:1/x"


def test_correcting_touches_no_other_scenario_s_files(built: Path, tmp_path: Path) -> None:
    raw = built.with_suffix(".raw")
    files = sorted(raw.rglob("*"))
    done = _run("--db", str(tmp_path / "w.duckdb"), "--raw", str(raw), *SMALL, "--set", "setting.seed=7", "--correct")
    assert (done.returncode, "another scenario" in done.stderr) == (1, True)
    assert sorted(raw.rglob("*")) == files


def test_places_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    assert "does not exist; make it" in _run("--db", str(tmp_path / "no" / "w.duckdb"), *SMALL).stderr
    (tmp_path / "text.duckdb").write_text("not a database")
    done = _run("--db", str(tmp_path / "text.duckdb"), *SMALL)
    assert (done.returncode, "text.duckdb is not a DuckDB file" in done.stderr) == (1, True)
    assert (tmp_path / "text.duckdb").read_text() == "not a database"
    assert "--raw DIR" in _run("--db", "postgresql://nobody@localhost:1/none", *SMALL).stderr


def test_only_a_duckdb_file_is_opened(tmp_path: Path) -> None:
    """DuckDB itself would fetch a driver for the first, and show the others as views."""
    lite = sqlite3.connect(tmp_path / "lite.db")
    lite.execute("create table a (b integer)")
    lite.close()
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n5,6\n")
    pq.write_table(pa.table({"a": [1, 2, 3]}), tmp_path / "mine.parquet")
    files = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for path in files:
        for read_only in (True, False):
            with pytest.raises(PlaceError, match=f"{path.name} is not a DuckDB file; choose another --db"):
                open_home(str(path), read_only)
    with pytest.raises(PlaceError, match="is a folder"):
        open_home(str(tmp_path), read_only=True)
    for name in (":memory:", ":memory:mine", "md:", "sqlite:lite.db", "http://host/x.duckdb"):
        with pytest.raises(UsageError, match="names no file"):
            open_home(name, read_only=True)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_a_name_with_another_ending_is_a_file_like_any_other(tmp_path: Path) -> None:
    open_home(str(tmp_path / "new.csv")).close()
    home = open_home(str(tmp_path / "new.csv"), read_only=True)
    assert home.rows("select count(*) from duckdb_tables()") == [(0,)]
    home.close()


@pytest.mark.full
def test_a_broken_delivery_has_its_own_exit_code_and_is_logged(tmp_path: Path) -> None:
    db = tmp_path / "w.duckdb"
    assert _run("--db", str(db), *SMALL, "--to", "1").returncode == 0
    assert _run("--db", str(db), *SMALL, "--from", "2", "--to", "2").returncode == 0
    (tmp_path / "w.raw" / "2026-03" / "bills-1.parquet").write_bytes(b"")
    done = _run("--db", str(db), *SMALL, "--from", "2", "--to", "2")
    assert (done.returncode, "SHA-256 differs" in done.stderr) == (4, True)
    home = open_home(str(db), read_only=True)
    assert home.rows("select outcome from etl_run_log where step = 'run' order by run_id") == [
        ("ok",), ("ok",), ("failed",)
    ]  # fmt: skip
    assert home.rows("select max(month_key) from fact_customer_month") == [(2,)]  # as it was
    home.close()


def test_a_month_whose_forerunner_is_not_loaded_is_a_mistake_of_the_flags(tmp_path: Path) -> None:
    done = _run("--db", str(tmp_path / "w.duckdb"), *SMALL, "--from", "2")
    assert (done.returncode, "begin there, or leave out" in done.stderr) == (2, True)
    done = _run("--db", str(tmp_path / "w.duckdb"), *SMALL, "--correct")
    assert (done.returncode, "no month of" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.full
def test_dirt_need_not_be_repeated(tmp_path: Path) -> None:
    db = tmp_path / "w.duckdb"
    assert _run("--db", str(db), *SMALL, "--to", "1", "--dirt", "0.01", "--dirt", "missing=0").returncode == 0
    assert "2 months loaded, 2026-03 to 2026-04" in _run("--db", str(db), *SMALL).stdout
    labels = {json.loads(path.read_bytes())["dirt"] for path in (tmp_path / "w.raw").glob("20*/control.json")}
    assert len(labels) == 1 and "duplicate=0.01" in labels.pop()
    done = _run("--db", str(db), *SMALL, "--dirt", "0.01")
    assert (done.returncode, "with other dirt (dirt does_not_add_up=0.01," in done.stderr) == (1, True)
    assert "..., not dirt 0.01). Leave out --dirt to go on with what is there." in done.stderr
    assert "4 months loaded" in _run("--db", str(db), *SMALL, "--correct").stdout
    (tmp_path / "w.raw" / "2026-02" / "dirt_ledger.csv").unlink()
    done = _run("--db", str(db), *SMALL, "--correct")
    assert (done.returncode, "dirt_ledger.csv is missing, although the month has dirt" in done.stderr) == (4, True)


def test_an_export_is_told_and_versions_of_a_file_have_their_own_raw_files(tmp_path: Path) -> None:
    done = _run("--db", str(tmp_path / "war.v1"), *SMALL, "--to", "0", "--export", str(tmp_path / "out"))
    files = list((tmp_path / "out").glob("*.parquet"))
    assert done.stdout.splitlines()[-1] == f"{tmp_path / 'out'}: {len(files)} tables exported."
    assert (tmp_path / "war.v1.raw" / "2026-01").is_dir()


def _teller(told: Path, what: str) -> str:
    """Return a command for --notify that writes something of its environment to a file."""
    return f"{sys.executable} -c \"import os; open({str(told)!r}, 'w').write({what})\""


@pytest.mark.full
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to catch")
def test_who_stops_it_interrupts_it_and_everybody_is_told(tmp_path: Path) -> None:
    db, told = tmp_path / "w.duckdb", tmp_path / "told.txt"
    events = db.with_name(db.name + ".openlineage.jsonl")
    teller = _teller(told, "os.environ['TELEVANTAGE_OUTCOME']")
    line = command("build_warehouse", "--db", db, "--notify", teller, "--customers", "20000")
    found = stopped(line, signal.SIGTERM, lambda: events.exists() and events.stat().st_size > 0)
    assert (found.code, "Interrupted." in found.said) == (130, True), found
    assert told.read_text() == "interrupted"
    home = open_home(str(db), read_only=True)
    assert home.rows("select outcome, message from etl_run_log where step = 'run'") == [
        ("interrupted", "Interrupted; months that were loaded are complete.")
    ]
    home.close()
    assert [json.loads(line)["eventType"] for line in events.read_text().splitlines()] == ["START", "ABORT"]


@pytest.mark.full
@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a file's size is a POSIX one")
@pytest.mark.parametrize("kilobytes", [20, *beyond(pytest.mark.long, 5, 300)])
def test_a_disk_that_is_full_is_told_and_the_next_run_goes_on(tmp_path: Path, kilobytes: int) -> None:
    """A real limit stands in for the disk: no file of the run may grow beyond it."""
    import resource

    db, size = tmp_path / "w.duckdb", kilobytes * 1000
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
    done = subprocess.run(
        command("build_warehouse", "--db", db, *SMALL), capture_output=True, text=True, check=False, preexec_fn=limit
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "File too large" in done.stderr or "attempted to write" in done.stderr
    assert _run("--db", str(db), *SMALL).returncode == 0
    home = open_home(str(db), read_only=True)
    assert home.rows("select count(*) from agg_monthly_metrics") == [(4,)]
    home.close()


class _Receiver(BaseHTTPRequestHandler):
    heard: list[dict[str, object]]
    patient = threading.Event()
    """Set once a slow answer shall end."""

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response({"/ok": 204, "/elsewhere": 302}.get(self.path, 500))
        self.send_header("Location", "/ok")
        while self.path == "/slow" and not self.patient.wait(0.1):
            self.send_header("X-Patience", "1")
            self.flush_headers()
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A local server, and what it heard."""
    _Receiver.heard = []
    server = HTTPServer(("127.0.0.1", 0), _Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", _Receiver.heard
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_webhook_hears_of_completion_and_of_failure(
    built: Path, receiver: tuple[str, list[dict[str, object]]]
) -> None:
    url, heard = receiver
    assert _run("--db", str(built), *SMALL, "--from", "2", "--webhook", f"{url}/ok").returncode == 0
    assert heard[0]["outcome"] == "ok"
    assert heard[0]["months"] == ["2026-03", "2026-04"]
    done = _run("--db", str(built), *SMALL, "--set", "setting.seed=5", "--webhook", f"{url}/ok")
    assert done.returncode == 1
    assert heard[1]["outcome"] == "failed"
    assert "another size" in str(heard[1]["message"])


def test_who_cannot_be_told_is_no_reason_to_fail(built: Path, receiver: tuple[str, list[dict[str, object]]]) -> None:
    done = _run("--db", str(built), *SMALL, "--webhook", f"{receiver[0]}/broken", "--notify", "no-such-command-here")
    assert done.returncode == 0
    assert done.stderr.count("Warning:") == 2
    assert Hooks("http://127.0.0.1:9/closed").tell({"a": 1})[0].startswith("The webhook could not be told")


def test_a_redirect_is_no_answer_and_a_slow_one_is_not_waited_for(
    receiver: tuple[str, list[dict[str, object]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "302" in Hooks(f"{receiver[0]}/elsewhere").tell({"a": 1})[0]
    monkeypatch.setattr(hooks, "PATIENCE", 0.5)
    assert "did not answer within" in Hooks(f"{receiver[0]}/slow").tell({"a": 1})[0]  # it still answers
    _Receiver.patient.set()


def test_a_command_is_told_in_its_environment(built: Path, tmp_path: Path) -> None:
    told = tmp_path / "told.txt"
    names = "[os.environ['TELEVANTAGE_' + name] for name in ('OUTCOME', 'MONTHS')]"
    teller = _teller(told, f"' '.join({names})")
    assert _run("--db", str(built), *SMALL, "--from", "2", "--notify", teller).returncode == 0
    assert told.read_text() == "ok 2026-03,2026-04"


def test_the_place_of_an_export_is_checked_before_the_load(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("precious")
    for place in (tmp_path / "mine", tmp_path / "mine" / "notes.txt" / "out"):
        done = _run("--db", str(tmp_path / "w.duckdb"), *SMALL, "--export", str(place))
        assert (done.returncode, str(place) in done.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.full
@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc to write to")
@pytest.mark.skipif(not os.access("/proc", os.W_OK), reason="for all but root it is refused before")
def test_an_export_that_fails_tells_what_was_loaded(
    tmp_path: Path, receiver: tuple[str, list[dict[str, object]]]
) -> None:
    url, heard = receiver
    words = ("--to", "1", "--export", "/proc/out", "--webhook", f"{url}/ok")
    assert _run("--db", str(tmp_path / "w.duckdb"), *SMALL, *words).returncode == 1
    assert (heard[0]["outcome"], heard[0]["run"], heard[0]["months"]) == ("failed", 1, ["2026-01", "2026-02"])
    assert "could not be written" in str(heard[0]["message"])
    assert int(str(heard[0]["rows"])) > 1000


@pytest.mark.full
def test_the_summary_tells_broken_rows_from_held_ones(tmp_path: Path) -> None:
    db = tmp_path / "w.duckdb"
    said = _run("--db", str(db), *SMALL, "--dirt", "0.02").stdout
    home = open_home(str(db), read_only=True)
    sql = "select rule = 'held_with_customer', sum(rows_failed) from data_quality_log group by 1"
    counted: dict[bool, int] = dict(home.rows(sql))
    home.close()
    assert counted[True] > 0
    assert (
        f"; {counted[False]:,} rows broke a rule; {counted[True]:,} rows were held with their customer (run 1)" in said
    )


def test_the_summary_tells_held_rows_alone_where_no_other_was_put_aside() -> None:
    said = summary(source_of("baseline", 1000, {}), Built(3, (0,), 0, 1000, 1, 1), "w.duckdb", 1)
    assert "1,000 rows of facts; 1 row was held with their customer (run 3)." in said


@pytest.mark.full
def test_an_export_has_a_folder_of_its_own(tmp_path: Path) -> None:
    for words in (("--db", "w.duckdb", "--export", "."), ("--db", "w.duckdb", "--raw", "all/raw", "--export", "all")):
        done = script("build_warehouse", *words, *SMALL, cwd=tmp_path)
        assert (done.returncode, "an export has a folder of its own" in done.stderr) == (2, True), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nobody_is_told_unless_asked_for() -> None:
    assert Hooks().tell({"outcome": "ok"}) == []
