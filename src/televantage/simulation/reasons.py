"""Why customers leave: competing risks, whose hazards add up to the hazard of leaving.

Each reason has a hazard of its own (Prentice et al. 1978, doi:10.2307/2530374). With no lever, reasons have their usual
shares. What the levers of the market multiply the hazard by is then told apart, lever by lever, by the logarithmic mean
(Ang 2005, doi:10.1016/j.enpol.2003.10.010), which is exact and leaves no rest: a factor F = P · G · S adds F − 1 =
(ln P + ln G + ln S) · L with L = (F − 1) / ln F, and the part of ln P is the reason price's. A price cut may take more
than its reason has; then the reason is left with nothing, and the others share what remains. Programmes and the offer
cut every reason alike; what contact adds to a sleeping dog's hazard is the reason other.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.simulation.block import Block, Ints, lives
from televantage.simulation.campaign import Campaign, campaign
from televantage.simulation.levers import CLASSES, factors, market_index
from televantage.simulation.offer import is_offered, strength
from televantage.simulation.outcomes import by_tier
from televantage.simulation.portable import Floats, exp, log
from televantage.simulation.streams import uniforms

REASONS = ("competitor", "price", "service", "moved", "other")
USUAL = (0.45, 0.11, 0.34, 0.03, 0.07)
"""Shares of the reasons with every lever neutral: an assumption, near what the 1,869 customers told who left IBM's
sample ("Telco customer churn", 11.1.3+, table Status; dissatisfaction and attitude are service), in whole hundredths
that add up. That table is not among the rows this project is calibrated with."""
OTHER = REASONS.index("other")


@lru_cache(maxsize=4)
def shares(scenario: Scenario, months: int) -> Floats:
    """Return the share of each reason in the hazard, shape (months, CLASSES · 8, reasons), each row adding up to 1.

    The middle axis is that of :func:`~televantage.simulation.levers.market`.
    """
    by = factors(scenario, months)
    shape = (months, CLASSES, 2, 2, 2)
    price = np.broadcast_to((by.sensitivity * by.price)[..., None], shape)
    gap = np.broadcast_to((by.sensitivity * by.gap)[..., None], shape)
    shock = np.broadcast_to(log(by.shock), shape)
    whole = price + gap + shock
    near = np.abs(whole) < 1e-9
    mean = np.where(near, 1.0, (exp(whole) - 1.0) / np.where(near, 1.0, whole))
    added = np.stack([gap * mean, price * mean, shock * mean, np.zeros(shape), np.zeros(shape)], axis=-1)
    hazards = np.maximum(np.array(USUAL) + added, 0.0).reshape(months, CLASSES * 8, len(REASONS))
    found: Floats = hazards / _sum(hazards)
    return found


def _sum(hazards: Floats) -> Floats:
    """Return the sums over the last axis, in order: sums that every release repeats."""
    total = hazards[..., :1].copy()
    for reason in range(1, hazards.shape[-1]):
        total += hazards[..., reason : reason + 1]
    return total


def _with_harm(share: Floats, harm: Floats) -> Floats:
    """Return shares where contact adds ``harm`` times the hazard, for the reason other."""
    hazards = share.copy()
    hazards[..., OTHER] += harm
    return hazards / (1.0 + harm)[..., None]


def chosen(share: Floats, chance: Floats) -> npt.NDArray[np.int64]:
    """Return the reason of each exit as a place in REASONS, from its shares and a uniform draw.

    ``share`` has shape (exits, reasons).
    """
    reason, reached = np.zeros(len(chance), np.int64), np.zeros(len(chance))
    for place in range(len(REASONS) - 1):
        reached = reached + share[:, place]
        reason += chance >= reached
    return reason


def reasons(block: Block, months: Ints) -> Ints:
    """Return why each customer leaves who survives ``months`` whole months, as a place in REASONS.

    For those who stay as long as is simulated it says why they would leave in the last month.
    """
    scenario, exit_month = block.prepared.scenario, np.minimum(months + 1, block.prepared.months)
    share = shares(scenario, block.prepared.months)[exit_month - 1, market_index(scenario, block.base)]
    if is_offered(scenario):
        found, harm = campaign(scenario, block.base.start, block.count), np.zeros(block.count)
        for tier, who in enumerate(by_tier(block)):
            works = strength(found.offer, tier, found.months)[exit_month[who]]
            harm[who] = np.maximum(-found.response.effect[who], 0.0) * works
        share = _with_harm(share, harm)
    return chosen(share, uniforms(scenario.setting.seed, "churn.reason", block.base.start, block.count))


def incidence(block: Block) -> Floats:
    """Return the expected exits of a block by month and reason, in quanta, shape (months + 1, reasons).

    Summed over the reasons, they are the fall of the block's survival.
    """
    prepared = block.prepared
    share, index = shares(prepared.scenario, prepared.months), market_index(prepared.scenario, block.base)
    stay = lives(block, prepared.worlds[prepared.ladder["programmes"]]).stay
    found = np.zeros((prepared.months + 1, len(REASONS)))
    for t in range(1, prepared.months + 1):
        found[t] = _split(stay[t - 1] - stay[t], index, share[t - 1])
    if is_offered(prepared.scenario):
        _change(found, campaign(prepared.scenario, block.base.start, block.count), by_tier(block), share, index)
    return found


def _split(leaving: Ints | Floats, index: Ints, share: Floats) -> Floats:
    return (np.bincount(index, weights=leaving, minlength=CLASSES * 8)[:, None] * share).sum(axis=0)


def _change(found: Floats, offer: Campaign, chosen_by_tier: list[Ints], share: Floats, index: Ints) -> None:
    """Change the expected exits without the offer to those with it."""
    for tier, who in enumerate(chosen_by_tier):
        works, dog, without = strength(offer.offer, tier, offer.months), offer.response.dog[who], offer.without.stay
        for t in range(1, offer.months + 1):
            after = offer.mixed(tier, t - 1, who) - offer.mixed(tier, t, who)
            before = without[t - 1][who] - without[t][who]
            found[t] += _split(after * ~dog, index[who], share[t - 1]) - _split(before, index[who], share[t - 1])
            harm = np.full(len(share[t - 1]), max(offer.offer.harm, 0.0) * works[t])
            found[t] += _split(after * dog, index[who], _with_harm(share[t - 1], harm))
