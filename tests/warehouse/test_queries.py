"""The query library: complete headers, safe parameters, the same figures as in Python, and the script that asks."""

from __future__ import annotations

import csv
import inspect
import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from televantage.scenario import PlaceError, UsageError
from televantage.warehouse.build import build
from televantage.warehouse.dirt import read_dirt
from televantage.warehouse.homes import PARAMETER, Home, open_home
from televantage.warehouse.library import KINDS, bound, parse, plan, queries, query_named, run
from tests.support.once import once
from tests.support.places import ROOT
from tests.support.query_lives import Lives
from tests.support.query_truths import CASES, TWINS, Values, agree, given, revenue_at_risk_in_all
from tests.support.scripts import called
from tests.support.warehouses import DIRTY, TINY, built, source

FOLDER = ROOT / "src" / "televantage" / "warehouse"
INJECTIONS = (
    "'; drop table fact_churn; --", "' or '1'='1", "1 or 1=1", "$top", "%s", "\0", "9" * 30, "", "١", "\udcff",
)  # fmt: skip
DETAILS = re.compile(r"\b(?:fact_\w+|dim_customer|truth)\b")
"""What no dashboard query reads."""
MAY_BE_EMPTY = {"quarantine_overview"}
"""Queries that have no rows on the warehouse of the tests, where nothing is dirty."""


@pytest.fixture(scope="module")
def home(warehouse: Path) -> Iterator[Home]:
    """The warehouse of 20,000 customers with every lever on, only to be read."""
    found = open_home(str(warehouse / "warehouse.duckdb"), read_only=True)
    yield found
    found.close()


def test_the_library_is_large_and_every_file_is_in_it() -> None:
    files = {path.stem for path in (FOLDER / "queries").iterdir()}
    assert files == set(queries())
    assert len(files) >= 40
    assert {query.kind for query in queries().values()} == set(KINDS)
    assert not [name for name in queries() if not re.fullmatch(r"[a-z_]+", name)]


@pytest.mark.parametrize("name", queries())
def test_header_says_all_and_the_statement_only_reads(name: str) -> None:
    query = queries()[name]
    assert all(text.endswith(".") for text in (query.purpose, *(column.sentence for column in query.columns)))
    assert all(parameter.sentence.endswith(".") for parameter in query.parameters)
    assert query.grain.startswith("one row per")
    assert query.twin.startswith(("operations: ", "measures: ", "simulation: ", "lifelines: ", "none: "))
    assert set(PARAMETER.findall(query.sql)) == {parameter.name for parameter in query.parameters}
    assert re.match(r"(select|with)\b", query.sql)
    assert ";" not in query.sql
    assert "\norder by " in query.sql
    assert not re.search(r"\b(insert|update|delete|create|drop|qualify|group by all)\b", query.sql)
    if query.kind == "dashboard":
        assert not DETAILS.search(query.sql), "a dashboard query reads aggregates, small dimensions and logs"
    assert ("truth." in query.sql) == (query.kind == "truth" or name == "table_rows")


@pytest.mark.parametrize("name", queries())
def test_rows_columns_and_key_hold(name: str, home: Home) -> None:
    query, found = queries()[name], run(home, name)
    assert list(found.columns) == [column.name for column in query.columns]
    assert found.empty == (name in MAY_BE_EMPTY)
    assert not found.empty or query.empty
    assert not found.duplicated(list(query.key)).any(), "the key does not tell the rows apart"
    assert not found[list(query.key)].isna().any().any()
    whole = [column.name for column in query.columns if column.type == "integer"]
    assert all(str(found[column].dtype) in ("int64", "Int64") for column in whole)
    pd.testing.assert_frame_equal(found, run(home, name))  # the order is total


def test_every_query_but_those_that_say_why_has_a_twin() -> None:
    assert set(TWINS) == {name for name, query in queries().items() if not query.twin.startswith("none: ")}
    assert len(TWINS) >= 35


def test_every_value_of_a_choice_and_some_other_of_a_number_is_compared() -> None:
    """A new parameter needs a case in which it is not its default; a new choice needs one for each value."""
    for name, twin in TWINS.items():
        taken = list(inspect.signature(twin).parameters.values())[1:]
        parameters = queries()[name].parameters
        assert [(one.name, one.default) for one in taken] == [(one.name, one.default) for one in parameters], name
        for parameter in parameters:
            met = {values.get(parameter.name, parameter.default) for case, values in CASES if case == name}
            assert met >= set(parameter.allowed) and met - {parameter.default}, f"{name}: {parameter.name}"


IDS = [f"{name}-{'-'.join(str(getattr(v, '__name__', v)) for v in values.values())}" for name, values in CASES]


@pytest.mark.parametrize(("name", "values"), CASES, ids=IDS)
def test_the_twin_in_python_agrees(name: str, values: Values, home: Home, lives: Lives) -> None:
    told = given(values, lives)
    agree(name, run(home, name, **told), TWINS[name](lives, **told))


@pytest.fixture(scope="module")
def waves(staggered_warehouse: Path) -> Iterator[Home]:
    """The warehouse whose waves of the offer go to different customers."""
    found = open_home(str(staggered_warehouse / "warehouse.duckdb"), read_only=True)
    yield found
    found.close()


@pytest.mark.parametrize(("name", "values"), CASES, ids=IDS)
def test_the_twin_agrees_where_waves_go_to_different_customers(
    name: str, values: Values, waves: Home, lives_of_waves: Lives
) -> None:
    told = given(values, lives_of_waves)
    agree(name, run(waves, name, **told), TWINS[name](lives_of_waves, **told))


def test_the_second_scenario_has_what_the_first_lacks(lives_of_waves: Lives) -> None:
    selected, latest = lives_of_waves.selected, lives_of_waves.panel["month_key"] == lives_of_waves.last
    assert selected.groupby("offer_key")["wave"].unique().map(list).to_dict() == {1: [1], 2: [2], 3: [3], 4: [1]}
    assert lives_of_waves.panel.loc[latest, "discount"].sum() > 0


def test_expected_revenue_at_risk_adds_up_to_the_headline_figure(home: Home, lives: Lives) -> None:
    total = run(home, "expected_revenue_at_risk")["revenue_at_risk"].sum()
    assert round(total, 2) == round(revenue_at_risk_in_all(lives), 2)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A warehouse of six months; the second wave of its offer has nobody withheld, for its first took everybody."""
    of = source(1000, setting__horizon=6, offer__month=1, offer__repeat=2, offer__cool_down=24, offer__duration=1,
                offer__reach=0.05, offer__holdout=0.02, offer__waves=3)  # fmt: skip
    folder = once(tmp_path_factory, "odd", lambda folder: built(folder, of))
    found = open_home(str(folder / "warehouse.duckdb"), read_only=True)
    yield found
    found.close()


@pytest.mark.full
def test_what_cannot_be_known_is_null_and_not_something_else(odd: Home) -> None:
    """Of a year that is not simulated, and of waves with nobody to compare with."""
    assert run(odd, "expected_revenue_at_risk")["revenue_at_risk"].isna().all()
    expected = run(odd, "expected_segment_churn")
    assert expected[["lost_12m", "churn_12m"]].isna().all(axis=None) and expected["mrr_end"].gt(0).any()
    assert run(odd, "risk_bands")["left_12m"].isna().all()
    for query in queries().values():
        measured = [figure.removeprefix("-") for figure in query.chart.y]
        assert not measured or run(odd, query.name)[measured].notna().any(axis=None) or query.unknown, query.name
    roi, paid = run(odd, "offer_roi"), run(odd, "offer_payback").set_index("month_key")
    unknown = roi["saved_margin"].isna()
    assert unknown.any() and not unknown.iloc[0]
    first = 1 + 2 * (roi.loc[unknown, "wave"].min() - 1)
    assert paid.loc[: first - 1, "net"].notna().all() and paid.loc[first:, ["net", "has_paid_back"]].isna().all(
        axis=None
    )


@pytest.fixture(scope="module")
def opening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A warehouse of which only the as-of month is loaded."""
    folder = tmp_path_factory.mktemp("opening")
    found = open_home(str(folder / "w.duckdb"))
    build(found, TINY, folder, [0])
    yield found
    found.close()


@pytest.mark.full
@pytest.mark.parametrize("name", queries())
def test_before_the_first_month_what_is_not_known_has_its_reason(name: str, opening: Home) -> None:
    query, rows = queries()[name], run(opening, name)
    measured = [figure.removeprefix("-") for figure in query.chart.y]
    assert query.empty or not rows.empty
    assert query.unknown or rows.empty or not measured or rows[measured].notna().any(axis=None)


def test_a_month_that_is_not_loaded_is_no_month(opening: Home) -> None:
    assert run(opening, "arpu_by_plan", month_key=5).empty
    assert run(opening, "churn_by_segment", first_month=9, last_month=3).empty


@pytest.mark.parametrize("name", queries())
def test_null_is_where_the_header_says_so(name: str, home: Home, odd: Home, opening: Home, dirty: Path) -> None:
    soiled = open_home(str(dirty / "warehouse.duckdb"), read_only=True)
    silent = [column.name for column in queries()[name].columns if "null" not in column.sentence]
    for one in (home, odd, opening, soiled):
        found = run(one, name)[silent].isna().any()
        assert not found.any(), list(found[found].index)
    soiled.close()


def test_bridges_add_up(home: Home) -> None:
    mrr, arpu = run(home, "mrr_bridge"), run(home, "arpu_bridge")
    left = mrr["mrr_start"] + mrr["price_change"] - mrr["churned"] - mrr["discount"] - mrr["mrr_end"]
    assert left.abs().max() < 1e-6
    left = arpu["arpu_start"] + arpu["mix"] + arpu["price"] + arpu["discount"] - arpu["arpu_end"]
    assert left.abs().max() < 1e-9


def test_queries_agree_with_each_other(home: Home) -> None:
    kpis, roi = run(home, "monthly_kpis"), run(home, "offer_roi")
    assert run(home, "offer_payback")["net"].iloc[-1] == pytest.approx(roi["net"].sum(), rel=1e-9)
    assert run(home, "churn_by_segment", last_month=24)["lost"].sum() == kpis["churned"].sum()
    assert run(home, "churn_by_city", fewest=1)["lost"].sum() == kpis["churned"].sum()
    hazard = run(home, "tenure_hazard").set_index("tenure")
    survival = run(home, "tenure_survival").groupby("tenure")[["at_risk", "exits"]].sum()
    pd.testing.assert_frame_equal(hazard[["at_risk", "exits"]], survival)
    counts = run(home, "table_rows").set_index("table_name")["records"]
    assert counts["fact_churn"] == kpis["churned"].sum()
    assert counts["fact_customer_month"] == kpis["active_start"].sum()


@pytest.mark.parametrize("trait", ["contract", "internet", "tenure_band", "value_tier"])
def test_traits_divide_the_whole_base(trait: str, home: Home) -> None:
    found = run(home, "churn_by_trait", trait=trait)
    whole = run(home, "monthly_kpis").set_index("month_key")["churned"].loc[1:]
    assert found.groupby("month_key")["churned"].sum().tolist() == whole.tolist()
    assert found["place"].is_monotonic_increasing
    assert run(home, "uplift_by_trait", trait=trait)["offered"].sum() == run(home, "offer_take_rate")["offered"][0]


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_parameter_is_never_part_of_the_text(text: str, home: Home) -> None:
    before = run(home, "table_rows")
    for query in queries().values():
        for parameter in query.parameters:
            if parameter.read(text) is None:
                with pytest.raises(UsageError, match=f"The query {query.name} takes no {parameter.name} "):
                    run(home, query.name, **{parameter.name: text})
            else:
                assert run(home, query.name, **{parameter.name: text}).empty or text in ("", parameter.default)
    pd.testing.assert_frame_equal(before, run(home, "table_rows"))


def test_values_may_be_text_or_what_they_are(home: Home) -> None:
    pd.testing.assert_frame_equal(run(home, "top_at_risk", top="7"), run(home, "top_at_risk", top=7))
    assert len(run(home, "top_at_risk", top=" 7 ")) == 7
    city = run(home, "churn_by_city")["city"][0]
    assert run(home, "churn_by_city", city=city)["city"].tolist() == [city]
    assert bound(query_named("arpu_by_plan"), {"month_key": "-1"}) == {"month_key": -1}


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("monthly_kpi", {}, "There is no query 'monthly_kpi'. Did you mean 'monthly_kpis'?"),
        ("top_at_risk", {"tops": 3}, "has no parameter 'tops'. Did you mean 'top'? Its parameters are top, months."),
        ("worlds", {"top": 3}, "The query worlds has no parameter 'top'. It has none."),
        ("top_at_risk", {"top": 0}, "takes no top 0. It must be a whole number from 1 to 10000."),
        ("top_at_risk", {"top": True}, "takes no top True."),
        ("top_at_risk", {"top": 2.5}, "takes no top 2.5."),
        ("churn_by_trait", {"trait": "contracts"}, "Did you mean 'contract'? It must be one of contract, internet,"),
        ("churn_by_city", {"city": "x" * 201}, "It must be a text of at most 200 characters."),
    ],
)
def test_mistakes_are_sentences(name: str, values: dict[str, object], sentence: str, home: Home) -> None:
    with pytest.raises(UsageError, match=re.escape(sentence)):
        run(home, name, **values)


def test_a_database_without_a_warehouse_is_told(tmp_path: Path) -> None:
    home = open_home(str(tmp_path / "empty.duckdb"))
    with pytest.raises(UsageError, match="There is no warehouse in this DuckDB database"):
        run(home, "worlds")
    home.run("create table etl_run_log (run_id integer)")
    with pytest.raises(PlaceError, match="DuckDB cannot answer the query worlds: Catalog Error"):
        run(home, "worlds")
    home.close()


@pytest.mark.parametrize(
    "change",
    [
        ("-- grain:", "-- grian:"), ("-- kind: dashboard", "-- kind: board"), ("-- key: month_key", "-- key: month"),
        ("-- chart: line", "-- chart: pie"), (" integer -- ", " int -- "), ("-- twin: ", "--twin: "),
        ("y=churn_rate", "y=churn_rat"), ("-- purpose: ", "-- purpose: A.\n-- purpose: "),
    ],
)  # fmt: skip
def test_a_wrong_header_is_found(change: tuple[str, str]) -> None:
    text = (FOLDER / "queries" / "monthly_kpis.sql").read_text("utf-8")
    assert parse("monthly_kpis", text) == queries()["monthly_kpis"]
    with pytest.raises(ValueError, match="monthly_kpis"):
        parse("monthly_kpis", text.replace(*change, 1))


def test_plan_of_a_query(home: Home) -> None:
    assert "fact_customer_month" in plan(home, "tenure_hazard")


@pytest.mark.full
def test_sqlfluff_finds_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sqlfluff", "lint", str(FOLDER), "--disable-progress-bar"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


OF_RUNS = ("loaded_at", "started_at", "seconds", "slowest")
"""Columns that differ from run to run."""


def test_queries_hold_on_dirty_data(dirty: Path) -> None:
    home = open_home(str(dirty / "warehouse.duckdb"), read_only=True)
    for name, query in queries().items():
        found = run(home, name)
        assert not found.empty, name
        assert not found.duplicated(list(query.key)).any(), name
    assert run(home, "monthly_kpis")["unbilled"].sum() > 0
    arpu, bridge = run(home, "arpu_bridge"), run(home, "mrr_bridge")
    moved = arpu["mix"] + arpu["price"] + arpu["discount"]
    assert (arpu["arpu_start"] + moved - arpu["arpu_end"]).abs().max() < 1e-9
    assert (bridge["mrr_start"] + bridge["price_change"] - bridge["churned"] - bridge["discount"]).tolist() == (
        pytest.approx(bridge["mrr_end"].tolist(), abs=1e-6)
    )
    assert run(home, "quality_by_rule")["rows_failed"].sum() >= run(home, "quarantine_overview")["records"].sum() > 0
    assert run(home, "kaplan_meier")["survival"].between(0, 1).all()
    assert run(home, "cohort_triangle")["retention"].between(0, 1).all()
    home.close()


@pytest.mark.full
@pytest.mark.xdist_group("postgres")
def test_postgresql_gives_the_same_rows_in_the_same_types(
    dirty: Path, tmp_path: Path, postgres: Callable[[], str]
) -> None:
    shutil.copytree(dirty / "raw", tmp_path / "raw")
    duckdb, other = open_home(str(dirty / "warehouse.duckdb"), read_only=True), open_home(postgres())
    build(other, DIRTY, tmp_path / "raw", dirt=read_dirt(["0.004"]))
    constant = [case for case in CASES if case[1] and not any(map(callable, case[1].values()))]
    for name, values in [*((name, {}) for name in queries()), *constant]:
        one, two = (run(at, name, **values).drop(columns=list(OF_RUNS), errors="ignore") for at in (duckdb, other))
        if name == "quality_metrics":  # some of which are times
            one, two = (table[table["unit"] == "share"].reset_index(drop=True) for table in (one, two))
        if name == "step_seconds":  # which is sorted by seconds; the second found the raw files of the first
            one, two = (table[table["step"] != "extract"] for table in (one, two))
            one, two = (table.sort_values("step", ignore_index=True) for table in (one, two))
        pd.testing.assert_frame_equal(one, two, rtol=1e-9, atol=1e-12, obj=f"{name} {values}")
    assert "Sort" in plan(other, "worlds")
    with pytest.raises(UsageError, match="It must be a text of at most 200 characters"):
        run(other, "churn_by_city", city="\0")
    assert run(other, "churn_by_city", city="'; drop table fact_churn; --").empty
    other.close()
    duckdb.close()


def _asked(*words: str) -> tuple[int, str]:
    """Run the script; return its exit code, and what it says, errors too."""
    done = called("query", *words)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def db(warehouse: Path) -> str:
    """The --db of the warehouse."""
    return str(warehouse / "warehouse.duckdb")


def test_script_lists_the_queries() -> None:
    code, text = _asked("--list")
    assert code == 0
    assert all(f"  {name} " in text and query.purpose in text for name, query in queries().items())


def test_script_describes_a_query_without_a_warehouse() -> None:
    code, text = _asked("churn_by_segment", "--describe")
    query = queries()["churn_by_segment"]
    assert code == 0
    assert query.purpose in text and f"no rows {query.empty}." in text
    assert "last_month=12: a whole number from 1 to 600." in text
    assert all(re.search(rf"^  {c.name} +{c.type} +{re.escape(c.sentence)}$", text, re.M) for c in query.columns)


def test_script_says_why_there_is_nothing(db: str) -> None:
    code, text = _asked("customer_lookup", "--db", db, "--set", "account_number=5")
    assert code == 0 and "No rows, which is so if there is no such account." in text


def test_script_prints_a_table(db: str, home: Home) -> None:
    code, text = _asked("monthly_kpis", "--db", db, "--limit", "2")
    lines = text.splitlines()
    assert code == 0
    assert len(lines) == 4
    first = run(home, "monthly_kpis").iloc[0]
    customers = f"{first['active_start']:,}"
    assert re.search(rf"^ +0  2026-01 +{customers} +0 +{customers}  {first['mrr']:,.2f}", lines[2])


def test_script_writes_csv_json_and_parquet(db: str, tmp_path: Path, home: Home) -> None:
    expected = run(home, "kaplan_meier")
    for ending in ("csv", "json", "parquet"):
        assert _asked("kaplan_meier", "--db", db, "--out", str(tmp_path / f"a.{ending}"))[0] == 0
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), expected)
    rows = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert rows[0]["survival_low"] is None
    assert [row["survival"] for row in rows] == expected["survival"].tolist()
    raw = (tmp_path / "a.csv").read_bytes()
    table = list(csv.DictReader(io.StringIO(raw.decode("utf-8"))))
    assert [float(row["survival"]) for row in table] == expected["survival"].tolist()
    assert raw.count(b"\r\n") == len(expected) + 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.json", "a.parquet"]


def test_script_does_not_overwrite_unless_told(db: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("mine", "utf-8")
    code, text = _asked("worlds", "--db", db, "--out", str(file))
    assert (code, file.read_text("utf-8")) == (2, "mine")
    assert "is there already" in text
    assert _asked("worlds", "--db", db, "--out", str(file), "--force")[0] == 0
    assert file.read_text("utf-8").startswith("scenario_key,world")


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes of files are POSIX ones")
def test_script_replaces_files_alone_and_keeps_what_they_are(db: str, tmp_path: Path) -> None:
    file, link, pipe, lost = (tmp_path / name for name in ("a.csv", "link.csv", "pipe.csv", "lost.csv"))
    file.write_text("mine", "utf-8")
    file.chmod(0o600)
    link.symlink_to(file)
    lost.symlink_to(tmp_path / "gone.csv")
    os.mkfifo(pipe)
    for place in (link, lost, pipe):
        assert _asked("worlds", "--db", db, "--out", str(place))[0] == 2
    code, text = _asked("worlds", "--db", db, "--out", str(pipe), "--force")
    assert (code, "is no file but a device or a pipe" in text, pipe.is_fifo()) == (2, True, True)
    assert _asked("worlds", "--db", db, "--out", str(link), "--force")[0] == 0
    assert link.is_symlink() and file.read_text("utf-8").startswith("scenario_key,world")
    assert file.stat().st_mode & 0o777 == 0o600
    assert _asked("worlds", "--db", db, "--out", str(file / "b.csv"))[0] == 1


def test_script_explains_without_running(db: str) -> None:
    code, text = _asked("tenure_hazard", "--db", db, "--explain")
    assert code == 0
    assert "fact_customer_month" in text


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["worldss"], 2, "Error: There is no query 'worldss'. Did you mean 'worlds'?"),
        (["worlds"], 2, "Say which warehouse to ask"),
        (["worlds", "--out", "worlds.xlsx"], 2, "there is no format xlsx. Write csv, json, parquet or txt"),
        (["worlds", "--db", "missing.duckdb"], 2, "There is no warehouse missing.duckdb."),
        (["top_at_risk", "--db", "DB", "--set", "tpo=3"], 2, "has no parameter 'tpo'. Did you mean 'top'?"),
        (["top_at_risk", "--db", "DB", "--set", "top"], 2, "--set top has no value"),
        (["top_at_risk", "--db", "DB", "--set", "top=3", "--set", "top=4"], 2, "--set top is given twice"),
        (["top_at_risk", "--db", "DB", "--set", "top=many"], 2, "It must be a whole number from 1 to 10000."),
        (["worlds", "--db", "DB", "--format", "parquet"], 2, "give --out FILE"),
        (["worlds", "--db", "DB", "--out", "missing/a.csv"], 1, "The folder missing does not exist"),
        (["worlds", "--db", "pyproject.toml"], 1, "pyproject.toml is not a DuckDB file"),
        (["worlds", "--format", "xml"], 2, "'xml' is not one of"),
    ],
)
def test_script_tells_mistakes(words: list[str], code: int, sentence: str, db: str) -> None:
    found, text = _asked(*[db if word == "DB" else word for word in words])
    assert found == code
    assert sentence in text


def test_script_keeps_formulas_out_of_spreadsheets() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "query.py"))
    asked = queries()["quarantine_overview"]
    texts = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "a=1"]
    frame = pd.DataFrame(
        {"feed": "bills", "rule": texts, "column_name": "amount", "records": 1, "first_month": 0, "last_month": -2,
         "example": None}
    )  # fmt: skip
    rows = list(csv.reader(io.StringIO(script["as_csv"](asked, frame).decode(), newline="")))
    assert [row[1] for row in rows[1:]] == [f"'{text}" for text in texts[:6]] + ["a=1"]
    assert rows[1][5:] == ["-2", ""]
    assert "\t" not in script["as_table"](asked, frame).decode()
    assert CliRunner().invoke(script["main"], ["--help"]).exit_code == 0
