"""A bake: one scenario with everything that can be written about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from televantage.learning.evidence import Evidence, evidence
from televantage.measures import Outcome, tables
from televantage.quality import fidelity
from televantage.scenario import Preset, Scenario, checked_name, preset, preset_names, preset_scenario
from televantage.simulation import BLOCK, Map, observed, simulate

OBSERVED_CUSTOMERS = 200


@dataclass(frozen=True)
class Bake:
    """A named scenario, its story and its outcome."""

    name: str
    story: Preset
    scenario: Scenario
    outcome: Outcome
    run: Map = map
    block: int = BLOCK

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The table of every measure, by name."""
        return tables(self.outcome)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """The first 200 customers as an operator sees them."""
        return observed(self.scenario, OBSERVED_CUSTOMERS)

    @cached_property
    def evidence(self) -> Evidence:
        """What an operator could learn from the base, and what acting on it would bring."""
        return evidence(self.outcome, self.scenario, self.run, self.block)

    @cached_property
    def fidelity(self) -> pd.DataFrame:
        """The report of the base against the sample behind its calibration."""
        return fidelity(self.outcome.cube.prepared)


def is_shipped(name: str, story: Preset, scenario: Scenario) -> bool:
    """Tell whether this is a preset that ships, with its own story and nothing changed."""
    if name not in preset_names() or scenario != preset_scenario(name):
        return False
    own = preset(name)
    return (story.title, story.story, story.look_at) == (own.title, own.story, own.look_at)


def variant_name(name: str, story: Preset, scenario: Scenario, source: Scenario | None = None) -> str:
    """Return the name under which a scenario is written.

    A name stands for a preset that ships, or for the ``source`` that was read under it. What is neither gets a part of
    its hash, so that it can never overwrite what the name stands for.

    >>> variant_name("baseline", preset("baseline"), preset_scenario("baseline"))
    'baseline'

    Raises
    ------
    UsageError
        If the name cannot be a folder.
    """
    as_it_was = is_shipped(name, story, scenario) if name in preset_names() else scenario == (source or scenario)
    return checked_name(name if as_it_was else f"{name[:52]}-{scenario.hash[:8]}")


def as_preset(name: str, story: Preset, scenario: Scenario) -> Preset:
    """Return a scenario as a preset file that extends ``name`` (or the defaults) and lists only its changes."""
    shipped = name in preset_names()
    base = preset_scenario(name) if shipped else Scenario()
    return Preset(
        title=story.title,
        story=story.story,
        look_at=story.look_at,
        extends=name if shipped else None,
        changes=scenario.changes_from(base),
        expect=preset(name).expect if is_shipped(name, story, scenario) else {},
    )


def bake(name: str, story: Preset, scenario: Scenario, customers: int, run: Map = map, block: int = BLOCK) -> Bake:
    """Return the bake of a scenario with some number of simulated customers; errors as :func:`simulate`."""
    return Bake(checked_name(name), story, scenario, Outcome(simulate(scenario, customers, run, block)), run, block)
