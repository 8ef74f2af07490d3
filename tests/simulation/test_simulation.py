"""The invariants of the model, as properties over the whole declared space."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from televantage.scenario import Scenario, UsageError, parameters, preset_scenario
from televantage.scenario.offer import Offer
from televantage.scenario.population import Population
from televantage.simulation import Cube, outcomes, simulate
from televantage.simulation.block import draw_block
from televantage.simulation.calibration import calibration
from televantage.simulation.campaign import campaign
from televantage.simulation.cube import QUANTUM
from televantage.simulation.customers import draw_base, tilted_tenure
from televantage.simulation.hazard import clocks
from televantage.simulation.money import GRAIN
from televantage.simulation.offer import is_offered, tiers, wave_months
from televantage.simulation.prepare import effective, prepare
from televantage.simulation.streams import bits
from televantage.simulation.tally import score_block
from televantage.simulation.targeting import ORDERINGS, POLICIES
from tests.support.strategies import changes, scenarios, values
from tests.support.tiers import examples

SMALL = 2_000
RISKY = preset_scenario("retention_blitz").override({"offer.policy": "risk", "offer.reach": 0.172})
BASE_AND_LAW = ("population", "churn", "setting")


def digest(cube: Cube) -> dict[str, bytes]:
    return {name: value.tobytes() for name, value in cube.sums.items()}


def of(cube: Cube, name: str, rung: str = "scenario") -> Any:
    return cube.sums[name][cube.prepared.ladder[rung]]


@examples(40)
@given(scenarios())
def test_customers_are_conserved_and_probabilities_are_probabilities(scenario: Scenario) -> None:
    cube = simulate(scenario, SMALL)
    for rung in cube.prepared.ladder:
        active = of(cube, "active", rung)
        assert (active[0] == cube.sums["customers"] * QUANTUM).all()
        assert (np.diff(active, axis=0) <= 0).all() and (active >= 0).all()
        assert of(cube, "survived", rung).sum(0).tolist() == cube.sums["customers"].tolist()
        assert of(cube, "churn_12m", rung).sum() == SMALL
        months = scenario.setting.horizon
        assert of(cube, "leaving", rung).sum() == (active[0] - active[months]).sum()
        assert of(cube, "at_risk", rung).sum() == active[:months].sum()
    assert (cube.sums["taken"] <= cube.sums["contacted"]).all()
    assert (cube.sums["taker_bill"][0] <= cube.sums["taker_bill"][1]).all()


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("policy", ["none", *POLICIES])
def test_every_parameter_at_its_bound(end: str, policy: str) -> None:
    """Warnings are errors here, so nothing overflows either."""
    extremes = {p: getattr(q.param, end) for p, q in parameters().items() if q.kind in ("int", "float")}
    months = {p: 1 for p in extremes if p.endswith((".month", ".ramp"))}
    scenario = Scenario().override(extremes | months | {"setting.horizon": 24, "offer.policy": policy})
    cube = simulate(scenario, SMALL)
    for rung in cube.prepared.ladder:
        assert (np.diff(of(cube, "active", rung), axis=0) <= 0).all()
    war = {"churn.price_sensitivity": 3.0, "churn.sensitivity_spread": 1.5, "competitor.exposed": 1.0,
           "competitor.gap": 0.6, "price.change": 1.0}  # fmt: skip
    assert (np.diff(of(simulate(Scenario().override(war), 20_000), "active"), axis=0) <= 0).all()


LATE: list[dict[str, Any]] = [
    {"price.change": 0.2, "price.month": 7},
    {"offer.policy": "random", "offer.month": 7},
    {"conversion.share": 0.5, "conversion.month": 7},
]


@pytest.mark.parametrize("lever", LATE)
def test_a_lever_behind_the_horizon_does_nothing(lever: dict[str, Any]) -> None:
    short = Scenario().override({"setting.horizon": 6})
    assert digest(simulate(short.override(lever), SMALL)) == digest(simulate(short, SMALL))


@examples(25)
@given(scenarios(*BASE_AND_LAW), st.data())
def test_a_lever_that_does_nothing_changes_no_byte(scenario: Scenario, data: st.DataObject) -> None:
    idle: dict[str, Any] = dict.fromkeys(
        ("price.change", "competitor.gap", "shock.share", "conversion.share", "onboarding.cut"), 0.0
    ) | {"offer.policy": "none"}
    levers = tuple(path.split(".")[0] for path in idle)
    moved = scenario.override(data.draw(changes(*levers)) | idle)
    assert digest(simulate(moved, SMALL)) == digest(simulate(scenario, SMALL))


@examples(25)
@given(scenarios(), st.data())
def test_more_pressure_never_makes_a_customer_leave_later(scenario: Scenario, data: st.DataObject) -> None:
    scenario = scenario.override({"price.change": abs(scenario.price.change), "offer.policy": "none"})
    path = data.draw(st.sampled_from(["price.change", "churn.price_sensitivity", "competitor.gap", "competitor.exposed",
                                      "shock.share", "shock.hazard_ratio"]))  # fmt: skip
    more = data.draw(values(parameters()[path]).filter(lambda v: v >= scenario.flat()[path]))
    little, much = simulate(scenario, SMALL), simulate(scenario.override({path: more}), SMALL)
    assert (of(much, "active") <= of(little, "active")).all()
    gone = [np.cumsum(of(cube, "survived"), axis=0) for cube in (little, much)]
    assert (gone[1] >= gone[0])[:-1].all()  # in every cell: the same customers, none later


@examples(25)
@given(scenarios(), st.sampled_from(POLICIES))
def test_an_offer_without_sleeping_dogs_never_makes_a_customer_leave_earlier(scenario: Scenario, policy: str) -> None:
    cube = simulate(scenario.override({"offer.policy": policy, "offer.sleeping_dogs": 0.0}), SMALL)
    assert (of(cube, "active") >= of(cube, "active", "programmes")).all()
    gone = [np.cumsum(of(cube, "survived", rung), axis=0) for rung in ("programmes", "scenario")]
    assert (gone[1] <= gone[0]).all()
    if is_offered(cube.prepared.scenario):
        assert cube.sums["moved"][:, 2].sum() == 0 and (cube.sums["rank_effect"] >= 0).all()


@examples(25)
@given(scenarios(), st.sampled_from(POLICIES), st.sampled_from(["offer.reach", "offer.take_rate", "offer.uplift"]))
def test_an_offer_of_nothing_changes_no_exit(scenario: Scenario, policy: str, nothing: str) -> None:
    """Zero reach, zero take rate or zero uplift."""
    changes = {"offer.policy": policy, "offer.sleeping_dogs": 0.0, nothing: 0.0}
    cube = simulate(scenario.override(changes), SMALL)
    for name in ("active", "survived", "churn_12m"):
        assert (of(cube, name) == of(cube, name, "programmes")).all()


@examples(40)
@given(scenarios("offer", "population", "economics", "price", "setting"), st.sampled_from(POLICIES), st.floats(0, 2e9))
def test_a_budget_is_never_exceeded(scenario: Scenario, policy: str, budget: float) -> None:
    scenario = scenario.override({"offer.policy": policy, "offer.budget": budget})
    cube = simulate(scenario, SMALL)
    if is_offered(cube.prepared.scenario):
        spent = cube.sums["kinds"][..., 2:].sum() / (100 * GRAIN) * scenario.setting.subscribers / SMALL
        assert spent <= budget * (1 + 1e-9)


@examples(40)
@given(scenarios(), st.data())
def test_the_oracle_earns_at_least_what_any_policy_earns_with_the_same_budget(scenario: Scenario, data: Any) -> None:
    """In expectation; up to the last cell of the histogram, in which customers are drawn by lot."""
    reach = data.draw(st.floats(0.05, 1.0))
    budget = data.draw(st.one_of(st.just(20e9), st.floats(1e6, 3e9)))
    limits = {"offer.reach": reach, "offer.budget": budget, "offer.month": 1, "offer.waves": 1, "offer.holdout": 0.0}
    earned = {}
    for policy in POLICIES:
        cube = simulate(scenario.override(limits | {"offer.policy": policy}), SMALL)
        money = cube.sums["kinds"].sum((0, 1)) / (100 * GRAIN)
        earned[policy] = money[1] - money[2] - money[3]
    most = cube.sums["rank_gain"][0, 0].sum() / (100 * GRAIN)  # to compare with: what all customers would bring
    for policy in POLICIES:
        assert earned["oracle"] >= earned[policy] - max(0.002 * abs(most), 0.005 * earned["oracle"], 20.0), policy


@given(st.integers(1, 4), st.integers(1, 24), st.integers(0, 36), st.integers(1, 36), st.integers(1, 12))
def test_waves_go_round_and_nobody_is_offered_it_while_it_runs_or_cools_down(
    waves: int, repeat: int, cool_down: int, duration: int, month: int
) -> None:
    offer = Offer(waves=waves, repeat=repeat, cool_down=cool_down, duration=duration, month=month)
    everyone = [wave_months(offer, tier, 200) for tier in range(tiers(offer))]
    assert sorted(m for months in everyone for m in months) == [month + w * repeat for w in range(waves)]
    for months in everyone:
        assert months and (np.diff(months) >= duration + cool_down).all()


def test_a_later_wave_goes_to_the_next_in_rank() -> None:
    changes = {"offer.waves": 3, "offer.repeat": 3, "offer.reach": 0.1, "offer.duration": 6, "offer.cool_down": 3}
    scenario = RISKY.override(changes)
    cube = simulate(scenario, 20_000)
    by_tier = outcomes.by_tier(draw_block(cube.prepared, 0, 20_000))
    assert [len(who) for who in by_tier] == pytest.approx([2_000] * 3, abs=5)
    churn = draw_block(cube.prepared, 0, 20_000).churn_12m
    assert churn[by_tier[0]].min() >= churn[by_tier[1]].max() - 2**-14
    assert churn[by_tier[1]].min() >= churn[by_tier[2]].max() - 2**-14
    months = np.flatnonzero(cube.sums["contacted"].sum((1, 2)))
    assert months.tolist() == [1, 4, 7]


def test_what_is_kept_after_the_offer_ends_is_the_carry_over() -> None:
    """1 keeps customers, 0 only delays their leaving: the cumulative hazard after the end runs as without the offer."""
    for carry in (0.0, 1.0):
        changes = {"offer.carry_over": carry, "offer.uplift_spread": 0.0, "offer.duration": 6, "setting.horizon": 24}
        found = campaign(effective(RISKY.override(changes)), 0, 2_000)
        before, after = (-np.log(lives.stay / QUANTUM) for lives in (found.without, found.taken(0)))
        uplift, left = found.offer.uplift, found.without.stay[24] > 1_000
        late = np.diff(after, axis=0)[12:] / np.diff(before, axis=0)[12:]
        assert np.abs(np.median(late[:, left], axis=1) - (1 - uplift * carry)).max() < 0.01


def test_the_effect_depends_on_why_customers_would_leave() -> None:
    effects = {}
    for kind in ("discount", "service"):
        changes = {"offer.kind": kind, "offer.uplift_spread": 0.6}
        found = campaign(effective(RISKY.override(changes)), 0, 20_000)
        effects[kind] = found.response.effect
        assert found.response.effect.mean() == pytest.approx(found.offer.uplift, rel=0.02)
    codes = found.block.base.codes
    trouble = (codes["internet"] == 1) & (codes["support"] == 0) & (codes["contract"] > 0)
    assert effects["service"][trouble].mean() > 1.5 * effects["discount"][trouble].mean()
    assert effects["discount"][~trouble].mean() > effects["service"][~trouble].mean()
    sensitive = bits(20260101, "churn.sensitivity", 0, 20_000, 6) >= 32
    assert effects["discount"][sensitive].mean() > 1.2 * effects["discount"][~sensitive].mean()


def test_sleeping_dogs_are_as_many_as_stated_and_mostly_in_a_contract() -> None:
    for share in (0.1, 0.5):
        changes = {"offer.sleeping_dogs": share, "offer.harm": 0.7}
        found = campaign(effective(RISKY.override(changes)), 0, 50_000)
        dog, contract = found.response.dog, found.block.base.codes["contract"]
        assert dog.mean() == pytest.approx(share, abs=0.006)
        assert dog[contract == 2].mean() > 1.5 * dog[contract == 0].mean()
        assert (found.response.effect[dog] == -0.7).all()
        assert (found.taken(0).stay[12][dog] <= found.without.stay[12][dog]).all()


def test_the_kinds_and_the_ranks_hold_the_same_money() -> None:
    """Everybody is offered it: by kind, by rank and by customer it is the same sum."""
    changes = {"offer.policy": "random", "offer.reach": 1.0, "offer.sleeping_dogs": 0.2, "offer.waves": 2}
    cube = simulate(RISKY.override(changes), 20_000)
    found = campaign(cube.prepared.scenario, 0, 20_000)
    value = found.value(0)
    for entry, of_customers in ((1, value.margin), (2, value.discount), (3, value.contact)):
        assert cube.sums["kinds"][..., entry].sum() == pytest.approx(of_customers.sum(), rel=1e-5)
    for ordering in range(len(ORDERINGS)):
        assert cube.sums["rank_cost"][ordering, 0].sum() == value.cost.sum()
        assert cube.sums["rank_gain"][ordering, 0].sum() == value.gain.sum()


@examples(25)
@given(scenarios())
def test_realised_churn_is_within_four_standard_errors_of_expected(scenario: Scenario) -> None:
    cube = simulate(scenario, 4_000)
    for rung in ("baseline", "scenario"):
        expected = of(cube, "active", rung).sum((1, 2)) / QUANTUM
        realised = 4_000 - np.cumsum(of(cube, "survived", rung).sum((1, 2)))
        p = expected[1:] / 4_000
        error = np.sqrt(4_000 * p * (1 - p)) + 1
        assert (
            np.abs(realised[:-1] - expected[1:])[: scenario.setting.horizon] <= 4 * error[: scenario.setting.horizon]
        ).all()


@examples(12)
@given(scenarios(), st.integers(300, 3_000))
def test_any_block_size_gives_the_same_bytes(scenario: Scenario, block: int) -> None:
    assert digest(simulate(scenario, 3_000, block=block)) == digest(simulate(scenario, 3_000))


@examples(20)
@given(scenarios(*BASE_AND_LAW), st.integers(0, 50_000), st.integers(1, 2_000))
def test_a_customer_is_the_same_at_any_size(scenario: Scenario, start: int, count: int) -> None:
    few = draw_base(scenario.population, scenario.setting.seed, start, count)
    many = draw_base(scenario.population, scenario.setting.seed, 0, start + count)
    for name in few.codes:
        assert np.array_equal(few.codes[name], many.codes[name][start:])
    for name in ("tenure", "elapsed", "bill", "total", "risk"):
        assert np.array_equal(getattr(few, name), getattr(many, name)[start:])


def test_the_pilot_and_a_million_share_customers() -> None:
    prepared = prepare(preset_scenario("price_rise"))
    far = draw_block(prepared, 999_000, 1_000)
    again = draw_block(prepared, 998_500, 1_500)
    assert np.array_equal(far.churn_12m, again.churn_12m[500:])
    assert np.array_equal(far.exposure, again.exposure[500:])


@examples(40)
@given(
    st.builds(
        Population.model_validate, changes("population").map(lambda c: {k.split(".")[1]: v for k, v in c.items()})
    )
)
def test_the_base_is_coherent(population: Population) -> None:
    base = draw_base(population, 5, 0, 20_000)
    codes = base.codes
    assert ((base.tenure >= 0) & (base.tenure <= 72)).all()
    assert ((base.elapsed >= 0) & (base.elapsed < np.maximum(np.minimum(base.tenure, 24), 1))).all()
    assert (codes["phone"][codes["internet"] > 0] == 1).all()  # fibre and no-internet customers have a telephone
    for add_on in ("security", "backup", "protection", "support", "tv", "movies"):
        assert (codes[add_on][codes["internet"] == 2] == 0).all()
    assert (codes["lines"][codes["phone"] == 0] == 0).all()
    assert (base.bill % 5 == 0).all() and (base.bill > 0).all()
    billed = base.tenure > 0
    assert (base.total[base.tenure == 1] == base.bill[base.tenure == 1]).all() and (base.total[~billed] == 0).all()
    assert (base.total >= base.bill)[billed].all()
    assert abs((base.tenure <= 12).mean() - population.first_year_share) < 0.02
    assert abs((codes["internet"] == 1).mean() - population.fibre_share) < 0.02


@given(st.floats(0.05, 0.9), st.floats(-15, 15))
def test_the_tenure_law_has_the_wanted_share_and_mean(share: float, shift: float) -> None:
    table, months = np.array(calibration("ibm_telco").tenure), np.arange(73)
    law = tilted_tenure(table, share, shift)
    assert law.min() >= 0 and law.sum() == pytest.approx(1, abs=1e-9)
    assert law[:13].sum() == pytest.approx(share, abs=1e-9)

    def mean(p: Any) -> float:
        return float((p[13:] * months[13:]).sum() / p[13:].sum())

    assert mean(law) - mean(table) == pytest.approx(shift, abs=1e-4)


@examples(30)
@given(scenarios("churn", "setting"))
def test_the_renewal_cliff_moves_hazard_within_a_term_and_keeps_its_total(scenario: Scenario) -> None:
    scenario = scenario.override({"churn.seasonality": 0.0})
    flat = scenario.override({"churn.renewal_cliff": 0.0})
    width, first = 73, 1  # a one-year contract with 0 months behind at tenure 30: months 1 to 12 are one term
    column = first * width + 30
    with_cliff, without = clocks(scenario, 12)[:, column], clocks(flat, 12)[:, column]
    assert with_cliff.sum() == pytest.approx(without.sum(), rel=1e-11)  # g is in multiples of 2⁻⁴⁴
    assert (with_cliff[:11] <= without[:11] * (1 + 1e-12)).all()


@examples(20)
@given(scenarios("offer", "setting"), st.sampled_from(["random", "risk", "value"]), st.floats(0.01, 1.0))
def test_a_policy_selects_the_wanted_number(scenario: Scenario, policy: str, reach: float) -> None:
    limits = {"offer.policy": policy, "offer.reach": reach, "offer.month": 1, "offer.waves": 1, "offer.holdout": 0.0}
    cube = simulate(scenario.override(limits | {"offer.budget": 20e9}), 20_000)
    ranks, floor = score_block(cube.prepared, 0, 20_000).own[0, 0], cube.prepared.planned.floors[0]
    below = ranks[:floor][ranks[:floor] > 0]
    assert cube.sums["offered"].sum() == ranks[floor:].sum()  # whole cells, the highest first
    cut = int(max([ranks[floor] if floor < len(ranks) else 0, *below[-1:]]))  # the cells on both sides of the floor
    assert cube.sums["offered"].sum() == pytest.approx(reach * 20_000, abs=cut)
    assert cut < 0.01 * 20_000


def test_risk_aims_at_those_who_leave() -> None:
    cube = simulate(RISKY, 50_000)
    offered, reach = cube.sums["offered"].sum(), RISKY.offer.reach
    assert offered == pytest.approx(reach * 50_000, abs=3)


@pytest.mark.parametrize("customers", [0, -1, 999, 10**12])
def test_a_size_that_cannot_be_simulated_is_refused(customers: int) -> None:
    with pytest.raises(UsageError, match="cannot be simulated"):
        simulate(Scenario(), customers)


def test_memory_of_a_result_does_not_grow_with_the_base() -> None:
    few, many = (simulate(Scenario(), n) for n in (1_000, 100_000))
    assert {k: v.nbytes for k, v in few.sums.items()} == {k: v.nbytes for k, v in many.sums.items()}


def test_customers_are_who_they_always_were(golden: Any) -> None:
    base = draw_base(Population(), 20260101, 0, 6)
    rows = {name: values.tolist() for name, values in base.codes.items()}
    golden("customers", rows | {n: getattr(base, n).tolist() for n in ("tenure", "elapsed", "bill", "total", "risk")})
