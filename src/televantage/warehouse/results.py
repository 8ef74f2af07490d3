"""Results of queries as text: for people, plain values, and CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

from televantage.units import FORMULA
from televantage.warehouse.library import Query

DECIMALS = {"share": (100, 2, " %"), "decimal": (1, 2, ""), "money": (1, 2, ""), "double": (1, 4, "")}
"""By type, what a number is multiplied with, its decimals, and what stands behind it."""


def plain(value: Any) -> str:
    """Return a value as text for a file: numbers in full, dates as ISO 8601 has them."""
    if isinstance(value, pd.Timestamp):
        return str(value.date() if value == value.normalize() else value)
    return str(value)


def shown(value: Any, kind: str) -> str:
    """Return a value as a person reads it, in English, by the type of its column; of no value, nothing.

    >>> shown(20260101, "key"), shown(20260101, "integer"), shown(0.05142, "share"), shown(-0.0001, "money")
    ('20260101', '20,260,101', '5.14 %', '0.00')
    """
    if pd.isna(value):
        return ""
    if kind == "integer":
        return f"{value:,}"
    if kind in DECIMALS:
        factor, decimals, unit = DECIMALS[kind]
        return f"{round(value * factor, decimals) + 0.0:,.{decimals}f}{unit}"  # a zero has no sign
    if kind == "boolean":
        return str(value).lower()
    if kind == "timestamp":
        return str(value.floor("s"))
    return "".join(letter if letter.isprintable() else "?" for letter in plain(value))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with plain values: None, truth values, numbers and text."""

    def value_of(value: Any) -> Any:
        if pd.isna(value):
            return None
        value = value.item() if hasattr(value, "item") else value
        return value if isinstance(value, bool | int | float) else plain(value)

    return [{name: value_of(row[name]) for name in frame.columns} for row in frame.to_dict("records")]


def as_csv(query: Query, frame: pd.DataFrame) -> bytes:
    """Return CSV as RFC 4180 has it, in UTF-8; a text that looks like a formula to a spreadsheet gets an apostrophe."""

    def cell(value: Any) -> Any:
        return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in query.columns)
    writer.writerows([cell(value) for value in row.values()] for row in records(frame))
    return text.getvalue().encode()
