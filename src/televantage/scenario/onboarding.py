"""Looking after new customers."""

from __future__ import annotations

from typing import Annotated, ClassVar

from televantage.scenario.parameter import Param, Rung, Section, percent, said
from televantage.units import MONEY_EACH, MONTHS, SHARE


class Onboarding(Section):
    """Looking after new customers; neutral at a cut of 0, and then it costs nothing."""

    title: ClassVar[str] = "Onboarding programme"
    rung: ClassVar[Rung | None] = "programmes"

    cut: Annotated[float, Param("Cut of the hazard", SHARE, 0.0, 0.9, 0.01, role="lever")] = 0.0
    """Relative cut of a customer's hazard while the programme runs."""
    months: Annotated[int, Param("First months of tenure", MONTHS, 1, 24, 1, role="lever")] = 6
    """The programme runs while a customer's tenure is at most this many months."""
    cost: Annotated[float, Param("Cost per new customer", MONEY_EACH, 0.0, 500.0, 1.0, role="lever")] = 12.0
    """Paid once, in month 1, for each customer who is inside the programme's months then."""

    @property
    def phrase(self) -> str:
        """Such as: an onboarding programme that cuts the hazard of a customer's first 6 months by 30 %."""
        span = "first month" if self.months == 1 else f"first {self.months} months"
        cost = f" for {said(MONEY_EACH, self.cost)} per new customer" if self.cost else ""
        return f"an onboarding programme that cuts the hazard of a customer's {span} by {percent(self.cut)}{cost}"
