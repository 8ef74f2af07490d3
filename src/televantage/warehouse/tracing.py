"""Tracing: which columns of which tables the columns of a query come from, read from its SQL with sqlglot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

DIALECT, MAIN, PARAMETER = "duckdb", "main", "$"
REFERENCE, ANSWER_KEY, LOG = "reference", "answer key", "log"
KINDS = ("constant", "parameter", "identity", "expression", "aggregate", REFERENCE, ANSWER_KEY, LOG)
"""How a column comes from its sources; where two statements fill it, the later of their kinds counts."""
Known = dict[str, dict[str, dict[str, str]]]
"""Columns with their types, by schema and table."""


class Column(NamedTuple):
    """A column of a table or feed, or a parameter of the loads (``$month``)."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"${self.column}" if self.table == PARAMETER else f"{self.table}.{self.column}"


@dataclass(frozen=True)
class ColumnLineage:
    """Where a column comes from: its sources, the SQL that makes it, how, and what decides on it.

    ``filters`` decide which rows there are; ``lookups`` from which row of another table the value is taken.
    """

    sources: frozenset[Column]
    expression: str
    kind: str
    filters: frozenset[Column] = frozenset()
    lookups: frozenset[Column] = frozenset()

    def merged(self, other: ColumnLineage) -> ColumnLineage:
        """Return the lineage of a column that two statements fill."""
        said = self.expression.split("; ")
        expression = self.expression if other.expression in said else f"{self.expression}; {other.expression}"
        return ColumnLineage(
            self.sources | other.sources, expression, max(self.kind, other.kind, key=KINDS.index),
            self.filters | other.filters, self.lookups | other.lookups,
        )  # fmt: skip


NOTHING = ColumnLineage(frozenset(), "", "constant")


def name_of(table: Any) -> str:
    """Return the name of a table in a statement, with its schema unless that is the main one."""
    return table.name if table.db in ("", MAIN) else f"{table.db}.{table.name}"


class Query:
    """A SELECT whose columns are traced to the tables that it reads."""

    def __init__(self, query: Any, known: Known, key: Callable[[str], tuple[str, ...]]) -> None:
        from sqlglot.optimizer.qualify import qualify
        from sqlglot.optimizer.scope import build_scope

        self.texts = [] if query.is_star else [found.unalias().sql(DIALECT) for found in query.selects]
        whole = qualify(
            query.copy(), schema=dict[str, object](known), db=MAIN, dialect=DIALECT, quote_identifiers=False,
            identify=False, validate_qualify_columns=True,
        )  # fmt: skip
        self.scope: Any = build_scope(whole)
        self.key = key
        self.tracing: set[tuple[int, int]] = set()
        self.filters: dict[int, frozenset[Column]] = {}
        self.lookups: dict[tuple[int, str], frozenset[Column]] = {}

    def columns(self) -> dict[str, ColumnLineage]:
        """Return the lineage of each column of the result, by name, in order."""
        found = {}
        for place, projection in enumerate(self.scope.expression.selects):
            text = self.texts[place] if place < len(self.texts) else projection.alias_or_name
            traced = replace(self._projection(self.scope, place), expression=text)
            found[projection.alias_or_name or f"column_{place}"] = traced
        return found

    def tables(self) -> frozenset[str]:
        """Return the tables that the query reads."""
        from sqlglot import exp

        read = (source for scope in self.scope.traverse() for source in scope.sources.values())
        return frozenset(name_of(source) for source in read if isinstance(source, exp.Table))

    def _projection(self, scope: Any, place: int) -> ColumnLineage:
        """Return the lineage of one column of a (sub)query; of a union, of all its parts."""
        if (id(scope), place) in self.tracing:
            return NOTHING
        if scope.set_operation_scopes:
            self.tracing.add((id(scope), place))
            one, other = (self._projection(part, place) for part in scope.set_operation_scopes)
            self.tracing.remove((id(scope), place))
            return one.merged(other)
        projection = scope.expression.selects[place].unalias()
        found = self._traced(projection, scope)
        return replace(found, filters=found.filters | self._filters(scope))

    def _filters(self, scope: Any) -> frozenset[Column]:
        """Return what decides on the rows of a query: joins that leave rows out, conditions, groups."""
        if id(scope) not in self.filters:
            parts = [scope.expression.args.get(name) for name in ("where", "group", "having", "qualify")]
            joins = scope.expression.args.get("joins") or ()
            parts += [join.args.get("on") for join in joins if join.side != "LEFT"]
            traced = [self._traced(part, scope) for part in parts if part is not None]
            self.filters[id(scope)] = frozenset[Column]().union(*(one.sources | one.filters for one in traced))
        return self.filters[id(scope)]

    def _traced(self, expression: Any, scope: Any) -> ColumnLineage:
        """Return what an expression is made of: walk it, and every subquery that it reads."""
        from sqlglot import exp

        sources, lookups = set[Column](), set[Column]()
        inner: list[ColumnLineage] = []
        for node in expression.walk(prune=lambda node: isinstance(node, exp.Query)):
            if isinstance(node, exp.Column):
                self._resolve(node, scope, sources, inner)
                lookups.update(self._looked_up_by(node.table, scope))
            elif isinstance(node, exp.Parameter | exp.Placeholder):
                sources.add(Column(PARAMETER, node.name))
            elif isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
                self._rows(scope, sources, inner)
            elif isinstance(node, exp.Query):
                nested = next((s for s in scope.subquery_scopes if s.expression is node.unnest()), None)
                if nested is not None:
                    inner.append(self._projection(nested, 0))
        filters = frozenset[Column]().union(*(found.filters for found in inner))
        sources = sources.union(*(found.sources for found in inner))
        lookups = lookups.union(*(found.lookups for found in inner))
        kind = _kind(expression, sources, inner)
        return ColumnLineage(frozenset(sources), "", kind, filters, frozenset(lookups))

    def _looked_up_by(self, table: str, scope: Any) -> frozenset[Column]:
        """Return what chooses the row of a joined table: the columns of others in the condition of its join."""
        from sqlglot import exp

        place = (id(scope), table)
        if place not in self.lookups:
            joins = scope.expression.args.get("joins") or ()
            conditions = [join.args["on"] for join in joins if join.alias_or_name == table and join.args.get("on")]
            others = [
                node
                for condition in conditions
                for node in condition.walk(prune=lambda node: isinstance(node, exp.Query))
                if isinstance(node, exp.Column) and node.table != table
            ]
            traced = [self._traced(node, scope) for node in others]
            self.lookups[place] = frozenset[Column]().union(*(one.sources | one.lookups for one in traced))
        return self.lookups[place]

    def _resolve(self, column: Any, scope: Any, sources: set[Column], inner: list[ColumnLineage]) -> None:
        """Follow a column to the table, or the subquery, that it is of."""
        from sqlglot import exp

        while scope is not None and column.table not in scope.sources:
            scope = scope.parent
        source = scope.sources[column.table] if scope is not None else None
        if isinstance(source, exp.Table):
            sources.add(Column(name_of(source), column.name))
        elif source is not None:
            names = [projection.alias_or_name for projection in source.expression.selects]
            inner.append(self._projection(source, names.index(column.name)))

    def _rows(self, scope: Any, sources: set[Column], inner: list[ColumnLineage]) -> None:
        """Add what ``count(*)`` counts: the keys of the table that the query begins with."""
        from sqlglot import exp

        begins = scope.expression.args.get("from_") or scope.expression.args.get("from")
        source = scope.sources.get(begins.this.alias_or_name) if begins is not None else None
        if isinstance(source, exp.Table):
            sources.update(Column(name_of(source), column) for column in self.key(name_of(source)))
        elif source is not None:
            inner.append(self._projection(source, 0))


def _kind(expression: Any, sources: set[Column], inner: list[ColumnLineage]) -> str:
    from sqlglot import exp

    if any(found.kind == "aggregate" for found in inner) or any(
        not isinstance(found.parent, exp.Window) for found in expression.find_all(exp.AggFunc)
    ):
        return "aggregate"
    if isinstance(expression, exp.Column):
        return inner[0].kind if inner else "identity"
    if not sources:
        return "constant"
    return "parameter" if isinstance(expression, exp.Parameter | exp.Placeholder) else "expression"
