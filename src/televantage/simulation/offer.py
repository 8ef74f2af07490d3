"""The retention offer in time: its waves, its tiers, and the months in which it works.

A wave goes to those next in rank who are not cooling down from an earlier one. So customers fall into *tiers*: tier 0
is offered it in the first wave, tier 1 in the second, and so on; where the cool-down is over, the round begins again
with tier 0.
"""

from __future__ import annotations

import numpy as np

from televantage.scenario import Scenario
from televantage.scenario.offer import Offer
from televantage.simulation.portable import Floats

OUTCOME_MONTHS = 12
"""Months, from that of the offer on, after which it is asked who has left."""


def is_offered(scenario: Scenario) -> bool:
    """Tell whether a scenario, as :func:`effective` returns it, makes an offer."""
    return scenario.offer.policy != "none"


def tiers(offer: Offer) -> int:
    """Return how many tiers of customers the waves go to, one after the other.

    >>> tiers(Offer(waves=4, repeat=6, duration=6, cool_down=6))
    2
    """
    return min(offer.waves, -(-(offer.duration + offer.cool_down) // offer.repeat))


def wave_months(offer: Offer, tier: int, months: int) -> list[int]:
    """Return the months, up to ``months``, at whose start a tier is offered it.

    >>> wave_months(Offer(month=2, waves=4, repeat=6, duration=6, cool_down=6), 1, 24)
    [8, 20]
    """
    waves = range(tier, offer.waves, -(-(offer.duration + offer.cool_down) // offer.repeat))
    return [m for m in (offer.month + wave * offer.repeat for wave in waves) if m <= months]


def running(offer: Offer, tier: int, months: int) -> list[bool]:
    """Return, for months 0 to ``months``, whether a taker of a tier gets the discount."""
    starts = wave_months(offer, tier, months)
    return [any(start <= t < start + offer.duration for start in starts) for t in range(months + 1)]


def strength(offer: Offer, tier: int, months: int) -> Floats:
    """Return how much of its effect the offer has in months 0 to ``months``: 1 while it runs, then the carry-over."""
    now = np.array(running(offer, tier, months))
    before = np.cumsum(now) > 0
    return np.where(now, 1.0, np.where(before, offer.carry_over, 0.0))


def outcome_month(scenario: Scenario, months: int) -> int:
    """Return the month at whose end it is asked who has left: a year after the offer, or the last that is simulated."""
    return min(scenario.offer.month + OUTCOME_MONTHS - 1, months)
