"""The offer in figures: what it costs and brings, where it breaks even, and how far it is from the best.

Unlike the headline, which speaks of all retention programmes, these figures are of the offer alone.
"""

# ruff: noqa: E501  (tables read best one row a line)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from televantage.measures._campaign import (
    DOLLAR,
    at_the_same_spend,
    has_offer,
    kinds,
    nothing,
    own_curves,
    profit,
    spent,
    versions,
)
from televantage.measures._ledger import Floats, Ints, Ledger, total
from televantage.measures._money import give_away, offer_margin, payback_month, programme_costs
from televantage.measures._table import Outcome, amount, key, per
from televantage.measures.campaign_log import estimates
from televantage.scenario import parameters
from televantage.simulation.cube import KINDS, ORDERS, UPLIFT_CELLS
from televantage.simulation.grading import NORMAL_95
from televantage.simulation.response import MOST, capped_mean, factors, scale_of
from televantage.units import (
    BY_ROW,
    CUSTOMERS,
    MONEY,
    MONEY_EACH,
    MONTHS,
    MONTHS_MEAN,
    MULTIPLE,
    SHARE,
    Column,
    Unit,
)

PROBES = 61
EXACT = 0.02
GRAIN = "one row per figure; no rows without an offer"
COLUMNS = {
    "figure": key("Name of the figure."),
    "label": key("Its short label."),
    "unit": key("Unit of the row's numbers."),
    "definition": key("What it is."),
    "value": Column(BY_ROW, "The figure; null where there is none."),
    "value_low": Column(
        BY_ROW,
        "Lower end of its 95 % interval: of the simulation, or of the log for what a log says; null where there is none.",
    ),
    "value_high": Column(BY_ROW, "Upper end of it."),
}


@dataclass(frozen=True)
class CampaignFigure:
    """A figure of the offer; ``compute`` gives it with its 16 delete-a-group versions, (17)."""

    label: str
    unit: Unit
    sentence: str
    compute: Callable[[Outcome], Floats]
    smooth: bool = True
    """Whether an interval from delete-a-group versions means something: not for a month, nor for where a curve is highest."""


def _both(outcome: Outcome, figure: Callable[[Ledger], Floats]) -> Floats:
    return np.concatenate([figure(outcome.ledger), figure(outcome.groups)])


def _cost(book: Ledger) -> Ints:
    costs = programme_costs(book)
    return costs["contact"] + costs["discount"]


def _payback(outcome: Outcome) -> Floats:
    return _both(outcome, lambda book: payback_month(offer_margin(book), _cost(book)))


def _saved(outcome: Outcome) -> Floats:
    def people(book: Ledger) -> Floats:
        return (total(book.active("scenario"))[:, -1] - total(book.active("programmes"))[:, -1]) * book.people

    return _both(outcome, people)


def _effect(outcome: Outcome) -> Floats:
    people = dict(zip(KINDS, np.moveaxis(kinds(outcome)[..., 0], 1, 0), strict=True))
    return per(people["persuadable"] - people["sleeping dog"], sum(people.values(), np.zeros(17)))


def _break_even(outcome: Outcome) -> Floats:
    """Return the mean uplift at which the same customers, offered the same, earn nothing.

    The profit is expanded in a factor on every uplift; null where the last term of the expansion says that it is not exact
    to two per cent of the spend.
    """
    offer, rows = outcome.scenario.offer, np.full(17, np.nan)
    if offer.uplift == 0:
        return rows
    terms, spend = versions(outcome, "by_uplift") / DOLLAR, spent(outcome)  # (17, cells, orders)
    by_class = factors(outcome.scenario)
    now = scale_of(offer.uplift, by_class)
    scales = np.linspace(
        0.0, max(scale_of(parameters()["offer.uplift"].param.high or 1.0, by_class) / now, 1.0), PROBES
    )
    highest = MOST / ((np.arange(UPLIFT_CELLS) + 0.5) / UPLIFT_CELLS)
    step = np.minimum(scales[:, None], np.maximum(highest, 1.0)) - 1.0  # (probes, cells)
    earned, last = np.stack([profit(outcome)] * PROBES, axis=1), np.zeros((17, PROBES))
    power = np.ones(step.shape)
    for order in range(ORDERS):
        power = power * step
        last = np.zeros((17, PROBES))
        for cell in range(UPLIFT_CELLS):  # in order: a sum that every release repeats
            last = last + terms[:, cell, order, None] * power[None, :, cell]
        earned = earned + last
    for row, values in enumerate(earned):
        up = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
        if len(up) and abs(last[row, up[0]]) <= EXACT * spend[row]:
            part = values[up[0]] / (values[up[0]] - values[up[0] + 1])
            scale = scales[up[0]] + part * (scales[1] - scales[0])
            rows[row] = capped_mean(scale * now, by_class)
    return rows


def _best(outcome: Outcome) -> tuple[Floats, Floats, Floats]:
    """Return reach, spend and profit where the scenario's policy earns most, in the better of its orders."""
    found, rows = own_curves(outcome, outcome.scenario.offer.policy), np.arange(17)
    curve = max(found, key=lambda c: float(c.profit[0].max()))
    best = curve.profit.argmax(1)
    return best / (curve.profit.shape[1] - 1), curve.spend[rows, best], curve.profit[rows, best]


def _moved(outcome: Outcome, what: int) -> Floats:
    return versions(outcome, "moved")[:, what].sum(1)


def _postponed_by(outcome: Outcome) -> Floats:
    months = versions(outcome, "moved")[:, 1]
    return per((months * np.arange(months.shape[1])).sum(1), months.sum(1))


def _oracle(outcome: Outcome) -> Floats:
    return at_the_same_spend(outcome, "oracle")


FIGURES: dict[str, CampaignFigure] = {
    "spend": CampaignFigure(
        "Spend", MONEY, "Present value of contacts and discounts.", lambda o: _both(o, lambda b: amount(b, _cost(b).sum(1)))
    ),
    "give_away": CampaignFigure(
        "Given away", MONEY, "The part of it that is discount for takers who would have stayed anyway.",
        lambda o: _both(o, lambda b: amount(b, give_away(b).sum(1))),
    ),
    "npv": CampaignFigure(
        "NPV of the offer", MONEY, "Present value of the margin that the offer brings, minus spend.",
        lambda o: _both(o, lambda b: amount(b, (offer_margin(b) - _cost(b)).sum(1))),
    ),
    "realised": CampaignFigure(
        "Realised", MONEY, "What the offer brings after cost in one realisation: the sum over the rows of the answer key.",
        lambda o: versions(o, "realised") / 100,
    ),
    "offer_roi": CampaignFigure(
        "ROI of the offer", MULTIPLE, "NPV per unit of money spent; null where nothing is spent.",
        lambda o: per(_both(o, lambda b: amount(b, (offer_margin(b) - _cost(b)).sum(1))), _both(o, lambda b: amount(b, _cost(b).sum(1)))),
    ),
    "offer_payback": CampaignFigure(
        "Payback of the offer", MONTHS, "First month in which its margin so far covers its cost so far; null where none does.", _payback, False
    ),
    "saved": CampaignFigure("Saved at the horizon", CUSTOMERS, "More customers active at the horizon than without the offer.", _saved),
    "offer_cost_per_save": CampaignFigure(
        "Cost per save", MONEY_EACH, "Spend per customer saved at the horizon; null where none is saved.", lambda o: per(spent(o), _saved(o))
    ),
    "effect": CampaignFigure(
        "Effect on the offered", SHARE, "How much likelier those offered it are to be there at the outcome month.", _effect
    ),
    "kept": CampaignFigure("Kept", CUSTOMERS, "In one realisation: there at the horizon, gone before it without the offer.", lambda o: _moved(o, 0)),
    "postponed": CampaignFigure("Postponed", CUSTOMERS, "In one realisation: gone before the horizon, but later than without it.", lambda o: _moved(o, 1)),
    "postponed_by": CampaignFigure("Postponed by", MONTHS_MEAN, "Mean months by which their leaving is postponed.", _postponed_by),
    "harmed": CampaignFigure("Brought forward", CUSTOMERS, "In one realisation: gone earlier than without the offer.", lambda o: _moved(o, 2)),
    "break_even_uplift": CampaignFigure(
        "Break-even uplift", SHARE, "Mean uplift at which the same customers, offered the same, earn nothing; null where no allowed uplift does, or too far away to say.", _break_even
    ),
    "best_reach": CampaignFigure("Best reach", SHARE, "Reach of a wave at which this policy earns most.", lambda o: _best(o)[0], False),
    "best_budget": CampaignFigure("Best budget", MONEY, "What it spends there.", lambda o: _best(o)[1], False),
    "best_npv": CampaignFigure("NPV at the best budget", MONEY, "What it earns there.", lambda o: _best(o)[2]),
    "oracle_npv": CampaignFigure("The oracle's NPV", MONEY, "What knowing every effect would earn with the same spend.", _oracle),
    "regret": CampaignFigure("Regret", MONEY, "What the oracle earns more with the same spend.", lambda o: _oracle(o) - profit(o)),
}  # fmt: skip
LOG_FIGURES = {
    "log_naive": ("Naive estimate", "naive", "Effect as the difference of shares that stay in the log says it."),
    "log_adjusted": ("Adjusted estimate", "adjusted", "Effect as the log says it, within strata of visible risk."),
    "log_true": ("True effect in the log", "true", "True average effect among the customers of the log."),
}


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the figures of the offer; a row's numbers are in the row's unit."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    found = np.stack([figure.compute(outcome) for figure in FIGURES.values()], axis=1)
    rows: list[tuple[object, ...]] = []
    for (name, figure), value, width in zip(
        FIGURES.items(), found[0].tolist(), outcome.margin_of_error(found[1:]).tolist(), strict=True
    ):
        error = width if figure.smooth else np.nan
        rows.append((name, figure.label, figure.unit.name, figure.sentence, value, value - error, value + error))
    said = estimates(outcome)
    for name, (label, estimator, sentence) in LOG_FIGURES.items():
        value, error = said[estimator].effect, NORMAL_95 * said[estimator].error
        rows.append((name, label, SHARE.name, sentence, value, value - error, value + error))
    return pd.DataFrame(rows, columns=list(COLUMNS))
