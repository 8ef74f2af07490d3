"""The dictionary is what the database has, both ways, and the documentation of the data is current."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.document_warehouse import DOCS, DOCUMENT, OUT_OF_DATE, main
from televantage.scenario import UsageError
from televantage.warehouse.dictionary import comments, dictionary, differences, enums, in_database, tables_in_database
from televantage.warehouse.document import EXAMPLES, declared, filled, measured
from televantage.warehouse.homes import Home, open_home
from televantage.warehouse.keys import tables
from televantage.warehouse.tracing import Column
from tests.support.warehouses import CLEAN

AGAIN = "out of date; run python scripts/document_warehouse.py"


@pytest.fixture(scope="module")
def db(clean: Path) -> str:
    return str(clean / "warehouse.duckdb")


@pytest.fixture(scope="module")
def home(db: str) -> Iterator[Home]:
    opened = open_home(db, read_only=True)
    yield opened
    opened.close()


def test_the_dictionary_is_what_the_database_has_and_the_other_way_round(home: Home) -> None:
    assert differences(home) == []
    assert {Column(one.table, one.column) for one in dictionary()} == set(in_database(home))
    assert set(tables_in_database(home)) == set(tables())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("alter table fact_churn add column extra integer", "fact_churn.extra is in the database, but not in the dict"),
        ("alter table truth.customer drop column tau", "truth.customer.tau is in the dictionary, but not in the data"),
        ("alter table quality_metric alter value type real", "quality_metric.value: type is 'double precision'"),
        ("alter table etl_delivery alter rows drop not null", "etl_delivery.rows: nullable is False in the dictionary"),
        ("comment on column dim_plan.plan_key is 'Key.'", "dim_plan.plan_key: description is 'Surrogate key of the v"),
        ("comment on table dim_plan is 'Plans.'", "dim_plan is described differently"),
        ("create table other (id integer)", "other.id is in the database, but not in the dictionary."),
    ],
)
def test_a_database_that_is_otherwise_is_noticed(db: str, tmp_path: Path, change: str, sentence: str) -> None:
    shutil.copy(db, tmp_path / "changed.duckdb")
    changed = open_home(str(tmp_path / "changed.duckdb"))
    changed.run(change)
    found = differences(changed)
    changed.close()
    assert any(problem.startswith(sentence) for problem in found), found


def test_every_column_is_described_and_has_a_source() -> None:
    for one in dictionary():
        assert one.description.endswith(".") and one.source, one
        assert re.fullmatch(r"(small|big)?int(eger)?|text|boolean|date|timestamp|double precision|decimal\(\d+,2\)|"
                            r"decimal\(6,4\)", one.type) or one.type in enums()  # fmt: skip
    assert set(comments()) == {one.table for one in dictionary()} | {f"{o.table}.{o.column}" for o in dictionary()}


def test_keys_and_sources_stand_in_the_dictionary() -> None:
    found = {(one.table, one.column): one for one in dictionary()}
    assert found["fact_churn", "plan_key"].key == "FK dim_plan"
    assert found["fact_churn", "scenario_key"].key == "PK, FK dim_scenario"
    assert found["dim_month", "year_month"].key == "unique"
    assert found["fact_customer_month", "bill"].nullable and not found["fact_customer_month", "month_key"].nullable
    assert "bills.amount" in found["fact_customer_month", "margin"].source
    assert "decided by" in found["fact_customer_month", "status"].source
    assert found["truth.customer", "tau"].source == "answer key of the simulation"


def test_the_documentation_is_current() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert filled(text, declared(DOCS / "examples")) == text, AGAIN


def part(text: str, name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, re.S)
    assert found is not None, f"no marks of {name}"
    return found[1]


def words(text: str) -> list[str]:
    """Return the lines of a part without tables, and without figures."""
    return [re.sub(r"[\d,.]+", "0", line) for line in text.splitlines() if not line.startswith("|")]


def test_measured_parts_come_from_the_generator(home: Home) -> None:
    text, anew = DOCUMENT.read_text("utf-8"), measured(home)
    for name in anew:
        assert re.search(r"\d", part(text, name))
    examples = [words(part(found, "measured-examples")) for found in (text, filled(text, anew))]
    assert [line for line in examples[0] if "ms (" not in line] == [line for line in examples[1] if "ms (" not in line]
    assert len(EXAMPLES) == 3 and all(example.sql in part(text, "measured-examples") for example in EXAMPLES)
    for name in tables():
        assert f"| `{name}` |" in part(text, "measured-base")


def test_measured_parts_say_what_the_database_says(home: Home) -> None:
    parts = measured(home)
    rows = home.rows("select count(*) from fact_customer_month")[0][0]
    assert (
        f"| `fact_customer_month` | {rows:,} |" in parts["measured-base"]
        and f"{CLEAN.customers:,} customers" in parts["measured-base"]
    )
    assert "| `freshness` | all | 0 months |" in parts["measured-quality"]
    assert parts["measured-examples"].count("ms (median") == 3


def test_the_document_has_what_was_asked_for() -> None:
    text = DOCUMENT.read_text("utf-8")
    headings = re.findall(r"^## (.*)$", text, re.M)
    assert headings == ["Overview", "Architecture", "Star schema", "How a month is loaded", "Quality rules",
                        "Dictionary", "Lineage", "Refresh schedule", "Measured", "Usage examples",
                        "Known limitations"]  # fmt: skip
    assert text.count("```mermaid") == 3 and "erDiagram" in text
    for one in dictionary():
        assert one.description in text


def test_marks_that_are_missing_are_noticed() -> None:
    with pytest.raises(UsageError, match="the part flow 0 times"):
        filled("Nothing.", {"flow": ""})
    assert filled("<!-- a -->\n\\1\n<!-- /a -->", {"a": r"\g<0>"}) == "<!-- a -->\n\\g<0>\n<!-- /a -->"


def test_the_script_writes_and_checks(db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner()
    assert run.invoke(main, ["--check"], standalone_mode=False).return_value == 0
    out = tmp_path / "out.md"
    assert run.invoke(main, ["--db", db, "--out", str(out)], standalone_mode=False).return_value == 0
    assert f"{CLEAN.customers:,} customers" in part(out.read_text("utf-8"), "measured-base")
    out.write_text(out.read_text("utf-8").replace("erDiagram", "otherDiagram"), "utf-8")
    monkeypatch.setattr("scripts.document_warehouse.DOCUMENT", out)
    assert run.invoke(main, ["--check"], standalone_mode=False).return_value == OUT_OF_DATE


def test_the_schedules_are_sound() -> None:
    dag = (DOCS / "examples" / "airflow_televantage.py").read_text("utf-8")
    calls = [node for node in ast.walk(ast.parse(dag)) if isinstance(node, ast.Call)]
    assert any(isinstance(call.func, ast.Name) and call.func.id == "televantage_warehouse" for call in calls)
    lines = (DOCS / "examples" / "crontab").read_text("utf-8").splitlines()
    (entry,) = (line for line in lines if line and not line.startswith(("#", "MAILTO")))
    assert re.match(r"(\S+ ){5}", entry) and "scripts/build_warehouse.py --preset baseline" in entry
