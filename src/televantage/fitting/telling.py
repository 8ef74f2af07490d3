"""What is said about a fit: which wishes were out of reach and why, and the story of the preset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from televantage.fitting.contract_churn import ANNUAL, SHIFTS
from televantage.fitting.contract_mix import DECIMALS
from televantage.fitting.wishes import COARSE, WORDS, Fit, Prospect
from televantage.scenario import Preset, Scenario, parameters
from televantage.units import MONEY, in_currency

MOVED_BY = {
    "subscribers": ("setting.subscribers",),
    "arpu": ("population.arpu",),
    "churn": (ANNUAL,),
    "churn.month_to_month": (ANNUAL,),
    "churn.one_year": (SHIFTS[0], ANNUAL),
    "churn.two_years": (SHIFTS[1], ANNUAL),
    **dict.fromkeys((f"share.{name}" for name in WORDS), tuple(DECIMALS)),
}
"""The parameters that a statistic was sought with."""
TITLE = "A tailored operator"
NAMED = 3
"""So many wishes that are out of reach are named in a story."""


def shown_value(row: Fit, value: float, currency: str) -> str:
    """Return a value of a row for a person."""
    return f"{value:,.0f}" if row.statistic == "subscribers" else in_currency(row.unit.show(value), currency)


def _why(row: Fit, prospect: Prospect, scenario: Scenario) -> str:
    """Return why a wish is out of reach, as the end of a sentence."""
    if row.statistic == "churn" and any(rate is not None for rate in prospect.contract_churn):
        return "it is between the churn of the contracts, weighted with the customers still there"
    flat, known = scenario.flat(), parameters()
    moved = [known[path] for path in MOVED_BY[row.statistic]]
    ends = [f"{p.path} ends at {flat[p.path]:,g}" for p in moved if flat[p.path] in (p.param.low, p.param.high)]
    if ends:
        return _listed(ends)
    if row.statistic.startswith("churn") and scenario.setting.subscribers < COARSE:
        return "with so few subscribers, rounding to whole customers shows"
    return "the other wishes leave no more room"


def notes(fit: Sequence[Fit], prospect: Prospect, scenario: Scenario) -> tuple[str, ...]:
    """Return a sentence for each wish that is out of reach: what was wanted, the closest, and why."""
    currency = prospect.currency
    return tuple(
        f"{row.label}: {shown_value(row, row.wanted, currency)} is out of reach and "
        f"{shown_value(row, row.got, currency)} is the closest; {_why(row, prospect, scenario)}."
        for row in fit
        if row.verdict == "closest" and row.wanted is not None
    )


def _listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    >>> _listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _facts(fit: Sequence[Fit], currency: str) -> str:
    """Return what was told, as a list in which contracts stand together."""
    told = {row.statistic: shown_value(row, row.wanted, currency) for row in fit if row.wanted is not None}
    facts = [f"{told['subscribers']} subscribers"] if "subscribers" in told else []
    facts += [
        f"{word} {told[name]}"
        for name, word in (("arpu", "ARPU"), ("churn", "monthly churn of the base"))
        if name in told
    ]
    for kind, what in (("churn", "monthly churn by contract"), ("share", "contracts")):
        each = [f"{told[f'{kind}.{name}']} {word}" for name, word in WORDS.items() if f"{kind}.{name}" in told]
        facts += [f"{what} {', '.join(each)}"] if each else []
    return "; ".join(facts)


def _story(fit: Sequence[Fit], currency: str, customers: int) -> str:
    if all(row.wanted is None for row in fit):
        return "Nothing was told, so this is the calibrated base. Tell what is known, and it is fitted."
    missed = [row.label for row in fit if row.verdict == "closest"]
    more = f" and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
    but = f"all is met but {', '.join(missed[:NAMED])}{more}, as near as can be" if missed else "all of it is met"
    return (
        f"The prospect told: {_facts(fit, currency)}. Fitted on {customers:,} simulated customers, {but}; "
        "what was not told follows the calibrated base."
    )


def _look_at(fit: Sequence[Fit], currency: str) -> list[str]:
    got = {row.statistic: row for row in fit}
    value = {name: shown_value(row, row.got, currency) for name, row in got.items()}
    by_contract = _listed([f"{value[f'churn.{name}']} {word}" for name, word in WORDS.items()])
    revenue = in_currency(MONEY.show(got["subscribers"].got * got["arpu"].got), currency)
    return [
        f"Monthly churn: {value['churn']} of the base leave a month if nothing is done.",
        f"Survival by contract: {by_contract} leave a month.",
        f"MRR today: {revenue} from {value['subscribers']} subscribers.",
    ]


def preset_of(prospect: Prospect, fit: Sequence[Fit], changes: dict[str, Any], customers: int) -> Preset:
    """Return the preset of a tailored scenario, its story in sentences."""
    return Preset(
        title=prospect.name or TITLE,
        story=_story(fit, prospect.currency, customers),
        look_at=_look_at(fit, prospect.currency),
        extends="baseline",
        changes=changes,
    )


def table(fit: Sequence[Fit], currency: str) -> list[str]:
    """Return the fit as lines of text: statistic, wanted, got, difference, tolerance, verdict."""
    lines = [f"{'':28s}{'wanted':>14s}{'got':>14s}{'difference':>14s}{'within':>12s}"]
    for row in fit:
        cells = ["", shown_value(row, row.got, currency), "", ""]
        if row.wanted is not None and row.difference is not None:
            changes = [in_currency(row.unit.show_change(v), currency) for v in (row.difference, row.tolerance)]
            cells = [shown_value(row, row.wanted, currency), cells[1], changes[0], f"± {changes[1].lstrip('+')}"]
        lines.append(f"{row.label:28s}{cells[0]:>14s}{cells[1]:>14s}{cells[2]:>14s}{cells[3]:>12s}  {row.verdict}")
    return lines
