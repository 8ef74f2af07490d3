"""The offer on a block: what it would do to each customer, whoever is chosen, in expectation and in one realisation.

The world without the offer and the world in which everybody is offered it share every draw. So what an offer is worth
for one customer does not depend on who else gets it, and the profit of any choice of customers is a sum over them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.simulation.block import Block, Flags, Ints, Lives, draw_block, lives, survive
from televantage.simulation.cube import QUANTUM
from televantage.simulation.money import GRAIN, Worth, present_value, worth
from televantage.simulation.offer import outcome_month, running, strength, tiers, wave_months
from televantage.simulation.portable import Floats
from televantage.simulation.prepare import World, prepare
from televantage.simulation.response import Response, respond
from televantage.simulation.streams import uniforms


@dataclass(frozen=True)
class Value:
    """What offering it to each customer is expected to bring and cost: present value in 1/1024 cents."""

    margin: Ints
    discount: Ints
    contact: Ints

    @cached_property
    def cost(self) -> Ints:
        """Contacts and discounts, also for those who would have stayed."""
        return self.discount + self.contact

    @cached_property
    def gain(self) -> Ints:
        """Margin minus cost: the profit of the offer."""
        return self.margin - self.cost


@dataclass(frozen=True)
class Taken:
    """Survival and months survived where the offer has its effect on everybody; as in :class:`Lives`."""

    stay: npt.NDArray[np.int32]
    months: Ints


class Campaign:
    """The offer on a block of customers."""

    def __init__(self, block: Block) -> None:
        self.block, self.scenario = block, block.prepared.scenario
        self.offer, self.months = self.scenario.offer, block.prepared.months
        self.response: Response = respond(self.scenario, block.base)
        self.bill = block.base.bill.astype(float)
        self.eligible: Flags = (
            uniforms(self.scenario.setting.seed, "offer.holdout", block.base.start, block.count) >= self.offer.holdout
        )
        self._taken: dict[int, Taken] = {}
        self._value: dict[int, Value] = {}
        self.scores: dict[str, Ints] = {}
        """What targeting found; kept for the second pass."""

    @property
    def world(self) -> World:
        """The world without the offer."""
        prepared = self.block.prepared
        return prepared.worlds[prepared.ladder["programmes"]]

    @property
    def horizon(self) -> int:
        """The last month whose money counts."""
        return self.scenario.setting.horizon

    @property
    def tiers(self) -> int:
        """The number of tiers."""
        return tiers(self.offer)

    @cached_property
    def without(self) -> Lives:
        """The lives without the offer."""
        return lives(self.block, self.world)

    @cached_property
    def worth(self) -> Worth:
        """The weights of bills in money."""
        return worth(self.scenario, self.block.base)

    @cached_property
    def outcome(self) -> int:
        """The month at whose end it is asked who has left."""
        return outcome_month(self.scenario, self.months)

    def taken(self, tier: int) -> Taken:
        """Return the lives in which the offer has its effect on everybody, all of them in one tier."""
        if tier not in self._taken:
            self._taken[tier] = self._take(tier)
        return self._taken[tier]

    def _take(self, tier: int) -> Taken:
        """Return the survival of cumulative hazards H − effect · Σ strength · ΔH, exactly H where the effect is 0."""
        before, works, exposure = self.without, strength(self.offer, tier, self.months), self.block.exposure
        first = int(np.argmax(works > 0)) if works.any() else self.months + 1
        stay, months = before.stay.copy(), np.minimum(before.months, first - 1)
        weighted, hazard, cut, quanta = np.zeros(self.block.count), *np.empty((3, self.block.count))
        scratch = (np.empty_like(quanta), np.empty_like(quanta), np.empty(len(quanta), np.intp))
        for t in range(first, self.months + 1):
            if works[t] > 0:
                np.subtract(before.hazard[t], before.hazard[t - 1], out=hazard)
                if works[t] < 1:
                    hazard *= works[t]
                weighted += hazard
                np.multiply(self.response.effect, weighted, out=cut)
            np.subtract(before.hazard[t], cut, out=hazard)
            survive(hazard, quanta, scratch)
            stay[t] = quanta
            months += hazard < exposure
        return Taken(stay, months)

    def mixed(self, tier: int, month: int, who: Ints | slice = slice(None)) -> Floats:
        """Return the survival, in whole quanta, of customers who are offered it, whether they take it or not."""
        without, taken = self.without.stay[month][who], self.taken(tier).stay[month][who]
        return without + np.rint(self.response.weight[who] * (taken - without))

    def contact_price(self, month: int) -> float:
        """Return the present value of one contact in a month, in 1/1024 cents a quantum."""
        return float(self.offer.contact_cost * 100 * GRAIN / QUANTUM * present_value(self.scenario)[month])

    def value(self, tier: int) -> Value:
        """Return what offering it to each customer in a tier is expected to bring and cost."""
        if tier not in self._value:
            self._value[tier] = self._appraise(tier)
        return self._value[tier]

    def _appraise(self, tier: int) -> Value:
        without, taken, runs = self.without.stay, self.taken(tier).stay, running(self.offer, tier, self.horizon)
        margin, discount, contact = (np.zeros(self.block.count) for _ in range(3))
        for t in range(1, self.horizon + 1):
            margin += self.worth.margin(t) * (taken[t] - without[t])
            if runs[t]:
                discount += self.worth.discount(t) * taken[t]
        for month in wave_months(self.offer, tier, self.horizon):
            contact += self.contact_price(month) * self.mixed(tier, month - 1)
        scale = self.bill * (GRAIN / QUANTUM)
        return Value(
            np.rint(margin * self.response.weight * scale).astype(np.int64),
            np.rint(discount * self.offer.take_rate * scale).astype(np.int64),
            np.rint(contact).astype(np.int64),
        )

    @cached_property
    def lot(self) -> Floats:
        """A uniform number of each customer, to break ties: the lower bits of what the random policy ranks by."""
        draws = uniforms(self.scenario.setting.seed, "offer.random", self.block.base.start, self.block.count)
        return draws * 2.0**14 % 1.0

    @cached_property
    def costs(self) -> list[Floats]:
        """Expected cost of offering it to each customer outside the holdout, by tier."""
        return [(self.value(tier).cost * self.eligible).astype(float) for tier in range(self.tiers)]

    @cached_property
    def gains(self) -> list[Floats]:
        """Expected profit of offering it to each customer outside the holdout, by tier."""
        return [(self.value(tier).gain * self.eligible).astype(float) for tier in range(self.tiers)]

    def wasted(self, tier: int, who: Ints) -> Ints:
        """Return what is expected to be spent on some customers without changing anything, in 1/1024 cents.

        Discounts of months in which they would have been there anyway, and contacts to those who do not respond.
        """
        without, taken = self.without.stay[:, who], self.taken(tier).stay[:, who]
        worth, anyway, idle = self.worth.some(who), np.zeros(len(who)), np.zeros(len(who))
        for t in np.flatnonzero(running(self.offer, tier, self.horizon)).tolist():
            anyway += worth.discount(t) * np.minimum(without[t], taken[t])
        for month in wave_months(self.offer, tier, self.horizon):
            idle += self.contact_price(month) * without[month - 1]
        discount = anyway * (self.offer.take_rate * (GRAIN / QUANTUM)) * self.bill[who]
        return np.rint(discount + idle * (1.0 - self.response.weight[who])).astype(np.int64)

    @cached_property
    def effect(self) -> Floats:
        """How much likelier, in quanta, each customer is to be there at the outcome month if offered it."""
        return self.mixed(0, self.outcome) - self.without.stay[self.outcome]

    @cached_property
    def responds(self) -> Flags:
        """Whether, in the realisation, an offer has its effect: on a taker, and on every sleeping dog."""
        return self.response.takes | self.response.dog

    def months_survived(self, tier: int) -> Ints:
        """Return the whole months that each customer survives in the realisation if offered it in a tier."""
        return np.where(self.responds, self.taken(tier).months, self.without.months)

    def life_without(self, who: Ints) -> Ints:
        """Return the present value of some customers' margin to the horizon in the realisation, in whole cents."""
        months = np.minimum(self.without.months[who], self.horizon)
        return np.rint(self.worth.margin_to(months, who) * self.bill[who]).astype(np.int64)

    def life_offered(self, who: Ints, tier: int = 0) -> Ints:
        """Return the same if they are offered it in a tier, after discounts and contacts."""
        months = np.minimum(self.months_survived(tier)[who], self.horizon)
        discount = self.worth.discount_to(months, who, running(self.offer, tier, self.horizon))
        value = (self.worth.margin_to(months, who) - self.response.takes[who] * discount) * self.bill[who]
        for month in wave_months(self.offer, tier, self.horizon):
            value -= (months >= month - 1) * (self.contact_price(month) * (QUANTUM / GRAIN))
        return np.rint(value).astype(np.int64)

    @cached_property
    def at_stake(self) -> Floats:
        """What each customer brings, in 1/1024 cents, if he stays from the offer to the horizon for certain."""
        weight: Floats = np.zeros(1)
        for t in range(self.offer.month, self.horizon + 1):
            weight = weight + self.worth.margin(t)
        return self.bill * GRAIN * weight


@lru_cache(maxsize=1)
def _campaign(scenario: Scenario, start: int, count: int) -> Campaign:
    return Campaign(draw_block(prepare(scenario), start, count))


def campaign(scenario: Scenario, start: int, count: int) -> Campaign:
    """Return the campaign of a scenario with an offer on a block; the last one is kept for the second pass."""
    return _campaign(scenario, start, count)
