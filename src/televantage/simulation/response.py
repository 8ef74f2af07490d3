"""How a customer responds to the offer: the uplift, and whether he is a sleeping dog.

The *motive* says why a customer would leave. It is read off the fitted churn law: the part of the log hazard that his
services explain minus the part that contract, payment and household explain. Service-driven customers react more to an
offer of service, the others, and those of high price sensitivity, to a discount.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from televantage.scenario import Scenario
from televantage.scenario.offer import Offer
from televantage.scenario.population import Population
from televantage.simulation.calibration import calibration
from televantage.simulation.customers import PILOT, Base, draw_base
from televantage.simulation.levers import CLASSES
from televantage.simulation.portable import Floats, exp, normal_quantile
from televantage.simulation.streams import bits, uniforms

SERVICES = ("internet", "phone", "lines", "tv", "movies", "protection", "support", "security", "backup")
ASLEEP = (0.5, 1.5, 2.0)
"""How likely customers are sleeping dogs, by contract, relative to one another: who is bound does not think of it."""
MOST = 0.95
"""No offer cuts a hazard by more."""
FIXED = 2.0**20

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Response:
    """What an offer would do to each customer of a block.

    ``effect`` is the relative cut of the hazard while the offer runs, negative for a sleeping dog; ``takes`` who takes
    it when it is offered; ``weight`` the chance that an offer has that effect: the take rate, or 1 for a sleeping dog.
    """

    effect: Floats
    dog: Flags
    takes: Flags
    weight: Floats


def mean(values: Floats) -> float:
    """Return a mean that does not depend on the order or release: terms are cut to multiples of 2⁻²⁰ first."""
    return int(np.rint(values * FIXED).astype(np.int64).sum()) / FIXED / len(values)


def mean_and_spread(values: Floats) -> tuple[float, float]:
    """Return mean and standard deviation, the latter 1 where all values are the same."""
    middle = mean(values)
    return middle, float(np.sqrt(mean((values - middle) * (values - middle)))) or 1.0


def motive(population: Population, base: Base) -> Floats:
    """Return the log hazard that the services explain minus that of contract, payment and household."""
    total = np.zeros(base.count)
    for name, effects in calibration(population.calibration).log_hazard_ratios.items():
        total += np.array(effects).take(base.codes[name]) * (1.0 if name in SERVICES else -1.0)
    return total


@lru_cache(maxsize=4)
def _pilot_motive(population: Population, seed: int) -> tuple[float, float]:
    return mean_and_spread(motive(population, draw_base(population, seed, 0, PILOT)))


def _match(population: Population, seed: int, offer: Offer, base: Base) -> Floats:
    """Return how well the offer answers what moves each customer: mean 0 and variance 1 over the base."""
    z = normal_quantile((np.arange(CLASSES) + 0.5) / CLASSES)
    hidden = z[bits(seed, "churn.sensitivity", base.start, base.count, 6)]
    middle, spread = _pilot_motive(population, seed)
    seen = (motive(population, base) - middle) / spread
    match = np.sqrt(offer.uplift_hidden) * hidden - np.sqrt(1.0 - offer.uplift_hidden) * seen
    return match if offer.kind == "discount" else -match


@lru_cache(maxsize=4)
def _pilot_mean(population: Population, seed: int, kind: str, spread: float, hidden: float) -> float:
    offer = Offer.model_validate({"kind": kind, "uplift_spread": spread, "uplift_hidden": hidden})
    return mean(exp(spread * _match(population, seed, offer, draw_base(population, seed, 0, PILOT))))


def uplift(scenario: Scenario, base: Base) -> Floats:
    """Return the relative cut of each customer's hazard if he takes the offer: log-normal around the stated mean."""
    offer, population, seed = scenario.offer, scenario.population, scenario.setting.seed
    if offer.uplift_spread == 0:
        return np.full(base.count, offer.uplift)
    factor = exp(offer.uplift_spread * _match(population, seed, offer, base))
    middle = _pilot_mean(population, seed, offer.kind, offer.uplift_spread, offer.uplift_hidden)
    return np.minimum(factor * (offer.uplift / middle), MOST)


@lru_cache(maxsize=4)
def _asleep(population: Population, seed: int) -> Floats:
    """Return how much more often than the base each contract has sleeping dogs."""
    contracts = np.bincount(draw_base(population, seed, 0, PILOT).codes["contract"], minlength=3)
    return np.array(ASLEEP) * (PILOT / float((np.array(ASLEEP) * contracts).sum()))


def sleeping_dogs(scenario: Scenario, base: Base) -> Flags:
    """Return whom a contact reminds of leaving."""
    offer, seed = scenario.offer, scenario.setting.seed
    if offer.sleeping_dogs == 0:
        return np.zeros(base.count, dtype=bool)
    chance = offer.sleeping_dogs * _asleep(scenario.population, seed)
    return uniforms(seed, "offer.sleeping_dog", base.start, base.count) < chance[base.codes["contract"]]


def respond(scenario: Scenario, base: Base) -> Response:
    """Return the response of each customer of a block."""
    offer, dog = scenario.offer, sleeping_dogs(scenario, base)
    takes = uniforms(scenario.setting.seed, "offer.take", base.start, base.count) < offer.take_rate
    effect = np.where(dog, -offer.harm, uplift(scenario, base))
    return Response(effect, dog, takes, np.where(dog, 1.0, offer.take_rate))
