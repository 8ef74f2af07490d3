"""Offer economics: what retention costs and brings, month by month, against the same market without it.

net = programme_margin + offer_margin − contact_cost − discount_cost − incentive_cost − onboarding_cost, to the cent.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from televantage.measures._ledger import Ints, Ledger, Numbers, total
from televantage.measures._money import give_away, offer_margin, programme_costs, programme_margin
from televantage.measures._table import Outcome, amount, key, people, with_interval
from televantage.units import CUSTOMERS, MONEY, MONTHS

GRAIN = "one row per month; the scenario against the market world, present values"
COLUMNS = {
    "month": key("Months after the as-of month.", MONTHS),
    **with_interval(
        "saved_customers", CUSTOMERS, "More customers active at the end of the month than without programmes and offer."
    ),
    **with_interval("programme_margin", MONEY, "Margin that conversion and onboarding bring."),
    **with_interval("offer_margin", MONEY, "Margin that the offer brings, before its cost."),
    **with_interval("contact_cost", MONEY, "Cost of contacts, for each customer offered."),
    **with_interval("discount_cost", MONEY, "Discounts to takers."),
    **with_interval("give_away", MONEY, "The part of discount_cost that goes to takers who would have stayed anyway."),
    **with_interval("incentive_cost", MONEY, "Incentives for signing a one-year contract."),
    **with_interval("onboarding_cost", MONEY, "Cost of the onboarding programme."),
    **with_interval("net", MONEY, "Margins minus costs of the month."),
    **with_interval("cumulative_net", MONEY, "Sum of net up to this month."),
}


def _net(book: Ledger) -> Ints:
    return programme_margin(book) + offer_margin(book) - sum(programme_costs(book).values())


FLOWS: dict[str, Callable[[Ledger], Ints]] = {
    "programme_margin": programme_margin,
    "offer_margin": offer_margin,
    "contact_cost": lambda book: programme_costs(book)["contact"],
    "discount_cost": lambda book: programme_costs(book)["discount"],
    "give_away": give_away,
    "incentive_cost": lambda book: programme_costs(book)["incentive"],
    "onboarding_cost": lambda book: programme_costs(book)["onboarding"],
    "net": _net,
    "cumulative_net": lambda book: np.cumsum(_net(book), axis=1),  # month 0 has neither margin nor cost
}


def _saved(book: Ledger) -> Numbers:
    return people(book, total(book.active("scenario")) - total(book.active("market")))


def _as_amount(entry: Callable[[Ledger], Ints]) -> Callable[[Ledger], Numbers]:
    return lambda book: amount(book, entry(book))


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the profit and loss of retention by month."""
    figures = {"saved_customers": _saved} | {name: _as_amount(entry) for name, entry in FLOWS.items()}
    columns: dict[str, Numbers] = {"month": np.arange(1, outcome.scenario.setting.horizon + 1)}
    for name, figure in figures.items():
        value, error = (part[1:] for part in outcome.estimate(figure))
        columns |= {name: value, f"{name}_low": value - error, f"{name}_high": value + error}
    return pd.DataFrame(columns)
