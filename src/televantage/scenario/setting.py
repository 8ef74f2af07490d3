"""How large, how long and when."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from televantage.scenario.parameter import Param, Section, YearMonth
from televantage.units import CHOICE, CUSTOMERS, INTEGER, MONTHS
from televantage.units import YEAR_MONTH as MONTH


class Setting(Section):
    """How large, how long and when: nothing here is a belief about the market."""

    title: ClassVar[str] = "Setting"

    seed: Annotated[int, Param("Seed", INTEGER, 0, 2**32 - 1, 1, role="setting")] = 20260101
    """The number that fixes every draw; the same seed gives the same customers."""
    subscribers: Annotated[int, Param("Subscribers", CUSTOMERS, 1_000, 1_000_000_000, 1_000, role="setting")] = (
        47_300_000
    )
    """The number of customers that the scenario speaks for, whatever number is simulated."""
    horizon: Annotated[int, Param("Horizon", MONTHS, 1, 60, 1, role="setting")] = 24
    """The number of months that are simulated after the as-of month."""
    as_of: Annotated[YearMonth, Param("As-of month", MONTH, role="setting")] = "2026-01"
    """The month at whose end the base is observed; month 1 of the simulation follows it."""
    currency: Annotated[
        Literal["USD", "EUR", "GBP", "CHF", "CAD", "AUD"], Param("Currency", CHOICE, role="setting")
    ] = "USD"
    """The currency that every amount is in; nothing is converted, so set the price level with it."""
