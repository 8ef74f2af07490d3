"""The query library: what analysts ask of a warehouse, one SQL file a question.

Each file of ``queries`` begins with a header that says what it answers, its grain, parameters and columns. A query
reads; its parameters travel beside the text, and its result has the same types on DuckDB and on PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from televantage.scenario import PlaceError, UsageError
from televantage.scenario.errors import shown, suggestion
from televantage.warehouse.homes import FOLDER, Home

KINDS = ("dashboard", "analysis", "truth", "operations")
"""Dashboard queries read aggregates alone; truth queries read the answer key; operations are about the loads."""
MARKS = ("none", "line", "bar", "heat")
TYPES = ("integer", "key", "share", "decimal", "money", "double", "text", "boolean", "date", "timestamp")
"""Types of columns: an integer counts, a key is a whole number that names; a share is of 1; a decimal is an amount with
two places, money one in full; a double is any other number."""
DOUBLES, WHOLE = ("share", "decimal", "money", "double"), ("integer", "key")
LONGEST = 200
"""Characters that a text given as a parameter may have."""
_HEADER = re.compile(r"-- ([a-z]+): (.*)")
_LIMITS = r"(?P<limits>\[-?\d+\.\.\d+\]|\{[^}]+\})"
_PARAMETER = re.compile(
    rf"(?P<name>[a-z_]+) (?P<type>integer|text) = (?P<default>[^\[{{]*?) ?{_LIMITS}? ?-- (?P<sentence>.+)"
)
_COLUMN = re.compile(rf"([a-z_0-9]+) ({'|'.join(TYPES)}) -- (.+)")
_CHART = re.compile(r"([a-z]+)(?: x=([a-z_0-9+]+) y=([a-z_0-9,-]+)(?: color=([a-z_0-9]+))?)?")
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query: an integer within limits, or a text, one of those allowed if there are any."""

    name: str
    type: str
    default: int | str
    sentence: str
    lowest: int | None = None
    highest: int | None = None
    allowed: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """What a value may be, as part of a sentence."""
        if self.allowed:
            return f"one of {', '.join(self.allowed)}"
        if self.type == "integer":
            return f"a whole number from {self.lowest} to {self.highest}"
        return f"a text of at most {LONGEST} characters"

    def read(self, value: object) -> int | str | None:
        """Return a value that may be text as what is bound; None if it is not allowed."""
        return self._integer(value) if self.type == "integer" else self._text(value)

    def _integer(self, value: object) -> int | None:
        if isinstance(value, bool) or not _INTEGER.fullmatch(str(value).strip()):
            return None
        number = int(str(value))
        assert self.lowest is not None and self.highest is not None
        return number if self.lowest <= number <= self.highest else None

    def _text(self, value: object) -> str | None:
        if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
            return None
        return value if not self.allowed or value in self.allowed else None


@dataclass(frozen=True)
class ResultColumn:
    """A column of a result."""

    name: str
    type: str
    sentence: str


@dataclass(frozen=True)
class Chart:
    """How the app draws a result: a mark, and the columns on its axes and in its colour.

    Several columns of x make one label. Several of y are told apart by colour; one behind a minus sign is subtracted.
    """

    mark: str
    x: tuple[str, ...] = ()
    y: tuple[str, ...] = ()
    color: str = ""

    @property
    def columns(self) -> set[str]:
        """The columns that it shows."""
        return {*self.x, *(figure.removeprefix("-") for figure in self.y), self.color} - {""}


@dataclass(frozen=True)
class Query:
    """A query: its header, and the statement below it."""

    name: str
    purpose: str
    grain: str
    key: tuple[str, ...]
    """Columns that identify a row of the result."""
    kind: str
    chart: Chart
    twin: str
    """What computes the same in Python, or ``none:`` and the reason."""
    empty: str
    """When the result may have no rows; nothing if it never may."""
    unknown: str
    """When all that its chart shows may be null; nothing if it never may."""
    parameters: tuple[Parameter, ...]
    columns: tuple[ResultColumn, ...]
    sql: str

    @property
    def types(self) -> dict[str, str]:
        """The type of each column, by its name."""
        return {column.name: column.type for column in self.columns}


@cache
def queries() -> dict[str, Query]:
    """Return all queries by name, in alphabetical order."""
    paths = sorted((FOLDER / "queries").glob("*.sql"))
    return {path.stem: parse(path.stem, path.read_text("utf-8")) for path in paths}


def parse(name: str, text: str) -> Query:
    """Return the query of a file's text.

    Raises
    ------
    ValueError
        If its header is incomplete or wrong.
    """
    lines = text.splitlines()
    length = next((i for i, line in enumerate(lines) if not line.startswith("-- ")), len(lines))
    fields: dict[str, list[str]] = {}
    for line in lines[:length]:
        if (found := _HEADER.fullmatch(line)) is None:
            raise ValueError(f"{name}: {line!r} is no line of a header.")
        fields.setdefault(found[1], []).append(found[2])

    def one(field: str, missing: str | None = None) -> str:
        found = fields.pop(field, [] if missing is None else [missing])
        if len(found) != 1:
            raise ValueError(f"{name}: the header needs one line {field!r}.")
        return found[0]

    query = Query(
        name=name, purpose=one("purpose"), grain=one("grain"), key=tuple(one("key").split(", ")), kind=one("kind"),
        chart=_chart(name, one("chart")), twin=one("twin"), empty=one("empty", ""),
        unknown=one("unknown", ""),
        parameters=tuple(_parameter(name, line) for line in fields.pop("parameter", [])),
        columns=tuple(_column(name, line) for line in fields.pop("column", [])),
        sql="\n".join(lines[length:]).strip(),
    )  # fmt: skip
    if fields or query.kind not in KINDS or not set(query.key) | query.chart.columns <= set(query.types):
        raise ValueError(f"{name}: the header has an unknown field or kind, or names a column that is not there.")
    return query


def _chart(name: str, line: str) -> Chart:
    if (found := _CHART.fullmatch(line)) is None or found[1] not in MARKS or (found[1] == "none") != (found[2] is None):
        raise ValueError(f"{name}: {line!r} is no chart.")
    mark, x, y, color = (part or "" for part in found.groups())
    return Chart(mark, tuple(x.split("+")) if x else (), tuple(y.split(",")) if y else (), color)


def _column(name: str, line: str) -> ResultColumn:
    if (found := _COLUMN.fullmatch(line)) is None:
        raise ValueError(f"{name}: {line!r} is no column.")
    return ResultColumn(*found.groups())


def _parameter(name: str, line: str) -> Parameter:
    if (found := _PARAMETER.fullmatch(line)) is None:
        raise ValueError(f"{name}: {line!r} is no parameter.")
    limits, is_integer = found["limits"] or "", found["type"] == "integer"
    if is_integer != limits.startswith("["):
        raise ValueError(f"{name}: the parameter {found['name']} needs limits, or may not have them.")
    lowest, highest = map(int, limits[1:-1].split("..")) if is_integer else (None, None)
    allowed = tuple(limits[1:-1].split(", ")) if limits.startswith("{") else ()
    default = int(found["default"]) if is_integer else found["default"]
    return Parameter(found["name"], found["type"], default, found["sentence"], lowest, highest, allowed)


def query_named(name: str) -> Query:
    """Return a query by name.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if name not in queries():
        raise UsageError(
            f"There is no query {shown(name)}.{suggestion(name, list(queries()))} python scripts/query.py lists them."
        )
    return queries()[name]


def bound(query: Query, values: Mapping[str, object]) -> dict[str, int | str]:
    """Return the value of each parameter of a query: the one given, checked, or its default.

    Raises
    ------
    UsageError
        If there is no such parameter, or the value is not allowed.
    """
    known = [parameter.name for parameter in query.parameters]
    for name in values:
        if name not in known:
            has = f"Its parameters are {', '.join(known)}." if known else "It has none."
            raise UsageError(f"The query {query.name} has no parameter {shown(name)}.{suggestion(name, known)} {has}")
    found = {}
    for parameter in query.parameters:
        given = values.get(parameter.name, parameter.default)
        if (value := parameter.read(given)) is None:
            near = suggestion(given, parameter.allowed) if isinstance(given, str) else ""
            raise UsageError(
                f"The query {query.name} takes no {parameter.name} {shown(given)}.{near} It must be {parameter.rule}."
            )
        found[parameter.name] = value
    return found


def run(home: Home, name: str, **values: object) -> pd.DataFrame:
    """Run a query; return its rows, with types that do not depend on the home.

    Parameters
    ----------
    home
        Where the warehouse lives.
    name
        Name of the query.
    **values
        Values of its parameters, as text or as what they are; those left out have their defaults.

    Raises
    ------
    UsageError
        If there is no such query or parameter, a value is not allowed, or there is no warehouse.
    PlaceError
        If the home cannot answer the query.
    """
    query = query_named(name)
    given = bound(query, values)
    frame: pd.DataFrame = _asked(home, query, lambda: home.frame(query.sql, **given))
    if list(frame.columns) != list(query.types):
        raise PlaceError(f"The query {name} gives the columns {', '.join(frame.columns)}, not those of its header.")
    return pd.DataFrame({name: _typed(frame[name], kind) for name, kind in query.types.items()})


def plan(home: Home, name: str, **values: object) -> str:
    """Return how a home would run a query, in the home's own words; errors are those of :func:`run`."""
    query = query_named(name)
    given = bound(query, values)
    rows = _asked(home, query, lambda: home.rows(f"explain {query.sql}", **given))
    return "\n".join(str(row[-1]).rstrip() for row in rows)


def _asked(home: Home, query: Query, ask: Callable[[], Any]) -> Any:
    """Return an answer of a home, or tell in a sentence why there is none."""
    try:
        return ask()
    except Exception as error:
        if home.is_new():
            raise UsageError(
                f"There is no warehouse in this {home.name} database. Build it first: python scripts/build_warehouse.py"
            ) from None
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise PlaceError(f"{home.name} cannot answer the query {query.name}: {said}") from None


def _typed(values: pd.Series, kind: str) -> pd.Series:
    """Return a column of a result in the type that its header declares."""
    has_null = bool(values.isna().any())
    if kind in DOUBLES:
        return values.astype("float64")
    if kind in WHOLE:
        return values.astype("float64").astype("Int64") if has_null else values.astype("int64")
    if kind == "boolean":
        return values.astype("boolean" if has_null else "bool")
    if kind in ("date", "timestamp"):
        return pd.to_datetime(values).astype("datetime64[us]")
    return pd.Series([None if pd.isna(value) else str(value) for value in values], values.index, dtype=object)
