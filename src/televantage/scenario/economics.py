"""What a customer is worth."""

from __future__ import annotations

from typing import Annotated, ClassVar

from televantage.scenario.parameter import Param, Section
from televantage.units import MONEY_EACH, SHARE


class Economics(Section):
    """What a customer is worth."""

    title: ClassVar[str] = "Economics"

    gross_margin: Annotated[float, Param("Gross margin", SHARE, 0.0, 1.0, 0.01)] = 0.55
    """Share of today's bill that is left after the cost to serve; that cost does not move with the price."""
    discount_rate: Annotated[float, Param("Annual discount rate", SHARE, 0.0, 0.5, 0.005)] = 0.1
    """Yearly rate at which money of later months is discounted to the as-of month."""
    replacement_cost: Annotated[float, Param("Cost to replace a customer", MONEY_EACH, 0.0, 2000.0, 10.0)] = 320.0
    """Spent to win a customer in place of one who left."""
