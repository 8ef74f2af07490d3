"""The four kinds among those who are offered it, with their money: persuadable, sure thing, lost cause, sleeping dog.

Which kind a customer is depends on both of his lives, so on the shared draw; the sums over kinds do not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._campaign import has_offer, kinds, nothing, with_error
from televantage.measures._ledger import apportion
from televantage.measures._table import Outcome, key, with_interval
from televantage.simulation.cube import KINDS, MONEY_OF_KINDS
from televantage.simulation.offer import tiers, wave_months
from televantage.units import CUSTOMERS, MONEY, SHARE

GRAIN = "one row per kind; no rows without an offer"
MEANING = {
    "persuadable": "stays with the offer, leaves without",
    "sure thing": "stays in both worlds",
    "lost cause": "leaves in both worlds",
    "sleeping dog": "leaves with the offer, stays without",
}
COLUMNS = {
    "kind": key("The kind of customer."),
    "meaning": key("What he does up to the outcome month: a year after the offer, or the end of the simulation."),
    **with_interval("customers", CUSTOMERS, "Customers of that kind who are offered it, in expectation."),
    "share": key("Share of those who are offered it.", SHARE),
    **with_interval("margin", MONEY, "Present value of the margin that the offer brings with them, or loses."),
    **with_interval("discount", MONEY, "Present value of their discounts."),
    **with_interval("contact", MONEY, "Present value of the cost to contact them."),
    **with_interval("net", MONEY, "Margin minus discount minus contact."),
}


def offered(outcome: Outcome) -> int:
    """Return the customers who are offered it at least once."""
    offer, horizon = outcome.scenario.offer, outcome.scenario.setting.horizon
    first = [month for tier in range(tiers(offer)) for month in wave_months(offer, tier, horizon)[:1]]
    return int(outcome.ledger.contacted[0, first].sum())


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the kinds."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    found = kinds(outcome)
    people = with_error(outcome, "customers", found[..., 0])
    shift = apportion(np.array([offered(outcome)]), found[:1, :, 0])[0] - people["customers"]
    people = {name: values + shift for name, values in people.items()}
    money = {name: found[..., 1 + place] for place, name in enumerate(MONEY_OF_KINDS)}
    money["net"] = money["margin"] - money["discount"] - money["contact"]
    everybody = people["customers"].sum()
    table = {"kind": list(KINDS), "meaning": [MEANING[kind] for kind in KINDS], **people}
    table["share"] = people["customers"] / everybody if everybody else 0.0
    for name, figure in money.items():
        table |= with_error(outcome, name, figure)
    return pd.DataFrame(table)
