"""segments.json: tenure band × contract × value tier, with whom to offer it to, and what that is worth."""

# ruff: noqa: E501  (a definition is one line)

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import pandas as pd
from pydantic import Field

from televantage.exports._dashboard._dossier import Dossier, interval, per
from televantage.exports._dashboard._record import (
    PLAIN,
    Bound,
    Count,
    Document,
    FineShare,
    Money,
    MoneyEach,
    Multiple,
    Record,
    Share,
    Text,
    about,
)
from televantage.learning.segments import MADE, NOTHING, PROPOSED, TO_ALL
from televantage.scenario.offer import NO_LIMIT, Offer
from televantage.simulation import RISK_EDGES, RISK_LEVELS
from televantage.units import SHARE

FILE = "segments.json"
UNKNOWN = "unknown"
RiskLevel = Literal["Low", "Medium", "High", "Very High"]
Basis = Literal["offer made", "offer proposed", "offer to everybody", "nobody to offer it to"]
assert get_args(RiskLevel) == RISK_LEVELS and get_args(Basis) == (MADE, PROPOSED, TO_ALL, NOTHING)
LEAD = {"Very High": "Call first", "High": "Call next", "Medium": "Write to them", "Low": "Only a few"}
TIMELINE = {"Very High": "0-30 days", "High": "31-60 days", "Medium": "61-90 days", "Low": "91-180 days"}
NOT_PLANNED = "Not planned"


class Segment(Record):
    """A segment of the base at the as-of month."""

    tenure_band: Literal["0-3m", "4-12m", "13-24m", "25-48m", "49-72m", "unknown"]
    """Months of tenure at the as-of month; unknown is nobody: every customer has a segment."""
    contract_group: Literal["M2M", "1yr", "2yr", "unknown"]
    """Contract at the as-of month."""
    value_tier: Literal["Low", "Med", "High", "unknown"]
    """Third of the base by monthly bill."""
    customers: Count
    """Customers at the as-of month."""
    leaving_12m: Count
    """Customers expected to leave within 12 months in this scenario, its own offer included."""
    churn_probability: Share
    """leaving_12m / customers; 0 for nobody."""
    churn_probability_low: Bound
    """Lower end of its interval."""
    churn_probability_high: Bound
    """Upper end of its interval."""
    risk_level: RiskLevel
    """Of the segment, by churn_probability: Medium from 0.15, High from 0.30, Very High from 0.50. Customers have levels of their own."""
    threshold: Share
    """Score of the winner from which on offering it earns most in this segment, within the scenario's budget; 1 if nowhere. At least 25 simulated customers score as high."""
    targeted_customers: Count
    """Customers whose score reaches the threshold."""
    targeted_leaving_12m: Count
    """Those of them who are expected to leave: true positives."""
    targeting_rate: Share
    """targeted_customers / customers; 0 for nobody."""
    targeted_spend: Money
    """Present value of contacts and discounts if the targeted customers are offered it, give-away to those who would have stayed included."""
    targeted_npv: Money
    """What that brings: margin of those kept, minus spend, in present value to the horizon."""
    offered_customers: Count
    """Customers whom the scenario's own campaign offers it; 0 if it makes no offer."""
    offer_spend: Money
    """Present value of contacts and discounts of that campaign."""
    offer_npv: Money
    """What that campaign brings after cost."""
    expected_roi: Multiple
    """roi_profit / roi_spend: 0.5 means half a dollar earned on each dollar spent, negative means a loss; 0 for nobody."""
    expected_roi_low: Multiple
    """Lower end of its interval."""
    expected_roi_high: Multiple
    """Upper end of its interval."""
    roi_profit: Money
    """What the offer of roi_basis brings after cost."""
    roi_spend: Money
    """What it costs."""
    roi_basis: Basis
    """Whose offer the ROI is of: the scenario's own campaign where it reaches the segment; else the offer to the targeted customers; else, where no threshold pays, an offer to everybody, which shows why not."""
    avg_ltv: MoneyEach
    """Margin a customer over five years in present value, before retention costs, from the segment's own bills and survival; beyond the horizon its monthly_retention goes on."""
    avg_ltv_low: MoneyEach
    """Lower end of its interval."""
    avg_ltv_high: MoneyEach
    """Upper end of its interval."""
    arpu: MoneyEach
    """Average monthly bill at the as-of month."""
    monthly_retention: FineShare
    """Share that stays from one month to the next, over the last 12 months of the horizon."""
    margin_to_horizon: Money
    """Present value of bills minus cost to serve to the horizon, before retention costs."""
    annual_churn_cost: Money
    """A year of today's bills of those expected to leave within 12 months in this scenario."""
    strategy: Annotated[str, Field(max_length=120, pattern=PLAIN)]
    """By rule: nobody targeted - hold the offer; the scenario's offer loses money here - keep it to the targeted; else by risk_level how to reach them, with the offer's terms, targeting_rate and threshold."""
    implementation_timeline: Text
    """By rule: nobody targeted - not planned; else by risk_level: Very High 0-30 days, High 31-60, Medium 61-90, Low 91-180."""


class Totals(Record):
    """Sums over the segments."""

    customers: Count
    """Customers."""
    leaving_12m: Count
    """Customers expected to leave within 12 months."""
    targeted_customers: Count
    """Customers at or above the threshold of their segment."""
    targeted_leaving_12m: Count
    """Those of them who are expected to leave."""
    targeted_spend: Money
    """What offering it to them costs."""
    targeted_npv: Money
    """What that brings after cost."""
    offered_customers: Count
    """Customers whom the scenario's own campaign offers it."""
    offer_spend: Money
    """What that campaign costs."""
    offer_npv: Money
    """What it brings after cost."""
    margin_to_horizon: Money
    """Present value of the margin, before retention costs."""
    annual_churn_cost: Money
    """A year of bills of those expected to leave."""


class Segments(Document):
    """Churn, value and the most profitable targeting of each segment; a last row of unknown customers is always empty."""

    segments: Annotated[list[Segment], Field(min_length=46, max_length=46)]
    """Tenure bands, in them contracts, in them value tiers; then unknown."""
    totals: Totals
    """Sums over the segments."""


def risk_level(probability: float) -> str:
    """Return the level of a probability.

    >>> risk_level(0.15), risk_level(0.499), risk_level(0.5)
    ('Medium', 'High', 'Very High')
    """
    return RISK_LEVELS[sum(probability >= edge for edge in RISK_EDGES)]


def _held(row: dict[str, Any], offer: Offer) -> str:
    """Return the strategy of a segment in which the winner targets nobody."""
    if row["roi_profit"] <= 0:
        why = "no threshold earns back what it costs" if offer.budget > 0 else "there is no budget"
        return f"Hold the offer: {why}."
    if row["roi_basis"] == MADE:
        return "Keep the offer as made: it earns here, and no threshold of the winner's score earns more."
    limited = offer.budget < NO_LIMIT
    return f"Hold the offer: {'its budget earns more elsewhere' if limited else 'too few customers to tell'}."


def _plan(row: dict[str, Any], offer: Offer) -> dict[str, str]:
    """Return strategy and timeline of a segment from what its row holds."""
    if row["customers"] == 0:
        return {"strategy": "No customers in this segment.", "implementation_timeline": NOT_PLANNED}
    if row["targeted_customers"] == 0:
        return {"strategy": _held(row, offer), "implementation_timeline": NOT_PLANNED}
    who = f"the {SHARE.show(row['targeting_rate'])} with a score of {row['threshold']:.3f} or more"
    if row["roi_basis"] == MADE and row["roi_profit"] < 0:
        strategy = f"The offer as made loses money here; keep it to {who}."
    else:
        terms = f"{offer.discount:.0%} off for {offer.duration} months".replace("%", " %")
        terms = f"service with {terms}" if offer.kind == "service" else terms
        strategy = f"{LEAD[row['risk_level']]}: {terms} to {who}."
    return {"strategy": strategy, "implementation_timeline": TIMELINE[row["risk_level"]]}


def _segment(row: Any, offer: Offer) -> Segment:
    churn, roi = per(row.leaving, row.customers), per(row.roi_profit, row.roi_spend)
    found: dict[str, Any] = {
        "tenure_band": row.tenure_band,
        "contract_group": row.contract,
        "value_tier": row.value_tier,
        "customers": row.customers,
        "leaving_12m": row.leaving,
        "churn_probability": churn,
        **interval("churn_probability", churn, row.churn_error),
        "risk_level": risk_level(round(churn, 3)),
        "threshold": row.threshold,
        "targeted_customers": row.targeted,
        "targeted_leaving_12m": row.targeted_leaving,
        "targeting_rate": per(row.targeted, row.customers),
        "targeted_spend": row.targeted_spend / 100,
        "targeted_npv": row.targeted_npv / 100,
        "offered_customers": row.offered,
        "offer_spend": row.offer_spend / 100,
        "offer_npv": row.offer_npv / 100,
        "expected_roi": roi,
        **interval("expected_roi", roi, row.roi_error),
        "roi_profit": row.roi_profit / 100,
        "roi_spend": row.roi_spend / 100,
        "roi_basis": row.roi_basis,
        "avg_ltv": row.ltv,
        **interval("avg_ltv", row.ltv, row.ltv_error),
        "arpu": row.arpu,
        "monthly_retention": min(row.retention, 1.0),
        "margin_to_horizon": row.margin / 100,
        "annual_churn_cost": row.at_risk / 100,
    }
    return Segment(**found, **_plan(found, offer))


def _unknown(like: Segment) -> Segment:
    """Return the row of nobody."""
    names = dict.fromkeys(("tenure_band", "contract_group", "value_tier"), UNKNOWN)
    numbers = {name: 0 for name, value in like if isinstance(value, (int, float))}
    nobody = {**numbers, "threshold": 1.0, "risk_level": RISK_LEVELS[0], "roi_basis": NOTHING}
    return Segment(**names, **nobody, **_plan({"customers": 0}, Offer()))


CONTENT = Segments


def document(found: Dossier) -> Segments:
    """Return the file."""
    table: pd.DataFrame = found.segments
    rows = [_segment(row, found.evidence.scenario.offer) for row in table.itertuples()]
    cents = {"targeted_spend", "targeted_npv", "offer_spend", "offer_npv"}
    sums = {name: int(table[name].sum()) / 100 for name in sorted(cents)}
    counts = {
        "customers": "customers", "leaving_12m": "leaving", "targeted_customers": "targeted",
        "targeted_leaving_12m": "targeted_leaving", "offered_customers": "offered",
    }  # fmt: skip
    totals = Totals(
        **{name: int(table[column].sum()) for name, column in counts.items()},
        **sums,
        margin_to_horizon=int(table["margin"].sum()) / 100,
        annual_churn_cost=int(table["at_risk"].sum()) / 100,
    )
    return Segments(about=about(Segments, found.provenance), segments=[*rows, _unknown(rows[0])], totals=totals)
