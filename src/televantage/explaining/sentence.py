"""One sentence that says what a scenario does, and the value at which it would break even."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from televantage.explaining.moved import active
from televantage.explaining.simulated import figures_of
from televantage.scenario import Scenario, UsageError
from televantage.scenario.parameter import said
from televantage.units import CUSTOMERS, MONEY, SHARE, in_currency

LONGEST = 300
"""Characters of a sentence; where the levers' phrases need more, their sections' titles stand for them."""
UNTOLD = "cannot be told from no change at the simulated size"

Row = Mapping[str, Any]


def people(count: float) -> str:
    """Return a number of customers in words: to three digits, and from a million on as their unit shows it.

    >>> people(214_321), people(1), people(1_240_000)
    ('214,000 customers', '1 customer', '1.2 M customers')
    """
    rounded = round(count, 2 - math.floor(math.log10(max(count, 1.0))))
    shown = said(CUSTOMERS, rounded) if rounded >= 1e6 else f"{rounded:,.0f}"
    return f"{shown} customer{'' if shown == '1' else 's'}"


def listed(parts: Sequence[str]) -> str:
    """Return one or more parts joined as in a sentence.

    >>> listed(["price", "offer"]), listed(["price", "shock", "offer"])
    ('price and offer', 'price, shock and offer')
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _is_untold(row: Row, name: str) -> bool:
    """Tell whether the interval of a value includes 0, and other values."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return bool(low <= 0 <= high and low < high)


def _effects(rows: Mapping[str, Row], s: str) -> tuple[list[str], list[str]]:
    """Return what the levers do to customers and margin, in words, and to which of the two it cannot be told.

    ``s`` ends the verbs: that of the singular, or nothing.
    """
    customers, margin = rows["customers_end"], rows["margin"]
    more, earned = customers["difference"], margin["difference"]
    clauses = {
        "customers": f"keep{s} {people(more)}" if more > 0 else f"cost{s} {people(-more) if more else 'no customers'}",
        "margin": f"{'earn' if earned >= 0 else 'lose'}{s} "
        + (f"{said(MONEY, abs(earned))} of margin" if earned else "nothing"),
    }
    untold = [n for n, row in (("customers", customers), ("margin", margin)) if _is_untold(row, "difference")]
    return [clause for name, clause in clauses.items() if name not in untold], untold


def _of_the_offer(campaign_rows: Mapping[str, Row], alone: bool) -> str:
    """Return what the offer spends, and, beside other levers, what it brings."""
    spend, net = campaign_rows["spend"], campaign_rows["npv"]
    if spend["value"] <= 0:
        return ""
    spent, brought = said(MONEY, spend["value"]), said(MONEY, abs(net["value"]))
    if alone:
        return f" on a spend of {spent}"
    if _is_untold(net, "value"):
        return f"; what the offer brings for a spend of {spent} {UNTOLD}"
    return f"; the offer brings {brought} {'more' if net['value'] >= 0 else 'less'} than the {spent} it spends"


def _told(levers: Sequence[str], month: int, rows: Mapping[str, Row], campaign_rows: Mapping[str, Row] | None) -> str:
    """Return the sentence of levers that are told by these words."""
    one = len(levers) == 1
    effects, untold = _effects(rows, "s" if one else "")
    if not effects:
        return f"The effect of {listed(levers)} on {listed(untold)} {UNTOLD}."
    offer = _of_the_offer(campaign_rows, one) if campaign_rows else ""
    doubt = f"; {'its' if one else 'their'} effect on {listed(untold)} {UNTOLD}" if untold else ""
    text = f"{listed(levers)} {listed(effects)} by month {month}"
    text += offer + doubt if one else doubt + offer
    return f"{text[0].upper()}{text[1:]}."


def sentence(scenario: Scenario, rows: Mapping[str, Row], campaign_rows: Mapping[str, Row] | None = None) -> str:
    """Return what a scenario's levers do to customers and margin against the baseline, in one sentence.

    Parameters
    ----------
    scenario
        The scenario; its amounts are in its currency.
    rows
        The rows of the headline measure by figure.
    campaign_rows
        The rows of the campaign measure by figure, to tell what an offer spends and brings; none where none is made.

    Returns
    -------
    str
        At most ``LONGEST`` characters. A difference whose 95 % interval includes 0 is said not to be told from none.
    """
    month, levers = scenario.setting.horizon, active(scenario)
    if not levers:
        churn, margin = SHARE.show(rows["churn_12m"]["scenario"]), said(MONEY, rows["margin"]["scenario"])
        text = (
            f"No lever is moved: this is the baseline, where {churn} of customers leave within 12 months "
            f"and the margin by month {month} is {margin}."
        )
        return in_currency(text, scenario.setting.currency)
    phrases, titles = ([section.phrase for section in levers.values()], [s.title.lower() for s in levers.values()])
    texts = (_told(words, month, rows, campaign_rows) for words in (phrases, titles))
    short, shorter = (in_currency(text, scenario.setting.currency) for text in texts)
    return short if len(short) <= LONGEST else shorter


@dataclass(frozen=True)
class BreakEven:
    """The value of a parameter at which a scenario neither earns nor loses, from some simulated ``customers``."""

    path: str
    value: float
    customers: int

    @property
    def sentence(self) -> str:
        """Such as: break-even price sensitivity 1.7."""
        if self.path == "churn.price_sensitivity":
            return f"break-even price sensitivity {self.value:.1f}"
        return f"break-even uplift {said(SHARE, round(self.value, 2))}"


def _net_benefit(scenario: Scenario, customers: int) -> float:
    """Return the net benefit of retention, NaN where the offer is made to nobody: that breaks even by doing nothing."""
    found = figures_of(scenario, ("net_benefit", "offered"), customers)
    return found["net_benefit"] if found["offered"] > 0 else math.nan


def _margin(scenario: Scenario, customers: int) -> float:
    """Return the margin against the baseline."""
    return figures_of(scenario, ("margin.difference",), customers)["margin.difference"]


def break_even(scenario: Scenario, customers: int = 10_000) -> BreakEven | None:
    """Return where a scenario breaks even, or None where it does so nowhere within the parameter's bounds.

    With a price change: the price sensitivity at which all levers together leave the margin of the baseline. With an
    offer and no price change: the uplift at which the retention programmes bring what they cost.

    Parameters
    ----------
    scenario
        The scenario.
    customers
        How many customers are simulated for each value tried; the default is small, so that it takes about a second.

    Raises
    ------
    UsageError
        If ``customers`` is out of range.
    """
    levers = active(scenario)
    if not {"price", "offer"} & set(levers):
        return None
    path, figure = ("churn.price_sensitivity", _margin) if "price" in levers else ("offer.uplift", _net_benefit)
    measure = cache(lambda s: figure(s, customers))
    measure(scenario)  # so that what follows can only fail for want of a solution
    try:
        answer = scenario.solve(path, measure, 0.0)
    except UsageError:
        return None
    return BreakEven(path, answer.value, customers) if answer.exact else None
