"""Moving customers from month-to-month to a one-year contract."""

from __future__ import annotations

from typing import Annotated, ClassVar

from televantage.scenario.parameter import Param, Rung, Section, percent, said
from televantage.units import MONEY_EACH, MONTHS, SHARE


class Conversion(Section):
    """Moving customers from month-to-month to a one-year contract; neutral at a share of 0."""

    title: ClassVar[str] = "Contract conversion"
    rung: ClassVar[Rung | None] = "programmes"

    share: Annotated[float, Param("Month-to-month converted", SHARE, 0.0, 1.0, 0.01, role="lever")] = 0.0
    """Share of the month-to-month customers, drawn at random, who sign a one-year contract."""
    month: Annotated[int, Param("Month of signing", MONTHS, 1, 60, 1, role="lever")] = 2
    """Month from whose start the contract holds, for those still active."""
    incentive: Annotated[float, Param("Incentive per customer", MONEY_EACH, 0.0, 500.0, 5.0, role="lever")] = 40.0
    """Paid once for each customer who signs."""

    @property
    def phrase(self) -> str:
        """Such as: moving 25 % of month-to-month customers to a one-year contract in month 2 for $40 each."""
        whom = "all" if self.share == 1 else f"{percent(self.share)} of"
        cost = f" for {said(MONEY_EACH, self.incentive)} each" if self.incentive else ""
        return f"moving {whom} month-to-month customers to a one-year contract in month {self.month}{cost}"
