"""The headline figures of a scenario, in both worlds, with their difference and intervals."""

# ruff: noqa: E501  (tables read best one row a line)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from televantage.measures._ledger import Ledger, Numbers, total
from televantage.measures._money import offer_margin, payback_month, programme_costs, programme_margin
from televantage.measures._table import Outcome, amount, key, people, per, ratio
from televantage.units import (
    BY_ROW,
    CHURN_RATE,
    CUSTOMERS,
    MONEY,
    MONEY_EACH,
    MONTHS,
    MULTIPLE,
    SHARE,
    Column,
    Unit,
)

GRAIN = "one row per figure"


@dataclass(frozen=True)
class Figure:
    """A headline figure: label, unit, a sentence that defines it, and whether more is better (1), worse (−1), neither (0).

    ``both`` figures are computed in each world; the others compare the scenario with the market world, where the
    retention programmes and the offer are off and all else is equal.
    """

    label: str
    unit: Unit
    sentence: str
    better: int
    compute: Callable[[Ledger, str], Numbers]
    both: bool = True


def _end(book: Ledger, world: str) -> Numbers:
    return total(book.active(world))[:, -1]


def _lost(book: Ledger, world: str) -> Numbers:
    active = total(book.active(world))
    return active[:, 0] - active[:, -1]


def _churn_12m(book: Ledger, world: str) -> Numbers:
    active = total(book.year_active(world))
    return ratio(active[:, 0] - active[:, 12], active[:, 0])


def _churn_monthly(book: Ledger, world: str) -> Numbers:
    active = total(book.year_active(world))
    return ratio(active[:, 0] - active[:, 12], active[:, :12].sum(1))


def _at_risk(book: Ledger, world: str) -> Numbers:
    bill = total(book.year_base_bill(world))
    return amount(book, (bill[:, 0] - bill[:, 12]) * 12)


def _margin(book: Ledger, world: str) -> Numbers:
    value = book.present(book.contribution(world))[:, 1:].sum(1)
    return amount(book, value - (_spent(book) if world == "scenario" else 0))


def _spent(book: Ledger) -> Numbers:
    return np.sum([cost[:, 1:].sum(1) for cost in programme_costs(book).values()], axis=0)


def _gained(book: Ledger) -> Numbers:
    return (programme_margin(book) + offer_margin(book))[:, 1:].sum(1)


def _payback(book: Ledger, _: str) -> Numbers:
    cost = np.sum(list(programme_costs(book).values()), axis=0)
    return payback_month(programme_margin(book) + offer_margin(book), cost)


def _saved(book: Ledger, _: str) -> Numbers:
    return people(book, _end(book, "scenario") - _end(book, "market"))


FIGURES: dict[str, Figure] = {
    "customers_start": Figure(
        "Customers", CUSTOMERS, "Customers at the as-of month.", 0, lambda b, w: people(b, total(b.active(w))[:, 0])
    ),
    "customers_end": Figure(
        "Customers at horizon", CUSTOMERS, "Customers of that base still active at the horizon.", 1,
        lambda b, w: people(b, _end(b, w)),
    ),
    "churn_12m": Figure(
        "12-month churn", SHARE, "Share of the base that leaves within 12 months.", -1, _churn_12m
    ),
    "churn_monthly": Figure(
        "Monthly churn", CHURN_RATE, "Customers lost a month per customer active at its start, over 12 months.", -1, _churn_monthly
    ),
    "customers_lost": Figure(
        "Customers lost", CUSTOMERS, "Customers of the base who leave before the horizon.", -1,
        lambda b, w: people(b, _lost(b, w)),
    ),
    "mrr_start": Figure(
        "MRR today", MONEY, "Monthly recurring revenue at the as-of month.", 0, lambda b, w: amount(b, total(b.mrr(w))[:, 0])
    ),
    "mrr_end": Figure(
        "MRR at horizon", MONEY, "Monthly recurring revenue of that base in the horizon's month, after discounts.", 1,
        lambda b, w: amount(b, total(b.mrr(w))[:, -1]),
    ),
    "arpu": Figure(
        "ARPU today", MONEY_EACH, "Average monthly bill of a customer at the as-of month.", 0,
        lambda b, w: ratio(amount(b, total(b.mrr(w))[:, 0]), people(b, total(b.active(w))[:, 0])),
    ),
    "revenue_at_risk": Figure(
        "Revenue at risk", MONEY, "A year of today's bills of the customers expected to leave within 12 months.", -1, _at_risk
    ),
    "replacement_cost": Figure(
        "Cost to replace", MONEY, "Customers lost × the cost to replace a customer, not discounted.", -1,
        lambda b, w: people(b, _lost(b, w)) * b.scenario.economics.replacement_cost,
    ),
    "margin": Figure(
        "Margin to horizon", MONEY,
        "Present value of bills minus cost to serve, discounts and programme costs, months 1 to the horizon.", 1, _margin,
    ),
    "saved_customers": Figure(
        "Customers saved", CUSTOMERS, "More customers active at the horizon than without the programmes and the offer.", 1, _saved, False
    ),
    "saved_margin": Figure(
        "Margin saved", MONEY, "Present value of the margin that the programmes and the offer bring, before their cost.", 1,
        lambda b, _: amount(b, _gained(b)), False,
    ),
    "programme_cost": Figure(
        "Cost of retention", MONEY, "Present value of contacts, discounts, incentives and onboarding.", 0,
        lambda b, _: amount(b, _spent(b)), False,
    ),
    "net_benefit": Figure(
        "Net benefit (NPV)", MONEY, "Margin saved minus cost of retention, in present value at the discount rate.", 1, lambda b, _: amount(b, _gained(b) - _spent(b)), False
    ),
    "roi": Figure(
        "ROI", MULTIPLE, "Net benefit per unit of money spent; null where nothing is spent.", 1,
        lambda b, _: per(_gained(b) - _spent(b), _spent(b)), False,
    ),
    "payback_month": Figure(
        "Payback month", MONTHS, "First month in which margin saved so far covers the cost so far; null where none does.", -1, _payback, False
    ),
    "offered": Figure(
        "Offered", CUSTOMERS, "Offers made, to customers active at that month; with several waves, all of them.", 0,
        lambda b, _: people(b, b.contacted.sum(1)), False,
    ),
    "taken": Figure(
        "Taken", CUSTOMERS, "Offers taken.", 0, lambda b, _: people(b, b.taken.sum(1)), False
    ),
    "cost_per_save": Figure(
        "Cost per save", MONEY_EACH, "Cost of retention per customer saved; null where none is saved.", -1,
        lambda b, _: per(amount(b, _spent(b)), _saved(b, "")), False,
    ),
}  # fmt: skip

COLUMNS = {
    "figure": key("Name of the headline figure."),
    "label": key("Its short label."),
    "unit": key("Unit of the row's numbers."),
    "definition": key("What it is."),
    "baseline": Column(BY_ROW, "With every lever neutral; null for a figure of the programmes."),
    "scenario": Column(BY_ROW, "With all levers."),
    "difference": Column(BY_ROW, "Scenario minus baseline, with the same customers and draws; null as baseline."),
    "scenario_low": Column(BY_ROW, "Lower end of the 95 % simulation interval of the scenario's value."),
    "scenario_high": Column(BY_ROW, "Upper end of it."),
    "baseline_low": Column(BY_ROW, "Lower end of the 95 % simulation interval of the baseline's value."),
    "baseline_high": Column(BY_ROW, "Upper end of it."),
    "difference_low": Column(BY_ROW, "Lower end of the 95 % simulation interval of the difference."),
    "difference_high": Column(BY_ROW, "Upper end of it."),
}


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the headline figures; a row's numbers are in the row's unit."""
    rows = []
    for name, figure in FIGURES.items():
        row: dict[str, object] = {
            "figure": name, "label": figure.label, "unit": figure.unit.name, "definition": figure.sentence,
        }  # fmt: skip
        worlds = ("scenario", "baseline") if figure.both else ("scenario",)
        here, groups = (
            np.stack([figure.compute(b, w) for w in worlds], axis=1) for b in (outcome.ledger, outcome.groups)
        )
        if figure.both:
            here, groups = (np.column_stack([v, v[:, 0] - v[:, 1]]) for v in (here, groups))
        both = zip(here[0], outcome.margin_of_error(groups), strict=True)
        values = dict(zip((*worlds, "difference")[: here.shape[1]], both, strict=True))
        for world in ("baseline", "scenario", "difference"):
            value, error = values.get(world, (np.float64(np.nan), np.float64(np.nan)))
            row |= {world: float(value), f"{world}_low": float(value - error), f"{world}_high": float(value + error)}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))
