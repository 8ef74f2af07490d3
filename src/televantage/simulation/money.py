"""What a month with a customer is worth: weights of his bill, in present value.

A customer's margin in month t is bill × (price factor − (1 − gross margin)): the cost to serve does not move with the
price. Months 1 to the horizon count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.simulation.customers import Base
from televantage.simulation.levers import in_scope, price_ratio
from televantage.simulation.portable import Floats, power

Ints = npt.NDArray[np.int64]
GRAIN = 1024
"""Money of one customer is kept in parts of a cent, 1/1024, so that sums are of whole numbers."""


def present_value(scenario: Scenario) -> Floats:
    """Return what a dollar in months 0 to the horizon is worth today."""
    months = np.arange(scenario.setting.horizon + 1)
    return power(np.array(1.0 + scenario.economics.discount_rate), -months / 12.0)


@dataclass(frozen=True)
class Worth:
    """Present value of one cent of bill in a month, for each customer of a block."""

    margin_by_scope: Floats
    discount_by_scope: Floats
    scope: Ints | None
    """0 for customers whose price does not change, 1 for the others; None where nobody's does."""

    def margin(self, month: int) -> Floats:
        """Return the weights of a month for the margin: one a customer, or one for all."""
        return self._of(self.margin_by_scope[month])

    def discount(self, month: int) -> Floats:
        """Return the weights of a month for the offer's discount."""
        return self._of(self.discount_by_scope[month])

    def _of(self, by_scope: Floats) -> Floats:
        return by_scope[0] if self.scope is None else by_scope.take(self.scope)

    def margin_to(self, months: Ints, who: Ints) -> Floats:
        """Return the weights of months 1 to each customer's last, summed, for the margin."""
        return self._sum(self.margin_by_scope, months, who)

    def discount_to(self, months: Ints, who: Ints, runs: list[bool]) -> Floats:
        """Return the same for the discount, of the months in which it runs."""
        return self._sum(self.discount_by_scope * np.array(runs)[:, None], months, who)

    def _sum(self, by_scope: Floats, months: Ints, who: Ints) -> Floats:
        upto = np.cumsum(np.concatenate([np.zeros((1, 2)), by_scope[1:]]), axis=0)
        return upto[months, 0 if self.scope is None else self.scope[who]]

    def some(self, who: Ints) -> Worth:
        """Return the weights of some of the customers."""
        scope = None if self.scope is None else self.scope[who]
        return Worth(self.margin_by_scope, self.discount_by_scope, scope)


def worth(scenario: Scenario, base: Base) -> Worth:
    """Return the weights of a block's bills."""
    value = present_value(scenario)[:, None]
    factor = np.stack([np.ones(len(value)), price_ratio(scenario, scenario.setting.horizon)], axis=1)
    margin = value * (factor - (1.0 - scenario.economics.gross_margin))
    scope = None
    if scenario.price.change != 0:
        scope = in_scope(scenario, base.codes["contract"], base.codes["internet"]).astype(np.int64)
    return Worth(margin, value * factor * scenario.offer.discount, scope)
