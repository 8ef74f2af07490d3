"""Tailoring: what a prospect tells is found again in the simulation, and what cannot be is said."""

from __future__ import annotations

import itertools
import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import Phase, given
from hypothesis import strategies as st
from scipy.optimize import brentq, least_squares, lsq_linear

from scripts.tailor import main
from televantage.fitting.bounded import GOOD, closest, rising_root
from televantage.fitting.contract_churn import exposures, log_levels, lost_and_active, monthly_churn, with_log_levels
from televantage.fitting.prospect import STATISTICS, ByContract, Prospect, Tailored, measured, tailor
from televantage.fitting.telling import table
from televantage.fitting.wishes import judged, tolerance_of
from televantage.measures import Outcome, headline_figure, measures
from televantage.scenario import PlaceError, Scenario, UsageError, parameters, parse_preset, preset_scenario
from televantage.simulation import simulate
from televantage.simulation.customers import PILOT, contract_ratios, draw_base
from televantage.simulation.hazard import CONVERTED_ROW, FIRST_ROW, WIDTH, clocks
from televantage.simulation.prepare import prepare
from tests.support.scripts import script
from tests.support.tiers import examples

CUSTOMERS = 20_000
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""An example takes a second; a smaller one that fails as well is not worth minutes."""
CONTRACTS = ("M2M", "1yr", "2yr")
NAMES = ByContract._fields


def second(scenario: Scenario, customers: int) -> dict[str, float]:
    """Return every statistic from the tables of a bake: the second implementation of what the fit measures."""
    found = {
        name: measures()[name].measure(Outcome(simulate(scenario, customers))) for name in ("survival", "headline")
    }
    rows = found["survival"][found["survival"]["world"] == "baseline"]
    headline = found["headline"].set_index("figure")["baseline"]
    everyone = float(headline["customers_start"])
    answer = {"subscribers": everyone, "arpu": float(headline["arpu"]), "churn": float(headline["churn_monthly"])}
    for name, contract in zip(NAMES, CONTRACTS, strict=True):
        stay = rows[rows["contract"] == contract].sort_values("month")["survival"].to_numpy()
        answer[f"churn.{name}"] = float((1 - stay[12]) / stay[:12].sum())
        there = rows[(rows["contract"] == contract) & (rows["month"] == 0)]["customers"]
        answer[f"share.{name}"] = float(there.iloc[0]) / everyone
    return answer


def assert_reached(found: Tailored, customers: int = CUSTOMERS) -> None:
    """Assert that each wish is reached, in the fit and in the tables of a bake."""
    again = second(found.scenario, customers)
    for row in found.fit:
        assert row.got == pytest.approx(again[row.statistic], rel=1e-9)
        if row.wanted is not None:
            assert row.verdict == "reached", (row, found.changes, found.notes)
            assert abs(again[row.statistic] - row.wanted) <= row.tolerance * 1.0001
            assert row.tolerance == STATISTICS[row.statistic].tolerance or row.statistic == "churn"
    assert found.notes == ()


def got(found: Tailored) -> dict[str, float]:
    return {row.statistic: row.got for row in found.fit}


def verdicts(found: Tailored) -> dict[str, str]:
    return {row.statistic: row.verdict for row in found.fit if row.wanted is not None}


# The two parameters that it needed


@examples(10)
@given(st.floats(-4, 4), st.floats(-4, 4))
def test_a_shift_multiplies_the_hazard_of_its_contract_and_of_no_other(one: float, two: float) -> None:
    plain = Scenario().override({"conversion.share": 0.5, "churn.seasonality": 0.2})
    moved = plain.override({"churn.one_year_shift": one, "churn.two_year_shift": two})
    ratio = (clocks(moved, 12) / clocks(plain, 12)).reshape(12, -1, WIDTH)
    signed = plain.conversion.month
    assert (ratio[:, 0] == 1).all() and (ratio[: signed - 1, CONVERTED_ROW] == 1).all()
    for rows, shift in (
        (ratio[:, FIRST_ROW[1] : FIRST_ROW[2]], one),
        (ratio[:, FIRST_ROW[2] : CONVERTED_ROW], two),
        (ratio[signed - 1 :, CONVERTED_ROW], one),
    ):
        np.testing.assert_allclose(rows, math.exp(shift), rtol=1e-12)


def test_shifts_of_zero_change_no_bit() -> None:
    table = clocks(Scenario(), 12).reshape(12, -1, WIDTH)
    ratios = contract_ratios(Scenario().population)
    plain = clocks(Scenario().override({"churn.renewal_cliff": 0.0}), 1).reshape(1, -1, WIDTH)
    for contract in (1, 2):
        assert (plain[0, FIRST_ROW[contract]] == ratios[contract] * plain[0, 0]).all()
    assert table.shape == (12, CONVERTED_ROW + 1, WIDTH)


CORNERS = [*itertools.product((-4.0, 4.0), (-4.0, 4.0), (0.02, 0.8))]


@pytest.mark.parametrize(("one", "two", "churn"), CORNERS)
def test_the_level_is_solved_whatever_the_shifts(one: float, two: float, churn: float) -> None:
    scenario = Scenario().override(
        {"churn.one_year_shift": one, "churn.two_year_shift": two, "churn.annual_churn": churn, "churn.frailty": 1.0}
    )
    base = draw_base(scenario.population, scenario.setting.seed, 0, PILOT)
    prepared = prepare(scenario)
    assert prepared.churn_12m(base, prepared.relative_hazard(base)).mean() == pytest.approx(churn, abs=1e-9)


# The solvers, beside SciPy's


@examples(100)
@given(st.floats(0.01, 5), st.floats(-3, 3), st.floats(-4, 4), st.floats(-5, 5))
def test_a_rising_root_is_that_of_brent(slope: float, bend: float, offset: float, start: float) -> None:
    def curve(x: float) -> tuple[float, float]:
        return slope * x + math.tanh(bend * x) * bend + offset, slope + bend * bend / math.cosh(bend * x) ** 2

    ends = [curve(x)[0] for x in (-5.0, 5.0)]
    found = rising_root(curve, start, -5.0, 5.0)
    if ends[0] < 0 < ends[1]:
        assert found == pytest.approx(brentq(lambda x: curve(x)[0], -5, 5, xtol=1e-13), abs=1e-6)
    else:
        assert found == pytest.approx(-5.0 if ends[0] >= 0 else 5.0, abs=1e-6)


@examples(60)
@given(st.integers(0, 10_000))
def test_the_closest_point_is_as_close_as_scipys(number: int) -> None:
    seed = np.random.Generator(np.random.Philox(number))
    rows, width = int(seed.integers(1, 4)), int(seed.integers(1, 4))
    a, wish = seed.normal(0, 40, (rows, width)), seed.normal(0, 60, rows)

    def misses(x: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return a @ (x + 0.3 * x * x) - wish

    start = seed.uniform(0.1, 0.9, width)
    found = closest(misses, start)
    assert ((found >= 0) & (found <= 1)).all()
    theirs = least_squares(misses, start, bounds=(0, 1)).fun
    assert misses(found) @ misses(found) <= 1.05 * (theirs @ theirs) + rows * GOOD**2


def test_at_a_face_the_others_make_up_for_what_is_held_in_one_step() -> None:
    a, wish, looks = np.array([[30.0, 24.0], [20.0, 40.0], [10.0, 5.0]]), np.array([45.0, 20.0, 12.0]), []

    def misses(x: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        looks.append(x)
        return a @ x - wish

    found, theirs = closest(misses, np.array([0.4, 0.4])), lsq_linear(a, wish, (0, 1)).x
    assert theirs[0] == pytest.approx(1, abs=1e-6) and 0 < theirs[1] < 1  # one is held, the other is not
    np.testing.assert_allclose(looks[3], theirs, atol=2e-3)  # the start, two slopes, and there
    np.testing.assert_allclose(found, theirs, atol=2e-3)


def test_where_nothing_is_missed_nothing_moves() -> None:
    start = np.array([0.3, 0.7])
    assert (closest(lambda x: (x - start) * 10, start) == start).all()


# What the rates are


@examples(3, phases=UNSHRUNK)
@given(st.floats(0.03, 0.7), st.floats(-2, 2), st.floats(0, 1.2))
def test_the_rates_that_are_solved_are_those_that_are_simulated(churn: float, shift: float, frailty: float) -> None:
    scenario = Scenario().override(
        {"churn.annual_churn": churn, "churn.two_year_shift": shift, "churn.frailty": frailty, "churn.seasonality": 0.1}
    )
    base = draw_base(scenario.population, scenario.setting.seed, 0, CUSTOMERS)
    exposed, level = exposures(scenario, base), math.log(prepare(scenario).level)
    levels = [level, level, level + shift]
    simulated = second(scenario, CUSTOMERS)
    assert monthly_churn(exposed, levels) == pytest.approx(simulated["churn"], abs=2e-6)
    for name, exposure, y in zip(NAMES, exposed, levels, strict=True):
        lost, active, more_lost, more_active = lost_and_active(exposure, y)
        assert lost / active == pytest.approx(simulated[f"churn.{name}"], abs=2e-5)
        ahead, behind = lost_and_active(exposure, y + 1e-5), lost_and_active(exposure, y - 1e-5)
        assert more_lost == pytest.approx((ahead[0] - behind[0]) / 2e-5, rel=1e-5)
        assert more_active == pytest.approx((ahead[1] - behind[1]) / 2e-5, rel=1e-5)


def test_a_contract_that_nobody_has_stands_in_nobodys_way() -> None:
    base = draw_base(Scenario().population, 1, 0, 5_000)
    exposed = exposures(Scenario(), base)
    without = (*exposed[:2], exposed[2][:, :0])
    levels = log_levels(without, (0.02, None, 0.5), 0.015, 0.0)
    assert levels[1] == levels[2]  # what is wanted of nobody is not looked at
    assert monthly_churn(without, levels) == pytest.approx(0.015, abs=1e-9)


def test_what_is_measured_is_of_the_world_without_levers() -> None:
    scenario = preset_scenario("price_rise")
    assert measured(scenario, CUSTOMERS) == measured(scenario.neutral(), CUSTOMERS)
    assert measured(scenario, CUSTOMERS) == pytest.approx(second(scenario, CUSTOMERS), rel=1e-9)
    assert measured(scenario, CUSTOMERS)["churn"] < headline_figure("churn_monthly", CUSTOMERS)(scenario)


# Round trips

SPACE = st.fixed_dictionaries(
    {
        "population.contract_shift": st.floats(-1, 1),
        "population.tenure_shift": st.floats(-6, 6),
        "population.fibre_share": st.floats(0.3, 0.6),
        "population.arpu": st.floats(10, 150),
        "churn.annual_churn": st.floats(0.06, 0.5),
        "churn.tenure_effect": st.floats(0.2, 1.2),
        "churn.one_year_shift": st.floats(-1, 1.5),
        "churn.two_year_shift": st.floats(-1, 2.0),
        "churn.renewal_cliff": st.floats(0, 0.6),
        "churn.frailty": st.floats(0, 1),
        "churn.seasonality": st.floats(0, 0.3),
        "setting.subscribers": st.integers(300_000, 100_000_000),
        "setting.seed": st.integers(0, 1000),
    }
)
"""Operators that are not the calibrated one: their laws too are others than those that tailoring starts from."""


def prospect_of(statistics: dict[str, float], *told: str) -> Prospect:
    """Return a prospect that tells some statistics, all of them if not said."""
    known = {name: value for name, value in statistics.items() if not told or name in told}
    return Prospect(
        subscribers=round(known["subscribers"]) if "subscribers" in known else None,
        arpu=known.get("arpu"),
        churn=known.get("churn"),
        contract_churn=ByContract(*(known.get(f"churn.{name}") for name in NAMES)),
        contract_share=ByContract(*(known.get(f"share.{name}") for name in NAMES)),
    )


@pytest.mark.full
@examples(6, phases=UNSHRUNK)
@given(SPACE)
def test_any_plausible_operator_is_found_again(changes: dict[str, Any]) -> None:
    statistics = second(Scenario().override(changes), CUSTOMERS)
    assert_reached(tailor(prospect_of(statistics), CUSTOMERS))


RATES, SHARES = [f"churn.{name}" for name in NAMES], [f"share.{name}" for name in NAMES]
PARTIAL = st.one_of(
    st.tuples(st.just(()), st.sets(st.sampled_from(RATES), min_size=1), st.just(())),
    st.tuples(st.just(("churn",)), st.sets(st.sampled_from(RATES), max_size=2), st.just(tuple(SHARES))),
    st.tuples(st.just(("churn",)), st.just(()), st.sets(st.sampled_from(SHARES), max_size=2)),
    st.tuples(st.just(()), st.sets(st.sampled_from(RATES)), st.sets(st.sampled_from(SHARES), min_size=1, max_size=1)),
)


@pytest.mark.full
@examples(6, phases=UNSHRUNK)
@given(SPACE, PARTIAL, st.booleans())
def test_some_of_what_is_true_is_reached_too(changes: dict[str, Any], parts: Any, money: bool) -> None:
    statistics = second(Scenario().override(changes), CUSTOMERS)
    told = [*itertools.chain(*parts), *(["arpu", "subscribers"] if money else [])]
    found = tailor(prospect_of(statistics, *told), CUSTOMERS)
    assert_reached(found)
    assert {row.statistic for row in found.fit if row.wanted is not None} >= set(told)


REAL = {
    "US postpaid": Prospect(subscribers=31_000_000, arpu=48.5, churn=0.009, name="Postpaid"),
    "US prepaid": Prospect(
        subscribers=8_000_000, arpu=31.0, churn=0.03, contract_share=ByContract(month_to_month=0.93)
    ),
    "European mixed": Prospect(
        subscribers=4_200_000, arpu=24.9, currency="EUR", contract_churn=ByContract(0.021, 0.011, 0.007),
        contract_share=ByContract(0.4, 0.2, 0.4),
    ),
    "European, its mix unknown": Prospect(
        subscribers=4_200_000, arpu=24.9, currency="EUR", churn=0.013,
        contract_churn=ByContract(0.021, 0.011, 0.007),
    ),
    "contracts that do not hold": Prospect(churn=0.01, contract_churn=ByContract(0.01, 0.01, 0.01)),
    "two years leave more": Prospect(contract_churn=ByContract(0.01, None, 0.015)),
}  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("name", REAL)
def test_real_operators_are_reached_in_seconds(name: str) -> None:
    began = time.process_time()
    found = tailor(REAL[name])
    assert time.process_time() - began < 5  # of a processor: others may be at work
    assert_reached(found, 50_000)


def test_what_was_fitted_on_some_customers_holds_for_more() -> None:
    found = tailor(REAL["European mixed"])
    more = second(found.scenario, 150_000)
    for row in found.fit:
        if row.wanted is not None:
            assert more[row.statistic] == pytest.approx(row.wanted, rel=0.03, abs=3 * row.tolerance)


def test_few_subscribers_are_aimed_at_as_they_are_rounded() -> None:
    """Rounding to whole customers moves the churn of a small operator by more than the tolerance."""
    told = Prospect(subscribers=20_000, contract_churn=ByContract(0.02, 0.01, 0.005))
    assert_reached(tailor(told), 20_000)
    large = tailor(Prospect(contract_churn=told.contract_churn), CUSTOMERS).scenario
    rounded = measured(large.override({"setting.subscribers": 20_000}), CUSTOMERS)
    assert abs(rounded["churn.one_year"] - 0.01) > STATISTICS["churn.one_year"].tolerance


# What is not told


def test_what_is_not_told_stays_as_calibrated() -> None:
    nothing = tailor(Prospect(), CUSTOMERS)
    assert nothing.changes == {} and nothing.scenario == preset_scenario("baseline") and verdicts(nothing) == {}
    assert set(tailor(Prospect(churn=0.012), CUSTOMERS).changes) == {"churn.annual_churn"}
    assert set(tailor(Prospect(arpu=30.0), CUSTOMERS).changes) == {"population.arpu"}
    share = Prospect(contract_share=ByContract(month_to_month=0.6))
    assert set(tailor(share, CUSTOMERS).changes) == {"churn.annual_churn", "population.contract_shift"}
    size = Prospect(subscribers=1_234_567, currency="GBP")
    assert tailor(size, CUSTOMERS).changes == {"setting.subscribers": 1_234_567, "setting.currency": "GBP"}


def test_a_contract_that_is_not_told_keeps_its_calibrated_ratio() -> None:
    found = tailor(Prospect(contract_churn=ByContract(month_to_month=0.02)), CUSTOMERS)
    assert set(found.changes) == {"churn.annual_churn"}
    for one in ("one_year", "two_years"):
        found = tailor(Prospect(contract_churn=ByContract(**{one: 0.004})), CUSTOMERS)
        assert set(found.changes) == {"churn.annual_churn"}  # all three contracts moved alike
    told = tailor(Prospect(contract_churn=ByContract(0.02, None, 0.02)), CUSTOMERS)
    shifts = told.scenario.churn
    assert shifts.one_year_shift == pytest.approx(shifts.two_year_shift / 2, abs=1e-3)


def test_a_churn_that_the_mix_does_not_reach_is_left_to_the_contract_that_is_not_told() -> None:
    told = Prospect(churn=0.037, contract_churn=ByContract(None, 0.0487, 0.0277))  # calibrated, a third of M2M would go
    found = tailor(told, CUSTOMERS)
    assert_reached(found)
    assert 0.02 < got(found)["churn.month_to_month"] < 0.05
    by_mix = tailor(Prospect(churn=0.013, contract_churn=ByContract(0.021)), CUSTOMERS)
    assert_reached(by_mix)
    assert set(by_mix.changes) == {"churn.annual_churn", "population.contract_shift"}


def test_with_its_own_figures_the_baseline_is_found_again() -> None:
    found = tailor(prospect_of(second(Scenario(), CUSTOMERS)), CUSTOMERS)
    assert_reached(found)
    plain = Scenario().flat()
    for path, value in found.changes.items():
        p = parameters()[path].param
        assert p.low is not None and p.high is not None
        assert abs(value - plain[path]) < 0.01 * (p.high - p.low), path


# What cannot be reached


def test_a_wish_out_of_reach_is_met_as_nearly_as_can_be_and_the_others_exactly() -> None:
    found = tailor(Prospect(contract_churn=ByContract(0.01, 0.008, 0.9)), CUSTOMERS)
    assert verdicts(found) == {
        "churn.month_to_month": "reached",
        "churn.one_year": "reached",
        "churn.two_years": "closest",
    }
    assert found.scenario.churn.two_year_shift == 4.0
    (note,) = found.notes
    assert "90.00 % is out of reach" in note and "churn.two_year_shift ends at 4" in note
    assert f"{got(found)['churn.two_years'] * 100:.2f} % is the closest" in note


@pytest.mark.parametrize("rates", [(None, 1e-4, 0.3), (None, 0.3, 1e-5), (0.05, 0.0, None), (0.02, None, 0.9)])
def test_levels_are_no_farther_apart_than_the_shifts_allow(rates: tuple[float | None, ...]) -> None:
    scenario = Scenario()
    exposed = exposures(scenario, draw_base(scenario.population, scenario.setting.seed, 0, CUSTOMERS))
    levels = log_levels(exposed, rates, None, math.log(prepare(scenario).level))
    found = with_log_levels(scenario, levels)
    assert max(abs(level - levels[0]) for level in levels) == pytest.approx(4.0)
    assert measured(found, CUSTOMERS)["churn"] == pytest.approx(monthly_churn(exposed, levels), rel=2e-3)


@pytest.mark.full
def test_a_total_that_the_contracts_contradict_is_told() -> None:
    rates, shares = ByContract(0.02, 0.01, 0.005), ByContract(0.5, 0.2, 0.3)
    found = tailor(Prospect(churn=0.03, contract_churn=rates, contract_share=shares), CUSTOMERS)
    assert [name for name, verdict in verdicts(found).items() if verdict == "closest"] == ["churn"]
    assert "between the churn of the contracts" in found.notes[0]
    assert 0.012 < got(found)["churn"] < 0.014
    below = tailor(Prospect(churn=0.002, contract_churn=rates), CUSTOMERS)  # all in two years, and still too many
    assert verdicts(below)["churn"] == "closest" and below.notes
    assert all(verdicts(below)[name] == "reached" for name in RATES)


@pytest.mark.full
def test_shares_out_of_reach_are_the_closest_of_a_search_on_a_grid() -> None:
    wanted = np.array([0.3, 0.1, 0.6])
    found = tailor(Prospect(contract_share=ByContract(*wanted)), CUSTOMERS)
    assert set(verdicts(found).values()) == {"closest"} and len(found.notes) == 3
    mine = np.array([got(found)[name] for name in SHARES])
    best = math.inf
    for shift, tenure, first in itertools.product(np.linspace(-3, 3, 13), (5.0, 10.0, 15.0), (0.05, 0.15, 0.31)):
        changes = {"contract_shift": float(shift), "tenure_shift": tenure, "first_year_share": first}
        base = Scenario().override({f"population.{name}": value for name, value in changes.items()}).population
        shares = np.bincount(draw_base(base, 20260101, 0, CUSTOMERS).codes["contract"], minlength=3) / CUSTOMERS
        best = min(best, float(np.linalg.norm(shares - wanted)))
    assert np.linalg.norm(mine - wanted) < best + 0.005


@pytest.mark.full
@pytest.mark.parametrize(
    ("told", "statistic", "path"),
    [
        (Prospect(subscribers=500), "subscribers", "setting.subscribers ends at 1,000"),
        (Prospect(subscribers=8_000_000_000), "subscribers", "setting.subscribers ends at 1e+09"),
        (Prospect(arpu=2.0), "arpu", "population.arpu ends at 5"),
        (Prospect(arpu=900.0), "arpu", "population.arpu ends at 500"),
        (Prospect(churn=0.0), "churn", "churn.annual_churn ends at 0.02"),
        (Prospect(churn=1.0), "churn", "churn.annual_churn ends at 0.8"),
        (Prospect(contract_churn=ByContract(0.0)), "churn.month_to_month", "churn.annual_churn ends at 0.02"),
    ],
)
def test_a_bound_is_named(told: Prospect, statistic: str, path: str) -> None:
    found = tailor(told, CUSTOMERS)
    assert verdicts(found)[statistic] == "closest" and path in found.notes[0]


SOME = st.one_of(st.none(), st.floats(0, 1))


@pytest.mark.full
@examples(12, phases=UNSHRUNK)
@given(
    st.one_of(st.none(), st.integers(1, 2_000_000_000)),
    st.one_of(st.none(), st.floats(0.01, 2_000)),
    SOME,
    st.tuples(SOME, SOME, SOME),
    st.one_of(st.just((None, None, None)), st.tuples(SOME, SOME, SOME)),
    st.sampled_from(["USD", "EUR", "CHF"]),
)
def test_anything_possible_is_answered(
    subscribers: int | None, arpu: float | None, churn: float | None, rates: Any, parts: Any, currency: str
) -> None:
    told = [part for part in parts if part is not None]
    total = sum(told)
    if total and (total > 1 or len(told) == 3):
        parts = tuple(None if part is None else part / total for part in parts)
    prospect = Prospect(subscribers, arpu, currency, churn, ByContract(*rates), ByContract(*parts), "Whoever")
    if len(told) == 3 and not total:
        with pytest.raises(UsageError, match="sum to 0 %"):
            tailor(prospect, 1_000)
        return
    found = tailor(prospect, 1_000)
    assert len(found.notes) == list(verdicts(found).values()).count("closest")
    story, scenario = parse_preset(found.preset.to_json(), "the file")
    assert scenario == found.scenario and story == found.preset  # the file says all of it
    assert found.changes == found.scenario.changes_from(preset_scenario("baseline"))
    assert all(math.isfinite(row.got) for row in found.fit) and len(table(found.fit, currency)) == 10
    for row in found.fit:
        if row.wanted is None:
            assert row.verdict == "not told" and row.difference is None
        else:
            assert row.difference == row.got - row.wanted
            assert (row.verdict == "reached") == (abs(row.difference) <= row.tolerance * (1 + 1e-9))


# What is impossible


def test_every_mistake_is_named_at_once() -> None:
    wrong = Prospect(
        subscribers=0, arpu=-3.0, currency="EURO", churn=math.nan, contract_churn=ByContract(2.1, -0.1, None),
        contract_share=ByContract(0.5, 0.2, 0.1), name="<b>",
    )  # fmt: skip
    with pytest.raises(UsageError) as error:
        tailor(wrong, 10)
    lines = str(error.value).splitlines()
    for word in ("Subscribers are 0", "ARPU is -3.0", "Did you mean 'EUR'?", "Monthly churn is nan",
                 "(month-to-month) is 210 %, which is more than", "(one year) is -10 %, but cannot be below 0",
                 "sum to 80 %, but must sum to 100 %", "The name is '<b>'", "not on 10"):  # fmt: skip
        assert sum(word in line for line in lines) == 1, word
    assert len(lines) == 9


@pytest.mark.parametrize(
    "wrong",
    [
        Prospect(subscribers=True),
        Prospect(subscribers=2.5),  # type: ignore[arg-type]
        Prospect(subscribers=10**400),
        Prospect(arpu=math.inf),
        Prospect(arpu="12"),  # type: ignore[arg-type]
        Prospect(contract_share=ByContract(0.7, 0.4)),
        Prospect(contract_share=ByContract(0.4, 0.2, 0.41)),
        Prospect(name="\x00"),
        Prospect(name="x" * 81),
    ],
)
def test_each_mistake_is_a_sentence(wrong: Prospect) -> None:
    with pytest.raises(UsageError, match=r"^[A-Z].*\.$"):
        tailor(wrong)


def test_shares_that_were_rounded_are_taken_as_meant() -> None:
    assert sum(s or 0 for s in Prospect(contract_share=ByContract(0.333, 0.333, 0.333)).shares) == pytest.approx(1)
    assert Prospect(contract_share=ByContract(None, 0.2, 0.3)).shares == pytest.approx((0.5, 0.2, 0.3))
    assert Prospect(contract_share=ByContract(0.667, None, 0.334)).shares[1] == 0
    assert Prospect(contract_share=ByContract(None, 0.2)).shares == (None, 0.2, None)


def test_only_a_churn_that_all_the_others_make_has_a_wider_tolerance() -> None:
    everything = dict.fromkeys(STATISTICS, 0.5)
    for name, statistic in STATISTICS.items():
        wider = 0.025 if name == "churn" else statistic.tolerance
        assert tolerance_of(name, everything) == wider
        for other in set(RATES + SHARES) - {name}:
            less = {k: v for k, v in everything.items() if k != other}
            assert tolerance_of(name, less) == statistic.tolerance


def test_a_verdict_is_the_tolerance_and_nothing_else() -> None:
    plain = dict.fromkeys(STATISTICS, 0.5)
    for name, statistic in STATISTICS.items():
        for off, verdict in ((0.0, "reached"), (0.99, "reached"), (1.01, "closest"), (-1.01, "closest")):
            wanted = 0.5 - off * statistic.tolerance
            row = next(r for r in judged({name: wanted}, plain) if r.statistic == name)
            assert row.verdict == (verdict if statistic.tolerance else "reached")
            assert row.difference == pytest.approx(off * statistic.tolerance)
    assert next(iter(judged({"subscribers": 2.0}, plain))).verdict == "closest"


# How it is told, and the file


def test_the_steps_go_from_nothing_to_done() -> None:
    steps: list[tuple[float, str]] = []
    tailor(REAL["US postpaid"], CUSTOMERS, lambda done, what: steps.append((done, what)))
    shares = [done for done, _ in steps]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1 and len({w for _, w in steps}) == len(steps)


def test_the_story_has_what_was_told_and_values_are_readable() -> None:
    found = tailor(REAL["European mixed"])
    words = ("4,200,000 subscribers", "ARPU €24.90", "2.10 % month-to-month", "40.0 % two years", "all of it is met")
    assert all(word in found.preset.story for word in words), found.preset.story
    assert found.preset.title == "A tailored operator" and tailor(REAL["US postpaid"]).preset.title == "Postpaid"
    assert "€104.6 M from 4,200,000 subscribers" in found.preset.look_at[2]
    assert all(len(str(value)) <= 9 for value in found.changes.values())
    assert "all is met but ARPU, as near as can be" in tailor(Prospect(arpu=2.0), 1_000).preset.story


WISH = ("--subscribers", "2.3m", "--arpu", "€24.90", "--currency", "EUR", "--churn", "1.3%", "--contract-churn", "2.1%",
        "-", "0.6%", "--contract-share", "40%", "-", "-", "--name", "Acme")  # fmt: skip


@pytest.mark.full
def test_a_file_that_was_tailored_can_be_baked_and_repeats(tmp_path: Path) -> None:
    done = script("tailor", "acme.json", *WISH, cwd=tmp_path, PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    assert "written. Bake it:" in done.stdout and "2,300,000" in done.stdout and "closest" not in done.stdout
    raw = (tmp_path / "acme.json").read_bytes()
    wish = Prospect(2_300_000, 24.9, "EUR", 0.013, ByContract(0.021, None, 0.006), ByContract(0.4), "Acme")
    assert raw == tailor(wish).preset.to_json()
    again = script(
        "tailor", "again.json", *WISH, "--quiet", cwd=tmp_path, PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C"
    )
    assert again.stdout == "" and (tmp_path / "again.json").read_bytes() == raw

    baked = script("generate_demo_data", "acme.json", "--customers", "2000", "--out", "out", cwd=tmp_path)
    assert baked.returncode == 0, baked.stderr
    manifest = json.loads((tmp_path / "out/acme/manifest.json").read_bytes())
    assert manifest["title"] == "Acme" and manifest["subscribers"] == 2_300_000 and manifest["currency"] == "EUR"
    rows = json.loads((tmp_path / "out/acme/headline.json").read_bytes())["rows"]
    figures = {row["figure"]: row["scenario"] for row in rows}
    assert figures["arpu"] == pytest.approx(24.9, rel=0.05)  # of 2,000 customers
    assert figures["churn_monthly"] == pytest.approx(0.013, rel=0.15)


@pytest.mark.full
def test_what_exists_is_overwritten_only_when_told(tmp_path: Path) -> None:
    (tmp_path / "acme.json").write_text("mine")
    done = script("tailor", "acme.json", "--arpu", "2", "--customers", "1000", cwd=tmp_path)
    assert done.returncode == 2 and "exists already" in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "acme.json").read_text() == "mine"
    words = (str(tmp_path / "acme.json"), "--arpu", "2", "--customers", "1000", "--force")
    assert "Note: ARPU: $2.00 is out of reach" in CliRunner().invoke(main, words, standalone_mode=False).output
    assert json.loads((tmp_path / "acme.json").read_text())["changes"] == {"population.arpu": 5.0}
    assert [p.name for p in tmp_path.iterdir()] == ["acme.json"]


WRONG = [
    (("acme.json",), "Nothing is told"),
    (("acme.json", "--contract-churn", "-", "-", "-"), "Nothing is told"),
    (("acme.txt", "--churn", "1%"), "must end in .json"),
    (("Acme.json", "--churn", "1%"), "cannot name a scenario"),
    (("acme.json", "--churn", "soon"), "--churn is 'soon', which is no number"),
    (("acme.json", "--churn", "1,3%"), "which is no number"),
    (("acme.json", "--churn", "2.1"), "is 210 %, which is more than everybody"),
    (("acme.json", "--subscribers", "1000.5"), "must be a whole number"),
    (("acme.json", "--contract-churn", "1%", "x", "3%"), "--contract-churn, one year, is 'x'"),
    (("acme.json", "--churn", "soon", "--arpu", "-1", "--currency", "XYZ"), "There is no currency 'XYZ'"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG)
def test_mistakes_on_the_command_line_are_sentences(
    words: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, words, standalone_mode=False)
    assert isinstance(done.exception, UsageError) and sentence in str(done.exception)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_the_machines_fault(tmp_path: Path) -> None:
    words = (str(tmp_path / "nowhere" / "acme.json"), "--churn", "2%", "--customers", "1000")
    done = CliRunner().invoke(main, words, standalone_mode=False)
    assert isinstance(done.exception, PlaceError) and "could not be written" in str(done.exception)
