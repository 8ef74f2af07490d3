"""The documentation of the data: what of it is made from the schema, the lineage, the rules and a database.

``docs/data_documentation.md`` is prose with generated parts between ``<!-- name -->`` and ``<!-- /name -->`` marks.
:func:`declared` returns those that depend on the program alone, :func:`measured` those that a database says.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from televantage.scenario import UsageError
from televantage.units import many
from televantage.warehouse import diagrams
from televantage.warehouse.dictionary import comments, dictionary, enums, rows_decided_by, source_of
from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.homes import Home
from televantage.warehouse.keys import tables
from televantage.warehouse.lineage import library, lineage, query_lineage, tables_read, ultimate_kind
from televantage.warehouse.rules import RULES, UNIQUE, VOLUME
from televantage.warehouse.tracing import ANSWER_KEY, LOG, REFERENCE, Column

TIMES = 5
"""How often an example is timed; the median counts."""
SHOWN = 5
"""Rows of a result that are shown."""
WIDEST = 160
"""Letters of SQL that the lineage quotes."""


@dataclass(frozen=True)
class Example:
    """A usage example: what it answers, and its SQL."""

    question: str
    sql: str


EXAMPLES = (
    Example(
        "How do churn and recurring revenue develop, month by month?",
        """select
    m.year_month,
    a.active_start,
    a.churned,
    round(100.0 * a.churned / a.active_start, 2) as churn_percent,
    a.mrr
from agg_monthly_metrics as a
inner join dim_month as m on a.month_key = m.month_key
where a.month_key > 0
order by a.month_key""",
    ),
    Example(
        "Which segments lost most revenue over the whole time?",
        """select
    s.contract,
    s.internet,
    s.tenure_band,
    s.value_tier,
    sum(a.churned) as churned,
    sum(a.churned_mrr) as churned_mrr
from agg_segment_month as a
inner join dim_segment as s on a.segment_key = s.segment_key
group by s.contract, s.internet, s.tenure_band, s.value_tier
order by churned_mrr desc, s.contract, s.internet, s.tenure_band, s.value_tier""",
    ),
    Example(
        "Do customers with tickets leave more often? On the largest fact, row by row.",
        """select
    d.internet,
    least(f.tickets, 3) as tickets,
    count(*) as customer_months,
    round(100.0 * count(*) filter (where f.status = 'churned') / count(*), 2) as churn_percent
from fact_customer_month as f
inner join dim_customer as d on f.customer_key = d.customer_key
where f.month_key > 0
group by d.internet, least(f.tickets, 3)
order by d.internet, tickets""",
    ),
)


def table(header: Sequence[str], rows: Iterable[Sequence[Any]], right: Sequence[int] = ()) -> str:
    """Return a table in Markdown; the columns whose places are given stand to the right."""
    lines = ["| " + " | ".join(header) + " |"]
    lines.append("|" + "|".join(" ---: " if place in right else " --- " for place in range(len(header))) + "|")
    for row in rows:
        cells = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _code(language: str, text: str) -> str:
    return f"```{language}\n{text.strip()}\n```"


def _rules() -> str:
    """Return the rules; those that hold for several columns of a feed stand in one row."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for feed, some in RULES.items():
        for rule in some:
            columns = found.setdefault((feed, rule.name, rule.dimension, rule.sentence), [])
            if rule.column not in columns:
                columns.append(rule.column)
    rows = [
        (feed, f"`{name}`", dimension, ", ".join(columns), sentence)
        for (feed, name, dimension, sentence), columns in found.items()
    ]
    again = "Rows of one delivery have the same key; the first of them counts."
    rows += [(feed, f"`{UNIQUE}`", "uniqueness", ", ".join(FEEDS[feed].key), again) for feed in FEEDS]
    off = f"The first delivery is more than {VOLUME:.0%} away from the rows expected; the load stops."
    rows += [("customers of the as-of month, bills", "`volume`", "volume", "", off)]
    return table(("Feed", "Rule", "Dimension", "Columns", "What is wrong"), rows)


def _feeds() -> str:
    rows = [(name, f"`{', '.join(feed.key)}`", ", ".join(feed.columns)) for name, feed in FEEDS.items()]
    return table(("Feed", "Key", "Columns"), rows)


def _in_words(text: str) -> str:
    """Return sources so that no dollar sign is taken for a formula."""
    return text.replace("$month", "`$month`")


def _dictionary() -> str:
    values = [(f"`{name}`", ", ".join(some)) for name, some in enums().items()]
    parts = [f"Types with a list of values:\n\n{table(('Type', 'Values'), values)}"]
    for name in tables():
        rows = [
            (f"`{one.column}`", one.type + (", may be null" if one.nullable else ""), one.key, one.description,
             _in_words(one.source))
            for one in dictionary() if one.table == name
        ]  # fmt: skip
        head = ("Column", "Type", "Key", "Description", "Source")
        parts.append(f"### {name}\n\n{comments()[name]}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else text[:WIDEST].rstrip() + " …"


def _lineage() -> str:
    parts = []
    for name, declared_table in tables().items():
        found = {column: lineage()[Column(name, column)] for column in declared_table.columns}
        if {one.kind for one in found.values()} & {REFERENCE, ANSWER_KEY, LOG}:
            continue
        rows = [
            (f"`{column}`", f"`{_short(one.expression)}`", _in_words(", ".join(sorted(map(str, one.sources))) or "—"),
             ultimate_kind(name, column), _in_words(source_of(name, column)))
            for column, one in found.items()
        ]  # fmt: skip
        head = ("Column", "SQL", "One step back", "Kind", "In the end")
        parts.append("\n\n".join(filter(None, (f"### Lineage of {name}", rows_decided_by(name), table(head, rows)))))
    return "\n\n".join(parts)


def _queries() -> str:
    def purpose(sql: str) -> str:
        found = re.search(r"^-- purpose: (.*)$", sql, re.M)
        return found[1] if found else ""

    rows = [(f"`{name}`", purpose(sql), ", ".join(sorted(tables_read(sql)))) for name, sql in library().items()]
    return table(("Query", "Purpose", "Reads"), rows)


def declared(examples: Path) -> dict[str, str]:
    """Return the parts that depend on the program alone; the files of a schedule come from a folder of examples."""
    return {
        "flow": _code("mermaid", diagrams.flow()),
        "star": _code("mermaid", diagrams.star()),
        "feeds": _feeds(),
        "rules": _rules(),
        "dictionary": _dictionary(),
        "lineage": _lineage(),
        "queries": _queries(),
        "crontab": _code("crontab", (examples / "crontab").read_text("utf-8")),
        "airflow": _code("python", (examples / "airflow_televantage.py").read_text("utf-8")),
    }


def _figure(value: float, unit: str) -> str:
    """Return a metric as people read it."""
    if unit == "share":
        return f"{value:.4%}"
    if unit == "seconds":
        return f"{value * 1000:,.1f} ms"
    return f"{value:,.0f} {unit}" if value == int(value) else f"{value:,.3f} {unit}"


def _base(home: Home) -> str:
    title, customers, horizon, as_of, scenario_hash = home.rows(
        "select title, customers, horizon, as_of, scenario_hash from dim_scenario where is_loaded"
    )[0]
    counts = [(f"`{name}`", f"{home.rows(f'select count(*) from {name}')[0][0]:,}") for name in tables()]
    steps = home.rows(
        "select step, count(*), sum(seconds) from etl_run_log where run_id = (select max(run_id) from etl_run_log "
        "where outcome = 'ok' and rows_out > 0 and step = 'run') group by step having sum(seconds) is not null "
        "order by sum(seconds) desc, step"
    )
    about = (
        f"Measured in a warehouse of the scenario “{title}” (SHA-256 {scenario_hash[:12]}…) with {customers:,} "
        f"customers, {as_of} and the {horizon} months after it, in {home.name}, on a machine with {os.cpu_count()} "
        f"cores and Python {platform.python_version()}."
    )
    spent = [(f"`{step}`", f"{count:,}", f"{seconds:,.2f}") for step, count, seconds in steps]
    return "\n\n".join((
        about, table(("Table", "Rows"), counts, right=(1,)),
        "Seconds of the last run that loaded anything, step by step; `run` is the whole of it.",
        table(("Step", "Times", "Seconds"), spent, right=(1, 2)),
    ))  # fmt: skip


def _quality(home: Home) -> str:
    found = home.rows(
        "select metric, subject, value, unit from quality_metric "
        "where run_id = (select max(run_id) from quality_metric) order by metric, subject"
    )
    if found:
        rows = [(f"`{metric}`", subject, _figure(value, unit)) for metric, subject, value, unit in found]
        first = table(("Metric", "Subject", "Value"), rows, right=(2,))
    else:
        first = "No run of this database has measured freshness and latency: `quality_metric` is empty."
    checks = home.rows(
        "select feed, dimension, sum(rows_checked), sum(rows_failed), count(distinct rule) from data_quality_log "
        "group by feed, dimension order by feed, dimension"
    )
    logged = [(feed, what, f"{rules:,}", f"{rows:,}", f"{bad:,}") for feed, what, rows, bad, rules in checks]
    head = ("Feed", "Dimension", "Rules", "Checks of a row", "Failed")
    return f"{first}\n\nOver all months, from `data_quality_log`:\n\n{table(head, logged, right=(2, 3, 4))}"


def timed(home: Home, sql: str) -> tuple[list[tuple[Any, ...]], float]:
    """Return the rows of a query and its median seconds."""
    seconds, rows = [], list[tuple[Any, ...]]()
    for _ in range(TIMES):
        began = time.perf_counter()
        rows = home.rows(sql)
        seconds.append(time.perf_counter() - began)
    return rows, statistics.median(seconds)


def _examples(home: Home) -> str:
    parts = []
    for number, example in enumerate(EXAMPLES, start=1):
        rows, seconds = timed(home, example.sql)
        part = f"the first {SHOWN} of {len(rows):,} rows" if len(rows) > SHOWN else many(len(rows), "row")
        parts.append(
            f"### Example {number}: {example.question}\n\n{_code('sql', example.sql)}\n\n"
            f"{seconds * 1000:,.1f} ms (median of {TIMES} times); {part}:\n\n"
            f"{table(list(query_lineage(example.sql)), rows[:SHOWN])}"
        )
    return "\n\n".join(parts)


def measured(home: Home) -> dict[str, str]:
    """Return the parts that are measured in a database."""
    return {"measured-base": _base(home), "measured-quality": _quality(home), "measured-examples": _examples(home)}


def filled(text: str, parts: Mapping[str, str]) -> str:
    """Return a document with what stands between the marks of some parts made anew.

    Raises
    ------
    UsageError
        If the document lacks the marks of a part.
    """
    for name, part in parts.items():
        pattern = rf"<!-- {re.escape(name)} -->\n.*?<!-- /{re.escape(name)} -->"
        put = f"<!-- {name} -->\n{part}\n<!-- /{name} -->"
        text, count = re.subn(pattern, lambda found, put=put: put, text, flags=re.S)  # type: ignore[misc]
        if count != 1:
            raise UsageError(f"The document has the marks of the part {name} {count} times; it must have them once.")
    return text
