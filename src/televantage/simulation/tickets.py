"""Tickets: how often customers call for help, and what about.

Their number in a month is Poisson, cut at four; the rate depends on services, and on whether the failure hit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from televantage.simulation.block import Block, Ints
from televantage.simulation.levers import shock_ratio
from televantage.simulation.portable import Floats, exp
from televantage.simulation.streams import raw, uniforms

RATE = 0.06
"""Tickets a month of a customer with DSL and without technical support: an assumption, as no public source has it."""
BY_INTERNET = (1.0, 1.5, 0.4)
"""Relative to DSL: DSL, fibre, none."""
WITH_SUPPORT = 0.7
MOST = 4
CATEGORIES = ("billing", "connection", "speed", "device", "contract", "television", "telephone", "moving")
DAYS = 28
"""Tickets are opened on the first 28 days of a month, so that every month has them."""


@dataclass(frozen=True)
class Tickets:
    """The tickets of a month: customer's place in the block, day of the month and place in CATEGORIES."""

    who: Ints
    day: Ints
    category: Ints


def _at_most(rates: Floats) -> Floats:
    """Return the probabilities of at most 0 to MOST − 1 tickets, shape (rates, MOST)."""
    term, total, columns = exp(-rates), np.zeros_like(rates), []
    for count in range(MOST):
        total = total + term
        columns.append(total)
        term = term * rates / (count + 1)
    return np.stack(columns, axis=1)


def tickets(block: Block, month: int) -> Tickets:
    """Return the tickets of a block's customers in a month, as if all of them were there."""
    scenario, base = block.prepared.scenario, block.base
    seed, start, count = scenario.setting.seed, base.start, block.count
    ratio = shock_ratio(scenario, block.prepared.months)[month - 1] if month else 1.0
    rates = (
        RATE * np.array(BY_INTERNET)[:, None, None] * np.array([1.0, WITH_SUPPORT])[:, None] * np.array([1.0, ratio])
    )
    affected = uniforms(seed, "shock.affected", start, count) < scenario.shock.share
    kind = (base.codes["internet"] * 2 + base.codes["support"]) * 2 + affected
    limits, words = _at_most(rates.reshape(-1)), raw(seed, f"care.tickets.{month}", start, count)
    chance = ((words >> np.uint64(32)).astype(np.float64) + 0.5) * 2.0**-32
    number = np.zeros(count, np.int64)
    for limit in limits.T:
        number += chance >= limit.take(kind)
    who = np.repeat(np.arange(count), number)
    place = np.arange(len(who)) - np.repeat(number.cumsum() - number, number)
    detail = (words[who].astype(np.int64) & (2**32 - 1)) >> (8 * place)
    return Tickets(who, 1 + ((detail & 31) * DAYS >> 5), (detail >> 5) & 7)
