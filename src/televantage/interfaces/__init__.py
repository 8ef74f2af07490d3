"""Projections of the declarations: command-line flags, JSON Schema, reference tables."""

from typing import TYPE_CHECKING

from televantage.interfaces.cli import assignments, parameter_help
from televantage.interfaces.command import exit_code
from televantage.interfaces.link import from_link, query, to_link
from televantage.plugins import later

if TYPE_CHECKING:
    from televantage.interfaces.json_schema import bundle_schemas, demo_schema, preset_schema
    from televantage.interfaces.reference import (
        check_table,
        dashboard_table,
        dictionary_table,
        measure_table,
        parameter_table,
    )

__getattr__ = later(
    __name__,
    {
        "json_schema": ("bundle_schemas", "demo_schema", "preset_schema"),
        "reference": ("check_table", "dashboard_table", "dictionary_table", "measure_table", "parameter_table"),
    },
)

__all__ = [
    "assignments",
    "bundle_schemas",
    "check_table",
    "dashboard_table",
    "demo_schema",
    "dictionary_table",
    "exit_code",
    "from_link",
    "measure_table",
    "parameter_help",
    "parameter_table",
    "preset_schema",
    "query",
    "to_link",
]
