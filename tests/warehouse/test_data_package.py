"""Exports are whole, valid data packages, the same byte for byte, or are not there at all."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from televantage.scenario import PlaceError, UsageError
from televantage.warehouse.dictionary import dictionary
from televantage.warehouse.dictionary import differences as differences_of_dictionary
from televantage.warehouse.homes import Home, open_home
from televantage.warehouse.keys import tables
from televantage.warehouse.package import DESCRIPTOR, TIMES, differences, export, is_export
from tests.support.warehouses import TINY, built


@pytest.fixture(scope="module")
def db(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    address = str(shutil.copy(tiny / "warehouse.duckdb", tmp_path_factory.mktemp("package")))
    home = open_home(address)
    for record, value in enumerate(("-5.00", "=1+1", "@x", "\tx", "+1", 'a "b", c', "", None), start=1):
        home.run("insert into quarantine_bills values (1, 1, $record, '100000001', 'adds_up', 'amount', $value)",
                 record=record, value=value)  # fmt: skip
    home.close()
    return address


@pytest.fixture(scope="module")
def home(db: str) -> Iterator[Home]:
    opened = open_home(db, read_only=True)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def exported(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(home, tmp_path_factory.mktemp("exports") / "both", ("csv", "parquet")).folder


def described(folder: Path) -> dict[str, Any]:
    return {resource["name"]: resource for resource in json.loads((folder / DESCRIPTOR).read_bytes())["resources"]}


def validated(folder: Path, only: str = "") -> Any:
    """Return what frictionless says of a package, of its CSV files alone."""
    import frictionless

    told = json.loads((folder / DESCRIPTOR).read_bytes())
    told["resources"] = [one for one in told["resources"] if one["format"] == "csv"]
    package = frictionless.Package.from_descriptor(told, basepath=str(folder))
    return package.validate(name=only or None)


@pytest.mark.filterwarnings("ignore")  # of the validator's own making
def test_the_package_is_valid_with_all_its_keys(exported: Path) -> None:
    report = validated(exported)
    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    assert report.stats["tasks"] == len(tables()) - len(TIMES)
    assert differences(exported) == []


@pytest.mark.filterwarnings("ignore")
def test_a_file_that_was_changed_is_found(exported: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(exported, folder)
    path = folder / "fact_churn.csv"
    path.write_text(path.read_text("utf-8").replace("price", "moved", 1), "utf-8")
    report = validated(folder, "fact_churn")
    assert not report.valid and {error[0] for error in report.flatten(["type"])} <= {"hash-count", "byte-count"}
    assert differences(folder) == [f"{path} is not the file that was exported: its SHA-256 differs."]
    path.unlink()
    assert differences(folder) == [f"{path} is missing."]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("customer_key", "999999", "foreign-key"),
        ("reason", "weather", "constraint-error"),
        ("tenure", "x", "type-error"),
    ],
)
def test_rows_that_break_what_is_declared_are_found(
    exported: Path, tmp_path: Path, column: str, value: str, error: str
) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(exported, folder)
    with (folder / "fact_churn.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[3][column] = value
    with (folder / "fact_churn.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    told = json.loads((folder / DESCRIPTOR).read_bytes())
    for resource in told["resources"]:
        if resource["path"] == "fact_churn.csv":
            raw = (folder / "fact_churn.csv").read_bytes()
            resource |= {"bytes": len(raw), "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}
    (folder / DESCRIPTOR).write_text(json.dumps(told), "utf-8")
    assert error in {found[0] for found in validated(folder).flatten(["type"])}


def test_rows_and_sums_are_those_of_the_database(home: Home, exported: Path) -> None:
    for name, resource in described(exported).items():
        assert resource["rows"] == home.rows(f"select count(*) from {resource['title']}")[0][0]
        if resource["format"] == "parquet":
            assert pq.read_metadata(exported / resource["path"]).num_rows == resource["rows"], name
    facts = pq.read_table(exported / "fact_customer_month.parquet")
    assert (
        sum(value for value in facts["bill"].to_pylist() if value is not None)
        == (home.rows("select sum(bill) from fact_customer_month")[0][0])
    )
    assert str(facts.schema.field("bill").type) == "decimal128(9, 2)"
    assert str(facts.schema.field("status").type) == "string"


def test_files_are_in_order_and_the_same_again(home: Home, exported: Path, tmp_path: Path) -> None:
    again = export(home, tmp_path / "both", ("csv", "parquet"))
    for resource in described(exported).values():
        if resource["format"] == "csv":
            assert (again.folder / resource["path"]).read_bytes() == (exported / resource["path"]).read_bytes()
    with (exported / "fact_customer_month.csv").open(encoding="utf-8", newline="") as file:
        keys = [(int(row["month_key"]), int(row["customer_key"])) for row in csv.DictReader(file)]
    assert keys == sorted(keys)


def test_a_spreadsheet_takes_no_text_for_a_formula(exported: Path) -> None:
    with (exported / "quarantine_bills.csv").open(encoding="utf-8", newline="") as file:
        values = [row["value"] for row in csv.DictReader(file)]
    assert values == ["'-5.00", "'=1+1", "'@x", "'\tx", "'+1", 'a "b", c', "", ""]
    plain = pq.read_table(exported / "quarantine_bills.parquet")["value"].to_pylist()
    assert plain[:5] == ["-5.00", "=1+1", "@x", "\tx", "+1"] and plain[-1] is None


def test_columns_are_described_with_keys(exported: Path) -> None:
    found = described(exported)
    fact = found["fact_customer_month-parquet"]["schema"]
    assert fact["primaryKey"] == ["scenario_key", "month_key", "customer_key"]
    refers = {"fields": ["plan_key"], "reference": {"resource": "dim_plan-parquet", "fields": ["plan_key"]}}
    assert refers in fact["foreignKeys"]
    status = next(field for field in found["fact_customer_month"]["schema"]["fields"] if field["name"] == "status")
    assert status["constraints"] == {"required": True, "enum": ["active", "churned"]}
    assert status["description"].startswith("Status at the end")


def test_logs_that_hold_times_are_left_out_unless_asked_for(home: Home, tmp_path: Path) -> None:
    assert set(export(home, tmp_path / "one").rows) == set(tables()) - set(TIMES)
    assert set(export(home, tmp_path / "two", with_log=True).rows) == set(tables())


def test_an_export_replaces_an_export_and_nothing_else(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    export(home, folder, ("csv",))
    assert is_export(export(home, folder).folder) and not list(folder.glob("*.csv"))
    (folder / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(PlaceError, match="no export wrote"):
        export(home, folder)
    assert (folder / "mine.txt").exists()
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(PlaceError, match="Nothing was overwritten"):
        export(home, tmp_path / "file")
    (tmp_path / "empty").mkdir()
    export(home, tmp_path / "empty")
    assert is_export(tmp_path / "empty")


def test_an_export_that_is_interrupted_leaves_what_was_there(home: Home, tmp_path: Path) -> None:
    def interrupt(table: str) -> None:
        if table == "fact_churn":
            raise KeyboardInterrupt

    for before in (False, True):
        if before:
            export(home, tmp_path / "out")
        held = (tmp_path / "out" / DESCRIPTOR).read_bytes() if before else b""
        with pytest.raises(KeyboardInterrupt):
            export(home, tmp_path / "out", ("csv",), progress=interrupt)
        assert [path.name for path in tmp_path.iterdir()] == (["out"] if before else [])
        assert not before or (tmp_path / "out" / DESCRIPTOR).read_bytes() == held
    assert home.rows("select 1") == [(1,)]


def test_what_cannot_be_is_a_sentence(home: Home, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="choose from csv, parquet"):
        export(home, tmp_path / "out", ("xlsx",))
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(PlaceError, match="could not be written"):
        export(home, tmp_path / "file" / "out")


@pytest.mark.full
@pytest.mark.xdist_group("postgres")
def test_postgresql_has_the_same_dictionary_and_package(tmp_path: Path, postgres: Callable[[], str]) -> None:
    for name, db in (("duckdb", None), ("postgresql", postgres())):
        (tmp_path / name).mkdir()
        opened = open_home(built(tmp_path / name, TINY, db), read_only=True)
        assert differences_of_dictionary(opened) == []
        export(opened, tmp_path / name / "out", ("csv", "parquet"))
        opened.close()
    one, other = (tmp_path / name / "out" for name in ("duckdb", "postgresql"))
    for resource in described(one).values():
        path = resource["path"]
        if resource["format"] == "parquet":
            found = [pq.read_table(folder / path) for folder in (one, other)]
            assert found[0].to_pylist() == found[1].to_pylist(), path
            assert [column.type for column in found[0].schema] == [column.type for column in found[1].schema], path
            declared = [one.nullable for one in dictionary() if one.table == resource["title"]]
            assert [column.nullable for column in found[1].schema] == declared
        elif path != "truth.exit_reason.csv":  # 0.0 is written 0 there
            assert (one / path).read_bytes() == (other / path).read_bytes(), path
