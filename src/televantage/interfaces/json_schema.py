"""JSON Schema (draft 2020-12) of every file that is read or baked, from the declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from televantage import quality
from televantage.exports import DASHBOARD, SCHEMA_VERSION, dashboard_files
from televantage.measures import measures
from televantage.scenario import Demo, Parameter, Preset, parameters, preset_names
from televantage.simulation.observed import COLUMNS as CUSTOMER_COLUMNS
from televantage.units import BY_ROW, CHOICE, CURRENCIES, TEXT, YEAR_MONTH, Column, Unit

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HASH: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
WORDS: dict[str, Any] = {"type": "string"}
COLUMN: dict[str, Any] = {"$ref": "#/$defs/Column"}
CURRENCY: dict[str, Any] = {"enum": sorted(CURRENCIES)}


def _record(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return the schema of an object with these properties, all required, and no others."""
    whole = {"type": "object", "additionalProperties": False, "required": sorted(properties)}
    return whole | {"properties": dict(properties)} | more


def _parameter(p: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": p.label, "description": p.sentence, "default": p.default}
    if p.kind == "choice":
        return schema | {"enum": list(p.choices)}
    if p.kind == "month":
        return schema | {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"}
    bounds = {"minimum": p.param.low, "maximum": p.param.high}
    return schema | bounds | {"type": "integer" if p.kind == "int" else "number"}


def _changes(about: str) -> dict[str, Any]:
    """Return the schema of an object of parameters by path, none of them required."""
    return {
        "type": "object",
        "description": about,
        "additionalProperties": False,
        "properties": {path: _parameter(p) for path, p in parameters().items()},
    }


def preset_schema() -> dict[str, Any]:
    """Return the schema that every preset and exported scenario fulfils."""
    schema = Preset.model_json_schema() | {"$schema": DIALECT, "title": "TeleVantage preset"}
    properties = schema["properties"]
    properties["changes"] = _changes("Parameters by path; only those that differ from what the preset extends.")
    properties["extends"] = {"enum": [*preset_names(), None], "default": "baseline"}
    return schema


def demo_schema() -> dict[str, Any]:
    """Return the schema that every demo fulfils."""
    schema = Demo.model_json_schema() | {"$schema": DIALECT, "title": "TeleVantage demo"}
    step = schema["$defs"]["Step"]["properties"]
    step["changes"] = _changes(step["changes"]["description"])
    step["preset"] = {"description": step["preset"]["description"], "enum": [*preset_names(), None], "default": None}
    return schema


def _scenario_schema() -> dict[str, Any]:
    """Return the schema of a baked scenario: a preset file that leaves nothing to others."""
    schema = preset_schema()
    changes = schema["properties"]["changes"]
    changes |= {"description": "Every parameter by path.", "required": sorted(changes["properties"])}
    schema["properties"]["extends"] = {"type": "null"}
    return schema | {"required": sorted(schema["properties"])}


def _value(unit: Unit) -> dict[str, Any]:
    if unit in (TEXT, CHOICE, YEAR_MONTH):
        return dict(WORDS)
    if unit is BY_ROW:
        return {"type": ["number", "null"]}
    return {"type": ["integer" if unit.decimals == 0 else "number", "null"]}


def _table_schema(about: str, columns: Mapping[str, Column]) -> dict[str, Any]:
    """Return the schema of a file that holds a table: what it is, its columns, its rows."""
    rows = {name: _value(c.unit) | {"description": f"{c.sentence} ({c.unit.name})"} for name, c in columns.items()}
    return _record(
        {
            "about": WORDS | {"description": "What the file holds."},
            "grain": WORDS | {"description": "What a row stands for."},
            "columns": _record(dict.fromkeys(columns, COLUMN), description="Unit and definition of each column."),
            "currency": CURRENCY,
            "customers_simulated": COUNT,
            "scenario_hash": HASH,
            "subscribers": COUNT,
            "rows": {"type": "array", "items": {"$ref": "#/$defs/Row"}},
        },
        description=about,
        **{"$defs": {"Row": _record(rows), "Column": _record({"unit": WORDS, "description": WORDS})}},
    )


def _manifest_schema() -> dict[str, Any]:
    entry = _record({"bytes": COUNT, "rows": COUNT, "sha256": HASH})
    properties = {
        "calibration": _record({"name": WORDS, "sha256": HASH}),
        "currency": CURRENCY,
        "customers_simulated": COUNT,
        "files": {"type": "object", "additionalProperties": entry},
        "learned_with": {"type": "object", "additionalProperties": WORDS},
        "name": WORDS,
        "package_version": WORDS,
        "scenario_hash": HASH,
        "schema_version": {"const": SCHEMA_VERSION},
        "seed": COUNT,
        "subscribers": COUNT,
        "title": WORDS,
        "warnings": {"type": "array", "items": WORDS},
    }
    return _record(properties, description="What a bake holds: hashes of its files, and warnings about them.")


def _titled(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    title = "".join(word.capitalize() for word in name.rpartition("/")[2].split("_"))
    return {"$schema": DIALECT} | schema | {"title": title}


def bundle_schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of every file of the JSON bundle, by its name without ``.json``."""
    found = {
        name: _table_schema((module.__doc__ or "").splitlines()[0], module.COLUMNS)
        for name, module in measures().items()
    }
    found["customers"] = _table_schema("Observed customers, as an operator sees them.", CUSTOMER_COLUMNS)
    found["fidelity"] = _table_schema("The simulated base against published aggregates.", quality.COLUMNS)
    found["scenario"], found["manifest"] = _scenario_schema(), _manifest_schema()
    for file, module in dashboard_files().items():
        schema = module.CONTENT.model_json_schema(mode="serialization")
        found[f"{DASHBOARD}/{file.removesuffix('.json')}"] = schema
    return {name: _titled(name, schema) for name, schema in sorted(found.items())}
