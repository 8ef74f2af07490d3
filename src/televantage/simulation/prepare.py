"""What is known before the first customer is drawn: the worlds, their tables, and what the pilot tells.

The *pilot* is customers 0 to 65,535 of the base. The level of the hazard and the limits of the value tiers come
from it, so they do not depend on how many customers are simulated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from televantage.scenario import Scenario
from televantage.scenario.churn import Churn
from televantage.scenario.competitor import Competitor
from televantage.scenario.conversion import Conversion
from televantage.scenario.log import Log
from televantage.scenario.offer import Offer
from televantage.scenario.population import Population
from televantage.scenario.price import Price
from televantage.scenario.shock import Shock
from televantage.simulation.customers import PILOT, Base, draw_base
from televantage.simulation.hazard import YEAR, clock_index, clocks, frailty, solve_level
from televantage.simulation.levers import market
from televantage.simulation.offer import is_offered
from televantage.simulation.portable import Floats, decay

if TYPE_CHECKING:
    from televantage.simulation.targeting import Plan


@dataclass(frozen=True)
class World:
    """A rung of the ladder without the offer: a scenario with some levers neutral, and its tables."""

    scenario: Scenario
    clocks: Floats
    market: Floats | None


@dataclass(frozen=True)
class Prepared:
    """A scenario, ready for its blocks; it can be sent to another process."""

    scenario: Scenario
    months: int
    worlds: tuple[World, ...]
    ladder: dict[str, int]
    """Number of each rung's world; rungs that are the same world share one. The world of an offer is the last."""
    level: float
    neutral_year: Floats
    """Sum of the neutral clock over months 1 to 12, by clock."""
    value_limits: tuple[int, int]
    plan: Plan | None = None

    @property
    def world_count(self) -> int:
        """The number of distinct worlds: those in ``worlds``, and that with the offer if one is made."""
        return max(self.ladder.values()) + 1

    @property
    def planned(self) -> Plan:
        """The plan of the offer; an offer needs it."""
        if self.plan is None:
            raise ValueError("An offer needs the plan of a first pass over the whole base.")
        return self.plan

    def with_plan(self, found: Plan) -> Prepared:
        """Return this with the plan of the offer."""
        return replace(self, plan=found)

    def relative_hazard(self, base: Base) -> Floats:
        """Return each customer's factor on the clock: level × risk × frailty."""
        hidden = frailty(self.scenario, base.start, base.count)
        factor = base.risk * self.level
        return factor if hidden is None else factor * hidden

    def churn_12m(self, base: Base, relative_hazard: Floats) -> Floats:
        """Return each customer's probability to leave within 12 months with every lever neutral."""
        return 1.0 - decay(relative_hazard * self.neutral_year.take(clock_index(base)))


def effective(scenario: Scenario) -> Scenario:
    """Return the scenario with each section of levers that does nothing at its neutral defaults.

    So a lever that does nothing changes nothing, not even by an unused month. A lever whose month lies behind the
    horizon does nothing.
    """

    def late(section: Price | Competitor | Shock | Conversion | Offer) -> bool:
        return section.month > scenario.setting.horizon

    idle = {
        "price": scenario.price.change == 0,
        "competitor": scenario.competitor.gap == 0 or scenario.competitor.exposed == 0,
        "shock": scenario.shock.share == 0 or scenario.shock.hazard_ratio == 1,
        "conversion": scenario.conversion.share == 0,
        "onboarding": scenario.onboarding.cut == 0,
        "offer": scenario.offer.policy == "none" or scenario.offer.reach == 0 or scenario.offer.budget == 0,
    }
    for name in ("price", "competitor", "shock", "conversion", "offer"):
        idle[name] |= late(getattr(scenario, name))
    neutral = scenario.neutral().model_copy(update={"log": Log()})
    idle["log"] = idle["offer"]  # without an offer there is nothing to log
    scenario = scenario.model_copy(update={name: getattr(neutral, name) for name, still in idle.items() if still})
    offer = scenario.offer
    waves = min(offer.waves, 1 + (scenario.setting.horizon - offer.month) // offer.repeat) if not idle["offer"] else 1
    return scenario.model_copy(update={"offer": offer.model_copy(update={"waves": waves})})


def ladder(scenario: Scenario) -> dict[str, Scenario]:
    """Return the scenario of each rung: no lever; + market and prices; + retention programmes; + the offer."""
    scenario = effective(scenario)
    return {
        "baseline": scenario.neutral(),
        "market": scenario.neutral(("programmes", "offer")),
        "programmes": scenario.neutral(("offer",)),
        "scenario": scenario,
    }


def of_no_price(scenario: Scenario) -> Churn:
    """Return the churn law without what matters to customers only where some price changes."""
    fields = Churn.model_fields
    still = {name: fields[name].default for name in ("price_sensitivity", "sensitivity_spread")}
    return scenario.churn.model_copy(update=still)


@lru_cache(maxsize=4)
def _pilot(population: Population, churn: Churn, seed: int, as_of: str) -> tuple[float, Floats, tuple[int, int]]:
    """Return the level of the hazard, the neutral clock's year, and the limits of the value tiers."""
    neutral = Scenario().model_copy(update={"population": population, "churn": churn})
    neutral = neutral.override({"setting.seed": seed, "setting.as_of": as_of})
    base = draw_base(population, seed, 0, PILOT)
    table = clocks(neutral, YEAR)
    year = np.zeros(table.shape[1])
    for row in table:  # in order: a sum that every release repeats
        year += row
    hidden = frailty(neutral, 0, PILOT)
    exposure = base.risk * year.take(clock_index(base)) * (1.0 if hidden is None else hidden)
    bills = np.sort(base.bill)
    return solve_level(exposure, churn.annual_churn), year, (int(bills[PILOT // 3]), int(bills[2 * PILOT // 3]))


@lru_cache(maxsize=8)
def _world(scenario: Scenario, months: int) -> World:
    return World(scenario, clocks(scenario, months), market(scenario, months))


@lru_cache(maxsize=8)
def prepare(scenario: Scenario) -> Prepared:
    """Return a scenario with its worlds, tables and pilot; the offer's plan is made later, in a first pass."""
    setting = scenario.setting
    months = max(setting.horizon, YEAR)
    level, year, limits = _pilot(scenario.population, of_no_price(scenario), setting.seed, setting.as_of)
    rungs = ladder(scenario)
    distinct = list(dict.fromkeys(rungs.values()))
    plain = [s for s in distinct if not is_offered(s)]
    worlds = tuple(_world(s, months) for s in plain)
    index = {name: distinct.index(s) for name, s in rungs.items()}
    return Prepared(rungs["scenario"], months, worlds, index, level, year, limits)
