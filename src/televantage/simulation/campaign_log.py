"""The campaign as analysts find it in a log: by lot, aimed at visible risk, or aimed by what nobody wrote down.

The log holds the customers who are active when the offer is made. Whether the effect can be learned from it depends on
why a customer was offered it: by lot (a randomised experiment), by what is in the log too (adjusting repairs that;
Rosenbaum & Rubin 1983, doi:10.1093/biomet/70.1.41), or by what is not (nothing repairs that).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from televantage.scenario import Scenario
from televantage.simulation.block import Block, Flags, Ints, base_of
from televantage.simulation.campaign import Campaign
from televantage.simulation.cube import GROUPS, QUANTUM, STRATA
from televantage.simulation.customers import PILOT, Base
from televantage.simulation.hazard import FRAILTY_CLASSES, clock_index
from televantage.simulation.portable import Floats, decay, exp, log, normal_quantile
from televantage.simulation.prepare import Prepared, prepare
from televantage.simulation.response import mean_and_spread
from televantage.simulation.streams import bits, uniforms


def visible_hazard(prepared: Prepared, base: Base) -> Floats:
    """Return the neutral cumulative hazard over 12 months, as far as attributes tell it."""
    return base.risk * prepared.level * prepared.neutral_year.take(clock_index(base))


@lru_cache(maxsize=2)
def _pilot_hazard(scenario: Scenario) -> tuple[float, float]:
    prepared = prepare(scenario)
    return mean_and_spread(log(visible_hazard(prepared, base_of(scenario, 0, PILOT))))


def _motive_of_offering(block: Block) -> Floats:
    """Return what the offering followed, in standard deviations."""
    scenario, base = block.prepared.scenario, block.base
    if scenario.log.design == "risk-biased":
        middle, spread = _pilot_hazard(scenario)
        return (log(visible_hazard(block.prepared, base)) - middle) / spread
    if scenario.log.design == "hidden confounder" and scenario.churn.frailty > 0:
        classes = bits(scenario.setting.seed, "churn.frailty", base.start, base.count, 8)
        return normal_quantile((np.arange(FRAILTY_CLASSES) + 0.5) / FRAILTY_CLASSES)[classes]
    return np.zeros(base.count)


def propensity(block: Block) -> Floats:
    """Return the probability of each customer to be offered it in the log: logistic in what the offering followed."""
    share = block.prepared.scenario.log.offered
    odds = exp(block.prepared.scenario.log.bias * _motive_of_offering(block)) * (share / (1.0 - share))
    return odds / (1.0 + odds)


class Log:
    """The log of a block: who is in it, who was offered it, and who had left at the outcome month."""

    def __init__(self, found: Campaign) -> None:
        scenario, block = found.scenario, found.block
        seed, start, count = scenario.setting.seed, block.base.start, block.count
        self.campaign = found
        self.logged: Flags = found.without.months >= scenario.offer.month - 1
        self.chance = uniforms(seed, "log.assignment", start, count)
        self.propensity = propensity(block)
        self.offered: Flags = self.chance < self.propensity

    @property
    def by_lot(self) -> Flags:
        """Who would be offered it in a randomised experiment of the same size."""
        return self.chance < self.campaign.scenario.log.offered

    def months(self, offered: Flags) -> Ints:
        """Return the whole months that each customer survives in the realisation, given who is offered it."""
        return np.where(offered, self.campaign.months_survived(0), self.campaign.without.months)

    def left(self, offered: Flags) -> Flags:
        """Return who had left at the outcome month, given who is offered it."""
        return self.months(offered) < self.campaign.outcome

    @property
    def effect(self) -> Floats:
        """τ: what an offer changes in the probability to be there at the outcome month, for an active customer."""
        active = self.campaign.without.stay[self.campaign.offer.month - 1]
        return np.where(active > 0, self.campaign.effect / np.maximum(active, 1), 0.0)

    def sums(self) -> dict[str, Ints]:
        """Return counts by group, stratum of visible risk, offered and left; and the sum of true effects × QUANTUM."""
        block = self.campaign.block
        risk = 1.0 - decay(visible_hazard(block.prepared, block.base))
        stratum = np.minimum((risk * STRATA).astype(np.int64), STRATA - 1)
        index = ((block.group * STRATA + stratum) * 2 + self.offered) * 2 + self.left(self.offered)
        counts = np.bincount(index[self.logged], minlength=GROUPS * STRATA * 4).reshape(GROUPS, STRATA, 2, 2)
        effects = np.rint(self.effect * QUANTUM) * self.logged
        truth = np.bincount(block.group, weights=effects, minlength=GROUPS).astype(np.int64)
        return {"log": counts.astype(np.int64), "log_effect": truth}
