"""What the competitor does."""

from __future__ import annotations

from typing import Annotated, ClassVar

from televantage.scenario.parameter import Param, Rung, Section, percent, when
from televantage.units import MONTHS, SHARE


class Competitor(Section):
    """A competitor who undercuts us; neutral at a gap of 0."""

    title: ClassVar[str] = "Competitor"
    rung: ClassVar[Rung | None] = "market"

    gap: Annotated[float, Param("Price gap", SHARE, 0.0, 0.6, 0.01, role="lever")] = 0.0
    """How much lower the competitor's price is than ours, relative to ours."""
    month: Annotated[int, Param("Month of entry", MONTHS, 1, 60, 1, role="lever")] = 4
    """Month in which the first part of the gap is felt."""
    ramp: Annotated[int, Param("Months to full gap", MONTHS, 1, 24, 1, role="lever")] = 3
    """Number of equal monthly parts in which the gap opens; 1 is all at once."""
    exposed: Annotated[float, Param("Customers exposed", SHARE, 0.0, 1.0, 0.05, role="lever")] = 0.6
    """Share of customers, drawn at random, whom the competitor's offer reaches."""

    @property
    def phrase(self) -> str:
        """Such as: a competitor 20 % cheaper for 60 % of customers over 3 months from month 4."""
        whom = "" if self.exposed == 1 else f" for {percent(self.exposed)} of customers"
        return f"a competitor {percent(self.gap)} cheaper{whom} {when(self.month, self.ramp, 'from')}"
