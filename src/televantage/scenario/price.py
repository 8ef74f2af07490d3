"""A change of our own prices."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from televantage.scenario.parameter import Param, Rung, Section, a, percent, when
from televantage.units import CHOICE, MONTHS, SHARE


class Price(Section):
    """A change of our own prices; neutral at a change of 0."""

    title: ClassVar[str] = "Price change"
    rung: ClassVar[Rung | None] = "market"

    change: Annotated[float, Param("Size of the change", SHARE, -0.5, 1.0, 0.01, role="lever")] = 0.0
    """Relative change of the bill of the customers in scope; 0.1 is a rise of 10 %."""
    month: Annotated[int, Param("First month of the change", MONTHS, 1, 60, 1, role="lever")] = 3
    """Month in which the first part of the change is billed."""
    ramp: Annotated[int, Param("Months to full effect", MONTHS, 1, 24, 1, role="lever")] = 1
    """Number of equal monthly parts in which the change arrives; 1 is all at once."""
    scope: Annotated[Literal["everyone", "month-to-month", "fibre"], Param("Who pays it", CHOICE, role="lever")] = (
        "everyone"
    )
    """The customers whose bill changes, by their contract or service at the as-of month."""

    @property
    def phrase(self) -> str:
        """Such as: a 12 % price rise for fibre customers over 6 months from month 3."""
        turn = "rise" if self.change > 0 else "cut"
        whom = "" if self.scope == "everyone" else f" for {self.scope} customers"
        return f"{a(percent(abs(self.change)))} price {turn}{whom} {when(self.month, self.ramp)}"
