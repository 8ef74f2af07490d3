"""Lineage: which columns each column comes from, derived from the SQL that fills it.

Every statement of the loads is parsed with sqlglot, from the raw feeds (``raw_bills``) over temporary tables
(``checked_bills``, ``good_bills``, ``accounts``) to the tables of the schema. What no statement fills is filled by the
program: reference data from the scenario, the answer key from the simulation, and the logs.

A column's *sources* are the columns that its value is made of. Its *filters* are those that decide which rows there
are: of joins, conditions and groups. Its *lookups* are those by which the row of a joined table was found that the
value was taken from. ``count(*)`` counts rows by their key, so its sources are the key's columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from televantage.warehouse import rules
from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.homes import FOLDER, load_sql, statements
from televantage.warehouse.keys import tables
from televantage.warehouse.tracing import (
    ANSWER_KEY,
    DIALECT,
    KINDS,
    LOG,
    MAIN,
    REFERENCE,
    Column,
    ColumnLineage,
    Known,
    Query,
    name_of,
)

SQL_KINDS = KINDS[: KINDS.index(REFERENCE)]
STEPS = ("$", "raw_", "checked_", "good_", "repeated_")
"""How the tables begin that a feed goes through before it is loaded; ``$`` stands for the parameters."""
TEMPORARY_KEYS = {"accounts": ("account_number",), "held": ("account_number",)}


def load_statements() -> Iterator[str]:
    """Return every statement that fills a table in a load, in the order in which they run."""
    for name in ("held", "accounts"):
        yield from statements(load_sql(name))
    for feed in FEEDS:
        yield from (rules.checked(feed), rules.repeated(feed), rules.good(feed), rules.quarantine(feed))
        if feed in ("plans", "customers"):
            yield from statements(load_sql(feed))
    for name in ("facts", "aggregates", "undo_registers"):
        yield from statements(load_sql(name))


def _known() -> Known:
    """Return the columns of all tables of the schema, and of the raw feeds, by schema and table."""
    known: Known = {MAIN: {}, "truth": {}}
    for name, table in tables().items():
        schema, _, short = name.rpartition(".")
        known[schema or MAIN][short] = dict.fromkeys(table.columns, "text")
    for feed in FEEDS.values():
        known[MAIN][f"raw_{feed.name}"] = dict.fromkeys((*feed.columns, "delivery", "record"), "text")
    return known


def _key(table: str) -> tuple[str, ...]:
    """Return the columns that identify a row of a table, also of a temporary one."""
    if table in tables():
        return tables()[table].primary_key
    feed = table.partition("_")[2]
    return FEEDS[feed].key if feed in FEEDS else TEMPORARY_KEYS.get(table, ())


def _written(statement: Any) -> tuple[str, tuple[str, ...] | None, Any] | None:
    """Return the table that a statement fills, its columns (None: those of the query), and the query; None if none."""
    from sqlglot import exp

    if isinstance(statement, exp.Create):
        return statement.this.name, None, statement.expression
    if isinstance(statement, exp.Insert):
        target = statement.this
        named = tuple(column.name for column in target.expressions) if isinstance(target, exp.Schema) else ()
        table = name_of(target.this if isinstance(target, exp.Schema) else target)
        return table, named or tuple(tables()[table].columns), statement.expression
    if isinstance(statement, exp.Update):
        changes = {change.this.name: change.expression for change in statement.expressions}
        query = exp.select(*changes.values()).from_(statement.this.copy())
        where = statement.args.get("where")
        return name_of(statement.this), tuple(changes), query.where(where.this) if where else query
    return None


def _by_program() -> dict[Column, ColumnLineage]:
    """Return the lineage of what no statement of the loads fills."""
    said = {
        REFERENCE: "from the scenario, when the warehouse is made",
        ANSWER_KEY: "from the simulation, which knows it",
        LOG: "written by the run",
    }

    def kind(table: str) -> str:
        if table.startswith("truth."):
            return ANSWER_KEY
        return REFERENCE if table.startswith("dim_") else LOG

    return {
        Column(name, column): ColumnLineage(frozenset(), said[kind(name)], kind(name))
        for name, table in tables().items()
        for column in table.columns
    }


@cache
def lineage() -> dict[Column, ColumnLineage]:
    """Return the lineage of each column of the schema, and of the temporary tables of a load, one step back."""
    from sqlglot import parse_one

    known, found = _known(), dict[Column, ColumnLineage]()
    for text in load_statements():
        written = _written(parse_one(text, dialect=DIALECT))
        if written is None:
            continue
        table, names, query = written
        traced = Query(query, known, _key).columns()
        if table not in tables():
            known[MAIN][table] = dict.fromkeys(traced, "text")
        for name, one in zip(names or tuple(traced), traced.values(), strict=True):
            place = Column(table, name)
            found[place] = found[place].merged(one) if place in found else one
    filled = {place.table for place in found}
    return found | {place: one for place, one in _by_program().items() if place.table not in filled}


def _roots(begin: Iterable[Column]) -> tuple[frozenset[Column], frozenset[Column]]:
    """Return what some columns are made of in the end, and every column on the way."""
    roots, seen, waiting = set[Column](), set[Column](), list(begin)
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        one = lineage().get(place)
        if one is not None and one.kind in SQL_KINDS:
            waiting += one.sources
        else:
            roots.add(Column(place.table.removeprefix("raw_"), place.column))
    return frozenset(roots), frozenset(seen)


def ultimate_sources(table: str, column: str) -> frozenset[Column]:
    """Return the columns of feeds, reference data and logs, and the parameters, that a column is made of in the end."""
    return _roots([Column(table, column)])[0]


def ultimate_kind(table: str, column: str) -> str:
    """Return how a column comes from its ultimate sources: as the strongest step on the way does."""
    way = (lineage()[place].kind for place in _roots([Column(table, column)])[1] if place in lineage())
    return max(
        (kind for kind in way if kind in SQL_KINDS), key=KINDS.index, default=lineage()[Column(table, column)].kind
    )


def _planted(way: Iterable[Column]) -> list[Column]:
    """Return the conditions under which a month or a constant was put in a row, on some way."""
    steps = (lineage()[place] for place in way if place in lineage())
    return [place for one in steps if one.kind in ("constant", "parameter") for place in one.filters]


@cache
def deciding_sources(table: str, column: str) -> frozenset[Column]:
    """Return what else of the feeds decides on a column's value.

    That is what a value was looked up by on its way, as a customer's segment by tenure, charge and plan; and the
    conditions under which a month or a constant was put in a row: the status of a customer depends on whether the row
    of an exit is there, hence on ``customers.status``.
    """
    direct, way = _roots([Column(table, column)])
    decides = [place for step in way if step in lineage() for place in lineage()[step].lookups]
    if lineage()[Column(table, column)].kind in ("expression", "aggregate"):
        decides += _planted(way)
    return frozenset(root for root in _roots(decides)[0] - direct if root.table in FEEDS)


def _row_filters(table: str) -> frozenset[Column]:
    """Return what decides which rows a table has, also by way of the temporary tables that it is filled from."""
    steps = [one for place, one in lineage().items() if place.table == table]
    used = {place.table for one in steps for place in one.sources | one.filters}
    between = [name for name in used - {table} if name not in tables() and not name.startswith(STEPS)]
    own = frozenset.intersection(*(one.filters for one in steps))  # not those of a subquery that makes one column
    return own.union(*map(_row_filters, between))


@cache
def row_sources(table: str) -> frozenset[Column]:
    """Return the columns of the feeds that decide which rows a table has, apart from what goes to quarantine."""
    roots, way = _roots(_row_filters(table))
    return frozenset(root for root in roots | _roots(_planted(way))[0] if root.table in FEEDS)


def downstream(table: str, column: str) -> frozenset[Column]:
    """Return the columns of the schema that a column of a table, or of a feed, is a part of, however far."""
    reached: set[Column] = set()
    waiting = [Column(f"raw_{table}" if table in FEEDS else table, column)]
    while waiting:
        place = waiting.pop()
        new = {other for other, one in lineage().items() if place in one.sources} - reached
        reached |= new
        waiting += new
    return frozenset(place for place in reached if place.table in tables())


def decided_by(feed: str, column: str) -> frozenset[Column]:
    """Return the columns of the schema on whose values a column of a feed decides without being a part of them."""
    place = Column(feed, column)
    made = [Column(name, one) for name, table in tables().items() for one in table.columns]
    return frozenset(one for one in made if place in deciding_sources(*one))


def _query(sql: str) -> Query:
    from sqlglot import parse_one

    return Query(parse_one(sql, dialect=DIALECT), _known(), _key)


def query_lineage(sql: str) -> dict[str, ColumnLineage]:
    """Return the lineage of each column of a query on the warehouse."""
    return _query(sql).columns()


def tables_read(sql: str) -> frozenset[str]:
    """Return the tables of the warehouse that a query reads."""
    return _query(sql).tables()


def library() -> dict[str, str]:
    """Return the queries of the library by name; none if there is no library."""
    return {path.stem: path.read_text("utf-8") for path in sorted((FOLDER / "queries").glob("*.sql"))}
