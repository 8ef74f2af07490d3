"""What becomes of each customer of a block in a world, with the offer or without."""

from __future__ import annotations

import numpy as np

from televantage.simulation.block import Block, Ints, lives
from televantage.simulation.campaign import campaign
from televantage.simulation.offer import is_offered


def by_tier(block: Block) -> list[Ints]:
    """Return the customers of a block whom the scenario's plan chooses, by tier."""
    return block.prepared.planned.chosen(campaign(block.prepared.scenario, block.base.start, block.count))


def _offered(block: Block, rung: str) -> bool:
    return rung == "scenario" and is_offered(block.prepared.scenario)


def survival(block: Block, rung: str, months: int) -> Ints:
    """Return each customer's survival of some months in the world of a rung, in whole quanta."""
    prepared = block.prepared
    if not _offered(block, rung):
        return lives(block, prepared.worlds[prepared.ladder[rung]]).stay[months].astype(np.int64)
    found = campaign(prepared.scenario, block.base.start, block.count)
    stay = found.without.stay[months].astype(np.int64)
    for tier, who in enumerate(by_tier(block)):
        stay[who] = found.mixed(tier, months, who)
    return stay


def months_survived(block: Block, rung: str, months: int) -> Ints:
    """Return the whole months, at most ``months``, that each customer survives in the one realisation of a world."""
    prepared = block.prepared
    if not _offered(block, rung):
        lasted = lives(block, prepared.worlds[prepared.ladder[rung]]).months
    else:
        found = campaign(prepared.scenario, block.base.start, block.count)
        lasted = found.without.months.copy()
        for tier, who in enumerate(by_tier(block)):
            lasted[who] = found.months_survived(tier)[who]
    return np.minimum(lasted, months)
