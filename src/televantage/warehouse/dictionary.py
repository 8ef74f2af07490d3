"""The dictionary: every column with its type, key, description and source, as declared and as a database has it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from televantage.warehouse.homes import Home, schema_sql, statements
from televantage.warehouse.keys import Table, tables
from televantage.warehouse.lineage import deciding_sources, lineage, row_sources, ultimate_sources
from televantage.warehouse.tracing import ANSWER_KEY, LOG, MAIN, REFERENCE, Column

SAID = {
    REFERENCE: "reference data of the scenario",
    ANSWER_KEY: "answer key of the simulation",
    LOG: "log of the runs",
}
"""The source of what no statement of the loads fills."""
MANY = 5
"""More columns than this of one table are counted, not listed."""


@dataclass(frozen=True)
class Entry:
    """A column as the schema declares it, and where it comes from."""

    table: str
    column: str
    type: str
    nullable: bool
    key: str
    description: str
    source: str


@dataclass(frozen=True)
class Stored:
    """A column as a database has it."""

    type: str
    nullable: bool
    description: str


@cache
def comments() -> dict[str, str]:
    """Return the descriptions that the schema gives, by ``table`` and ``table.column``."""
    found = {}
    for statement in statements(schema_sql()):
        if match := re.match(r"comment on (?:table|column) ([\w.]+) is '(.*)'$", statement, re.S):
            found[match[1]] = match[2].replace("''", "'")
    return found


@cache
def enums() -> dict[str, tuple[str, ...]]:
    """Return the enumerations of the schema with their values."""
    found = re.findall(r"create type (\w+) as enum \(([^)]*)\)", schema_sql())
    return {name: tuple(re.findall(r"'([^']*)'", values)) for name, values in found}


@cache
def nullable() -> frozenset[Column]:
    """Return the columns that may be empty."""
    body = {
        found[1]: found[2]
        for statement in statements(schema_sql())
        if (found := re.match(r"create table ([\w.]+) \(\n(.*)\n\)$", statement, re.S))
    }
    return frozenset(
        Column(name, column)
        for name, table in tables().items()
        for column in table.columns
        if column not in table.primary_key and not re.search(rf"^ +{column} .*not null", body[name], re.M)
    )


def _key(table: Table, column: str) -> str:
    parts = ["PK"] if column in table.primary_key else []
    parts += ["unique" for key in table.unique if column in key]
    parts += [f"FK {ref.table}" for ref in table.references if ref.column == column]
    return ", ".join(parts)


def listed(columns: frozenset[Column]) -> str:
    """Return columns in words; those of one table are counted where they are many."""
    many = {table: count for table, count in Counter(place.table for place in columns).items() if count > MANY}
    words = [f"{table} ({count} columns)" for table, count in many.items()]
    return ", ".join(sorted([*words, *(str(place) for place in columns if place.table not in many)]))


@cache
def source_of(table: str, column: str) -> str:
    """Return in words what a column is made of in the end, and what else decides on it."""
    one = lineage()[Column(table, column)]
    if one.kind in SAID:
        return SAID[one.kind]
    made = listed(ultimate_sources(table, column)) or f"the load: {one.expression.lower()}"
    decided = deciding_sources(table, column)
    return f"{made}; decided by {listed(decided)}" if decided else made


@cache
def rows_decided_by(table: str) -> str:
    """Return in a sentence what decides which rows a table has; nothing where no feed does."""
    decides = listed(row_sources(table))
    return f"Which rows there are is decided by {decides}." if decides else ""


@cache
def dictionary() -> tuple[Entry, ...]:
    """Return every column of the schema."""
    return tuple(
        Entry(
            name, column, kind, Column(name, column) in nullable(), _key(table, column), comments()[f"{name}.{column}"],
            source_of(name, column),
        )
        for name, table in tables().items()
        for column, kind in table.columns.items()
    )  # fmt: skip


DUCKDB = """
select c.schema_name, c.table_name, c.column_name, coalesce(t.type_name, lower(c.data_type)), c.is_nullable, c.comment
from duckdb_columns() as c
left join duckdb_types() as t
    on t.logical_type = 'ENUM' and not t.internal and t.database_name = c.database_name
    and c.data_type = 'ENUM(' || array_to_string(list_transform(t.labels, lambda x: '''' || x || ''''), ', ') || ')'
where not c.internal and c.database_name = current_database() and c.schema_name in ('main', 'truth')
order by c.table_oid, c.column_index
"""
DUCKDB_TABLES = """
select schema_name, table_name, comment from duckdb_tables()
where not internal and not temporary and database_name = current_database() and schema_name in ('main', 'truth')
"""
POSTGRES = """
select case n.nspname when 'truth' then 'truth' else 'main' end, c.relname, a.attname,
    format_type(a.atttypid, a.atttypmod), not a.attnotnull, col_description(c.oid, a.attnum)
from pg_attribute as a
join pg_class as c on c.oid = a.attrelid and c.relkind = 'r'
join pg_namespace as n on n.oid = c.relnamespace and n.nspname in (current_schema(), 'truth')
where a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum
"""
POSTGRES_TABLES = """
select case n.nspname when 'truth' then 'truth' else 'main' end, c.relname, obj_description(c.oid)
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace and n.nspname in (current_schema(), 'truth')
where c.relkind = 'r'
"""
SAME_TYPE = {"varchar": "text", "double": "double precision", "timestamp without time zone": "timestamp"}


def _named(schema: str, table: str) -> str:
    return table if schema == MAIN else f"{schema}.{table}"


def _type(stored: str) -> str:
    return SAME_TYPE.get(stored, stored.replace("numeric", "decimal"))


def in_database(home: Home) -> dict[Column, Stored]:
    """Return every column that a database has, from its catalogue."""
    found = home.rows(DUCKDB if home.name == "DuckDB" else POSTGRES)
    return {
        Column(_named(schema, table), column): Stored(_type(kind), bool(empty), comment or "")
        for schema, table, column, kind, empty, comment in found
    }


def tables_in_database(home: Home) -> dict[str, str]:
    """Return every table that a database has, with its description."""
    found = home.rows(DUCKDB_TABLES if home.name == "DuckDB" else POSTGRES_TABLES)
    return {_named(schema, table): comment or "" for schema, table, comment in found}


def differences(home: Home) -> list[str]:
    """Return a sentence for each way in which a database is not what the dictionary says, and the other way round."""
    said = {Column(one.table, one.column): Stored(one.type, one.nullable, one.description) for one in dictionary()}
    there, described = in_database(home), tables_in_database(home)
    problems = [f"{place} is in the dictionary, but not in the database." for place in said.keys() - there.keys()]
    problems += [f"{place} is in the database, but not in the dictionary." for place in there.keys() - said.keys()]
    for place in said.keys() & there.keys():
        for what in ("type", "nullable", "description"):
            one, other = getattr(said[place], what), getattr(there[place], what)
            if one != other:
                problems.append(f"{place}: {what} is {one!r} in the dictionary, but {other!r} in the database.")
    for table in tables().keys() | described.keys():
        if comments().get(table) != described.get(table):
            problems.append(f"{table} is described differently in the dictionary and in the database.")
    return sorted(problems)
