"""What explains a scenario: attributions that sum, swings within bounds, sentences that hold, break-even."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise, permutations
from typing import Annotated, Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from televantage.explaining import (
    attribution_table,
    attributions,
    break_even,
    movable,
    players,
    sentence,
    shapley,
    tornado,
    tornado_table,
    tornados,
)
from televantage.explaining.moved import active, named
from televantage.explaining.sentence import LONGEST, UNTOLD, people
from televantage.explaining.shapley import MOST_PLAYERS, OTHERS, shares
from televantage.explaining.tornado import MOVE, moved
from televantage.measures import FIGURES, Outcome, headline_figure, measures
from televantage.scenario import Scenario, UsageError, parameters, preset_names, preset_scenario, sections
from televantage.scenario.parameter import Param, Rung, Section
from televantage.simulation import simulate
from televantage.units import SHARE
from tests.support.strategies import scenarios, values
from tests.support.tiers import examples

FEW = 1_000
SHOWN = ("margin", "churn_12m", "customers_end", "mrr_end")
LEVERS = tuple(name for name, model in sections().items() if model.rung is not None)
SWITCHES: dict[str, dict[str, Any]] = {
    "price": {"price.change": 0.12},
    "competitor": {"competitor.gap": 0.15, "competitor.ramp": 1},
    "shock": {"shock.share": 0.3},
    "conversion": {"conversion.share": 0.2},
    "onboarding": {"onboarding.cut": 0.25},
    "offer": {"offer.policy": "risk", "offer.reach": 0.2},
}
"""What switches each lever on."""
WORDS = {"price": " price ", "competitor": "competitor", "shock": "failure", "conversion": "month-to-month",
         "onboarding": "onboarding", "offer": "discount"}  # fmt: skip
"""A word of each lever's phrase, as the presets have it, that no other lever's has."""

games = st.integers(0, 5).flatmap(
    lambda n: st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1 << n, max_size=1 << n)
)


def by_enumeration(worth: Callable[[frozenset[int]], float], players: int) -> list[float]:
    """Return Shapley values as they are defined: the mean of what each adds, over every order of the players."""
    added: list[list[float]] = [[] for _ in range(players)]
    for order in permutations(range(players)):
        for place, player in enumerate(order):
            earlier = frozenset(order[:place])
            added[player].append(worth(earlier | {player}) - worth(earlier))
    return [math.fsum(parts) / len(parts) for parts in added]


def place(coalition: Iterable[int]) -> int:
    return sum(1 << player for player in coalition)


@given(games)
def test_shares_are_the_mean_over_every_order(game: list[float]) -> None:
    count = len(game).bit_length() - 1
    found = shares(game)
    assert found == pytest.approx(by_enumeration(lambda c: game[place(c)], count), rel=1e-9, abs=1e-3)
    assert math.fsum(found) == pytest.approx(game[-1] - game[0], rel=1e-12, abs=1e-5)  # efficiency


@given(games, st.data())
def test_who_adds_nothing_gets_nothing_and_equals_get_the_same(game: list[float], data: st.DataObject) -> None:
    count = len(game).bit_length() - 1
    assume(count >= 2)
    one, two = data.draw(st.permutations(range(count)))[:2]
    idle = [game[c & ~(1 << one)] for c in range(len(game))]
    assert shares(idle)[one] == 0.0

    def swapped(c: int) -> int:
        return c & ~(1 << one | 1 << two) | (c >> one & 1) << two | (c >> two & 1) << one

    alike = [(game[c] + game[swapped(c)]) / 2 for c in range(len(game))]
    assert shares(alike)[one] == pytest.approx(shares(alike)[two], rel=1e-9, abs=1e-4)


@given(games, st.data())
def test_the_order_of_the_players_does_not_matter(game: list[float], data: st.DataObject) -> None:
    count = len(game).bit_length() - 1
    order = data.draw(st.permutations(range(count)))
    other = [game[place(order[i] for i in range(count) if c >> i & 1)] for c in range(len(game))]
    assert shares(other) == pytest.approx([shares(game)[player] for player in order], rel=1e-9, abs=1e-4)


@pytest.mark.full
@examples(12)
@given(scenarios(*LEVERS, "churn.price", "economics."), st.integers(2, 3))
def test_contributions_sum_to_the_difference(after: Scenario, few: int) -> None:
    for name in list(active(after))[few:]:
        after = after.model_copy(update={name: sections()[name]()})
    found = attributions(after.neutral(), after, SHOWN, FEW)
    acting = active(after)
    for name, attribution in found.items():
        assert [c.label for c in attribution.contributions] == [section.title for section in acting.values()]
        assert attribution.start == headline_figure(name, FEW)(after.neutral())
        assert attribution.end == headline_figure(name, FEW)(after)
        scale = max(abs(attribution.start), abs(attribution.end))
        gained = math.fsum(c.value for c in attribution.contributions)
        assert gained == pytest.approx(attribution.end - attribution.start, abs=1e-12 * scale)
        assert attribution.simulated <= 2 ** len(acting)
        _chained(attribution_table(attribution), attribution.start, attribution.end)


def _chained(table: pd.DataFrame, start: float, end: float) -> None:
    """Check that each bar begins where the last one ended, and that the last is what all sum to."""
    assert table["to"].iloc[0] == start and table["value"].iloc[-1] == end == table["to"].iloc[-1]
    steps = table.iloc[1:-1]
    assert list(steps["from"]) == [start, *steps["to"].iloc[:-1]][: len(steps)]
    assert list(steps["to"].iloc[-1:]) in ([end], [])
    np.testing.assert_allclose(steps["to"] - steps["from"], steps["value"], atol=1e-9 * max(abs(start), abs(end), 1.0))


@pytest.mark.full
def test_values_are_those_of_a_second_implementation() -> None:
    names = ["price", "competitor", "offer", "onboarding"]
    after = Scenario().override({path: value for name in names for path, value in SWITCHES[name].items()})
    measure = cache(headline_figure("margin", FEW))
    ordered = [name for name in LEVERS if name in names]

    def worth(members: frozenset[int]) -> float:
        changes = [SWITCHES[ordered[member]] for member in members]
        return measure(Scenario().override({path: v for change in changes for path, v in change.items()}))

    found = [c.value for c in shapley(Scenario(), after, "margin", FEW).contributions]
    assert found == pytest.approx(by_enumeration(worth, 4), rel=1e-9)
    back = [c.value for c in shapley(after, Scenario(), "margin", FEW).contributions]
    assert back == pytest.approx([-value for value in found], rel=1e-9)  # the way back costs what the way there brought
    assert len({round(value) for value in found}) == 4 and min(map(abs, found)) > 1e6


def test_what_moves_nothing_gets_nothing() -> None:
    after = Scenario().override(
        {"setting.as_of": "2027-03", "price.change": 0.1, "economics.replacement_cost": 1.0, "churn.annual_churn": 0.3}
    )
    found = {c.paths: c.value for c in shapley(Scenario(), after, "margin", FEW).contributions}
    assert found["setting.as_of",] == found["economics.replacement_cost",] == 0.0
    assert abs(found["churn.annual_churn",]) > 1e6


def test_players_are_what_moved() -> None:
    def labels(before: Scenario, after: Scenario) -> list[str]:
        return [player.label for player in players(before, after)]

    base, war = Scenario(), preset_scenario("price_war")
    assert labels(base, base) == []
    assert labels(war.neutral(), war) == ["Competitor"]
    assert labels(base, war) == ["Price sensitivity ε", "Competitor"]  # five paths: a lever is switched as a whole
    assert labels(war, war.override({"competitor.gap": 0.3, "competitor.month": 5})) == [
        "Competitor: Price gap",
        "Competitor: Month of entry",
    ]
    idle = {"price.month": 9, "log.offered": 0.2, "learning.train": 1_000, "setting.currency": "EUR"}
    assert labels(base, base.override(idle)) == []
    every = base.override({path: value for change in SWITCHES.values() for path, value in change.items()})
    assert labels(base, every) == [sections()[name].title for name in LEVERS]
    offer = preset_scenario("retention_blitz")
    terms = {"uplift": 0.5, "reach": 0.3, "discount": 0.2, "duration": 6, "month": 3, "take_rate": 0.5, "holdout": 0.1}
    many = offer.override({f"offer.{name}": value for name, value in terms.items()})
    assert labels(offer, many) == ["Retention offer"]  # seven of its parameters are too many apart


def test_a_longer_horizon_that_reaches_a_lever_gets_all_of_it() -> None:
    late = Scenario().override({"price.change": 0.1, "price.month": 20, "setting.horizon": 13})
    found = shapley(late, late.override({"setting.horizon": 24}), "margin", FEW)
    assert [c.label for c in found.contributions] == ["Horizon"]


@pytest.mark.full
def test_the_least_of_many_sections_are_joined() -> None:
    changes = {"setting.horizon": 18, "population.arpu": 66.0, "churn.annual_churn": 0.3, "economics.gross_margin": 0.6}
    for name in ("price", "competitor", "shock", "conversion"):
        changes |= SWITCHES[name]
    after, told = Scenario().override(changes), []
    found = shapley(Scenario(), after, "margin", FEW, on_step=lambda done, of: told.append((done, of)))
    measure = headline_figure("margin", FEW)
    sole = {
        model.title: abs(measure(Scenario().override(own)) - measure(Scenario()))
        for name, model in sections().items()
        if (own := {path: value for path, value in changes.items() if path.startswith(f"{name}.")})
    }
    kept = sorted(sole, key=lambda title: -sole[title])[: MOST_PLAYERS - 1]
    assert [c.label for c in found.contributions] == [t for t in sole if t in kept] + [OTHERS]
    assert sorted(path for c in found.contributions for path in c.paths) == sorted(after.changes_from(Scenario()))
    gained = math.fsum(c.value for c in found.contributions)
    assert gained == pytest.approx(found.end - found.start, rel=1e-9)
    done, of = zip(*told, strict=True)
    assert list(done) == list(range(1, found.simulated + 1)) and of[-1] == found.simulated
    assert all(a >= b for a, b in pairwise(of))  # a bar never goes back


class _Stopped(Exception):
    pass


def test_an_exception_in_a_step_ends_the_work_at_once() -> None:
    seen: list[int] = []

    def stop(done: int, of: int) -> None:
        seen.append(done)
        if done == 3:
            raise _Stopped

    with pytest.raises(_Stopped):
        tornado(Scenario(), "margin", FEW, on_step=stop)
    with pytest.raises(_Stopped):
        shapley(Scenario(), preset_scenario("price_rise"), "margin", FEW, on_step=stop)
    assert seen == [1, 2, 3, 1, 2, 3]


@pytest.mark.full
def test_the_map_and_the_company_of_other_figures_change_nothing() -> None:
    mapped = 0

    def backwards(function: Callable[[Any], Any], items: Iterable[Any], /) -> list[Any]:
        nonlocal mapped
        work = list(items)
        mapped += len(work)
        return [function(item) for item in work[::-1]][::-1]

    before, after = Scenario(), Scenario().override({**SWITCHES["price"], **SWITCHES["shock"]})
    together = attributions(before, after, SHOWN, FEW, backwards)
    assert mapped == 4 == together["margin"].simulated  # each coalition once, for all figures
    for name in SHOWN:
        assert together[name] == shapley(before, after, name, FEW)
    assert tornados(after, SHOWN, FEW, backwards)["margin"] == tornado(after, "margin", FEW)


def test_scenarios_that_act_alike_are_simulated_once() -> None:
    before = Scenario().override(SWITCHES["competitor"])
    after = before.override({"competitor.exposed": 0.0, "competitor.gap": 0.3})
    assert shapley(before, after, "margin", FEW).simulated == 2
    told: list[tuple[int, int]] = []
    assert shapley(before, before, "margin", FEW, on_step=lambda *step: told.append(step)).contributions == ()
    assert told == [(1, 1)]


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "no value at the start": (
        lambda: shapley(Scenario(), preset_scenario("retention_blitz"), "roi", FEW),
        "ROI has no value in one of the scenarios",
    ),
    "no value on the way": (
        lambda: shapley(
            Scenario().override(SWITCHES["conversion"]), Scenario().override(SWITCHES["offer"]), "roi", FEW
        ),
        "explain another figure, such as margin",
    ),
    "no value now": (lambda: tornado(Scenario(), "roi", FEW), "ROI has no value in this scenario"),
    "no figure": (lambda: shapley(Scenario(), Scenario(), "magrin", FEW), "Did you mean 'margin'"),
    "no world": (lambda: tornado(Scenario(), "roi.baseline", FEW), "has no world 'baseline'"),
    "too few customers": (lambda: shapley(Scenario(), Scenario(), "margin", 10), "give 1,000 to"),
    "too few to break even": (lambda: break_even(preset_scenario("price_rise"), 10), "give 1,000 to"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_mistakes_are_sentences(mistake: str) -> None:
    ask, said = WRONG[mistake]
    with pytest.raises(UsageError, match=said):
        ask()


def test_a_wrong_figure_is_told_before_anything_is_simulated() -> None:
    with pytest.raises(UsageError, match="There is no figure"):
        tornados(Scenario(), ("margin", "nothing"), FEW, on_step=lambda *_: pytest.fail("simulated"))


NUMBERS = [p for p in parameters().values() if p.kind in ("int", "float")]


@pytest.mark.full
@given(st.sampled_from(NUMBERS).flatmap(lambda p: st.tuples(st.just(p), values(p))))
@examples(400)
def test_a_parameter_moves_within_its_bounds(drawn: tuple[Any, float]) -> None:
    p, value = drawn
    low, high = moved(p, value)
    assert p.param.low <= low <= value + 1e-9 and value - 1e-9 <= high <= p.param.high
    assert low < high and type(low) is type(high) is type(p.default)
    least = 1 if p.kind == "int" else p.param.step
    for end, bound in ((low, p.param.low), (high, p.param.high)):
        assert end == bound or least - 1e-9 <= abs(end - value) <= max(least, MOVE * abs(value) + 0.5) + 1e-9
    Scenario().override({p.path: low})
    Scenario().override({p.path: high})


@examples(25)
@given(scenarios(*LEVERS))
def test_assumptions_and_acting_levers_move(scenario: Scenario) -> None:
    found = {p.path for p in movable(scenario)}
    assert {p.path for p in NUMBERS if p.param.role == "assumption"} <= found
    assert {path.split(".")[0] for path in found if parameters()[path].param.role == "lever"} == set(active(scenario))
    assert not {path for path in found if parameters()[path].param.role == "setting"}
    labels = [named(p) for p in parameters().values()]
    assert len(labels) == len(set(labels))


@pytest.mark.full
def test_swings_are_those_of_the_headline_and_the_widest_come_first() -> None:
    scenario = preset_scenario("price_war")
    found = tornado(scenario, "margin", FEW)
    measure, now = headline_figure("margin", FEW), scenario.flat()
    assert found.value == measure(scenario)
    assert [s.range for s in found.swings] == sorted((s.range for s in found.swings), reverse=True)
    assert {s.path for s in found.swings[:2]} == {"population.arpu", "economics.gross_margin"}  # bills, what is left
    for swing in (*found.swings[:2], next(s for s in found.swings if s.path == "competitor.gap")):
        for value, figure in ((swing.low, swing.figure_low), (swing.high, swing.figure_high)):
            assert figure == measure(scenario.override({swing.path: value}))
            assert abs(value - now[swing.path]) == pytest.approx(0.1 * now[swing.path])
    shown = tornado_table(found)
    assert len(shown) == 10 and list(shown["path"]) == [s.path for s in found.swings[:10]]
    assert {"competitor.gap", "competitor.month"} < {s.path for s in found.swings}


@pytest.mark.full
def test_a_swing_without_a_value_at_one_end_still_counts() -> None:
    scenario = preset_scenario("contract_conversion")
    payback = int(headline_figure("payback_month", FEW)(scenario))
    found = tornado(scenario.override({"setting.horizon": payback}), "payback_month", FEW)
    gone = [s for s in found.swings if math.isnan(s.figure_low) or math.isnan(s.figure_high)]
    assert gone and all(math.isfinite(s.range) for s in found.swings)
    assert "conversion.incentive" in {s.path for s in gone}  # a dearer incentive is not paid back in time


@pytest.mark.full
def test_where_nothing_moves_a_figure_one_row_is_left() -> None:
    assert len(tornado_table(tornado(Scenario(), "customers_start", FEW))) == 1


# sentences


def rows_of(scenario: Scenario, name: str, customers: int) -> dict[str, dict[str, Any]]:
    table = measures()[name].measure(Outcome(simulate(scenario, customers)))
    return {row["figure"]: row for row in table.to_dict("records")}


def is_well_said(text: str) -> None:
    """Check what holds for every sentence, whatever it says."""
    assert len(text) <= LONGEST and text.endswith(".") and text.count(".") - len(re.findall(r"\d\.\d", text)) == 1
    assert text[0].isupper() and "  " not in text
    assert not re.search(r"nan|inf\b|None|[$€£]-|-[$€£]|−0\b", text)
    assert not re.search(r"\b1 (customers|months|waves)\b|\b(?!1 )[\d,]+ customer\b", text)
    assert not re.search(r"\b[Aa]n (?!8|11\b|18\b|under|offer|onboarding)|\b[Aa] (8|11\b|18\b|under|offer)", text)


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_said(name: str) -> None:
    scenario = preset_scenario(name)
    rows, campaign = (rows_of(scenario, table, 2_000) for table in ("headline", "campaign"))
    for text in (sentence(scenario, rows, campaign), sentence(scenario, rows)):
        is_well_said(text)
        assert text.startswith("No lever is moved") == (not active(scenario))
        assert all(section.phrase[1:] in text for section in active(scenario).values())
        assert [name for name, word in WORDS.items() if word in text] == list(active(scenario))


@examples(40)
@given(scenarios(*LEVERS, "economics.", "setting.currency", "churn.price"))
def test_every_scenario_is_said_as_its_rows_have_it(scenario: Scenario) -> None:
    rows, campaign = (rows_of(scenario, table, FEW) for table in ("headline", "campaign"))
    text = sentence(scenario, rows, campaign)
    is_well_said(text)
    if scenario.setting.currency != "USD":
        assert "$" not in text.replace("CA$", "").replace("A$", "")
    if not active(scenario):
        return
    doubtful = " ".join(re.findall(rf"on (customers|margin|customers and margin) {UNTOLD}", text))
    for name, figure, gains, loses in (
        ("customers", "customers_end", "keep", "cost"),
        ("margin",) * 2 + ("earn", "lose"),
    ):
        change, low, high = (rows[figure][f"difference{end}"] for end in ("", "_low", "_high"))
        told = [verb for verb in (gains, loses) if re.search(rf"\b{verb}s? ", text)]
        untold = low <= 0 <= high and low < high
        assert (name in doubtful) == untold
        if untold or change:
            assert told == ([] if untold else [gains if change > 0 else loses])


def effect(customers: float, margin: float, error: float = 0.0) -> dict[str, dict[str, Any]]:
    """Return headline rows with these differences, and the same relative error in both."""

    def row(value: float) -> dict[str, Any]:
        width = max(abs(value), 1.0) * error
        return {"difference": value, "difference_low": value - width, "difference_high": value + width}

    return {"customers_end": row(customers), "margin": row(margin)}


def campaign(spend: float, npv: float, error: float = 0.0) -> dict[str, dict[str, Any]]:
    width = abs(npv) * error
    return {"spend": {"value": spend}, "npv": {"value": npv, "value_low": npv - width, "value_high": npv + width}}


PRICE = Scenario().override(SWITCHES["price"])
BOTH = PRICE.override({**SWITCHES["offer"], "offer.month": 2})
SAID = [
    (
        PRICE,
        effect(-214_321, 1.1e9),
        None,
        "A 12 % price rise in month 3 costs 214,000 customers and earns $1.10 bn of margin by month 24.",
    ),
    (
        PRICE.override({"setting.currency": "EUR", "price.change": -0.08, "setting.horizon": 12}),
        effect(1, -2.5e6, 0.5),
        None,
        "An 8 % price cut in month 3 keeps 1 customer and loses €2.5 M of margin by month 12.",
    ),
    (PRICE, effect(0, 0), None, "A 12 % price rise in month 3 costs no customers and earns nothing by month 24."),
    (PRICE, effect(-5, 7, 1.0), None, f"The effect of a 12 % price rise in month 3 on customers and margin {UNTOLD}."),
    (
        PRICE,
        effect(-5, 0, 1.5) | {"margin": effect(0, 3e8)["margin"]},
        None,
        f"A 12 % price rise in month 3 earns $300 M of margin by month 24; its effect on customers {UNTOLD}.",
    ),
    (
        BOTH,
        effect(-214_321, 1.1e9),
        campaign(2e8, -1e8),
        "A 12 % price rise in month 3 and a 10 % discount to the 20 % most at risk in month 2 cost 214,000 customers "
        "and earn $1.10 bn of margin by month 24; the offer brings $100 M less than the $200 M it spends.",
    ),
    (
        BOTH,
        effect(214_321, -1.1e9),
        campaign(2e8, 1e8, 2.0),
        "A 12 % price rise in month 3 and a 10 % discount to the 20 % most at risk in month 2 keep 214,000 customers "
        f"and lose $1.10 bn of margin by month 24; what the offer brings for a spend of $200 M {UNTOLD}.",
    ),
    (
        Scenario().override(SWITCHES["offer"]),
        effect(1_240_000, 5e8),
        campaign(2e8, 5e8),
        "A 10 % discount to the 20 % most at risk in month 2 keeps 1.2 M customers and earns $500 M of margin by "
        "month 24 on a spend of $200 M.",
    ),
]


@pytest.mark.parametrize(("scenario", "rows", "campaign_rows", "text"), SAID)
def test_sentences(scenario: Scenario, rows: Any, campaign_rows: Any, text: str) -> None:
    assert sentence(scenario, rows, campaign_rows) == text
    is_well_said(text)


def test_levers_too_many_for_a_sentence_are_named_by_their_titles() -> None:
    every = Scenario().override({path: value for change in SWITCHES.values() for path, value in change.items()})
    text = sentence(every, effect(-1e6, 2e9), campaign(2e8, 1e8))
    assert text.startswith("Price change, competitor, service shock, contract conversion, onboarding programme and ")
    is_well_said(text)


def test_the_baseline_is_said_with_its_churn_and_margin() -> None:
    rows = rows_of(Scenario(), "headline", 2_000)
    text = sentence(Scenario().override({"price.month": 9, "offer.policy": "risk", "offer.month": 30}), rows)
    assert FIGURES["churn_12m"].unit.show(rows["churn_12m"]["baseline"]) in text and "margin by month 24 is $2" in text


@given(st.integers(0, 10**9))
def test_customers_are_said_to_three_digits(count: int) -> None:
    text = people(count)
    number = float(re.sub(r"[^\d.]", "", text)) * (1e9 if "bn" in text else 1e6 if "M" in text else 1)
    assert number == pytest.approx(count, rel=0.06 if count >= 1e6 else 0.005)
    assert text.endswith(" customer") == (count == 1)


PHRASES = [
    ({"price.change": 0.12}, "a 12 % price rise in month 3"),
    ({"price.change": -0.085, "price.scope": "fibre"}, "an 8.5 % price cut for fibre customers in month 3"),
    (
        {"price.change": 0.18, "price.scope": "month-to-month", "price.ramp": 6},
        "an 18 % price rise for month-to-month customers over 6 months from month 3",
    ),
    ({"price.change": 1e-6}, "an under 0.1 % price rise in month 3"),
    (
        {"competitor.gap": 0.1, "competitor.exposed": 1.0, "competitor.ramp": 1},
        "a competitor 10 % cheaper from month 4",
    ),
    ({"competitor.gap": 0.2}, "a competitor 20 % cheaper for 60 % of customers over 3 months from month 4"),
    ({"shock.share": 1.0}, "a service failure in month 4 that makes all customers 2 times as likely to leave"),
    (
        {"shock.share": 0.35, "shock.hazard_ratio": 1.5},
        "a service failure in month 4 that makes 35 % of customers 50 % more likely to leave",
    ),
    (
        {"conversion.share": 0.25},
        "moving 25 % of month-to-month customers to a one-year contract in month 2 for $40 each",
    ),
    (
        {"conversion.share": 1.0, "conversion.incentive": 0.0},
        "moving all month-to-month customers to a one-year contract in month 2",
    ),
    (
        {"onboarding.cut": 0.3, "onboarding.cost": 12.5},
        "an onboarding programme that cuts the hazard of a customer's first 6 months by 30 % "
        "for $12.50 per new customer",
    ),
    (
        {"onboarding.cut": 0.3, "onboarding.months": 1, "onboarding.cost": 0.0},
        "an onboarding programme that cuts the hazard of a customer's first month by 30 %",
    ),
    ({"offer.policy": "risk"}, "a 10 % discount to the 10 % most at risk in month 2"),
    ({"offer.policy": "random", "offer.discount": 0.0}, "an offer to 10 % of customers at random in month 2"),
    (
        {"offer.policy": "value", "offer.kind": "service", "offer.waves": 2},
        "a service offer with a 10 % discount to the 10 % with the most margin at risk in 2 waves from month 2",
    ),
    (
        {"offer.policy": "uplift", "offer.kind": "service", "offer.discount": 0.0, "offer.reach": 1.0},
        "a service offer to all with an estimated profit in month 2",
    ),
    (
        {"offer.policy": "oracle", "offer.reach": 1.0, "offer.budget": 2.04e8},
        "a 10 % discount to those with the highest true profit for at most $204 M in month 2",
    ),
    (
        {"offer.policy": "random", "offer.reach": 1.0, "offer.holdout": 0.1},
        "a 10 % discount to all customers outside the holdout in month 2",
    ),
]


@pytest.mark.parametrize(("changes", "phrase"), PHRASES)
def test_levers_say_what_they_do(changes: dict[str, Any], phrase: str) -> None:
    section = next(iter(changes)).split(".")[0]
    assert getattr(Scenario().override(changes), section).phrase == phrase


def test_a_lever_that_does_not_say_what_it_does_fails_at_import() -> None:
    with pytest.raises(TypeError, match="needs a phrase"):

        class Silent(Section):
            """Silent."""

            title: ClassVar[str] = "Silent"
            rung: ClassVar[Rung | None] = "market"
            x: Annotated[float, Param("X", SHARE, 0, 1, 0.1, role="lever")] = 0.0
            """A sentence."""


# break-even

STEEP = {"churn.annual_churn": 0.38, "economics.gross_margin": 0.8, "setting.horizon": 36, "churn.tenure_effect": 0.2}
EVEN = [
    (Scenario().override({"price.change": 0.2, **STEEP}), "churn.price_sensitivity", "margin.difference"),
    (preset_scenario("price_rise").override(SWITCHES["competitor"]), "churn.price_sensitivity", "margin.difference"),
    (preset_scenario("risk_targeting"), "offer.uplift", "net_benefit"),
    (preset_scenario("retention_blitz"), "offer.uplift", "net_benefit"),
    (preset_scenario("retention_blitz").override(SWITCHES["shock"]), "offer.uplift", "net_benefit"),
]


@pytest.mark.full
@pytest.mark.parametrize(("scenario", "path", "figure"), EVEN)
def test_at_break_even_nothing_is_earned_and_nothing_lost(scenario: Scenario, path: str, figure: str) -> None:
    found = break_even(scenario, 2_000)
    assert found is not None and (found.path, found.customers) == (path, 2_000)
    measure, p = headline_figure(figure, 2_000), parameters()[path].param
    assert p.low is not None and p.high is not None
    low, at, high = (measure(scenario.override({path: value})) for value in (p.low, found.value, p.high))
    assert low * high < 0 and abs(at) < 1e-3 * (abs(low) + abs(high))
    below, above = (measure(scenario.override({path: found.value + step})) for step in (-0.02, 0.02))
    assert below * above < 0  # it changes sides there
    assert re.fullmatch(r"break-even (price sensitivity \d\.\d|uplift \d+ %)", found.sentence)


@pytest.mark.full
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(),
        preset_scenario("network_outage"),  # nothing that we decided
        Scenario().override({"price.change": 0.1}),  # earns at any sensitivity that is allowed
        Scenario().override({"price.change": -0.1}),  # loses at any
        Scenario().override({"offer.policy": "risk", "offer.contact_cost": 100.0, "offer.discount": 0.9}),
        Scenario().override({"offer.policy": "oracle"}),  # never makes an offer that loses
    ],
)
def test_where_there_is_no_break_even_none_is_told(scenario: Scenario) -> None:
    assert break_even(scenario, 2_000) is None
