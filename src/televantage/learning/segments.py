"""What is known, and what could be done, segment by segment: whole customers and whole cents that add up.

The *campaign* is the one that the scenario makes or, where it makes none, its offer to those whom the winner puts at or
above the threshold of their segment. Counts are split by largest remainder; nothing is rounded twice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from televantage.learning.evidence import Evidence
from televantage.learning.features import Floats
from televantage.learning.scoring import CELLS, SEGMENTS
from televantage.measures import (
    Ledger,
    apportion,
    offer_margin,
    per,
    programme_costs,
    segment_churn,
    segment_value,
)
from televantage.measures.segment_value import by_segment
from televantage.simulation.block import Ints
from televantage.simulation.hazard import YEAR
from televantage.simulation.offer import is_offered

MADE, PROPOSED, TO_ALL, NOTHING = "offer made", "offer proposed", "offer to everybody", "nobody to offer it to"


def to_total(values: Floats, total: int) -> Ints:
    """Return whole numbers near the values, of either sign, that sum to a total: largest remainder.

    What the values lack is spread in proportion to their size.

    >>> to_total(np.array([1.5, -2.5, 4.0]), 3).tolist()
    [2, -3, 4]
    """
    size = np.abs(values).sum()
    ideal = values + (total - values.sum()) * (np.abs(values) / size if size else np.full(len(values), 1 / len(values)))
    whole = np.floor(ideal)
    short = total - int(whole.sum())
    order = np.argsort(whole - ideal, kind="stable")
    whole[order[:short]] += 1
    return whole.astype(np.int64)


def cents(values: Floats) -> Ints:
    """Return dollars as whole cents whose sum is the sum of the dollars, rounded."""
    return to_total(values * 100.0, round(float(values.sum()) * 100.0))


def at_risk(book: Ledger, world: str) -> Ints:
    """Return a year of today's bills of those expected to leave within 12 months, in cents by segment."""
    bills = by_segment(book.year_base_bill(world))
    return (bills[0, 0] - bills[0, YEAR]) * 12


def _split(whole: Ints, part: Floats, rest: Floats) -> Ints:
    """Return the share of whole numbers that belongs to a part."""
    return apportion(whole, np.stack([np.maximum(part, 0.0), np.maximum(rest, 0.0)], axis=1))[:, 0]


def _of_scenario(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["world"] == "scenario"].reset_index(drop=True)


def _made(found: Evidence) -> dict[str, Ints]:
    """Return customers, spend, NPV and what is kept a year by the scenario's own campaign."""
    book, sums = found.outcome.ledger, {name: values[0] for name, values in found.offer.items()}
    costs = programme_costs(book)
    spent = int((costs["contact"] + costs["discount"]).sum())
    brought = int(offer_margin(book).sum())
    return {
        "customers": to_total(sums["offered"], round(float(sums["offered"].sum()))),
        "spend": to_total(sums["cost"] * 100.0, spent),
        "npv": to_total(sums["gain"] * 100.0, brought - spent),
        "kept": at_risk(book, "programmes") - at_risk(book, "scenario"),
    }


def _roi(found: Evidence, table: dict[str, npt.NDArray[np.generic]]) -> dict[str, object]:
    """Return profit, spend and basis of each segment's ROI, and half the width of its interval."""
    everybody = {name: found.everybody[name] for name in ("gain", "cost")}
    choices = [
        (MADE, table["offer_npv"], table["offer_spend"], found.offer),
        (PROPOSED, table["targeted_npv"], table["targeted_spend"], found.targeted),
        (TO_ALL, cents(everybody["gain"][0]), cents(everybody["cost"][0]), everybody),
    ]
    rows = len(SEGMENTS)
    basis, profit, spend = np.full(rows, NOTHING, object), np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    versions = np.zeros((17, rows))
    for name, gained, spent, sums in choices:
        own = (spend == 0) & (np.asarray(spent) > 0)
        basis[own], profit[own], spend[own] = name, np.asarray(gained)[own], np.asarray(spent)[own]
        versions[:, own] = np.nan_to_num(per(sums["gain"], sums["cost"]))[:, own]
    return {"roi_basis": basis, "roi_profit": profit, "roi_spend": spend, "roi_error": found.margin_of_error(versions)}


def segments(found: Evidence) -> pd.DataFrame:
    """Return one row a segment; counts are whole customers, money is whole cents, thresholds are scores.

    ``*_error`` is half the width of the 95 % simulation interval of a figure.
    """
    churn, value = (_of_scenario(module.measure(found.outcome)) for module in (segment_churn, segment_value))
    customers, leaving = (churn[name].to_numpy().astype(np.int64) for name in ("customers", "lost_12m"))
    above = {name: values[0] for name, values in found.targeted.items()}
    whole = {name: values[0] for name, values in found.everybody.items()}
    below = {name: whole[name] - above[name] for name in whole}
    caught = _split(leaving, above["leaving"], below["leaving"])
    bothered = _split(customers - leaving, above["customers"] - above["leaving"], below["customers"] - below["leaving"])
    risked = at_risk(found.outcome.ledger, "scenario")
    spend = cents(above["cost"])
    table: dict[str, npt.NDArray[np.generic]] = {
        "customers": customers,
        "leaving": leaving,
        "churn_error": (churn["churn_12m_high"] - churn["churn_12m"]).to_numpy(),
        "threshold": found.thresholds / CELLS,
        "targeted": caught + bothered,
        "targeted_leaving": caught,
        "targeted_spend": spend,
        "targeted_npv": cents(above["gain"]),
        "targeted_spend_on_leaving": _split(spend, above["cost_on_leaving"], above["cost"] - above["cost_on_leaving"]),
        "untargeted_spend_on_leaving": cents(below["cost_on_leaving"]),
        "untargeted_spend": cents(below["cost"]),
        "targeted_kept": cents(above["kept"]),
        "at_risk": risked,
        "targeted_at_risk": _split(risked, above["at_risk"], below["at_risk"]),
        "margin": to_total(value["margin"].to_numpy() * 100.0, round(float(value["margin"].sum()) * 100.0)),
        "arpu": value["arpu"].to_numpy(),
        "retention": value["retention"].to_numpy(),
        "ltv": value["ltv"].to_numpy(),
        "ltv_error": (value["ltv_high"] - value["ltv"]).to_numpy(),
    }
    none = np.zeros(len(SEGMENTS), np.int64)
    made = (
        _made(found)
        if is_offered(found.outcome.scenario)
        else dict.fromkeys(("customers", "spend", "npv", "kept"), none)
    )
    table |= {
        "offered": made["customers"],
        "offer_spend": made["spend"],
        "offer_npv": made["npv"],
        "offer_kept": made["kept"],
    }
    names = pd.DataFrame(list(SEGMENTS), columns=["tenure_band", "contract", "value_tier"])
    return names.assign(**table, **_roi(found, table))
