"""A bake: one scenario with everything that can be written about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from televantage.measures import Outcome, tables
from televantage.scenario import Preset, Scenario, checked_name, preset, preset_names, preset_scenario
from televantage.simulation import Map, observed, simulate

OBSERVED_CUSTOMERS = 200


@dataclass(frozen=True)
class Bake:
    """A named scenario, its story and its outcome."""

    name: str
    story: Preset
    scenario: Scenario
    outcome: Outcome

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The table of every measure, by name."""
        return tables(self.outcome)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """The first 200 customers as an operator sees them."""
        return observed(self.scenario, OBSERVED_CUSTOMERS)


def variant_name(name: str, scenario: Scenario) -> str:
    """Return the name under which a scenario is written.

    A shipped preset keeps its name only while it is what shipped; a changed one gets a part of its hash, so that it
    can never overwrite the preset's data.

    >>> variant_name("baseline", preset_scenario("baseline"))
    'baseline'
    """
    if name in preset_names() and scenario != preset_scenario(name):
        return checked_name(f"{name[:52]}-{scenario.hash[:8]}")
    return checked_name(name)


def as_preset(name: str, story: Preset, scenario: Scenario) -> Preset:
    """Return a scenario as a preset file that extends ``name`` (or the defaults) and lists only its changes."""
    shipped = name in preset_names()
    base = preset_scenario(name) if shipped else Scenario()
    unchanged = shipped and scenario == base
    return Preset(
        title=story.title,
        story=story.story,
        look_at=story.look_at,
        extends=name if shipped else None,
        changes=scenario.changes_from(base),
        expect=preset(name).expect if unchanged else {},
    )


def bake(
    name: str, story: Preset, scenario: Scenario, customers: int, run: Map = map, block: int | None = None
) -> Bake:
    """Return the bake of a scenario with some number of simulated customers; errors as :func:`simulate`."""
    cutting = {} if block is None else {"block": block}
    return Bake(variant_name(name, scenario), story, scenario, Outcome(simulate(scenario, customers, run, **cutting)))
