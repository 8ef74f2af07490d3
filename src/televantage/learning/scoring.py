"""The winner's scores over the whole base: sums by segment and score, which add up over blocks like a cube.

Beside the scores stands what an offer on the scenario's terms would bring and cost with each customer, whoever else
gets it. So the profit of any threshold is a sum over the scores at or above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np

from televantage.learning.features import FEATURES, MOST_LEVELS, Floats, Levels, matrix
from televantage.learning.models import Fitted
from televantage.learning.sample import leaving
from televantage.scenario import Scenario
from televantage.scenario.offer import Offer
from televantage.simulation.block import Block, Ints, draw_block
from televantage.simulation.campaign import campaign
from televantage.simulation.cube import GROUPS, LABELS, QUANTUM, SHAPE
from televantage.simulation.hazard import YEAR
from televantage.simulation.observed import attributes
from televantage.simulation.offer import is_offered
from televantage.simulation.outcomes import by_tier
from televantage.simulation.prepare import Prepared, prepare
from televantage.simulation.run import BLOCK, Map, Span, tasks

CELLS = 1_000
"""Cells of a score: a threshold has three decimals."""
SEGMENTS = tuple(
    (tenure, contract, tier)
    for tenure in LABELS["tenure"]
    for contract in LABELS["contract"]
    for tier in LABELS["value"]
)
"""The segments: tenure band × contract × value tier at the as-of month."""
SUMS = ("customers", "leaving", "predicted", "at_risk", "kept", "gain", "cost", "cost_on_leaving")
"""By score: customers; true and predicted probability to leave within 12 months, × QUANTUM; today's bills of those who
leave, and of those whom the offer would keep until then, in cents × QUANTUM; what the offer brings after cost, what it
costs, and what of that goes to those who leave, in 1/1024 cents of present value."""
OFFER_SUMS = ("offered", "gain", "cost")
"""Of those whom the scenario's own campaign offers it: customers; money as above."""


TERMS = (
    "month", "kind", "take_rate", "uplift", "uplift_spread", "uplift_hidden", "carry_over", "sleeping_dogs", "harm",
    "discount", "duration", "contact_cost",
)  # fmt: skip
"""What of an offer decides what it does with a customer who gets it; the rest decides who does, and how often."""


@dataclass(frozen=True)
class Scores:
    """Sums over customers.

    ``by_score`` is (SUMS, groups, segments, CELLS), ``offer`` (OFFER_SUMS, groups, segments), ``by_level``
    (customers and leaving, FEATURES, MOST_LEVELS).
    """

    by_score: Ints
    offer: Ints
    by_level: Ints


@dataclass(frozen=True)
class Part:
    """The sums over a block: those by score at the few ``places`` of them that it fills, (SUMS, places)."""

    places: Ints
    by_score: Ints
    offer: Ints
    by_level: Ints


@dataclass(frozen=True)
class Scorer:
    """What scoring a block needs; it can be sent to another process."""

    prepared: Prepared
    proposal: Scenario | None
    """The scenario with its offer open to all, to tell what it would do; None where it would come after the horizon."""
    winner: Fitted
    levels: tuple[Levels, ...]


def proposal(scenario: Scenario, prepared: Prepared) -> Scenario | None:
    """Return a scenario that makes its offer, on its own terms: as it is, or with the offer that it does not make."""
    if is_offered(prepared.scenario):
        return prepared.scenario
    if scenario.offer.month > scenario.setting.horizon:
        return None
    to_all = Offer(policy="random", reach=1.0, **{name: getattr(scenario.offer, name) for name in TERMS})
    return prepare(scenario.model_copy(update={"offer": to_all})).scenario


def segment_of(block: Block) -> Ints:
    """Return the segment of each customer, as a place in SEGMENTS."""
    contract, _, tenure, value, _ = np.unravel_index(block.cell, SHAPE)
    return np.ravel_multi_index((tenure, contract, value), (SHAPE[2], SHAPE[0], SHAPE[3]))


def _by_score(scorer: Scorer, block: Block, left: Ints, segment: Ints, seen: Floats) -> tuple[Ints, Ints]:
    score = np.rint(scorer.winner.chance(seen) * QUANTUM).astype(np.int64)
    cell = np.minimum(score * CELLS // QUANTUM, CELLS - 1)
    gain, cost, kept = np.zeros((3, block.count))
    if scorer.proposal is not None:
        found = campaign(scorer.proposal, block.base.start, block.count)
        gain, cost = found.value(0).gain.astype(float), found.value(0).cost.astype(float)
        kept = (found.mixed(0, YEAR) - found.without.stay[YEAR]) * block.base.bill
    weights = (None, left, score, left * block.base.bill, kept, gain, cost, np.rint(cost * left / QUANTUM))
    places, own_place = np.unique((block.group * len(SEGMENTS) + segment) * CELLS + cell, return_inverse=True)
    return places, np.stack([np.bincount(own_place, weights=own).astype(np.int64) for own in weights])


def _offer(block: Block, segment: Ints) -> Ints:
    """Return the sums of those whom the scenario's own campaign offers it."""
    size = GROUPS * len(SEGMENTS)
    sums = np.zeros((len(OFFER_SUMS), size), np.int64)
    if is_offered(block.prepared.scenario):
        found = campaign(block.prepared.scenario, block.base.start, block.count)
        for tier, who in enumerate(by_tier(block)):
            value, place = found.value(tier), (block.group * len(SEGMENTS) + segment)[who]
            for row, weights in enumerate((None, value.gain[who], value.cost[who])):
                sums[row] += np.bincount(place, weights=weights, minlength=size).astype(np.int64)
    return sums.reshape(len(OFFER_SUMS), GROUPS, len(SEGMENTS))


def score_block(scorer: Scorer, start: int, count: int) -> Part:
    """Return the sums of customers ``start`` to ``start + count − 1``."""
    block, table = draw_block(scorer.prepared, start, count), attributes(scorer.prepared.scenario, count, start)
    left, segment = leaving(block), segment_of(block)
    by_level = np.zeros((2, len(FEATURES), MOST_LEVELS), np.int64)
    for place, known in enumerate(scorer.levels):
        codes = known.codes(table)
        for row, weights in enumerate((None, left)):
            by_level[row, place] = np.bincount(codes, weights=weights, minlength=MOST_LEVELS)
    return Part(*_by_score(scorer, block, left, segment, matrix(table)), _offer(block, segment), by_level)


def _score(scorer: Scorer, spans: Sequence[Span]) -> list[Part]:
    return [score_block(scorer, *span) for span in spans]


def score_base(scorer: Scorer, customers: int, run: Map = map, block: int = BLOCK) -> Scores:
    """Return the sums over the first customers of a base; the result does not depend on the map or the block."""
    by_score = np.zeros((len(SUMS), GROUPS * len(SEGMENTS) * CELLS), np.int64)
    offer = np.zeros((len(OFFER_SUMS), GROUPS, len(SEGMENTS)), np.int64)
    by_level = np.zeros((2, len(FEATURES), MOST_LEVELS), np.int64)
    for part in chain.from_iterable(run(partial(_score, scorer), tasks(customers, block))):
        by_score[:, part.places] += part.by_score
        offer += part.offer
        by_level += part.by_level
    return Scores(by_score.reshape(len(SUMS), GROUPS, len(SEGMENTS), CELLS), offer, by_level)
