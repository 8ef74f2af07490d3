"""JSON in and out: strict when reading what somebody wrote, canonical when writing what is promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from televantage.scenario.errors import PlaceError, ScenarioError, shown

DATA = Path(__file__).resolve().parents[2] / "data"
"""The folder ``src/data``: numbers and stories, no code."""
MOST_BYTES = 256 * 1024
"""No scenario file is larger; a hundred times the size of one that sets every parameter."""


def _line(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, sort_keys=True, indent=indent, ensure_ascii=False, allow_nan=False)


def canonical(data: dict[str, Any]) -> bytes:
    """Return the promised bytes of a JSON object: strict, sorted keys, UTF-8, newline at the end.

    A list of objects (the rows of a table) has one of them on each line, so that a difference can be read.
    """
    parts = []
    for name in sorted(data):
        value = data[name]
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            text = "[\n    " + ",\n    ".join(_line(row) for row in value) + "\n  ]"
        else:
            text = _line(value, 2).replace("\n", "\n  ")
        parts.append(f"  {_line(name)}: {text}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


def _refuse_constant(word: str) -> NoReturn:
    raise ScenarioError([f"It contains {word}, which is not a number of JSON; give a finite number."])


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ScenarioError([f"The key {shown(key)} stands twice in one object; keep one of them."])
        result[key] = value
    return result


def parse(raw: bytes, source: str) -> Any:
    """Return JSON data from bytes that anybody may have written.

    Raises
    ------
    ScenarioError
        If they are too many, not UTF-8, not strict JSON, or nested too deep; ``source`` leads the sentence.
    """
    if len(raw) > MOST_BYTES:
        size = f"{len(raw) / 1024:,.0f} KB"
        raise ScenarioError([f"The file has {size}; a scenario file has at most {MOST_BYTES // 1024} KB."], source)
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
        return data
    except ScenarioError as error:
        raise ScenarioError(error.problems, source) from None
    except UnicodeEncodeError:
        raise ScenarioError(["The file holds half a character (a lone surrogate); remove it."], source) from None
    except UnicodeDecodeError as error:
        raise ScenarioError([f"The file is not UTF-8 text (byte {error.start}); save it as UTF-8."], source) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ScenarioError([f"The file is not JSON: {error.msg} at {where}."], source) from None
    except RecursionError:
        raise ScenarioError(["The file is nested too deep; a scenario file has two levels."], source) from None
    except ValueError:
        raise ScenarioError(["The file holds a number with thousands of digits; give one in range."], source) from None


def read(path: Path) -> Any:
    """Return the JSON data of a file, read no further than a scenario file may be long.

    Raises
    ------
    ScenarioError
        As :func:`parse`, or if there is no such file.
    PlaceError
        If it cannot be read.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ScenarioError(["This is no regular file."], str(path))
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        size = path.stat().st_size
    except FileNotFoundError:
        raise ScenarioError(["There is no such file."], str(path)) from None
    except IsADirectoryError:
        raise ScenarioError(["This is a folder, not a file."], str(path)) from None
    except OSError as error:
        raise PlaceError(f"{path} cannot be read: {error.strerror}.") from None
    if size > MOST_BYTES:
        kb = f"{size / 1024:,.0f} KB"
        raise ScenarioError([f"The file has {kb}; a scenario file has at most {MOST_BYTES // 1024} KB."], str(path))
    return parse(raw, str(path))
