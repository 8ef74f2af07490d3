"""A second, slow implementation of the model, customer by customer and month by month, from its page of formulas.

It shares the customers' draws with the fast one and nothing else: no table, no cube, no portable exp.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.stats import norm

from televantage.scenario import Scenario, preset_names, preset_scenario
from televantage.simulation import simulate
from televantage.simulation.calibration import calibration
from televantage.simulation.customers import draw_base
from televantage.simulation.prepare import prepare
from televantage.simulation.streams import bits, uniforms
from tests.strategies import scenarios

CUSTOMERS = 1_000
BETA = calibration("ibm_telco").log_hazard_ratios


@cache
def log_normal_classes(sigma: float, classes: int) -> list[float]:
    weights = [math.exp(sigma * norm.ppf((k + 0.5) / classes)) for k in range(classes)]
    return [w * classes / math.fsum(weights) for w in weights]


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
        return float(uniforms(self.s.setting.seed, purpose, self.number, 1)[0])

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
        value *= math.exp(BETA["contract"][contract]) * (1 + self.s.churn.seasonality * math.cos(wave))
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

    def takes(self, selected: bool) -> bool:
        offered = selected and self.draw("offer.holdout") >= self.s.offer.holdout
        return offered and self.draw("offer.take") < self.s.offer.take_rate

    def cumulative(self, months: int, selected: bool) -> list[float]:
        offer, total, path = self.s.offer, 0.0, [0.0]
        takes = offer.policy != "none" and self.takes(selected)
        for t in range(1, months + 1):
            hazard = self.risk * self.clock(t) * self.market(t)
            if takes and offer.month <= t < offer.month + offer.duration:
                hazard *= 1 - offer.uplift
            total += hazard
            path.append(total)
        return path


def compare(scenario: Scenario) -> None:
    cube = simulate(scenario, CUSTOMERS)
    prepared, months = cube.prepared, scenario.setting.horizon
    people = [Person(scenario.neutral(), k, prepared.level) for k in range(CUSTOMERS)]
    scores = [int((1 - math.exp(-p.cumulative(12, False)[-1])) * 2**16) for p in people]
    chosen, limit = set(), prepared.cutoff
    if limit is not None:  # who scores above the cutoff, and of those who score just that the share of ties
        ties = {k for k in range(CUSTOMERS) if scores[k] == limit.score and people[k].draw("offer.random") < limit.tie}
        chosen = {k for k in range(CUSTOMERS) if scores[k] > limit.score} | ties
        assert abs(len(chosen) - scenario.offer.reach * CUSTOMERS) < 3
    for rung in ("baseline", "scenario"):
        world = prepared.worlds[prepared.ladder[rung]].scenario
        survival, bills, gone = np.zeros(months + 1), np.zeros(months + 1), np.zeros(months + 1)
        for k in range(CUSTOMERS):
            person = Person(world, k, prepared.level)
            selected = k in chosen if world.offer.policy == "risk" else person.draw("offer.random") < world.offer.reach
            path = np.array(person.cumulative(months, selected))
            survival += np.exp(-path)
            bills += np.exp(-path) * person.bill
            gone += path >= -math.log(person.draw("churn.exit"))
        number = prepared.ladder[rung]
        quanta = 2.0**-20
        active = cube.sums["active"][number].sum((1, 2))[: months + 1] * quanta
        bill = cube.sums["bill"][number].sum((1, 2))[: months + 1] * quanta
        left = np.concatenate([[0], np.cumsum(cube.sums["survived"][number].sum((1, 2)))[:months]])
        slack = CUSTOMERS * 2.0**-21
        assert np.abs(active - survival).max() < slack
        assert np.abs(bill - bills).max() < slack * 13_000
        assert np.abs(left - gone).max() == 0


@pytest.mark.parametrize("name", preset_names())
def test_the_fast_model_is_the_slow_one_on_the_presets(name: str) -> None:
    compare(preset_scenario(name).override({"setting.horizon": 14}))


@settings(max_examples=12)
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
