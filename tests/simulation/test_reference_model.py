"""A second, slow implementation of the model, customer by customer and month by month, from its page of formulas.

It shares the customers' draws with the fast one and nothing else: no table, no cube, no portable exp.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from scipy.stats import norm

from televantage.scenario import Scenario, preset_names, preset_scenario
from televantage.simulation import outcomes, simulate
from televantage.simulation.block import draw_block
from televantage.simulation.calibration import calibration
from televantage.simulation.customers import Base, draw_base
from televantage.simulation.money import GRAIN
from televantage.simulation.offer import is_offered
from televantage.simulation.prepare import prepare
from televantage.simulation.streams import bits, uniforms
from televantage.simulation.targeting import Plan
from tests.support.strategies import scenarios
from tests.support.tiers import beyond, examples

CUSTOMERS = 1_000
BETA = calibration("ibm_telco").log_hazard_ratios


@cache
def log_normal_classes(sigma: float, classes: int) -> list[float]:
    weights = [math.exp(sigma * norm.ppf((k + 0.5) / classes)) for k in range(classes)]
    return [w * classes / math.fsum(weights) for w in weights]


@cache
def drawn(seed: int, purpose: str) -> list[float]:
    return uniforms(seed, purpose, 0, CUSTOMERS).tolist()


class Person:
    """One customer in one world, straight from the formulas."""

    def __init__(self, scenario: Scenario, number: int, level: float) -> None:
        seed = scenario.setting.seed
        base = draw_base(scenario.population, seed, 0, CUSTOMERS)
        self.s, self.number = scenario, number
        self.code = {name: int(values[number]) for name, values in base.codes.items()}
        self.tenure, self.elapsed, self.bill = (
            int(base.tenure[number]),
            int(base.elapsed[number]),
            int(base.bill[number]),
        )
        z = 1.0
        if scenario.churn.frailty > 0:
            z = log_normal_classes(scenario.churn.frailty, 256)[int(bits(seed, "churn.frailty", number, 1, 8)[0])]
        self.risk = level * z * math.exp(sum(b[self.code[name]] for name, b in BETA.items() if name != "contract"))
        self.sensitivity = (
            scenario.churn.price_sensitivity
            * (
                log_normal_classes(scenario.churn.sensitivity_spread, 64)[
                    int(bits(seed, "churn.sensitivity", number, 1, 6)[0])
                ]
            )
        )

    def draw(self, purpose: str) -> float:
        return drawn(self.s.setting.seed, purpose)[self.number]

    def g(self, tenure: int) -> float:
        return float(max(tenure, 1) ** -self.s.churn.tenure_effect)

    def term(self, month: int) -> tuple[int, int, int]:
        """Return contract, months in its term, and the months of the term that lie behind at the month's end."""
        conversion = self.s.conversion
        signs = self.code["contract"] == 0 and self.draw("conversion.signed") < conversion.share
        if signs and month >= conversion.month:
            return 1, 12, (month - conversion.month) % 12 + 1
        length = (1, 12, 24)[self.code["contract"]]
        return self.code["contract"], length, (self.elapsed + month - 1) % length + 1

    def clock(self, month: int) -> float:
        contract, length, behind = self.term(month)
        cliff, now = self.s.churn.renewal_cliff if length > 1 else 0.0, self.tenure + month
        value = self.g(now) * (1 - cliff)
        if behind == length:
            value += cliff * math.fsum(self.g(t) for t in range(max(now - length + 1, 1), now + 1))
        wave = 2 * math.pi * (int(self.s.setting.as_of[5:]) + month - self.s.churn.peak_month) / 12
        shift = (0.0, self.s.churn.one_year_shift, self.s.churn.two_year_shift)[contract]
        value *= math.exp(BETA["contract"][contract] + shift) * (1 + self.s.churn.seasonality * math.cos(wave))
        if self.tenure + month <= self.s.onboarding.months:
            value *= 1 - self.s.onboarding.cut
        return value

    def market(self, month: int) -> float:
        s, m = self.s, 1.0
        pays = {"everyone": True, "month-to-month": self.code["contract"] == 0, "fibre": self.code["internet"] == 1}
        if pays[s.price.scope]:
            m *= (1 + s.price.change * min(max((month - s.price.month + 1) / s.price.ramp, 0), 1)) ** self.sensitivity
        if self.draw("competitor.exposed") < s.competitor.exposed:
            gap = s.competitor.gap * min(max((month - s.competitor.month + 1) / s.competitor.ramp, 0), 1)
            m *= (1 - gap) ** -self.sensitivity
        if self.draw("shock.affected") < s.shock.share and month >= s.shock.month:
            m *= 1 + (s.shock.hazard_ratio - 1) * (1 - s.shock.decay) ** (month - s.shock.month)
        return m

    def cumulative(self, months: int) -> list[float]:
        """Return the cumulative hazard without any offer."""
        total, path = 0.0, [0.0]
        for t in range(1, months + 1):
            total += self.risk * self.clock(t) * self.market(t)
            path.append(total)
        return path


@dataclass(frozen=True)
class Offered:
    """What an offer in some tier does to a person, straight from the formulas."""

    person: Person
    tier: int
    months: int

    @property
    def waves(self) -> list[int]:
        """Return the months in which the tier is offered it."""
        offer, horizon = self.person.s.offer, self.person.s.setting.horizon
        months = [offer.month + w * offer.repeat for w in range(offer.waves) if self.turn(w)]
        return [m for m in months if m <= horizon]

    def turn(self, wave: int) -> bool:
        offer = self.person.s.offer
        rounds = math.ceil((offer.duration + offer.cool_down) / offer.repeat)
        return wave % rounds == self.tier

    def works(self, month: int) -> float:
        """Return how much of the effect holds in a month."""
        offer = self.person.s.offer
        starts = [offer.month + w * offer.repeat for w in range(offer.waves) if self.turn(w)]
        begun = [m for m in starts if m <= month]
        if not begun:
            return 0.0
        return 1.0 if month < begun[-1] + offer.duration else offer.carry_over

    def runs(self, month: int) -> bool:
        return any(m <= month < m + self.person.s.offer.duration for m in self.waves)

    @property
    def is_dog(self) -> bool:
        chance = chances_of_dogs(self.person.s)[self.person.code["contract"]]
        return self.person.draw("offer.sleeping_dog") < chance

    @property
    def effect(self) -> float:
        offer = self.person.s.offer
        if self.is_dog:
            return -offer.harm
        match, scale = matches(self.person.s)
        return float(min(scale * math.exp(offer.uplift_spread * match[self.person.number]), 0.95))

    @property
    def weight(self) -> float:
        return 1.0 if self.is_dog else self.person.s.offer.take_rate

    @property
    def responds(self) -> bool:
        return self.is_dog or self.person.draw("offer.take") < self.person.s.offer.take_rate

    def path(self) -> list[float]:
        """Return the cumulative hazard of one on whom the offer has its effect."""
        without = self.person.cumulative(self.months)
        total, path, effect = 0.0, [0.0], self.effect
        for t in range(1, self.months + 1):
            total += (without[t] - without[t - 1]) * (1 - effect * self.works(t))
            path.append(total)
        return path


@cache
def pilot(scenario: Scenario) -> Base:
    return draw_base(scenario.population, scenario.setting.seed, 0, 65_536)


@cache
def chances_of_dogs(scenario: Scenario) -> list[float]:
    """Return the chance to be a sleeping dog by contract."""
    contracts = pilot(scenario).codes["contract"]
    shares = [float((contracts == c).mean()) for c in range(3)]
    weights, low, high = [0.5, 1.5, 2.0], 0.0, 2.0
    for _ in range(100):
        middle = (low + high) / 2
        share = math.fsum(min(middle * w, 1) * part for w, part in zip(weights, shares, strict=True))
        low, high = (middle, high) if share < scenario.offer.sleeping_dogs else (low, middle)
    return [min(low * w, 1) for w in weights]


@cache
def matches(scenario: Scenario) -> tuple[npt.NDArray[np.float64], float]:
    """Return how well the offer answers each customer of the pilot, and the scale that keeps the mean uplift."""
    services = {"internet", "phone", "lines", "tv", "movies", "protection", "support", "security", "backup"}
    base, offer = pilot(scenario), scenario.offer
    motive = np.sum([(1 if n in services else -1) * np.array(b)[base.codes[n]] for n, b in BETA.items()], axis=0)
    seen = (motive - motive.mean()) / motive.std()
    hidden = norm.ppf((bits(scenario.setting.seed, "churn.sensitivity", 0, 65_536, 6) + 0.5) / 64)
    match = math.sqrt(offer.uplift_hidden) * hidden - math.sqrt(1 - offer.uplift_hidden) * seen
    match = match if offer.kind == "discount" else -match
    factor, low, high = np.exp(offer.uplift_spread * match), 0.0, 1e6
    if offer.uplift_spread == 0:
        return match, offer.uplift
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(middle * factor, 0.95).mean() < offer.uplift else (low, middle)
    return match, low


QUANTUM = 2.0**-20
FAMILIES = ("price_war", "uplift_targeting")
MORE = ("network_outage", "contract_conversion", "onboarding_fix", "backfired")
REST = [name for name in preset_names() if name not in (*FAMILIES, *MORE)]
"""Presets in which each lever and each policy is met once, and those that repeat them."""


def chosen_by_hand(plan: Plan, scenario: Scenario, people: list[Person]) -> set[int]:
    """Return whom random or risk choose: the highest scores, in four parts by a random number, not held out."""
    found = set()
    for person in people:
        chance = person.draw("offer.random")
        risk = 1 - math.exp(-person.cumulative(12)[-1])
        cell = int(risk * 2**14) if scenario.offer.policy == "risk" else 2**14 - 1 - int(chance * 2**14)
        fine = cell * 4 + 3 - int(chance * 2**14 % 1 * 4)
        if fine >= plan.floors[-1] and person.draw("offer.holdout") >= scenario.offer.holdout:
            found.add(person.number)
    return found


def compare(scenario: Scenario) -> None:
    cube = simulate(scenario, CUSTOMERS)
    prepared, months = cube.prepared, scenario.setting.horizon
    offer = is_offered(prepared.scenario)
    neutral = [Person(scenario.neutral(), k, prepared.level) for k in range(CUSTOMERS)]
    tier_of: dict[int, int] = {}
    if offer and prepared.plan:
        by_tier = outcomes.by_tier(draw_block(prepared, 0, CUSTOMERS))
        tier_of = {int(k): tier for tier, who in enumerate(by_tier) for k in who}
        if scenario.offer.policy in ("random", "risk"):
            assert set(tier_of) == chosen_by_hand(prepared.plan, prepared.scenario, neutral)
    last = max(months, 12)
    money = np.zeros(3)
    for rung in ("baseline", "scenario"):
        world = prepared.scenario if rung == "scenario" else prepared.scenario.neutral()
        survival, bills, gone = np.zeros(last + 1), np.zeros(last + 1), np.zeros(last + 1)
        for k in range(CUSTOMERS):
            person = Person(world, k, prepared.level)
            path = np.array(person.cumulative(last))
            stay, lived = np.exp(-path), path
            if rung == "scenario" and k in tier_of:
                given = Offered(person, tier_of[k], last)
                taken = np.array(given.path())
                stay = given.weight * np.exp(-taken) + (1 - given.weight) * np.exp(-path)
                lived = taken if given.responds else path
                money += amounts(given, np.exp(-path), np.exp(-taken), stay)
            survival += stay
            bills += stay * person.bill
            gone += lived >= -math.log(person.draw("churn.exit"))
        number = prepared.ladder[rung]
        active = cube.sums["active"][number].sum((1, 2)) * QUANTUM
        bill = cube.sums["bill"][number].sum((1, 2)) * QUANTUM
        left = np.concatenate([[0], np.cumsum(cube.sums["survived"][number].sum((1, 2)))[:last]])
        slack = CUSTOMERS * 2.0**-20
        assert np.abs(active - survival).max() < slack
        assert np.abs(bill - bills).max() < slack * 13_000
        assert np.abs(left - gone).max() == 0
    if offer:
        found = cube.sums["kinds"].sum((0, 1))[1:] / GRAIN
        assert found == pytest.approx(money, rel=1e-4, abs=30)  # in cents, of 1,000 customers


def amounts(given: Offered, without: npt.NDArray[np.float64], taken: npt.NDArray[np.float64],
            stay: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:  # fmt: skip
    """Return expected margin, discount and contact cost of one offer in cents of present value."""
    s, person = given.person.s, given.person
    pays = {"everyone": True, "month-to-month": person.code["contract"] == 0, "fibre": person.code["internet"] == 1}
    margin = discount = contact = 0.0
    for t in range(1, s.setting.horizon + 1):
        now = (1 + s.economics.discount_rate) ** (-t / 12)
        price = 1.0
        if pays[s.price.scope]:
            price += s.price.change * min(max((t - s.price.month + 1) / s.price.ramp, 0), 1)
        margin += now * (stay[t] - without[t]) * person.bill * (price - 1 + s.economics.gross_margin)
        if given.runs(t):
            discount += now * s.offer.take_rate * taken[t] * person.bill * price * s.offer.discount
        if t in given.waves:
            contact += now * stay[t - 1] * s.offer.contact_cost * 100
    return np.array([margin, discount, contact])


@pytest.mark.parametrize("name", [*FAMILIES, *beyond(pytest.mark.full, *MORE), *beyond(pytest.mark.long, *REST)])
def test_the_fast_model_is_the_slow_one_on_the_presets(name: str) -> None:
    compare(preset_scenario(name).override({"setting.horizon": 14}))


@pytest.mark.full
@examples(8)
@given(scenarios())
def test_the_fast_model_is_the_slow_one_over_the_declared_space(scenario: Scenario) -> None:
    compare(scenario)


def test_the_level_is_what_the_scenario_states() -> None:
    for wanted in (0.02, 0.265, 0.8):
        scenario = Scenario().override({"churn.annual_churn": wanted, "churn.frailty": 0.7})
        cube = simulate(scenario, 65_536)
        active = cube.sums["active"][0].sum((1, 2))
        assert 1 - active[12] / active[0] == pytest.approx(wanted, abs=1e-6)
        assert prepare(scenario).level > 0
