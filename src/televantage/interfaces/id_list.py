"""A list of customers that anybody may have written: a CSV file with their identifiers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import numpy.typing as npt

from televantage.scenario import PlaceError, ScenarioError
from televantage.scenario.errors import shown
from televantage.simulation.observed import customer_number

MOST_BYTES = 256 * 1024 * 1024
NAMES = ("customer_id", "customerid", "customer id", "id")  # the first that is there
TOLD = 5
"""So many of the identifiers that are wrong are named."""


def _named(what: str, wrong: list[str]) -> str:
    more = f" and {len(wrong) - TOLD:,} more" if len(wrong) > TOLD else ""
    return f"{what}: {', '.join(wrong[:TOLD])}{more}."


def _identifiers(text: str, source: str) -> list[str]:
    """Return the column of identifiers: the one that is named so, or the only one."""
    rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    if not rows:
        raise ScenarioError(["It names no customer."], source)
    head = [cell.strip().lower() for cell in rows[0]]
    found = [head.index(name) for name in NAMES if name in head]
    if not found and len(head) == 1 and any(mark in head[0] for mark in ";\t"):
        raise ScenarioError(["Its columns are not separated by commas; save it as CSV with commas."], source)
    if not found and len(head) > 1:
        raise ScenarioError([f"It has no column customer_id, but {shown(', '.join(rows[0]))}; name the one."], source)
    column, body = (found[0], rows[1:]) if found else (0, rows)
    return [row[column].strip() if column < len(row) else "" for row in body]


def read_ids(path: Path, customers: int) -> npt.NDArray[np.int64]:
    """Return the numbers of the customers that a CSV file names, in its order.

    Parameters
    ----------
    path
        A file with a column ``customer_id``, or with identifiers alone.
    customers
        How many customers there are.

    Raises
    ------
    ScenarioError
        If a customer is unknown or stands twice; the first of them are named.
    PlaceError
        If the file cannot be read.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScenarioError([f"The file is larger than {MOST_BYTES // 1024**2} MB."], str(path))
        words = _identifiers(path.read_bytes().decode("utf-8-sig"), str(path))
    except OSError as error:
        raise PlaceError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ScenarioError(["It is not UTF-8 text; save it as CSV in UTF-8."], str(path)) from None
    except csv.Error as error:
        raise ScenarioError([f"It is no CSV file: {error}."], str(path)) from None
    numbers = [customer_number(word) for word in words]
    unknown = [shown(w) for w, n in zip(words, numbers, strict=True) if n is None or n >= customers]
    seen: set[str] = set()
    twice = [shown(w) for w in words if w in seen or seen.add(w)]  # type: ignore[func-returns-value]
    problems = []
    if unknown:
        problems.append(_named(f"{len(unknown):,} are none of the {customers:,} simulated customers", unknown))
    if twice:
        problems.append(_named(f"{len(twice):,} stand in the list more than once", twice))
    if not words:
        problems.append("It names no customer.")
    if problems:
        raise ScenarioError(problems, str(path))
    return np.array(numbers, dtype=np.int64)
