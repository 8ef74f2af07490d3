"""The customers that models learn from, and those they are judged on: what is seen of them, and who left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from televantage.learning.features import Floats, matrix
from televantage.simulation.block import Block, Flags, Ints, draw_block
from televantage.simulation.cube import QUANTUM
from televantage.simulation.hazard import YEAR
from televantage.simulation.observed import attributes
from televantage.simulation.outcomes import months_survived, survival
from televantage.simulation.prepare import Prepared
from televantage.simulation.run import BLOCK


@dataclass(frozen=True)
class Part:
    """Some customers: their attributes, what models see of them, and whether they left within 12 months."""

    attributes: pd.DataFrame
    left: Flags

    @property
    def seen(self) -> Floats:
        """What models see."""
        return matrix(self.attributes)


@dataclass(frozen=True)
class Sample:
    """The customers learned from, those judged on, and the true probability of the latter: the key, for the ceiling."""

    train: Part
    judge: Part
    truth: Floats


def sizes(train: int, judge: int, customers: int) -> tuple[int, int]:
    """Return how many customers are learned from and judged on where only so many are simulated.

    >>> sizes(20_000, 20_000, 200_000), sizes(20_000, 20_000, 10_000)
    ((20000, 20000), (5000, 5000))
    """
    if train + judge <= customers:
        return train, judge
    learned = customers * train // (train + judge)
    return learned, customers - learned


def leaving(block: Block) -> Ints:
    """Return each customer's true probability to leave within 12 months in the scenario's world, in whole quanta."""
    return QUANTUM - survival(block, "scenario", YEAR)


def sample(prepared: Prepared, customers: int) -> Sample:
    """Return the samples of a scenario of which some customers are simulated: its first ones."""
    learning = prepared.scenario.learning
    learned, judged = sizes(learning.train, learning.judge, customers)
    spans = [(start, min(BLOCK, learned + judged - start)) for start in range(0, learned + judged, BLOCK)]
    blocks = [draw_block(prepared, *span) for span in spans]
    left = np.concatenate([months_survived(block, "scenario", YEAR) < YEAR for block in blocks])
    truth = np.concatenate([leaving(block) for block in blocks])[learned:] / QUANTUM
    table = attributes(prepared.scenario, learned + judged)
    seen = Part(table[:learned], left[:learned]), Part(table[learned:].reset_index(drop=True), left[learned:])
    return Sample(*seen, truth)
