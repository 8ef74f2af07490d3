"""Goal seek: the right value where there is one, a clear answer where there is none."""

from __future__ import annotations

import contextlib
import math

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scripts.benchmark import QUESTIONS
from scripts.generate_demo_data import main
from televantage.measures import FIGURES, headline_figure
from televantage.scenario import Scenario, UsageError, parameters, preset_scenario
from televantage.units import read_number
from tests.support.tiers import examples

CUSTOMERS = 5_000

MORE = (
    ("risk_targeting", "offer.discount", "net_benefit", 0.0),
    ("baseline", "population.arpu", "arpu", 48.0),
    ("baseline", "churn.annual_churn", "churn_monthly", 0.0085),
)


@pytest.mark.parametrize(("name", "path", "figure", "target"), QUESTIONS + MORE)
def test_the_solved_value_reaches_the_target(name: str, path: str, figure: str, target: float) -> None:
    scenario, measure = preset_scenario(name), headline_figure(figure, CUSTOMERS)
    answer = scenario.solve(path, measure, target)
    p = parameters()[path].param
    assert p.low is not None and p.high is not None and p.step is not None
    assert p.low <= answer.value <= p.high
    assert answer.scenario == scenario.override({path: answer.value}) and measure(answer.scenario) == answer.reached
    ends = [measure(scenario.override({path: end})) for end in (p.low, p.high)]
    spread = max(v for v in ends if not math.isnan(v)) - min(v for v in ends if not math.isnan(v))
    assert answer.exact and abs(answer.reached - target) <= 1e-3 * max(spread, abs(target))
    assert answer.evaluations <= 30


@examples(200)
@given(st.floats(-3, 3), st.floats(0.2, 4), st.floats(0.05, 0.85), st.booleans())
def test_any_monotone_figure_is_solved(offset: float, bend: float, at: float, falling: bool) -> None:
    sign = -1.0 if falling else 1.0

    def curve(scenario: Scenario) -> float:
        return sign * (offset + scenario.offer.uplift**bend)

    answer = Scenario().solve("offer.uplift", curve, sign * (offset + at**bend))
    assert abs(curve(answer.scenario) - sign * (offset + at**bend)) < 1e-3 and answer.evaluations < 60


def test_a_figure_that_turns_is_solved_between_its_ends() -> None:
    def hill(scenario: Scenario) -> float:
        return 1 - (scenario.offer.reach - 0.5) ** 2

    answer = Scenario().override({"offer.reach": 0.9}).solve("offer.reach", hill, 0.96)
    assert answer.value == pytest.approx(0.7, abs=1e-3)  # of the two, the one nearer to where it stands
    assert Scenario().solve("offer.reach", hill, 0.96).value == pytest.approx(0.3, abs=1e-3)

    def wave(scenario: Scenario) -> float:
        x = scenario.offer.reach
        return (x - 0.1) * (x - 0.5) * (x - 0.9)

    for now, root in ((0.05, 0.1), (0.5, 0.5), (0.85, 0.9), (0.95, 0.9)):
        assert Scenario().override({"offer.reach": now}).solve("offer.reach", wave, 0.0).value == pytest.approx(
            root, abs=2e-3
        )


@pytest.mark.full
def test_a_figure_without_a_value_at_an_end_is_solved_up_to_it() -> None:
    """ROI has none at a reach of 0, where nothing is spent; right beside it lie the best ones."""
    scenario, measure = preset_scenario("risk_targeting"), headline_figure("roi", CUSTOMERS)
    wanted = measure(scenario.override({"offer.reach": 0.08}))
    assert scenario.solve("offer.reach", measure, wanted).reached == pytest.approx(wanted, abs=2e-3)

    def late(s: Scenario) -> float:
        return math.nan if s.offer.reach < 0.437 else s.offer.reach

    assert Scenario().override({"offer.reach": 0.9}).solve("offer.reach", late, 0.44).value == pytest.approx(
        0.44, abs=1e-3
    )


def test_a_whole_number_gets_the_nearest_one() -> None:
    answer = Scenario().solve("offer.duration", lambda s: float(s.offer.duration**2), 50.0)
    assert answer.value == 7 and isinstance(answer.value, int) and answer.reached == 49 and not answer.exact


def test_what_cannot_be_reached_is_said_with_what_can() -> None:
    measure = headline_figure("churn_monthly", CUSTOMERS)
    with pytest.raises(
        UsageError, match=r"No value of churn.annual_churn between 0.02 and 0.8 gives 0.5: .* from 0.00"
    ):
        Scenario().solve("churn.annual_churn", measure, 0.5)
    with pytest.raises(UsageError, match=r"offer\.uplift does not move this figure"):
        Scenario().solve("offer.uplift", measure, 0.5)
    with pytest.raises(UsageError, match="has no value in this scenario"):
        Scenario().solve("offer.uplift", headline_figure("roi", CUSTOMERS), 0.0)
    with pytest.raises(UsageError, match=r"Did you mean 'offer.uplift'"):
        Scenario().solve("offer.uplit", measure, 0.5)
    with pytest.raises(UsageError, match="is no number"):
        Scenario().solve("offer.policy", measure, 0.5)
    with pytest.raises(UsageError, match=r"Did you mean 'roi'"):
        headline_figure("rois")
    with pytest.raises(UsageError, match="has no world 'baseline'; it has scenario"):
        headline_figure("roi.baseline")


@pytest.mark.parametrize("figure", FIGURES)
def test_every_headline_figure_can_be_sought(figure: str) -> None:
    value = headline_figure(figure, 1_000)(preset_scenario("risk_targeting"))
    assert math.isfinite(value) or figure in ("payback_month", "cost_per_save")


def seek(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*words, "--customers", "5000"], standalone_mode=False)
    return (2, str(result.exception)) if isinstance(result.exception, UsageError) else (0, result.output)


def test_the_script_prints_the_answer_and_writes_nothing() -> None:
    code, text = seek("risk_targeting", "--solve", "offer.uplift", "--for", "roi=0")
    assert code == 0 and "offer.uplift = 0." in text and "roi = " in text and "--set offer.uplift=" in text
    code, text = seek("baseline", "--solve", "churn.annual_churn", "--for", "churn_monthly=0.9%", "--quiet")
    assert code == 0 and text.startswith("churn.annual_churn=0.1")


WRONG = [
    (("--solve", "offer.uplift"), "Goal seek needs both"),
    (("--for", "roi=0"), "Goal seek needs both"),
    (("--solve", "offer.uplift", "--for", "roi"), "Goal seek needs both"),
    (("--solve", "offer.uplift", "--for", "roi=soon"), "the target is no number"),
    (("--solve", "offer.uplift", "--for", "margin=nan"), "the target is no number"),
    (("--solve", "offer.uplift", "--for", "rio=0"), "There is no figure 'rio'"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG)
def test_mistakes_on_the_command_line_are_sentences(words: tuple[str, ...], sentence: str) -> None:
    code, text = seek("baseline", *words)
    assert code == 2 and sentence in text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.1 %", 0.021),
        ("0", 0.0),
        ("$1.2 bn", 1.2e9),
        ("−300k", -3e5),
        ("€ 4 M", 4e6),
        ("1,234.5", 1234.5),
        ("2.5×", 2.5),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert read_number(text) == pytest.approx(value)


@given(st.text(max_size=20))
def test_any_other_text_is_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert math.isfinite(read_number(text))


@pytest.mark.parametrize("text", ["2,1 %", "1,2 bn", "1.234,5", "12,34", "1,2345", "soon", "", "%", "nan", "1e999"])
def test_a_decimal_comma_is_refused_and_never_misread(text: str) -> None:
    with pytest.raises(ValueError):
        read_number(text)
