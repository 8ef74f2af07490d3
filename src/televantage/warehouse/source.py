"""What a warehouse is of, and how the source systems name things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from televantage.scenario import Scenario
from televantage.simulation.observed import month_before

FIRST_ACCOUNT = 100_000_000
"""Account number of customer 0."""


@dataclass(frozen=True)
class Source:
    """What a warehouse is of: a scenario with its name and title, and how many customers are simulated."""

    name: str
    title: str
    scenario: Scenario
    customers: int

    @property
    def months(self) -> range:
        """Every month there is: 0, the as-of month, to the horizon."""
        return range(self.scenario.setting.horizon + 1)


def month_name(scenario: Scenario, month: int) -> str:
    """Return the calendar month that lies some months after the as-of month, as YYYY-MM."""
    return month_before(scenario.setting.as_of, -month)


def first_day(scenario: Scenario, month: int) -> date:
    """Return the first day of a month."""
    year, number = map(int, month_name(scenario, month).split("-"))
    return date(year, number, 1)


def offer_code(wave: int) -> str:
    """Return the code of a wave in the campaign system."""
    return f"RETAIN-{wave}"
