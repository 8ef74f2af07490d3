"""The campaign customer by customer: the log that an operator could keep, and the answer key, apart from each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from televantage.simulation.block import Flags, Ints
from televantage.simulation.campaign import Campaign, campaign
from televantage.simulation.campaign_log import Log
from televantage.simulation.cube import KINDS
from televantage.simulation.levers import in_scope, price_ratio
from televantage.simulation.money import GRAIN
from televantage.simulation.observed import COLUMNS as CUSTOMER_COLUMNS
from televantage.simulation.observed import customer_id, observed
from televantage.simulation.offer import running
from televantage.simulation.prepare import Prepared
from televantage.simulation.targeting import Plan
from televantage.units import INTEGER, MONEY_EACH, MONTHS, SHARE, TEXT, Column

PERSONAL = ("name", "email", "phone", "city")
LOG_COLUMNS = {name: column for name, column in CUSTOMER_COLUMNS.items() if name not in PERSONAL} | {
    "internet": Column(TEXT, "DSL, Fibre or No."),
    "offer_month": Column(MONTHS, "Months after the as-of month at whose start the offer was made, or not made."),
    "offered": Column(TEXT, "Yes if the customer was offered it."),
    "taken": Column(TEXT, "Yes if the customer took it."),
    "churned": Column(TEXT, "Yes if the customer had left at the outcome month: a year after the offer."),
    "months_stayed": Column(MONTHS, "Whole months that the customer stayed from the offer to the outcome month."),
    "billed": Column(MONEY_EACH, "Sum of the bills of those months, after discounts."),
}
KEY_COLUMNS = {
    "customer_id": CUSTOMER_COLUMNS["customer_id"],
    "in_log": Column(TEXT, "Yes if the customer is in the log: still active when the offer is made."),
    "propensity": Column(SHARE, "Probability to be offered it in the log."),
    "exit_month_without": Column(
        MONTHS, "Month in which the customer leaves if not offered it; empty if not simulated."
    ),
    "exit_month_offered": Column(
        MONTHS, "Month in which the customer leaves if offered it, in the wave of the policy."
    ),
    "margin_without": Column(MONEY_EACH, "Present value of the customer's margin to the horizon if not offered it."),
    "margin_offered": Column(MONEY_EACH, "The same if offered it, after discount and contact."),
    "tau": Column(SHARE, "True effect of the first wave's offer on the probability to be there at the outcome month."),
    "expected_profit": Column(
        MONEY_EACH, "Expected present value of the first wave's offer: margin minus discount and contact."
    ),
    "kind": Column(TEXT, "persuadable, sure thing, lost cause or sleeping dog, by this pair of lives."),
    "takes": Column(TEXT, "Yes if the customer would take it when offered."),
    "wave": Column(
        INTEGER, "Wave in which the scenario's policy first offers it; empty if never: then as if in the first."
    ),
    "oracle_place": Column(INTEGER, "Place on the oracle's list, from 1; empty if not on it. It ignores the holdout."),
}
YES = np.array(["No", "Yes"], dtype=object)


def _yes(flags: Flags) -> npt.NDArray[Any]:
    return YES[flags.astype(np.int64)]


def _billed(found: Campaign, months: Ints, taken: Flags) -> Ints:
    """Return the sum of bills from the offer to the outcome month in cents, each bill rounded to the cent."""
    base, scenario, runs = found.block.base, found.scenario, running(found.offer, 0, found.months)
    ratio = price_ratio(scenario, found.months)
    pays, total = in_scope(scenario, base.codes["contract"], base.codes["internet"]), np.zeros(base.count, np.int64)
    for t in range(found.offer.month, found.outcome + 1):
        bill = found.bill * np.where(pays, ratio[t], 1.0)
        if runs[t]:
            bill = bill * np.where(taken, 1.0 - found.offer.discount, 1.0)
        total += np.where(months >= t, np.rint(bill), 0).astype(np.int64)
    return total


def log_rows(prepared: Prepared, start: int, count: int) -> pd.DataFrame:
    """Return the log of customers ``start`` to ``start + count − 1``, columns LOG_COLUMNS: nothing of the key."""
    found = campaign(prepared.scenario, start, count)
    log, month = Log(found), found.offer.month
    table = observed(prepared.scenario, count, start).drop(columns=list(PERSONAL))
    months, taken = log.months(log.offered), log.offered & found.response.takes
    stayed = np.clip(months, month - 1, found.outcome) - (month - 1)
    table["internet"] = table["internet"].replace("None", "No")  # which a reader of CSV takes for a missing value
    table["offer_month"] = month
    table["offered"], table["taken"] = _yes(log.offered), _yes(taken)
    table["churned"] = _yes(log.left(log.offered))
    table["months_stayed"] = stayed
    table["billed"] = _billed(found, months, taken) / 100
    return table[log.logged].reset_index(drop=True)


def kinds_of(found: Campaign, months: Ints) -> Ints:
    """Return the kind of each customer in a pair of lives, as a place in KINDS, from his months if offered it."""
    stays, would_stay = found.without.months >= found.outcome, months >= found.outcome
    return np.select([would_stay & ~stays, would_stay & stays, stays], [0, 1, 3], 2)


def key_rows(prepared: Prepared, oracle: Plan, start: int, count: int) -> pd.DataFrame:
    """Return the answer key of customers ``start`` to ``start + count − 1``, columns KEY_COLUMNS.

    ``oracle`` is the plan of the oracle; ``oracle_place`` is the higher, the earlier it chooses the customer.
    """
    found = campaign(prepared.scenario, start, count)
    log, everybody = Log(found), np.arange(count)
    months, life, wave = found.months_survived(0), found.life_offered(everybody), np.zeros(count, np.int64)
    for tier, who in enumerate(prepared.planned.chosen(found)):
        months[who], life[who], wave[who] = found.months_survived(tier)[who], found.life_offered(who, tier), tier + 1

    def exit_month(months: Ints) -> pd.Series:
        return pd.Series(months + 1).where(months < found.months).astype("Int64")

    place = oracle.place(found)
    columns = {
        "customer_id": [customer_id(start + k) for k in range(count)],
        "in_log": _yes(log.logged),
        "propensity": log.propensity,
        "exit_month_without": exit_month(found.without.months),
        "exit_month_offered": exit_month(months),
        "margin_without": found.life_without(everybody) / 100,
        "margin_offered": life / 100,
        "tau": log.effect,
        "expected_profit": found.value(0).gain / (100 * GRAIN),
        "kind": np.array(KINDS, dtype=object)[kinds_of(found, months)],
        "takes": _yes(found.response.takes),
        "wave": pd.Series(wave).where(wave > 0).astype("Int64"),
        "oracle_place": pd.Series(place).where(place >= oracle.floors[-1]),
    }
    return pd.DataFrame(columns, columns=list(KEY_COLUMNS))
