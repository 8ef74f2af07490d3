"""Keys: what the schema declares, read from its text, and where the data breaks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from televantage.warehouse.homes import Home, schema_sql, statements

DIMENSIONS = ("dim_customer", "dim_plan")
FACTS = ("fact_customer_month", "fact_churn", "fact_offer", "agg_monthly_metrics", "agg_segment_month")


@dataclass(frozen=True)
class Reference:
    """A foreign key: a column, and what it refers to."""

    column: str
    table: str
    other: str


@dataclass(frozen=True)
class Table:
    """A table as the schema declares it."""

    name: str
    columns: dict[str, str]
    primary_key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    references: tuple[Reference, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _table(name: str, body: str) -> Table:
    columns, unique, references = dict[str, str](), list[tuple[str, ...]](), list[Reference]()
    primary: tuple[str, ...] = ()
    for line in (line.strip() for line in re.split(r",\n", body)):
        if line.startswith("primary key"):
            primary = _names(line[line.index("(") + 1 : -1])
        elif line.startswith("unique ("):
            unique.append(_names(line[line.index("(") + 1 : -1]))
        else:
            column, declared = line.split(" ", 1)
            columns[column] = re.split(r" (?:not null|primary key|unique|references)\b", declared)[0]
            if "primary key" in declared:
                primary = (column,)
            if re.search(r"\bunique\b", declared):
                unique.append((column,))
            if found := re.search(r"references (\w+) \((\w+)\)", declared):
                references.append(Reference(column, found[1], found[2]))
    return Table(name, columns, primary, tuple(unique), tuple(references))


@cache
def tables() -> dict[str, Table]:
    """Return the tables of the schema by name."""
    found = {}
    for statement in statements(schema_sql()):
        if match := re.match(r"create table ([\w.]+) \(\n(.*)\n\)$", statement, re.S):
            found[match[1]] = _table(match[1], match[2])
    return found


def _doubles(table: Table, month: int | None) -> Iterator[tuple[str, str]]:
    """Return a sentence for each key that rows may have twice, and the SQL that counts them."""
    where = f"where month_key = {int(month)}" if month is not None else ""
    for key in filter(None, (table.primary_key, *table.unique)):
        free = ", ".join(column for column in key if month is None or column != "month_key")
        counted = f"select count(*) from (select 1 from {table.name} {where} group by {free} having count(*) > 1) t"
        yield f"{table.name} has {{}} keys twice by {', '.join(key)}.", counted


def _orphans(table: Table, month: int | None) -> Iterator[tuple[str, str]]:
    """Return the same for rows whose value the table referred to lacks."""
    where = f"and t.month_key = {int(month)}" if month is not None else ""
    for ref in table.references:
        counted = (  # a join: not exists takes DuckDB three times as long
            f"select count(*) from {table.name} t left join {ref.table} r on r.{ref.other} = t.{ref.column} "
            f"where t.{ref.column} is not null and r.{ref.other} is null {where}"
        )
        yield f"{table.name}.{ref.column} has in {{}} rows a value that {ref.table} lacks.", counted


def broken_keys(home: Home, month: int | None = None, some: tuple[str, ...] = FACTS) -> list[str]:
    """Return a sentence for each declared key that the rows of a month, or all rows, break."""
    checks = [check for name in some for part in (_doubles, _orphans) for check in part(tables()[name], month)]
    counts = home.rows(f"select {', '.join(f'({counted})' for _, counted in checks)}")[0]
    return [told.format(f"{count:,}") for (told, _), count in zip(checks, counts, strict=True) if count > 0]
