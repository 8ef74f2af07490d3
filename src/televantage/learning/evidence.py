"""The evidence: what an operator could learn from the observed base, how good it is, and what acting on it brings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from televantage.learning.contest import Contest, contest
from televantage.learning.features import FEATURES, Floats, Levels, levels
from televantage.learning.importance import importances
from televantage.learning.judging import Estimate
from televantage.learning.sample import sample
from televantage.learning.scoring import OFFER_SUMS, SUMS, Scorer, Scores, proposal, score_base
from televantage.learning.thresholds import best_thresholds, from_here_on
from televantage.measures import Outcome
from televantage.scenario import Scenario
from televantage.scenario.offer import NO_LIMIT
from televantage.simulation.block import Ints
from televantage.simulation.cube import QUANTUM
from televantage.simulation.money import GRAIN
from televantage.simulation.offer import is_offered
from televantage.simulation.run import BLOCK, Map

DIVISORS = {
    "leaving": QUANTUM, "predicted": QUANTUM,
    "at_risk": QUANTUM * 100.0 / 12.0, "kept": QUANTUM * 100.0 / 12.0,
    "gain": GRAIN * 100.0, "cost": GRAIN * 100.0, "cost_on_leaving": GRAIN * 100.0,
}  # fmt: skip
"""From sums to customers and dollars; what is at risk is a year of bills."""


class Evidence:
    """Models, scores and thresholds of a scenario; figures are of its subscribers.

    Arrays named versions have a first axis of 17: the figure itself, then without each random group of customers, from
    which intervals of the simulation come.
    """

    def __init__(
        self,
        outcome: Outcome,
        scenario: Scenario,
        found: Contest,
        importance: Sequence[Estimate],
        known: Sequence[Levels],
        scores: Scores,
    ) -> None:
        self.outcome, self.scenario, self.contest = outcome, scenario, found
        self.importance, self.levels, self.scores = importance, known, scores

    @property
    def identity(self) -> Scenario:
        """The scenario that decides every figure: idle levers at their defaults, but the offer as it is proposed."""
        proposed = proposal(self.scenario, self.outcome.cube.prepared)
        if proposed is None or is_offered(self.outcome.scenario):
            return self.outcome.scenario
        offer = proposed.offer.model_copy(update={"budget": self.scenario.offer.budget})
        return self.outcome.scenario.model_copy(update={"offer": offer})

    def versions(self, sums: Ints, groups: int = 0) -> Floats:
        """Return sums and what they are without each group, scaled to the subscribers, (17, ...)."""
        parts = np.moveaxis(sums, groups, 0)
        whole = parts.sum(0)
        people = self.scores.by_score[0].sum((1, 2))
        size = np.concatenate([[people.sum()], people.sum() - people]).astype(float)
        found = np.concatenate([whole[None], whole - parts]).astype(float)
        return found * (self.scenario.setting.subscribers / size).reshape(-1, *[1] * (found.ndim - 1))

    @cached_property
    def whole(self) -> dict[str, Floats]:
        """The sums by segment and score, (segments, CELLS), in customers and dollars of the subscribers."""
        scale = self.scenario.setting.subscribers / self.outcome.customers
        sums = dict(zip(SUMS, self.scores.by_score.sum(1), strict=True))
        return {name: sums[name] * (scale / DIVISORS.get(name, 1.0)) for name in SUMS}

    @cached_property
    def thresholds(self) -> Ints:
        """The threshold of each segment, as a cell; CELLS offers to nobody."""
        count, gain, cost = (self.scores.by_score[SUMS.index(name)].sum(0) for name in ("customers", "gain", "cost"))
        budget = self.scenario.offer.budget * self.outcome.customers / self.scenario.setting.subscribers
        limit = budget * 100.0 * GRAIN if self.scenario.offer.budget < NO_LIMIT else np.inf
        return best_thresholds(count, gain, cost, limit)

    @cached_property
    def targeted(self) -> dict[str, Floats]:
        """Versions of the sums at or above the thresholds by segment, (17, segments)."""
        rows = np.arange(len(self.thresholds))
        above = from_here_on(self.scores.by_score)[..., rows, self.thresholds]
        return {name: self.versions(above[i]) / DIVISORS.get(name, 1.0) for i, name in enumerate(SUMS)}

    @cached_property
    def everybody(self) -> dict[str, Floats]:
        """Versions of the sums by segment, (17, segments)."""
        sums = self.scores.by_score.sum(-1)
        return {name: self.versions(sums[i]) / DIVISORS.get(name, 1.0) for i, name in enumerate(SUMS)}

    @cached_property
    def offer(self) -> dict[str, Floats]:
        """Versions of the sums of the scenario's own campaign by segment, (17, segments); zeros without one."""
        return {
            name: self.versions(self.scores.offer[i]) / DIVISORS.get(name, 1.0) for i, name in enumerate(OFFER_SUMS)
        }

    def margin_of_error(self, versions: Floats) -> Floats:
        """Return half the width of the 95 % simulation interval of a figure, from its versions."""
        return self.outcome.margin_of_error(versions[1:])


def evidence(outcome: Outcome, scenario: Scenario, run: Map = map, block: int = BLOCK) -> Evidence:
    """Return the evidence of a simulated scenario.

    Parameters
    ----------
    outcome
        What was simulated; as many customers are scored.
    scenario
        The scenario as it was given: an offer that it does not make has terms all the same, on which one is proposed.
    run, block
        As for a simulation; the result depends on neither.
    """
    prepared, seed = outcome.cube.prepared, scenario.setting.seed
    customers = sample(prepared, outcome.customers)
    found = contest(customers, seed, run)
    known = tuple(levels(feature, customers.train.attributes) for feature in FEATURES)
    winner = found.winner.fitted
    scorer = Scorer(prepared, proposal(scenario, prepared), winner, known)
    scores = score_base(scorer, outcome.customers, run, block)
    return Evidence(outcome, scenario, found, importances(winner, customers.judge, seed), known, scores)
