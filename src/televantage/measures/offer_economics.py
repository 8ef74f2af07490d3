"""Offer economics: what retention costs and brings, month by month, against the same market without it.

net = programme_margin + offer_margin − contact_cost − discount_cost − incentive_cost − onboarding_cost, to the cent.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from televantage.measures._ledger import Floats, Ledger, total
from televantage.measures._money import give_away, offer_margin, programme_costs, programme_margin
from televantage.measures._table import Outcome, dollars, key, people, with_interval
from televantage.units import CUSTOMERS, DOLLARS, MONTHS, Column

GRAIN = "one row per month; the scenario against the market world, present values"
COLUMNS = {
    "month": key("Months after the as-of month.", MONTHS),
    "saved_customers": Column(
        CUSTOMERS, "More customers active at the end of the month than without the programmes and the offer."
    ),
    "programme_margin": Column(DOLLARS, "Margin that conversion and onboarding bring."),
    "offer_margin": Column(DOLLARS, "Margin that the offer brings, before its cost."),
    "contact_cost": Column(DOLLARS, "Cost of contacts, for each customer offered."),
    "discount_cost": Column(DOLLARS, "Discounts to takers."),
    "give_away": Column(DOLLARS, "The part of discount_cost that goes to takers who would have stayed anyway."),
    "incentive_cost": Column(DOLLARS, "Incentives for signing a one-year contract."),
    "onboarding_cost": Column(DOLLARS, "Cost of the onboarding programme."),
    **with_interval("net", DOLLARS, "Margins minus costs of the month."),
    **with_interval("cumulative_net", DOLLARS, "Sum of net up to this month."),
}


def _net(book: Ledger) -> Floats:
    return dollars(book, programme_margin(book) + offer_margin(book) - sum(programme_costs(book).values()))[:, 1:]


def _cumulative(book: Ledger) -> Floats:
    entries = programme_margin(book) + offer_margin(book) - sum(programme_costs(book).values())
    return dollars(book, np.cumsum(entries[:, 1:], axis=1))


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the profit and loss of retention by month."""
    book = outcome.ledger
    costs = programme_costs(book)
    saved = total(book.active("scenario")) - total(book.active("market"))
    entries = {
        "saved_customers": people(book, saved),
        "programme_margin": dollars(book, programme_margin(book)),
        "offer_margin": dollars(book, offer_margin(book)),
        "contact_cost": dollars(book, costs["contact"]),
        "discount_cost": dollars(book, costs["discount"]),
        "give_away": dollars(book, give_away(book)),
        "incentive_cost": dollars(book, costs["incentive"]),
        "onboarding_cost": dollars(book, costs["onboarding"]),
    }
    table = pd.DataFrame({"month": np.arange(1, book.scenario.setting.horizon + 1)})
    for name, value in entries.items():
        table[name] = value[0, 1:]
    figures: dict[str, Callable[[Ledger], Floats]] = {"net": _net, "cumulative_net": _cumulative}
    for name, figure in figures.items():
        value, error = outcome.estimate(figure)
        table[name], table[f"{name}_low"], table[f"{name}_high"] = value, value - error, value + error
    return table
