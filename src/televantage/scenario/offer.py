"""The retention offer."""

# ruff: noqa: E501  (a sentence is one line)

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from televantage.scenario.parameter import Param, Rung, Section, a, percent, said
from televantage.units import CHOICE, INTEGER, MONEY, MONEY_EACH, MONTHS, RATIO, SHARE

MATOS = "Godinho de Matos, Ferreira & Belo 2018, doi:10.1287/mnsc.2017.2775: log hazard ratio −0.13"
ASCARZA = "Ascarza, Iyengar & Schleicher 2016, doi:10.1509/jmr.13.0483: a recommendation raised churn from 6.4 to 10 %"
NO_LIMIT = 20e9
"""A budget that leaves the reach to bind."""

Policy = Literal["none", "random", "risk", "value", "uplift", "oracle"]
FIRST = {
    "none": "nobody",
    "random": "customers at random",
    "risk": "those most at risk",
    "value": "those with the most margin at risk",
    "uplift": "those with the highest estimated profit",
    "oracle": "those with the highest true profit",
}
"""Whom each policy goes to first, in words."""
ALL = {"uplift": "all with an estimated profit", "oracle": "all with a true profit"}
"""Who is reached by the policies that leave some out, where nothing else limits them."""


def _whom(offer: Offer) -> str:
    """Return to whom an offer is made, in words."""
    first = FIRST[offer.policy]
    if offer.reach < 1:
        share = percent(offer.reach)
        return f"{share} of {first}" if offer.policy == "random" else first.replace("those", f"the {share}")
    if offer.budget < NO_LIMIT or offer.policy == "none":
        return first
    return ALL.get(offer.policy, "all customers") + (" outside the holdout" if offer.holdout else "")


class Offer(Section):
    """A retention offer: who gets it, what it does, what it costs; neutral at policy none."""

    title: ClassVar[str] = "Retention offer"
    rung: ClassVar[Rung | None] = "offer"

    policy: Annotated[Policy, Param("Who is offered it", CHOICE, role="lever")] = "none"
    """Whom the offer goes to first: nobody, at random, highest risk of leaving, highest margin at risk, highest estimated profit of the offer (uplift), or highest true profit (oracle)."""
    reach: Annotated[float, Param("Reach", SHARE, 0.0, 1.0, 0.01, role="lever")] = 0.1
    """Share of the base that a wave selects at most, holdout included; uplift and oracle leave out those on whom the offer loses money."""
    budget: Annotated[float, Param("Budget", MONEY, 0.0, NO_LIMIT, 1e6, role="lever")] = NO_LIMIT
    """Most that contacts and discounts may be expected to cost, in present value; reach or budget, whichever binds."""
    month: Annotated[int, Param("Month of the offer", MONTHS, 1, 60, 1, role="lever")] = 2
    """Month at whose start the offer is made, to those still active; with several waves, the month of the first."""
    waves: Annotated[int, Param("Waves", INTEGER, 1, 4, 1, role="lever")] = 1
    """How often the offer is made."""
    repeat: Annotated[int, Param("Months between waves", MONTHS, 1, 24, 1, role="lever")] = 12
    """Months from one wave to the next."""
    cool_down: Annotated[int, Param("Cool-down", MONTHS, 0, 36, 1, role="lever")] = 0
    """Months after an offer has ended in which the same customer is not offered another; the wave goes to the next in rank."""
    kind: Annotated[Literal["discount", "service"], Param("What it answers", CHOICE, role="lever")] = "discount"
    """Whether customers who leave for the price react to it more than the others, or those who leave for the service."""
    take_rate: Annotated[float, Param("Take rate", SHARE, 0.0, 1.0, 0.01, role="lever")] = 0.4
    """Share of the customers who take the offer when they get it; who takes it takes it in each wave."""
    uplift: Annotated[float, Param("Uplift", SHARE, 0.0, 0.9, 0.01, role="lever", reference=MATOS)] = 0.25
    """Mean relative cut of a taker's hazard while the offer runs."""
    uplift_spread: Annotated[float, Param("Spread of the uplift", RATIO, 0.0, 1.5, 0.05, role="lever")] = 0.5
    """Standard deviation of the logarithm of the uplift over customers: it follows why they would leave; the mean is kept, and nobody's uplift exceeds 95 %."""
    uplift_hidden: Annotated[float, Param("Hidden part of the spread", SHARE, 0.0, 1.0, 0.05, role="lever")] = 0.25
    """Share of the variance of the logarithm of the uplift that no operator can see: it is the customer's price sensitivity."""
    carry_over: Annotated[float, Param("Carry-over", SHARE, 0.0, 1.0, 0.05, role="lever")] = 0.0
    """Share of the effect that lasts after the offer has ended: 1 keeps customers, 0 only delays their leaving."""
    sleeping_dogs: Annotated[float, Param("Sleeping dogs", SHARE, 0.0, 0.5, 0.01, role="lever", reference=ASCARZA)] = (
        0.0
    )
    """Share of customers whom the contact reminds of leaving, most of them in a contract; taking the offer does not hold them."""
    harm: Annotated[float, Param("Harm to sleeping dogs", SHARE, 0.0, 3.0, 0.05, role="lever", reference=ASCARZA)] = 0.5
    """Relative rise of a sleeping dog's hazard once contacted, while the offer runs; the carry-over holds for it too."""
    noise: Annotated[float, Param("Error of the uplift model", SHARE, 0.0, 0.2, 0.005, role="lever")] = 0.01
    """For the uplift policy: standard deviation of the error of its estimate of how much more likely a customer is to stay."""
    discount: Annotated[float, Param("Discount", SHARE, 0.0, 1.0, 0.01, role="lever")] = 0.1
    """Share of the bill that a taker is spared while the offer runs."""
    duration: Annotated[int, Param("Months it runs", MONTHS, 1, 36, 1, role="lever")] = 12
    """Number of months for which the discount and its effect last."""
    contact_cost: Annotated[float, Param("Cost per contact", MONEY_EACH, 0.0, 100.0, 0.5, role="lever")] = 3.0
    """Paid for each customer who is offered it, in each wave."""
    holdout: Annotated[float, Param("Holdout", SHARE, 0.0, 0.5, 0.01, role="lever")] = 0.0
    """Share of the customers, drawn at random, who are never offered it, for comparison."""

    @property
    def phrase(self) -> str:
        """Such as: a 10 % discount to the 15 % most at risk for at most $204 M in month 1."""
        what = f"{a(percent(self.discount))} discount" if self.discount else "an offer"
        if self.kind == "service":
            what = f"a service offer with {what}" if self.discount else "a service offer"
        limit = "" if self.budget >= NO_LIMIT else f" for at most {said(MONEY, self.budget)}"
        waves = f"in month {self.month}" if self.waves == 1 else f"in {self.waves} waves from month {self.month}"
        return f"{what} to {_whom(self)}{limit} {waves}"
