"""Diagrams of the warehouse in Mermaid, made from the schema and from the lineage."""

from __future__ import annotations

from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.keys import Table, tables
from televantage.warehouse.lineage import lineage
from televantage.warehouse.tracing import PARAMETER, Column

STAR = ("dim_", "fact_", "agg_")


def _plain(kind: str) -> str:
    """Return a type as a diagram can show it: one word."""
    return kind.partition("(")[0].replace("double precision", "double")


def _entity(table: Table) -> list[str]:
    """Return a table of the star: all columns of a fact, of others those of its keys."""
    refers = {ref.column for ref in table.references}
    unique = {column for key in table.unique for column in key}
    lines = [f"    {table.name} {{"]
    for column, kind in table.columns.items():
        keys = [
            key
            for key, some in (("PK", table.primary_key), ("FK", refers), ("UK", unique - set(table.primary_key)))
            if column in some
        ]
        if keys or table.name.startswith("fact_"):
            lines.append(f"        {_plain(kind)} {column} {', '.join(keys)}".rstrip())
    return [*lines, "    }"]


def star() -> str:
    """Return the star schema: dimensions, facts and aggregates with their keys."""
    some = [table for name, table in tables().items() if name.startswith(STAR)]
    lines = ["erDiagram"]
    for table in some:
        for ref in table.references:
            lines.append(f'    {ref.table} ||--o{{ {table.name} : "{ref.column}"')
    for table in some:
        lines += _entity(table)
    return "\n".join(lines)


def _origin(place: Column) -> frozenset[str]:
    """Return the feeds and tables that a column is taken from, past temporary tables."""
    found, seen, waiting = set(), set[Column](), list(lineage()[place].sources)
    while waiting:
        source = waiting.pop()
        feed = source.table.removeprefix("raw_")
        if source in seen or source.table == PARAMETER:
            continue
        seen.add(source)
        if source.table in tables() or feed in FEEDS:
            found.add(feed if feed in FEEDS else source.table)
        else:
            waiting += lineage()[source].sources
    return frozenset(found)


def origins() -> dict[str, frozenset[str]]:
    """Return, by table, the feeds and other tables that its columns are taken from."""
    found: dict[str, frozenset[str]] = {name: frozenset() for name in tables()}
    for name, table in tables().items():
        for column in table.columns:
            found[name] |= _origin(Column(name, column)) - {name} if Column(name, column) in lineage() else frozenset()
    return found


def flow() -> str:
    """Return which table is made from which, from the feeds to the aggregates; logs and the answer key are apart."""
    lines = ["flowchart LR", "    subgraph raw[Raw feeds]"]
    lines += [f"        feed_{feed}[({feed})]" for feed in FEEDS]
    lines.append("    end")
    made = origins()
    groups = {"Reference data and dimensions": "dim_", "Facts": "fact_", "Aggregates": "agg_"}
    for number, (title, begins) in enumerate(groups.items(), start=1):
        lines.append(f"    subgraph group{number}[{title}]")
        lines += [f"        {name}" for name in tables() if name.startswith(begins)]
        lines.append("    end")
    lines.append('    quarantine["quarantine_*"]')
    for name in tables():
        if name.startswith(STAR):
            for source in sorted(made[name]):
                lines.append(f"    {'feed_' if source in FEEDS else ''}{source} --> {name}")
    lines += [f"    feed_{feed} -.-> quarantine" for feed in FEEDS]
    return "\n".join(lines)
