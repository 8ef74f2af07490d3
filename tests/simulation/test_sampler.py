"""The compiled chain against its laws, straight from the features and coefficients."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from televantage.scenario.population import Population
from televantage.simulation.attributes import LEVELS
from televantage.simulation.calibration import Link, calibration
from televantage.simulation.customers import draw_base
from televantage.simulation.features import TENURE_FACTORS
from televantage.simulation.sampler import DRAW_BITS, compiled
from tests.support.tiers import examples

CHAIN = {link.name: link for link in calibration("ibm_telco").chain}


def log_odds(link: Link, level: str, person: dict[str, str], tenure: int) -> float:
    """Return a level's log odds from the words of its features: a second, slow implementation."""
    total = 0.0
    for feature, coefficient in link.coefficients[level].items():
        value = 1.0
        for word in [] if feature == "1" else feature.split(" * "):
            name, _, wanted = word.partition("=")
            value *= float(TENURE_FACTORS[word][tenure]) if word in TENURE_FACTORS else float(person[name] == wanted)
        total += coefficient * value
    return total


def law(link: Link, person: dict[str, str], tenure: int) -> npt.NDArray[np.float64]:
    levels = LEVELS[link.name]
    for parent, sure in link.certain.items():
        if person[parent] in sure:
            return np.array([float(level == sure[person[parent]]) for level in levels])
    weights = np.exp([0.0, *(log_odds(link, level, person, tenure) for level in levels[1:])])
    return np.asarray(weights / weights.sum())


@pytest.mark.full
@examples(150)
@given(st.fixed_dictionaries({name: st.sampled_from(levels) for name, levels in LEVELS.items()}), st.integers(0, 72))
def test_the_compiled_chain_is_the_law_of_its_features(person: dict[str, str], tenure: int) -> None:
    codes = {name: np.array([LEVELS[name].index(level)]) for name, level in person.items()}
    for name, link in CHAIN.items():
        fast = compiled(link).probabilities(codes | {"tenure": np.array([tenure])}, 1)[0]
        assert np.abs(fast - law(link, person, tenure)).max() < 0.0015, name  # whole thousandths of log odds


@pytest.mark.parametrize("name", CHAIN)
def test_draws_follow_their_probabilities(name: str) -> None:
    """Every draw of 28 bits counts once: the share of draws below each limit is the probability, to 1 in 2^20."""
    base = draw_base(Population(), 3, 0, 400)
    codes = base.codes | {"tenure": base.tenure}
    link, grid = compiled(CHAIN[name]), np.arange(0, 2**DRAW_BITS, 2**DRAW_BITS // 4096) + 2**15
    for k in range(0, 400, 40):
        one = {n: np.repeat(v[k], len(grid)) for n, v in codes.items()}
        shares = np.bincount(link.draw(one, grid), minlength=len(LEVELS[name])) / len(grid)
        assert np.abs(shares - link.probabilities(codes, 400)[k]).max() <= 1 / 4096


def test_a_base_has_the_shares_that_its_chain_expects() -> None:
    base = draw_base(Population(), 5, 0, 60_000)
    codes = base.codes | {"tenure": base.tenure}
    for name, link in CHAIN.items():
        chance = compiled(link).probabilities(codes, base.count)
        if name == "internet":
            continue  # its intercept is moved to the wanted fibre share
        seen = np.bincount(base.codes[name], minlength=chance.shape[1])
        spread = np.sqrt((chance * (1 - chance)).sum(0))
        assert (np.abs(seen - chance.sum(0)) < 4.5 * spread + 1e-9).all(), name


def test_levers_on_the_base_move_what_depends_on_them() -> None:
    def means(**changes: float) -> dict[str, float]:
        base = draw_base(Population.model_validate(changes), 5, 0, 40_000)
        found = {name: float(values.mean()) for name, values in base.codes.items() if len(LEVELS[name]) == 2}
        found |= {"m2m": float((base.codes["contract"] == 0).mean()), "bill": float(base.bill.mean())}
        return found | {"fibre": float((base.codes["internet"] == 1).mean()), "risk": float(base.risk.mean())}

    plain = means()
    fibre, young, long, dear = (
        means(fibre_share=0.8), means(first_year_share=0.7), means(contract_shift=2.0), means(arpu=129.28),
    )  # fmt: skip
    assert abs(fibre["fibre"] - 0.8) < 0.01
    assert fibre["bill"] > plain["bill"] + 1000 and fibre["tv"] > plain["tv"] and fibre["phone"] > plain["phone"]
    assert young["m2m"] > plain["m2m"] + 0.1 and young["partner"] < plain["partner"] and young["bill"] < plain["bill"]
    assert long["m2m"] < plain["m2m"] - 0.1 and long["security"] > plain["security"]
    assert dear["bill"] == pytest.approx(2 * plain["bill"], rel=1e-3) and dear["tv"] == plain["tv"]


def test_a_bill_is_the_price_list_and_noise_of_its_size() -> None:
    base, prices = draw_base(Population(), 5, 0, 50_000), calibration("ibm_telco").prices
    names = ("phone", "lines", "tv", "movies", "protection", "support", "security", "backup")
    listed = sum(base.codes[n] * prices.price_list[n] for n in names)
    listed = listed + np.array([prices.price_list["dsl"], prices.price_list["fibre"], 0.0])[base.codes["internet"]]
    items = sum(base.codes[n] for n in names) + (base.codes["internet"] != 2)
    noise = (base.bill / 100 - listed) / np.sqrt(items)
    assert abs(noise.mean()) < 0.01 and noise.std() == pytest.approx(prices.bill_noise, abs=0.01)
    later = base.tenure > 1
    drift = (base.total - base.tenure * base.bill)[later] / 100 / np.sqrt((base.bill / 100 * (base.tenure - 1))[later])
    assert drift.std() == pytest.approx(prices.total_noise, abs=0.03) and abs(drift.mean()) < 0.02
    assert stats.kstest(noise[items == 3] / prices.bill_noise, "norm").statistic < 0.03  # bills are on a 5-cent grid
