"""A failure of service."""

from __future__ import annotations

from typing import Annotated, ClassVar

from televantage.scenario.parameter import Param, Rung, Section, percent, said
from televantage.units import MONTHS, RATIO, SHARE


class Shock(Section):
    """A failure of service; neutral at a share of 0 or a hazard ratio of 1."""

    title: ClassVar[str] = "Service shock"
    rung: ClassVar[Rung | None] = "market"

    share: Annotated[float, Param("Customers affected", SHARE, 0.0, 1.0, 0.05, role="lever")] = 0.0
    """Share of customers, drawn at random, whom the failure hits."""
    month: Annotated[int, Param("Month of the failure", MONTHS, 1, 60, 1, role="lever")] = 4
    """Month in which the failure happens."""
    hazard_ratio: Annotated[float, Param("Hazard ratio", RATIO, 1.0, 10.0, 0.1, role="lever")] = 2.0
    """Factor on the hazard of an affected customer in the month of the failure."""
    decay: Annotated[float, Param("Fades by a month", SHARE, 0.0, 1.0, 0.05, role="lever")] = 0.4
    """Share of the remaining excess hazard that disappears each month; 1 means that it lasts one month."""

    @property
    def phrase(self) -> str:
        """Such as: a service failure in month 4 that makes 35 % of customers 4 times as likely to leave."""
        whom = "all customers" if self.share == 1 else f"{percent(self.share)} of customers"
        ratio = self.hazard_ratio
        likely = f"{said(RATIO, ratio)} times as" if ratio >= 2 else f"{percent(ratio - 1)} more"
        return f"a service failure in month {self.month} that makes {whom} {likely} likely to leave"
