"""The retention offer."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from televantage.scenario.parameter import Param, Rung, Section
from televantage.units import CHOICE, MONEY_EACH, MONTHS, SHARE

MATOS = "Godinho de Matos, Ferreira & Belo 2018, doi:10.1287/mnsc.2017.2775: log hazard ratio −0.13"


class Offer(Section):
    """A retention offer: who gets it, what it does, what it costs; neutral at policy none."""

    title: ClassVar[str] = "Retention offer"
    rung: ClassVar[Rung | None] = "offer"

    policy: Annotated[Literal["none", "random", "risk"], Param("Who is offered it", CHOICE, role="lever")] = "none"
    """How customers are chosen: nobody, at random, or those with the highest 12-month churn probability."""
    reach: Annotated[float, Param("Reach", SHARE, 0.0, 1.0, 0.01, role="lever")] = 0.1
    """Share of the base that the policy selects, holdout included."""
    month: Annotated[int, Param("Month of the offer", MONTHS, 1, 60, 1, role="lever")] = 2
    """Month at whose start the offer is made, to those still active."""
    take_rate: Annotated[float, Param("Take rate", SHARE, 0.0, 1.0, 0.01, role="lever")] = 0.4
    """Share of the offered customers who take it, drawn at random."""
    uplift: Annotated[float, Param("Uplift", SHARE, 0.0, 0.9, 0.01, role="lever", reference=MATOS)] = 0.25
    """Relative cut of a taker's hazard while the offer runs."""
    discount: Annotated[float, Param("Discount", SHARE, 0.0, 1.0, 0.01, role="lever")] = 0.1
    """Share of the bill that a taker is spared while the offer runs."""
    duration: Annotated[int, Param("Months it runs", MONTHS, 1, 36, 1, role="lever")] = 12
    """Number of months for which the discount and its effect last."""
    contact_cost: Annotated[float, Param("Cost per contact", MONEY_EACH, 0.0, 100.0, 0.5, role="lever")] = 3.0
    """Paid once for each customer who is offered it."""
    holdout: Annotated[float, Param("Holdout", SHARE, 0.0, 0.5, 0.01, role="lever")] = 0.0
    """Share of the selected customers, drawn at random, who are never offered it, for comparison."""
