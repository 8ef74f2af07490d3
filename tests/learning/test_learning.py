"""What an operator could learn: metrics against outside judges, the ceiling, leaks, thresholds, sums that add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from televantage.engines import processes
from televantage.learning.contest import contest
from televantage.learning.evidence import Evidence, evidence
from televantage.learning.features import FEATURES, checked, levels, matrix, owners
from televantage.learning.importance import placements
from televantage.learning.judging import figures, replicates
from televantage.learning.models import MODELS, fit
from televantage.learning.sample import Part, Sample, leaving, sample, sizes
from televantage.learning.scoring import CELLS, SEGMENTS, SUMS, segment_of
from televantage.learning.segments import segments, to_total
from televantage.learning.tables import tables
from televantage.learning.thresholds import FEWEST, best_thresholds, from_here_on
from televantage.measures import Outcome, segment_value
from televantage.scenario import Scenario, preset_scenario
from televantage.simulation import simulate
from televantage.simulation.block import draw_block, lives
from televantage.simulation.campaign_rows import KEY_COLUMNS, key_rows
from televantage.simulation.cube import LABELS, QUANTUM
from televantage.simulation.grading import oracle_plan
from televantage.simulation.money import GRAIN
from televantage.simulation.observed import ATTRIBUTE_COLUMNS, attributes, observed
from televantage.simulation.offer import is_offered
from tests.support.tiers import examples

SMALL = {"learning.train": 1_000, "learning.judge": 1_000}


@pytest.fixture(scope="module")
def baseline_sample() -> Sample:
    """Return the default samples of the baseline: 20,000 customers each."""
    return sample(simulate(preset_scenario("baseline"), 40_000).prepared, 40_000)


@pytest.fixture(scope="module")
def smaller_sample() -> Sample:
    """Return smaller samples of the baseline, where what is wrong is plain to see."""
    scenario = preset_scenario("baseline").override({"learning.train": 5_000, "learning.judge": 5_000})
    return sample(simulate(scenario, 10_000).prepared, 10_000)


def small(name: str, customers: int = 4_000, **changes: object) -> Evidence:
    scenario = preset_scenario(name).override(SMALL | {k.replace("__", "."): v for k, v in changes.items()})
    return evidence(Outcome(simulate(scenario, customers)), scenario)


@pytest.mark.full
@given(data=st.data())
@examples(40)
def test_metrics_are_those_of_scikit_learn(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 60))
    chance = np.array(data.draw(st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0]), min_size=count, max_size=count)))
    left = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    left[:2] = [False, True]
    weights = replicates(data.draw(st.integers(0, 2**32 - 1)), count)
    found = figures(chance, left, weights)
    for column in (0, 1, 7):
        own = weights[column]
        if not own[left].sum() or not own[~left].sum():
            assert found["auc"][column] == 0.5
            continue
        judges = (roc_auc_score, average_precision_score, brier_score_loss)
        for name, judge in zip(("auc", "average_precision", "brier"), judges, strict=True):
            assert found[name][column] == pytest.approx(judge(left, chance, sample_weight=own), abs=1e-12)


def test_a_replicate_is_as_many_customers_with_replacement() -> None:
    weights = replicates(7, 1_000)
    assert (weights.sum(1) == 1_000).all() and (weights[0] == 1).all()
    assert weights[1:].var() == pytest.approx(1.0, abs=0.02)  # Poisson-like counts
    assert not np.array_equal(weights, replicates(8, 1_000))


def test_placements_average_to_the_auc(smaller_sample: Sample) -> None:
    truth, left = smaller_sample.truth, smaller_sample.judge.left
    auc = roc_auc_score(left, truth)
    assert [part.mean() for part in placements(truth, left)] == pytest.approx([auc, auc], abs=1e-12)


def test_models_see_observed_attributes_and_nothing_else() -> None:
    scenario = preset_scenario("log_experiment")
    table = attributes(scenario, 500)
    assert {f.column for f in FEATURES} == set(ATTRIBUTE_COLUMNS) == set(table)
    assert observed(scenario, 500)[list(table)].equals(table)
    assert matrix(table).shape == (500, len(owners())) and set(owners()) == set(range(len(FEATURES)))
    for name in KEY_COLUMNS:
        with pytest.raises(ValueError, match="not observed"):
            checked(table.assign(**{name: 0.0}))
    for feature in FEATURES:
        known = levels(feature, table)
        codes = known.codes(table)
        assert codes.min() >= 0 and codes.max() < len(known.labels)
        if not feature.unit:
            assert [known.labels[c] for c in codes] == table[feature.column].tolist()


@pytest.mark.full
def test_the_winner_is_below_the_ceiling_and_close_to_it(baseline_sample: Sample) -> None:
    found = contest(baseline_sample, 20260101)
    ceiling = found.ceiling["auc"].value
    assert ceiling == pytest.approx(roc_auc_score(baseline_sample.judge.left, baseline_sample.truth), abs=1e-12)
    assert found.winner.auc.value < ceiling and ceiling - found.winner.auc.value <= 0.02
    assert len({entry.fitted.model.abbrev for entry in found.entries}) == 6
    assert [e.auc.value for e in found.entries] == sorted((e.auc.value for e in found.entries), reverse=True)
    for entry in found.entries:
        assert 0.8 < entry.auc.low < entry.auc.value < entry.auc.high < 0.87
        assert entry.fitted.seconds > 0
        assert found.ceiling["brier"].value < entry.brier.value
    assert not found.leaks


def shuffled(part: Part, seed: int) -> Part:
    order = np.random.Philox(key=seed).random_raw(len(part.left)).argsort()
    return replace(part, left=part.left[order])


@pytest.mark.full
def test_shuffled_labels_teach_nothing(smaller_sample: Sample) -> None:
    nothing = replace(smaller_sample, train=shuffled(smaller_sample.train, 1), judge=shuffled(smaller_sample.judge, 2))
    for entry in contest(nothing, 1).entries:
        assert entry.auc.value == pytest.approx(0.5, abs=0.04), entry.fitted.model.name


def with_the_key(part: Part, key: npt.NDArray[np.float64]) -> Part:
    """Smuggle something of the key in under an observed name."""
    return replace(part, attributes=part.attributes.assign(monthly_bill=key))


def test_a_model_that_was_given_the_key_by_mistake_is_caught(smaller_sample: Sample) -> None:
    cheat = replace(
        smaller_sample,
        train=with_the_key(smaller_sample.train, smaller_sample.train.left.astype(float)),
        judge=with_the_key(smaller_sample.judge, smaller_sample.judge.left.astype(float)),
    )
    assert len(contest(cheat, 1).leaks) == 6
    noisy = np.random.Philox(key=3).random_raw(len(cheat.judge.left)) / 2.0**64  # tells who left once in five times
    train, judge = (
        with_the_key(part, np.where(noisy < 0.2, part.left, 0.5))
        for part in (smaller_sample.train, smaller_sample.judge)
    )
    assert contest(replace(smaller_sample, train=train, judge=judge), 1).leaks


def test_sample_sizes() -> None:
    assert sizes(20_000, 20_000, 40_000) == (20_000, 20_000)
    assert sizes(30_000, 10_000, 2_000) == (1_500, 500)
    found = small("baseline")
    assert (found.contest.trained_on, found.contest.judged_on) == (1_000, 1_000)
    prepared = simulate(preset_scenario("risk_targeting"), 5_000).prepared
    both = sample(prepared, 5_000)
    assert len(both.train.left) == len(both.judge.left) == 2_500
    assert both.truth.mean() == pytest.approx(both.judge.left.mean(), abs=4 * 0.45 / 50)


def test_where_nobody_leaves_a_model_says_so() -> None:
    seen = np.zeros((20, 3))
    for flags in (np.zeros(20, bool), np.ones(20, bool)):
        for model in MODELS:
            fitted = fit(model, seen, flags, 1)
            assert (fitted.chance(seen) == float(flags[0])).all() and fitted.seconds == 0


@given(
    gain=st.lists(st.lists(st.integers(-20, 20), min_size=6, max_size=6), min_size=1, max_size=3),
    budget=st.integers(0, 200),
    data=st.data(),
)
@examples(60)
def test_thresholds_are_the_most_profitable_that_the_budget_allows(
    gain: list[list[int]], budget: int, data: st.DataObject
) -> None:
    profit = np.array(gain)
    cost = np.array([[data.draw(st.integers(1, 15)) for _ in row] for row in gain])
    people = np.full_like(profit, FEWEST)
    rows = np.arange(len(profit))
    free = best_thresholds(people, profit, cost, np.inf)
    best = from_here_on(profit).max(1)
    assert (from_here_on(profit)[rows, free] == best).all()
    found = best_thresholds(people, profit, cost, budget)
    assert from_here_on(cost)[rows, found].sum() <= budget
    more = best_thresholds(people, profit, cost, budget * 2)
    assert from_here_on(profit)[rows, found].sum() <= from_here_on(profit)[rows, more].sum() <= best.sum()
    few = best_thresholds(people // FEWEST, profit, cost, np.inf)
    assert (few == profit.shape[1]).all()  # too few customers to say


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.integers(-1000, 1000))
def test_whole_numbers_sum_to_their_total(values: list[float], more: int) -> None:
    array = np.array(values)
    total = round(float(array.sum())) + more
    found = to_total(array, total)
    assert int(found.sum()) == total
    if more == 0:
        assert np.abs(found - array).max() <= 2.0


@pytest.mark.full
@pytest.mark.parametrize("name", ["baseline", "risk_targeting", "price_rise"])
def test_sums_by_score_are_those_of_each_customer(name: str) -> None:
    """A second implementation: customer by customer, money from the answer key where there is one."""
    found, count = small(name, 3_000), 3_000
    prepared = found.outcome.cube.prepared
    block, table = draw_block(prepared, 0, count), attributes(prepared.scenario, count)
    score = found.contest.winner.fitted.chance(matrix(table))
    segment, left = segment_of(block), leaving(block) / QUANTUM
    names = [SEGMENTS[s] for s in segment]
    edges = {"0-3m": (0, 3), "4-12m": (4, 12), "13-24m": (13, 24), "25-48m": (25, 48), "49-72m": (49, 72)}
    assert all(edges[n[0]][0] <= t <= edges[n[0]][1] for n, t in zip(names, table["tenure_months"], strict=True))
    kinds = dict(zip(LABELS["contract"], ("month-to-month", "one year", "two years"), strict=True))
    assert all(kinds[n[1]] == c for n, c in zip(names, table["contract"], strict=True))
    above = score >= found.thresholds[segment] / CELLS
    scale = found.scenario.setting.subscribers / count

    def by_segment(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.bincount(segment, weights=values * above * scale, minlength=len(SEGMENTS)).astype(np.float64)

    targeted = {key: values[0] for key, values in found.targeted.items()}
    assert targeted["customers"] == pytest.approx(by_segment(np.ones(count)))
    assert targeted["leaving"] == pytest.approx(by_segment(left))
    assert targeted["at_risk"] == pytest.approx(by_segment(left * table["monthly_bill"].to_numpy() * 12))
    if is_offered(prepared.scenario):
        key = key_rows(prepared, oracle_plan(prepared, count), 0, count)
        assert targeted["gain"] == pytest.approx(by_segment(key["expected_profit"].to_numpy()), abs=0.01 * scale)
        own = np.bincount(segment, weights=key["wave"].notna(), minlength=len(SEGMENTS)) * scale
        assert found.offer["offered"][0] == pytest.approx(own)
        kinds_money = found.outcome.cube.sums["kinds"].sum((0, 1)) / GRAIN / 100 * scale
        assert found.offer["cost"][0].sum() == pytest.approx(kinds_money[2:].sum(), rel=1e-6)
        gain = kinds_money[1] - kinds_money[2:].sum()
        assert found.offer["gain"][0].sum() == pytest.approx(gain, rel=1e-5)


@pytest.mark.full
def test_the_cut_of_the_work_changes_nothing() -> None:
    scenario = preset_scenario("price_rise").override(SMALL)
    outcome = Outcome(simulate(scenario, 3_000))
    one = evidence(outcome, scenario)
    with processes(2) as run:
        many = evidence(outcome, scenario, run, block=700)
    assert (one.scores.by_score == many.scores.by_score).all() and (one.scores.by_level == many.scores.by_level).all()
    assert int(one.scores.by_score[0].sum()) == 3_000
    for name, mine in tables(one).items():
        pd.testing.assert_frame_equal(mine, tables(many)[name], check_exact=True)


def test_ltv_is_that_of_the_segment_month_by_month() -> None:
    """A second implementation of lifetime value, from each customer's bill and survival."""
    scenario = preset_scenario("baseline").override({"setting.horizon": 18, "economics.discount_rate": 0.12})
    outcome = Outcome(simulate(scenario, 3_000))
    prepared = outcome.cube.prepared
    block = draw_block(prepared, 0, 3_000)
    stay = lives(block, prepared.worlds[0]).stay / QUANTUM
    worth = [1.12 ** (-t / 12) for t in range(61)]
    segment, rows = segment_of(block), segment_value.measure(outcome)
    rows = rows[rows["world"] == "scenario"].reset_index(drop=True)
    for place in range(len(SEGMENTS)):
        who = segment == place
        if not who.any():
            assert rows["ltv"][place] == 0 and rows["arpu"][place] == 0
            continue
        bill, here = block.base.bill[who] / 100, stay[:, who]
        by_month = [scenario.economics.gross_margin * float((bill * here[t]).sum()) for t in range(19)]
        kept = (here[18].sum() / here[6].sum()) ** (1 / 12)
        value = sum(by_month[t] * worth[t] for t in range(1, 19))
        value += sum(by_month[18] * kept ** (t - 18) * worth[t] for t in range(19, 61))
        assert rows["ltv"][place] == pytest.approx(value / who.sum(), rel=2e-4)
        assert rows["arpu"][place] == pytest.approx(bill.mean(), rel=1e-4)


@pytest.mark.full
def test_doubling_the_budget_changes_the_roi_and_a_bad_offer_loses() -> None:
    tight = {"offer__budget": 40e6}
    one, two = (
        segments(small("risk_targeting", 20_000, **{**tight, "offer__budget": budget})) for budget in (40e6, 80e6)
    )
    for kind in ("offer", "targeted"):
        rois = [table[f"{kind}_npv"].sum() / table[f"{kind}_spend"].sum() for table in (one, two)]
        assert rois[0] != pytest.approx(rois[1], rel=0.01)
        assert one[f"{kind}_spend"].sum() <= 40e8 and two[f"{kind}_spend"].sum() > one[f"{kind}_spend"].sum()
    bad = segments(small("baseline", offer__uplift=0.0))
    assert (bad["roi_profit"][bad["roi_spend"] > 0] < 0).all() and bad["targeted"].sum() == 0
    backfired = segments(small("backfired"))
    made = backfired["roi_basis"] == "offer made"
    assert made.any() and (backfired["roi_profit"][made] < 0).mean() > 0.9


def test_give_away_is_a_cost_and_only_leavers_can_be_saved() -> None:
    found = small("baseline", 20_000, offer__contact_cost=0.0, churn__annual_churn=0.02)
    everybody = {name: float(values[0].sum()) for name, values in found.everybody.items()}
    assert everybody["kept"] < everybody["at_risk"]  # no more can be kept than would leave
    assert everybody["cost"] - everybody["cost_on_leaving"] > 0.9 * everybody["cost"]  # most of it goes to stayers
    assert everybody["gain"] < 0


@pytest.mark.full
@pytest.mark.parametrize("changes", [{"offer.month": 30}, {"offer.budget": 0.0}, {"setting.horizon": 1}])
def test_an_offer_that_cannot_be_made_targets_nobody(changes: dict[str, object]) -> None:
    scenario = Scenario().override(SMALL | changes)
    found = evidence(Outcome(simulate(scenario, 2_000)), scenario)
    table = segments(found)
    assert table["targeted"].sum() == 0 and (table["threshold"] == 1).all()
    assert all(isinstance(part, pd.DataFrame) and not part.empty for part in tables(found).values())


def test_the_names_of_the_sums_are_used() -> None:
    found = small("baseline", 2_000)
    assert set(SUMS) == set(found.whole) == set(found.targeted)
