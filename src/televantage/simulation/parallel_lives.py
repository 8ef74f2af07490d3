"""One customer's two lives side by side: bills, offer and exit, with the offer and without it.

That both lives share one draw is a convention (common random numbers): averages over customers do not depend on it, the
pair of one customer does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from televantage.simulation.block import Ints, draw_block
from televantage.simulation.campaign import Campaign, campaign
from televantage.simulation.campaign_rows import kinds_of
from televantage.simulation.cube import KINDS
from televantage.simulation.levers import in_scope, price_ratio
from televantage.simulation.observed import customer_id
from televantage.simulation.offer import running, wave_months
from televantage.simulation.outcomes import by_tier
from televantage.simulation.prepare import Prepared
from televantage.simulation.run import BLOCK

WORLDS = ("without the offer", "with the offer")
STATES = ("pays the full bill", "pays with the discount", "gone")


@dataclass(frozen=True)
class Pair:
    """The two lives of a customer.

    ``months`` has a row for each world and month 1 to the horizon: world, month, state, bill. Exits are months, None
    where the customer is still there at the horizon; margins are in present value, after discount and contact.
    """

    customer_id: str
    kind: str
    offered_in: tuple[int, ...]
    takes: bool
    exit_without: int | None
    exit_with: int | None
    margin_without: float
    margin_with: float
    billed_without: float
    billed_with: float
    months: pd.DataFrame


def _first_block(prepared: Prepared) -> int:
    """Return how many customers the card looks at: a block, or all if they are fewer."""
    return min(prepared.planned.customers, BLOCK)


def examples(prepared: Prepared, most: int = 12) -> dict[str, list[int]]:
    """Return, by kind, the numbers of the first few customers who are offered it in the first wave and respond."""
    count = _first_block(prepared)
    block = draw_block(prepared, 0, count)
    found = campaign(prepared.scenario, 0, count)
    first = by_tier(block)[0]
    who = first[found.responds[first] & (found.without.months[first] >= found.offer.month - 1)]
    kinds = kinds_of(found, found.months_survived(0))[who]
    return {kind: who[kinds == place][:most].tolist() for place, kind in enumerate(KINDS)}


def _life(found: Campaign, number: int, months: Ints, offered: bool) -> pd.DataFrame:
    base, horizon = found.block.base, found.horizon
    pays = bool(in_scope(found.scenario, base.codes["contract"], base.codes["internet"])[number])
    ratio = price_ratio(found.scenario, horizon) if pays else np.ones(horizon + 1)
    takes = offered and bool(found.response.takes[number])
    runs = running(found.offer, 0, horizon)
    rows = []
    for t in range(1, horizon + 1):
        discounted = takes and runs[t]
        bill = float(np.rint(base.bill[number] * ratio[t] * (1 - found.offer.discount * discounted))) / 100
        there = bool(months[number] >= t)
        state = STATES[2] if not there else STATES[1] if discounted else STATES[0]
        rows.append((WORLDS[offered], t, state, bill if there else 0.0))
    return pd.DataFrame(rows, columns=["world", "month", "state", "bill"])


def pair_of_lives(prepared: Prepared, number: int) -> Pair:
    """Return the two lives of one of the first customers, offered it in the first wave."""
    found = campaign(prepared.scenario, 0, _first_block(prepared))
    lives = (found.without.months, found.months_survived(0))
    exits = [int(m[number]) + 1 if m[number] < found.horizon else None for m in lives]
    who = np.array([number])
    margins = [float(life[0]) / 100 for life in (found.life_without(who), found.life_offered(who))]
    contacted = tuple(m for m in wave_months(found.offer, 0, found.horizon) if lives[1][number] >= m - 1)
    months = [_life(found, number, m, place == 1) for place, m in enumerate(lives)]
    return Pair(
        customer_id(number),
        KINDS[int(kinds_of(found, found.months_survived(0))[number])],
        contacted,
        bool(found.response.takes[number]),
        exits[0],
        exits[1],
        margins[0],
        margins[1],
        float(months[0]["bill"].sum()),
        float(months[1]["bill"].sum()),
        pd.concat(months, ignore_index=True),
    )
