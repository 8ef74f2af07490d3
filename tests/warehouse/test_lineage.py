"""Lineage is derived from the SQL of the loads, is complete, and is told to OpenLineage."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.homes import open_home
from televantage.warehouse.keys import tables
from televantage.warehouse.lineage import (
    decided_by,
    deciding_sources,
    downstream,
    library,
    lineage,
    query_lineage,
    row_sources,
    tables_read,
    ultimate_kind,
    ultimate_sources,
)
from televantage.warehouse.openlineage import RunReport, default_file, emit, events, measured, namespace, run_id
from televantage.warehouse.tracing import ANSWER_KEY, KINDS, LOG, REFERENCE, Column
from tests.support.warehouses import built, source

COLUMNS = [Column(name, column) for name, table in tables().items() for column in table.columns]


def said(columns: frozenset[Column]) -> set[str]:
    return {str(column) for column in columns}


@pytest.mark.parametrize("place", COLUMNS, ids=str)
def test_every_column_has_lineage_down_to_what_the_load_is_given(place: Column) -> None:
    one = lineage()[place]
    assert one.kind in KINDS and one.expression
    if one.kind in (REFERENCE, ANSWER_KEY, LOG):
        assert place.table.startswith(("dim_", "truth.", "etl_", "data_quality_log", "quality_metric"))
    for root in ultimate_sources(*place):
        feed = FEEDS.get(root.table)
        known = (*feed.columns, "delivery", "record") if feed else ()
        assert root == ("$", "month") or root.column in known or lineage()[root].kind in (REFERENCE, ANSWER_KEY, LOG)


@pytest.mark.parametrize(
    ("column", "sources"),
    {
        "fact_customer_month.margin":
            "$month bills.amount customers.monthly_charge dim_scenario.gross_margin",
        "fact_customer_month.bill": "$month bills.amount",
        "fact_customer_month.tenure": "$month customers.tenure_months",
        "fact_customer_month.tickets": "tickets.ticket_number",
        "fact_churn.reason": "customers.cancel_reason",
        "fact_churn.charge_lost": "customers.monthly_charge",
        "fact_offer.cost": "offers.contact_cost",
        "dim_plan.list_price": "plans.list_price",
        "dim_customer.contract": "plans.contract",
        "dim_customer.segment_key": "dim_segment.segment_key",
        "dim_customer.valid_to": "$month",
        "dim_customer.version": "",
        "agg_segment_month.mrr": "$month bills.amount",
        "agg_monthly_metrics.list_mrr": "$month bills.amount bills.discount",
        "agg_monthly_metrics.contact_cost": "offers.contact_cost",
        "agg_monthly_metrics.left_price": "customers.account_number customers.cancel_reason dim_scenario.scenario_key",
        "quarantine_bills.record": "bills.record",
    }.items(),
)  # fmt: skip
def test_known_lineages(column: str, sources: str) -> None:
    assert said(ultimate_sources(*column.split("."))) == set(sources.split())


@pytest.mark.parametrize(
    ("column", "kind", "in_the_end"),
    [
        ("dim_customer.city", "identity", "identity"),
        ("dim_customer.senior", "expression", "expression"),
        ("fact_customer_month.customer_key", "identity", "aggregate"),
        ("fact_customer_month.tickets", "aggregate", "aggregate"),
        ("fact_customer_month.month_key", "parameter", "parameter"),
        ("dim_customer.is_current", "constant", "constant"),
        ("agg_segment_month.mrr", "aggregate", "aggregate"),
        ("truth.customer.tau", ANSWER_KEY, ANSWER_KEY),
        ("dim_scenario.seed", REFERENCE, REFERENCE),
        ("etl_run_log.seconds", LOG, LOG),
    ],
)
def test_kinds(column: str, kind: str, in_the_end: str) -> None:
    table, _, name = column.rpartition(".")
    assert (lineage()[Column(table, name)].kind, ultimate_kind(table, name)) == (kind, in_the_end)


def test_one_step_back_and_what_decides_on_rows() -> None:
    reason = lineage()[Column("fact_churn", "reason")]
    assert said(reason.sources) == {"good_customers.cancel_reason"}
    assert "good_customers.status" in said(reason.filters)
    assert "customers.status" in said(deciding_sources("fact_customer_month", "status"))
    assert said(deciding_sources("fact_customer_month", "tenure")) == {"customers.account_number"}
    assert said(row_sources("dim_plan")) == {"plans.list_price", "plans.plan_code"}
    assert said(row_sources("fact_churn")) >= {"customers.status", "customers.account_number"}
    assert said(row_sources("dim_customer")) >= {"customers.online_security", "customers.plan_code", "customers.status"}
    assert not said(row_sources("fact_customer_month")) & {"tickets.account_number", "bills.account_number"}
    assert row_sources("truth.customer") == frozenset()


@pytest.mark.parametrize(
    ("column", "decides"),
    {
        "dim_customer.segment_key": "account_number monthly_charge plan_code tenure_months contract internet",
        "dim_customer.contract": "plan_code",
        "fact_churn.plan_key": "account_number plan_code",
        "fact_offer.offer_key": "offer_code",
        "dim_customer.city": "",
    }.items(),
)
def test_what_a_value_is_looked_up_by_decides_on_it(column: str, decides: str) -> None:
    found = deciding_sources(*column.split("."))
    assert {place.column for place in found} == set(decides.split())
    assert all(Column(*column.split(".")) in decided_by(*place) for place in found)


def test_what_a_column_of_a_feed_decides_on() -> None:
    assert said(decided_by("customers", "status")) >= {"fact_customer_month.status", "agg_monthly_metrics.churned"}
    assert said(decided_by("customers", "plan_code")) >= {"dim_customer.segment_key", "fact_churn.plan_key"}
    assert not decided_by("customers", "status") & downstream("customers", "status")


def test_an_update_is_lineage_too() -> None:
    assert lineage()[Column("dim_customer", "valid_to")].expression == "$month - 1; NULL"


def test_downstream_is_the_other_way_round() -> None:
    reached = downstream("bills", "amount")
    assert {"fact_customer_month.margin", "agg_monthly_metrics.mrr", "quarantine_bills.value"} <= said(reached)
    assert all(Column("bills", "amount") in ultimate_sources(*place) for place in reached)
    assert said(downstream("offers", "taken")) >= {"fact_offer.taken", "agg_monthly_metrics.taken"}


def test_queries_have_lineage() -> None:
    sql = """
    with recursive steps as (select 0 as n union all select n + 1 from steps where n < 3),
    left_then as (select month_key, count(*) as churned from fact_churn group by month_key)
    select l.month_key, l.churned / s.active as share, (select max(t.mrr) from truth.segment_month as t) as most
    from left_then as l
    join (select month_key as m, sum(active_start) as active from agg_segment_month group by month_key) as s on s.m = l.month_key
    join steps on steps.n = l.month_key
    """  # noqa: E501
    assert tables_read(sql) == {"fact_churn", "agg_segment_month", "truth.segment_month"}
    found = query_lineage(sql)
    assert list(found) == ["month_key", "share", "most"]
    assert "agg_segment_month.active_start" in said(found["share"].sources) and found["share"].kind == "aggregate"
    assert said(found["most"].sources) == {"truth.segment_month.mrr"}


def test_a_query_on_a_column_that_is_not_there_has_no_lineage() -> None:
    with pytest.raises(Exception, match="nonsense"):
        query_lineage("select nonsense from fact_churn")


@pytest.mark.parametrize("name", library())
def test_every_query_of_the_library_has_lineage(name: str) -> None:
    sql = library()[name]
    assert query_lineage(sql) and tables_read(sql) <= set(tables())


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> RunReport:
    folder = tmp_path_factory.mktemp("lineage")
    of = source(1000, setting__horizon=3, offer__duration=1, offer__waves=1, price__month=2, conversion__month=2)
    db = built(folder, of)
    home = open_home(db, read_only=True)
    rows, failed = measured(home, 1)
    home.close()
    return RunReport(
        db, str(folder / "raw"), 1, of.scenario.hash, range(4), NOON, NOON.replace(minute=1), "ok", None, rows, failed
    )


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENLINEAGE_URL", "OPENLINEAGE_API_KEY", "OPENLINEAGE_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


def written(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.full
def test_events_go_to_a_file_beside_the_warehouse(report: RunReport) -> None:
    assert emit(report) is None
    file = default_file(report.db, report.raw)
    assert file == Path(report.db + ".openlineage.jsonl")
    start, end = written(file)
    for event, kind, minute in ((start, "START", "12:00"), (end, "COMPLETE", "12:01")):
        assert event["eventType"] == kind and minute in event["eventTime"]
        assert event["producer"] and event["schemaURL"].startswith("https://openlineage.io/spec/")
        assert uuid.UUID(event["run"]["runId"]).version == 5
        assert event["job"]["namespace"] and event["job"]["name"]
    assert start["run"]["runId"] == end["run"]["runId"]
    assert emit(replace(report, number=2)) is None
    assert len(written(file)) == 4


def test_an_event_tells_inputs_outputs_and_their_columns(report: RunReport, tmp_path: Path) -> None:
    assert emit(report, tmp_path / "events.jsonl", with_start=False) is None
    (end,) = written(tmp_path / "events.jsonl")
    inputs = {(one["namespace"], one["name"]): one for one in end["inputs"]}
    outputs = {one["name"]: one for one in end["outputs"]}
    assert {name.rpartition("/")[2] for _, name in inputs} >= {*FEEDS, "dim_scenario"}
    assert {"dim_customer", "fact_customer_month", "agg_monthly_metrics", "quarantine_bills"} <= set(outputs)
    fact = outputs["fact_customer_month"]
    assert [field["name"] for field in fact["facets"]["schema"]["fields"]] == [*tables()["fact_customer_month"].columns]
    assert fact["outputFacets"]["outputStatistics"]["rowCount"] == report.rows["fact_customer_month"]
    bills = next(one for (_, name), one in inputs.items() if name.endswith("/bills"))
    assert bills["inputFacets"]["dataQualityMetrics"]["rowCount"] == report.rows["bills"]
    assert all(rule["success"] for rule in bills["inputFacets"]["dataQualityAssertions"]["assertions"])
    kinds = set()
    for table, one in outputs.items():
        for column, found in one["facets"]["columnLineage"]["fields"].items():
            for field in found["inputFields"]:
                known = inputs[field["namespace"], field["name"]]["facets"]["schema"]["fields"]
                assert field["field"] in {each["name"] for each in known} | {"delivery", "record"}, (table, column)
                kinds |= {(how["type"], how["subtype"]) for how in field["transformations"]}
    rows = fact["facets"]["columnLineage"]["dataset"]
    assert {(field["name"].rpartition("/")[2], field["field"]) for field in rows} >= {("customers", "status")}
    assert kinds == {("DIRECT", "IDENTITY"), ("DIRECT", "TRANSFORMATION"), ("DIRECT", "AGGREGATION"),
                     ("INDIRECT", "FILTER")}  # fmt: skip


def test_a_run_that_is_on_has_started_and_one_that_failed_says_why(report: RunReport) -> None:
    assert [event.eventType.value for event in events(replace(report, outcome="running"))] == ["START"]
    start, failed = events(replace(report, outcome="failed", message="The disk is full."))
    assert (start.eventType.value, failed.eventType.value) == ("START", "FAIL")
    assert failed.run.facets["errorMessage"].message == "The disk is full."


def test_run_ids_are_those_of_warehouse_run_and_scenario(report: RunReport) -> None:
    assert run_id(report) == run_id(replace(report, outcome="failed"))
    changes: list[dict[str, Any]] = [
        {}, {"started": NOON.replace(second=1)}, {"number": 2}, {"scenario_hash": "f" * 64}, {"db": "other.duckdb"},
    ]  # fmt: skip
    assert len({run_id(replace(report, **change)) for change in changes}) == 5


@pytest.mark.parametrize(
    ("address", "place", "begins"),
    [
        ("postgresql://me@db.example.org:5432/churn", "postgres://db.example.org:5432", "churn."),
        ("postgresql://me@/churn?host=other&port=6000", "postgres://other:6000", "churn."),
        ("postgresql:///churn", "postgres://from.the.environment:7000", "churn."),
        ("postgresql://me@db", "postgres://db:7000", "me."),
    ],
)
def test_a_server_is_named_as_libpq_reads_its_address(
    address: str, place: str, begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "from.the.environment")
    monkeypatch.setenv("PGPORT", "7000")
    assert namespace(address) == (place, begins)


def test_no_password_is_told(report: RunReport, tmp_path: Path) -> None:
    on_a_server = replace(report, db="postgresql://me:secret@db.example.org/churn")
    assert emit(on_a_server, tmp_path / "events.jsonl") is None
    text = (tmp_path / "events.jsonl").read_text("utf-8")
    assert "secret" not in text and "postgres://db.example.org:5432" in text and '"churn.fact_churn"' in text
    assert default_file(on_a_server.db, report.raw).parent == Path(report.raw).parent


def test_an_event_that_cannot_be_written_is_a_sentence(
    report: RunReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = emit(report, tmp_path / "missing" / "events.jsonl")
    assert warning is not None and warning.startswith("No OpenLineage event was written: ")
    monkeypatch.setenv("OPENLINEAGE_URL", "http://127.0.0.1:9")
    warning = emit(report, tmp_path / "events.jsonl")
    assert warning is not None and "127.0.0.1" in warning
    assert not (tmp_path / "events.jsonl").exists()


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, str, dict[str, Any]]]]]:
    received: list[tuple[str, str, dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, self.headers.get("Authorization", ""), json.loads(body)))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", received
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_events_go_to_a_server_that_is_named(
    report: RunReport,
    server: tuple[str, list[tuple[str, str, dict[str, Any]]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, received = server
    monkeypatch.setenv("OPENLINEAGE_URL", url)
    monkeypatch.setenv("OPENLINEAGE_API_KEY", "key")
    assert emit(report, tmp_path / "events.jsonl") is None
    assert [(path, key, event["eventType"]) for path, key, event in received] == [
        ("/api/v1/lineage", "Bearer key", "START"), ("/api/v1/lineage", "Bearer key", "COMPLETE"),
    ]  # fmt: skip
    assert not (tmp_path / "events.jsonl").exists()
