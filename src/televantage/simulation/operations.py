"""What the systems of an operator hold of a block of customers, month by month, in the one realisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from televantage.simulation.block import Block, Flags, Ints
from televantage.simulation.campaign import Campaign, campaign
from televantage.simulation.levers import in_scope, price_ratio
from televantage.simulation.offer import is_offered, running, wave_months
from televantage.simulation.outcomes import months_survived
from televantage.simulation.portable import Floats
from televantage.simulation.reasons import reasons
from televantage.simulation.tickets import Tickets, tickets


@dataclass(frozen=True)
class Bills:
    """The bills of a month in cents: customer's place in the block, list amount and discount."""

    who: Ints
    listed: Ints
    discount: Ints


@dataclass(frozen=True)
class Offers:
    """The offers of a month: customer's place in the block, wave from 1, whether it was made, and taken."""

    who: Ints
    wave: Ints
    offered: Flags
    taken: Flags


class Operations:
    """The records of a block's customers; months are 0, the as-of month, to the horizon."""

    def __init__(self, block: Block) -> None:
        self.block, self.scenario = block, block.prepared.scenario
        self.horizon = self.scenario.setting.horizon
        self.survived = months_survived(block, "scenario", block.prepared.months)

    @cached_property
    def campaign(self) -> Campaign | None:
        """The offer, where one is made."""
        scenario, base = self.scenario, self.block.base
        return campaign(scenario, base.start, base.count) if is_offered(scenario) else None

    @cached_property
    def reason(self) -> Ints:
        """Why each customer leaves, as a place in REASONS."""
        return reasons(self.block, self.survived)

    @cached_property
    def selected(self) -> list[Ints]:
        """The customers whom the plan selects, by tier, those of the holdout too."""
        return self.block.prepared.planned.selected(self.campaign) if self.campaign else []

    def prime(self) -> None:
        """Work out what several threads would otherwise ask for at once."""
        _ = (self.campaign, self.selected, self.reason, self._ratio, self._pays)

    @cached_property
    def _ratio(self) -> Floats:
        return price_ratio(self.scenario, self.horizon)

    @cached_property
    def _pays(self) -> Flags:
        codes = self.block.base.codes
        return in_scope(self.scenario, codes["contract"], codes["internet"])

    def charge(self, month: int) -> Floats:
        """Return each customer's charge in a month before discount, in cents, not rounded."""
        return self.block.base.bill.astype(float) * np.where(self._pays, self._ratio[month], 1.0)

    def active(self, month: int) -> Flags:
        """Return who is active at the end of a month."""
        return self.survived >= month

    def bills(self, month: int) -> Bills:
        """Return the bills of a month: of those who are active at its end."""
        charge = self.charge(month)
        listed, net = np.rint(charge), np.rint(charge)
        for tier, who in enumerate(self.selected):
            assert self.campaign is not None
            if running(self.campaign.offer, tier, self.horizon)[month]:
                pays = who[self.campaign.eligible[who] & self.campaign.response.takes[who]]
                net[pays] = np.rint(charge[pays] * (1.0 - self.campaign.offer.discount))
        who = np.flatnonzero(self.active(month))
        return Bills(who, listed[who].astype(np.int64), (listed - net)[who].astype(np.int64))

    def leaving(self, month: int) -> Ints:
        """Return who leaves in a month."""
        return np.flatnonzero(self.survived == month - 1) if month else np.zeros(0, np.int64)

    def signing(self, month: int) -> Ints:
        """Return who signs a one-year contract at the start of a month."""
        if month != self.scenario.conversion.month:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self.block.signed & self.active(month - 1))

    def tickets(self, month: int) -> Tickets:
        """Return the tickets of those who are active at the start of a month."""
        found = tickets(self.block, month)
        there = self.active(max(month - 1, 0))[found.who]
        return Tickets(found.who[there], found.day[there], found.category[there])

    def offers(self, month: int) -> Offers:
        """Return the offers made, and withheld, at the start of a month."""
        nobody = np.zeros(0, np.int64)
        parts = [Offers(nobody, nobody, nobody.astype(bool), nobody.astype(bool))]
        for tier, chosen in enumerate(self.selected):
            assert self.campaign is not None
            offer = self.campaign.offer
            if month in wave_months(offer, tier, self.horizon):
                who = chosen[self.active(month - 1)[chosen]]
                offered = self.campaign.eligible[who]
                wave = np.full(len(who), (month - offer.month) // offer.repeat + 1)
                parts.append(Offers(who, wave, offered, offered & self.campaign.response.takes[who]))
        order = np.argsort(np.concatenate([part.who for part in parts]), kind="stable")
        names = ("who", "wave", "offered", "taken")
        return Offers(*(np.concatenate([getattr(part, name) for part in parts])[order] for name in names))
