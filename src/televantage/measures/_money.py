"""The money of retention: what programmes and the offer cost and bring, by month, in present value.

Formulas are owned here; the headline and the offer's economics both read them.
"""

from __future__ import annotations

import numpy as np

from televantage.measures._ledger import Floats, Ints, Ledger, remembered, total


def _once(book: Ledger, money: Ints, month: int) -> Ints:
    """Return money paid in one month as a row by month; nothing where the horizon ends before."""
    months = book.scenario.setting.horizon + 1
    row = np.zeros((len(money), months), np.int64)
    if month < months:
        row[:, month] = money
    return row


@remembered
def programme_costs(book: Ledger) -> dict[str, Ints]:
    """Return the present value of each kind of cost, (K, months 0..horizon).

    ``contact``, ``discount`` (including what is given to those who would have stayed), ``incentive``, ``onboarding``.
    """
    offer, conversion, onboarding = book.scenario.offer, book.scenario.conversion, book.scenario.onboarding

    def each(count: Ints, amount: float, month: int) -> Ints:
        return book.present(_once(book, book.paid(total(count[:, None])[:, 0], amount), month))

    return {
        "contact": book.present(book.paid(book.contacted, offer.contact_cost)),
        "discount": book.present(total(book.discount)),
        "incentive": each(book.signed, conversion.incentive, conversion.month),
        "onboarding": each(book.onboarded, onboarding.cost, 1),
    }


@remembered
def give_away(book: Ledger) -> Ints:
    """Return the present value of discounts to customers who would have stayed anyway, (K, months)."""
    return book.present(total(book.give_away))


@remembered
def programme_margin(book: Ledger) -> Ints:
    """Return the present value of the margin that the retention programmes bring, before cost, (K, months)."""
    return book.present(book.contribution("programmes")) - book.present(book.contribution("market"))


@remembered
def offer_margin(book: Ledger) -> Ints:
    """Return the present value of the margin that the offer brings on top, before cost, (K, months)."""
    return book.present(book.contribution("scenario")) - book.present(book.contribution("programmes"))


def payback_month(margin: Ints, cost: Ints) -> Floats:
    """Return the first month in which the margin so far covers the cost so far, (K); NaN where none does."""
    spent = np.cumsum(cost, axis=1)
    covered = (np.cumsum(margin, axis=1) >= spent) & (spent > 0)
    return np.where(covered.any(1), covered.argmax(1), np.nan)
