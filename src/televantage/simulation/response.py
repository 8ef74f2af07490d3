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


def _total(values: Floats) -> float:
    return int(np.rint(values * FIXED).astype(np.int64).sum()) / FIXED


@lru_cache(maxsize=4)
def _factors(population: Population, seed: int, kind: str, spread: float, hidden: float) -> Floats:
    """Return the factors on the uplift over the pilot in 1,024 equally likely classes, lowest first."""
    offer = Offer.model_validate({"kind": kind, "uplift_spread": spread, "uplift_hidden": hidden})
    factors = np.sort(exp(spread * _match(population, seed, offer, draw_base(population, seed, 0, PILOT))))
    fixed = np.rint(factors * FIXED).astype(np.int64).reshape(1024, -1)
    return fixed.sum(axis=1) * (1024 / PILOT / FIXED)


def factors(scenario: Scenario) -> Floats:
    """Return the factors on the uplift by why customers would leave, in equally likely classes."""
    offer = scenario.offer
    return _factors(scenario.population, scenario.setting.seed, offer.kind, offer.uplift_spread, offer.uplift_hidden)


def capped_mean(scale: float, by_class: Floats) -> float:
    """Return the mean uplift if each is a scale times its factor, but at most 95 %."""
    return _total(np.minimum(scale * by_class, MOST)) / len(by_class)


def scale_of(uplift: float, by_class: Floats) -> float:
    """Return the scale at which the mean uplift is as stated: Newton's method, from below, on a concave function."""
    scale = uplift / (_total(by_class) / len(by_class))
    for _ in range(60):
        missing = uplift - capped_mean(scale, by_class)
        slope = _total(np.where(scale * by_class < MOST, by_class, 0.0)) / len(by_class)
        if missing < 1e-9 or slope == 0:
            break
        scale += missing / slope
    return scale


def uplift(scenario: Scenario, base: Base) -> Floats:
    """Return the relative cut of each customer's hazard if he takes the offer: log-normal around the stated mean."""
    offer = scenario.offer
    if offer.uplift_spread == 0 or offer.uplift == 0:
        return np.full(base.count, offer.uplift)
    factor = exp(offer.uplift_spread * _match(scenario.population, scenario.setting.seed, offer, base))
    return np.minimum(factor * scale_of(offer.uplift, factors(scenario)), MOST)


@lru_cache(maxsize=4)
def _contract_shares(population: Population, seed: int) -> Floats:
    return np.bincount(draw_base(population, seed, 0, PILOT).codes["contract"], minlength=3) / PILOT


def dog_chance(scenario: Scenario) -> Floats:
    """Return the probability of a sleeping dog by contract; their share of the base is as stated."""
    shares, likely = _contract_shares(scenario.population, scenario.setting.seed), np.array(ASLEEP)
    low, high = 0.0, 1.0 / ASLEEP[0]
    for _ in range(60):
        middle = (low + high) / 2
        reached = _total(shares * np.minimum(middle * likely, 1.0))
        low, high = (middle, high) if reached < scenario.offer.sleeping_dogs else (low, middle)
    return np.minimum(high * likely, 1.0)


def sleeping_dogs(scenario: Scenario, base: Base) -> Flags:
    """Return whom a contact reminds of leaving."""
    if scenario.offer.sleeping_dogs == 0:
        return np.zeros(base.count, dtype=bool)
    draws = uniforms(scenario.setting.seed, "offer.sleeping_dog", base.start, base.count)
    return draws < dog_chance(scenario)[base.codes["contract"]]


def respond(scenario: Scenario, base: Base) -> Response:
    """Return the response of each customer of a block."""
    offer, dog = scenario.offer, sleeping_dogs(scenario, base)
    takes = uniforms(scenario.setting.seed, "offer.take", base.start, base.count) < offer.take_rate
    effect = np.where(dog, -offer.harm, uplift(scenario, base))
    return Response(effect, dog, takes, np.where(dog, 1.0, offer.take_rate))
