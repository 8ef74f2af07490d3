"""Tailor a scenario to a prospect: what it knows about its own customers, solved for, and told how well.

Statistics are reached one after the other, each with parameters that leave those before it alone: the shares of the
contracts (contract shift, tenure, first-year share), the price level, then the churn of each contract (12-month churn
and a shift for each long contract). Every step shares the draws of the customers, so the fit is exact for those that
are simulated, and the same every time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from televantage.fitting.bounded import Floats
from televantage.fitting.contract_churn import exposures, log_levels, monthly_churn, with_log_levels, within
from televantage.fitting.contract_mix import DECIMALS, contract_shares, with_mix
from televantage.fitting.telling import notes, preset_of
from televantage.fitting.wishes import COARSE, STATISTICS, WORDS, ByContract, Fit, Prospect, check, judged
from televantage.measures import Outcome
from televantage.scenario import Preset, Scenario, preset_scenario
from televantage.simulation import simulate
from televantage.simulation.block import base_of
from televantage.simulation.customers import Base
from televantage.simulation.hazard import YEAR
from televantage.simulation.prepare import prepare

__all__ = ["CUSTOMERS", "STATISTICS", "ByContract", "Fit", "OnStep", "Prospect", "Tailored", "measured", "tailor"]

BASELINE = "baseline"
CUSTOMERS = 50_000
"""Customers on whom a scenario is fitted: as many as the explorer simulates."""
TRIES = 3
"""How often churn is aimed at: few subscribers are rounded, and each time aims off against what that did before."""

OnStep = Callable[[float, str], object]
"""Told the share of the work that is done, and what comes next."""


@dataclass(frozen=True)
class Tailored:
    """A scenario made for a prospect.

    ``changes`` are its differences to the baseline preset; ``fit`` has a row for each statistic; ``preset`` is the file
    that the explorer imports; ``notes`` has a sentence for each wish that is out of reach.
    """

    scenario: Scenario
    changes: dict[str, Any]
    fit: tuple[Fit, ...]
    preset: Preset
    notes: tuple[str, ...]


def measured(scenario: Scenario, customers: int) -> dict[str, float]:
    """Return every statistic of a scenario with its levers neutral, as the files of a bake have them."""
    book = Outcome(simulate(scenario.neutral(), customers)).ledger
    active = book.year_active(BASELINE)[0].sum(axis=(2, 3, 4, 5))  # month × contract
    lost, months = active[0] - active[YEAR], active[:YEAR].sum(axis=0)
    bills = float(book.base_bill(BASELINE)[0, 0].sum() * book.amount[0])
    values = [active[0].sum(), bills / active[0].sum(), lost.sum() / months.sum()]
    values += [*(lost / np.maximum(months, 1)), *(active[0] / active[0].sum())]
    return dict(zip(STATISTICS, map(float, values), strict=True))


@dataclass(frozen=True)
class _Task:
    """What is wanted, on how many customers, and where contracts of which nothing is known stand."""

    wanted: dict[str, float]
    customers: int
    log_level: float

    @property
    def rates(self) -> list[float | None]:
        """Monthly churn by contract, as it is wanted."""
        return [self.wanted.get(f"churn.{name}") for name in WORDS]

    @property
    def shares(self) -> dict[int, float]:
        """Share of the base by contract, as it is wanted."""
        return {
            place: self.wanted[f"share.{name}"] for place, name in enumerate(WORDS) if f"share.{name}" in self.wanted
        }

    @property
    def mix_makes_churn(self) -> bool:
        """Whether the churn of the whole base is reached by the mix: some contracts' is known, and no share is."""
        return "churn" in self.wanted and any(rate is not None for rate in self.rates) and not self.shares

    def base(self, scenario: Scenario) -> Base:
        """Return the customers that the scenario is fitted on."""
        return base_of(scenario, 0, self.customers)


def _misses(task: _Task, scenario: Scenario, base: Base) -> Floats:
    """Return how far the mix of contracts is from what is wanted, each in units of its tolerance."""
    shares = contract_shares(base)
    found = [(shares[place] - share) / STATISTICS["share.one_year"].tolerance for place, share in task.shares.items()]
    if task.mix_makes_churn:
        exposed = exposures(scenario, base)
        churn = monthly_churn(exposed, log_levels(exposed, task.rates, None, task.log_level))
        found.append((churn - task.wanted["churn"]) / STATISTICS["churn"].tolerance)
    return np.array(found)


def _mixed(task: _Task, scenario: Scenario) -> Scenario:
    """Return the scenario with the mix of contracts that is wanted."""
    if not task.shares and not task.mix_makes_churn:
        return scenario
    freedom = 2 if len(task.shares) > 1 else 1
    most = 1 if task.mix_makes_churn and None in task.rates else len(DECIMALS)
    return with_mix(scenario, lambda found, base: _misses(task, found, base), (freedom, most), task.customers)


def _priced(task: _Task, scenario: Scenario) -> Scenario:
    """Return the scenario with the average bill that is wanted: bills follow the price level but for their rounding."""
    if "arpu" not in task.wanted:
        return scenario
    for _ in range(2):
        ratio = task.wanted["arpu"] * 100 / float(task.base(scenario).bill.mean())
        level = within("population.arpu", scenario.population.arpu * ratio, 2)
        scenario = scenario.override({"population.arpu": level})
    return scenario


def _churning(task: _Task, scenario: Scenario) -> tuple[Scenario, dict[str, float]]:
    """Return the scenario with the churn that is wanted, and its statistics: the best of a few tries."""
    exposed = exposures(scenario, task.base(scenario))
    wanted = {name: rate for name, rate in task.wanted.items() if name.startswith("churn")}
    goals, everyone = dict(wanted), None if task.mix_makes_churn else wanted.get("churn")
    tries: list[tuple[float, int, Scenario, dict[str, float]]] = []
    for number in range(TRIES):
        levels = log_levels(exposed, [goals.get(f"churn.{name}") for name in WORDS], everyone, task.log_level)
        found = with_log_levels(scenario, levels)
        if found in [before for *_, before, _ in tries]:
            break
        got = measured(found, task.customers)
        missed = {name: got[name] - rate for name, rate in wanted.items()}
        tries.append((sum(map(abs, missed.values())), number, found, got))
        if all(abs(miss) <= STATISTICS[name].tolerance for name, miss in missed.items()):
            break
        if scenario.setting.subscribers < COARSE:
            goals = {name: max(goal - missed[name], goal / 2) for name, goal in goals.items()}
        everyone = goals.get("churn")  # what the mix did not reach, contracts of which nothing is known shall
    return min(tries, key=lambda each: each[:2])[2:]


def tailor(prospect: Prospect, customers: int = CUSTOMERS, on_step: OnStep | None = None) -> Tailored:
    """Return the scenario whose customers are as a prospect says, with what was fitted and how well.

    A wish that no scenario meets is met as nearly as can be; the notes say so.

    Parameters
    ----------
    prospect
        What it knows.
    customers
        How many customers are simulated; with others, statistics differ by what is left to chance.
    on_step
        Told how far the work is, e.g. a progress bar.

    Raises
    ------
    UsageError
        If what is told is impossible; it names every mistake.
    """
    check(prospect, customers)
    tell: OnStep = on_step or (lambda done, what: None)
    baseline = preset_scenario(BASELINE)
    size = int(within("setting.subscribers", prospect.subscribers or baseline.setting.subscribers, 0))
    scenario = baseline.override({"setting.subscribers": size, "setting.currency": prospect.currency})
    task = _Task(prospect.wanted, min(customers, size), math.log(prepare(baseline).level))
    tell(0.0, "Mix of contracts")
    scenario = _mixed(task, scenario)
    tell(0.6, "Price level")
    scenario = _priced(task, scenario)
    tell(0.7, "Churn of each contract")
    scenario, got = _churning(task, scenario)
    fit, changes = judged(task.wanted, got), scenario.changes_from(baseline)
    tell(1.0, "Done")
    story = preset_of(prospect, fit, changes, task.customers)
    return Tailored(scenario, changes, fit, story, notes(fit, prospect, scenario))
