"""JSON Schema (draft 2020-12) of a preset file, from the declarations."""

from __future__ import annotations

from typing import Any

from televantage.scenario import Parameter, Preset, parameters, preset_names

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _parameter(p: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": p.label, "description": p.sentence, "default": p.default}
    if p.kind == "choice":
        return schema | {"enum": list(p.choices)}
    if p.kind == "month":
        return schema | {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"}
    bounds = {"minimum": p.param.low, "maximum": p.param.high}
    return schema | bounds | {"type": "integer" if p.kind == "int" else "number"}


def preset_schema() -> dict[str, Any]:
    """Return the schema that every preset and exported scenario fulfils."""
    schema = Preset.model_json_schema() | {"$schema": DIALECT, "title": "TeleVantage preset"}
    properties = schema["properties"]
    properties["changes"] = {
        "type": "object",
        "description": "Parameters by path; only those that differ from what the preset extends.",
        "additionalProperties": False,
        "properties": {path: _parameter(p) for path, p in parameters().items()},
    }
    properties["extends"] = {"enum": [*preset_names(), None], "default": "baseline"}
    return schema
