"""What is assumed: validated, frozen, declared once."""

from televantage.scenario.demo import Demo, Step, demo, demo_names, parse_demo, read_demo
from televantage.scenario.errors import (
    DeliveryError,
    InputError,
    PlaceError,
    ScenarioError,
    TeleVantageError,
    UsageError,
)
from televantage.scenario.parameter import Parameter
from televantage.scenario.presets import (
    Preset,
    checked_name,
    parse_preset,
    preset,
    preset_names,
    preset_or_file,
    preset_scenario,
    read_preset,
)
from televantage.scenario.reading import DATA, canonical, read
from televantage.scenario.scenario import RUNGS, Scenario, parameters, sections
from televantage.scenario.solving import Solution

__all__ = [
    "DATA",
    "RUNGS",
    "DeliveryError",
    "Demo",
    "InputError",
    "Parameter",
    "PlaceError",
    "Preset",
    "Scenario",
    "ScenarioError",
    "Solution",
    "Step",
    "TeleVantageError",
    "UsageError",
    "canonical",
    "checked_name",
    "demo",
    "demo_names",
    "parameters",
    "parse_demo",
    "parse_preset",
    "preset",
    "preset_names",
    "preset_or_file",
    "preset_scenario",
    "read",
    "read_demo",
    "read_preset",
    "sections",
]
