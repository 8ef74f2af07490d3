"""OpenLineage: an event when a run starts and when it ends, for a catalogue such as Marquez or DataHub.

Events are appended to a local file, one JSON document a line, or sent to a server where ``OPENLINEAGE_URL`` names one
(``OPENLINEAGE_API_KEY`` and ``OPENLINEAGE_ENDPOINT`` likewise, as in every OpenLineage integration). An event that
cannot be written or sent never fails a load: :func:`emit` returns a sentence about it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from televantage.scenario import UsageError
from televantage.warehouse.clock import now
from televantage.warehouse.dictionary import comments
from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.homes import POSTGRES, Home
from televantage.warehouse.keys import tables
from televantage.warehouse.lineage import deciding_sources, lineage, row_sources, ultimate_kind, ultimate_sources
from televantage.warehouse.tracing import ANSWER_KEY, LOG, PARAMETER, REFERENCE, Column

PRODUCER, JOBS, JOB = "urn:televantage:warehouse", "televantage", "warehouse.load"
SUFFIX = ".openlineage.jsonl"
PATIENCE = 5.0
"""Seconds that a server has."""
STATES = {"running": "START", "ok": "COMPLETE", "failed": "FAIL", "interrupted": "ABORT"}
"""What OpenLineage calls the outcomes of the run log."""
MOST = 300
"""Letters of SQL that an event quotes of a column."""
SUBTYPES = {"identity": "IDENTITY", "aggregate": "AGGREGATION"}


@dataclass(frozen=True)
class RunReport:
    """What an event tells of a run.

    ``rows`` are the rows of each table, and of each feed under its name; ``failed`` the rows that broke each rule, by
    feed and rule. Both may be empty. An outcome of "running" makes a START event alone.
    """

    db: str
    raw: str
    number: int
    scenario_hash: str
    months: Sequence[int]
    started: datetime
    ended: datetime | None = None
    outcome: str = "running"
    message: str | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def namespace(db: str) -> tuple[str, str]:
    """Return the namespace of a warehouse, which says nothing of a password, and what its table names begin with."""
    if not db.startswith(POSTGRES):
        return f"duckdb://{Path(db).resolve().as_posix()}", ""
    told = _address(db)
    return f"postgres://{told('host', 'localhost')}:{told('port', '5432')}", f"{told('dbname', told('user', ''))}."


def _address(db: str) -> Callable[[str, str], str]:
    """Return what tells a part of a server's address as libpq reads it: from the address, else the environment."""
    try:
        from psycopg import Error
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        return lambda part, otherwise: otherwise
    try:
        told = conninfo_to_dict(db)
    except Error:
        raise UsageError("--db is no address of a PostgreSQL server: write postgresql://user@host:port/name.") from None
    variables = {"host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER"}
    return lambda part, otherwise: str(told.get(part) or os.environ.get(variables[part]) or otherwise)


def run_id(report: RunReport) -> str:
    """Return the UUID of a run: the same for the same warehouse, scenario, number and start."""
    place, begins = namespace(report.db)
    words = (report.scenario_hash, str(report.number), report.started.isoformat())
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{place}/{begins}#{'/'.join(words)}"))


def measured(home: Home, run: int) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Return the ``rows`` and ``failed`` of a run for its report, counted in the warehouse."""
    rows = {name: int(home.rows(f"select count(*) from {name}")[0][0]) for name in tables()}
    delivered = "select feed, sum(rows) from etl_delivery where run_id = $run group by feed"
    rows |= {feed: int(count) for feed, count in home.rows(delivered, run=run)}
    failed: dict[str, dict[str, int]] = {}
    checked = "select feed, rule, sum(rows_failed) from data_quality_log where run_id = $run group by feed, rule"
    for feed, rule, count in home.rows(checked, run=run):
        failed.setdefault(feed, {})[rule] = int(count)
    return rows, failed


def _columns(columns: Mapping[str, str], table: str) -> Any:
    from openlineage.client.facet_v2 import schema_dataset

    fields = [
        schema_dataset.SchemaDatasetFacetFields(name, kind, comments().get(f"{table}.{name}"), ordinal_position=place)
        for place, (name, kind) in enumerate(columns.items(), start=1)
    ]
    return schema_dataset.SchemaDatasetFacet(fields, producer=PRODUCER)


ON_VALUE, ON_ROWS = "decides on the row that the value is taken from", "decides which rows there are"


class _Events:
    """The events of a run."""

    def __init__(self, report: RunReport) -> None:
        self.report = report
        self.place, self.begins = namespace(report.db)

    def _named(self, table: str) -> tuple[str, str]:
        if table in FEEDS:
            return "file", f"{Path(self.report.raw).resolve().as_posix()}/{table}"
        return self.place, self.begins + table

    def _input(self, name: str) -> Any:
        from openlineage.client import event_v2
        from openlineage.client.facet_v2 import data_quality_assertions_dataset, data_quality_metrics_input_dataset

        feed = FEEDS.get(name)
        columns = {one: str(kind) for one, kind in feed.columns.items()} if feed else tables()[name].columns
        found: dict[str, Any] = {}
        if name in self.report.rows:
            found["dataQualityMetrics"] = data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(
                {}, rowCount=self.report.rows[name], producer=PRODUCER
            )
        if name in self.report.failed:
            rules = [
                data_quality_assertions_dataset.Assertion(rule, count == 0, actual=str(count))
                for rule, count in sorted(self.report.failed[name].items())
            ]
            found["dataQualityAssertions"] = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
                rules, producer=PRODUCER
            )
        facets = {"schema": _columns(columns, name)}
        return event_v2.InputDataset(*self._named(name), inputFacets=found, facets=facets)

    def _sources(self, table: str, column: str) -> Any:
        from openlineage.client.facet_v2 import column_lineage_dataset as facet

        one = lineage()[Column(table, column)]
        how = facet.Transformation(
            "DIRECT", SUBTYPES.get(ultimate_kind(table, column), "TRANSFORMATION"), one.expression[:MOST], False
        )
        direct = sorted(place for place in ultimate_sources(table, column) if place.table != PARAMETER)
        fields = [facet.InputField(*self._named(place.table), place.column, [how]) for place in direct]
        return facet.Fields([*fields, *self._decide(deciding_sources(table, column), ON_VALUE)])

    def _decide(self, places: frozenset[Column], what: str) -> list[Any]:
        """Return the columns of feeds that decide on something without being a part of it."""
        from openlineage.client.facet_v2 import column_lineage_dataset as facet

        how = facet.Transformation("INDIRECT", "FILTER", what, False)
        return [facet.InputField(*self._named(place.table), place.column, [how]) for place in sorted(places)]

    def _output(self, table: str) -> Any:
        from openlineage.client import event_v2
        from openlineage.client.facet_v2 import column_lineage_dataset, output_statistics_output_dataset

        columns = tables()[table].columns
        sources = {column: self._sources(table, column) for column in columns}
        facets = {
            "schema": _columns(columns, table),
            "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(
                {column: found for column, found in sources.items() if found.inputFields},
                self._decide(row_sources(table), ON_ROWS),
                producer=PRODUCER,
            ),
        }
        found: dict[str, Any] = {}
        if table in self.report.rows:
            found["outputStatistics"] = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                self.report.rows[table], producer=PRODUCER
            )
        return event_v2.OutputDataset(*self._named(table), outputFacets=found, facets=facets)

    def _run(self, state: str) -> Any:
        from openlineage.client import event_v2
        from openlineage.client.facet_v2 import error_message_run, execution_parameters_run, processing_engine_run

        report, months = self.report, sorted(self.report.months)
        told = {
            "run_number": str(report.number), "scenario_hash": report.scenario_hash,
            "months": ", ".join(map(str, months)),
        }  # fmt: skip
        parameters = [execution_parameters_run.ExecutionParameter(name, value=value) for name, value in told.items()]
        facets: dict[str, Any] = {
            "executionParameters": execution_parameters_run.ExecutionParametersRunFacet(parameters, producer=PRODUCER),
            "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
                version("televantage"), "televantage", producer=PRODUCER
            ),
        }
        if state == "FAIL":
            facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
                report.message or "The run failed.", "PYTHON", producer=PRODUCER
            )
        return event_v2.Run(run_id(report), facets)

    def _job(self) -> Any:
        from openlineage.client import event_v2
        from openlineage.client.facet_v2 import documentation_job, job_type_job

        text = "Loads the raw feeds of each month into the star schema, and aggregates it."
        return event_v2.Job(JOBS, JOB, {
            "jobType": job_type_job.JobTypeJobFacet("BATCH", "TELEVANTAGE", "JOB", producer=PRODUCER),
            "documentation": documentation_job.DocumentationJobFacet(text, producer=PRODUCER),
        })  # fmt: skip

    def event(self, state: str, when: datetime) -> Any:
        """Return an event; what the run reads and writes is told when it ends."""
        from openlineage.client import event_v2

        inputs, outputs = [], []
        if state != "START":
            kinds = {place.table: one.kind for place, one in lineage().items()}
            read = [name for name in tables() if kinds[name] == REFERENCE]
            written = [name for name in tables() if kinds[name] not in (REFERENCE, ANSWER_KEY, LOG)]
            inputs = [self._input(name) for name in (*FEEDS, *read)]
            outputs = [self._output(name) for name in written]
        return event_v2.RunEvent(
            eventTime=_utc(when), producer=PRODUCER, run=self._run(state), job=self._job(), inputs=inputs,
            outputs=outputs, eventType=event_v2.RunState[state],
        )  # fmt: skip


def _utc(when: datetime) -> str:
    return (when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)).isoformat()


def events(report: RunReport) -> list[Any]:
    """Return the START event of a run, and that of its end unless it is running."""
    made, state = _Events(report), STATES[report.outcome]
    found = [made.event("START", report.started)]
    return found if state == "START" else [*found, made.event(state, report.ended or now())]


def default_file(db: str, raw: str) -> Path:
    """Return the file of events: beside a DuckDB file, or beside the raw folder of a warehouse on a server."""
    beside = Path(raw) if db.startswith(POSTGRES) else Path(db)
    return beside.with_name(beside.name + SUFFIX)


def _transport(file: Path) -> Any:
    url = os.environ.get("OPENLINEAGE_URL")
    if not url:
        from openlineage.client.transport.file import FileConfig, FileTransport

        return FileTransport(FileConfig(str(file), append=True))
    from openlineage.client.transport.http import HttpConfig, HttpTransport

    asked: dict[str, Any] = {"url": url, "timeout": PATIENCE, "retry": {"total": 1}}
    if key := os.environ.get("OPENLINEAGE_API_KEY"):
        asked["auth"] = {"type": "api_key", "api_key": key}
    if endpoint := os.environ.get("OPENLINEAGE_ENDPOINT"):
        asked["endpoint"] = endpoint
    return HttpTransport(HttpConfig.from_dict(asked))


def emit(report: RunReport, file: Path | None = None, with_start: bool = True) -> str | None:
    """Write or send the events of a run; return a sentence if that did not work, and never raise.

    Parameters
    ----------
    report
        What is told of the run; its outcome decides which events there are.
    file
        Where events are appended without ``OPENLINEAGE_URL``; the default is :func:`default_file`.
    with_start
        Whether the START event is sent along with that of the end; not if it was sent when the run began.
    """
    try:
        some = events(report)
        transport = _transport(file or default_file(report.db, report.raw))
        try:
            for event in some if with_start or len(some) == 1 else some[1:]:
                transport.emit(event)
        finally:
            transport.close(PATIENCE)
    except ImportError:
        return "No OpenLineage event was written: install it with pip install 'televantage[warehouse]'."
    except Exception as error:
        return f"No OpenLineage event was written: {(str(error) or type(error).__name__).splitlines()[0]}"
    return None
