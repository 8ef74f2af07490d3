"""metrics.json: the headline, the winner's calibration, and its confusion matrix over the whole base."""

# ruff: noqa: E501  (a definition is one line)

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from televantage.exports._dashboard._dossier import Dossier, interval, per
from televantage.exports._dashboard._record import (
    Bound,
    Count,
    Document,
    FineShare,
    Money,
    Multiple,
    Record,
    Score,
    Text,
    about,
)
from televantage.learning.calibration import BINS, calibration
from televantage.learning.matrix import matrix
from televantage.learning.segments import at_risk
from televantage.measures.headline import FIGURES

FILE = "metrics.json"


class Overview(Record):
    """The headline."""

    total_customers: Count
    """Customers at the as-of month."""
    leaving_12m: Count
    """Customers expected to leave within 12 months in this scenario, its own offer included."""
    churn_12m: FineShare
    """leaving_12m / total_customers."""
    annual_churn_cost: Money
    """Dollars a year: a year of today's bills of those who leave within 12 months if nobody is offered anything."""
    annual_churn_cost_low: Money
    """Lower end of its interval."""
    annual_churn_cost_high: Money
    """Upper end of its interval."""
    ai_opportunity: Money
    """Dollars a year: annual_churn_cost minus annual_churn_cost_with_offer, the same customers in two worlds; before the offer's cost."""
    ai_opportunity_low: Money
    """Lower end of its interval."""
    ai_opportunity_high: Money
    """Upper end of its interval."""
    annual_churn_cost_with_offer: Money
    """Dollars a year: the same cost in the world with the campaign."""
    campaign: Text
    """The campaign of the figures here: the scenario's own or, where it makes no offer, its offer to the customers whom the winner targets."""
    campaign_customers: Count
    """Customers who are offered it."""
    campaign_spend: Money
    """Present value of its contacts and discounts to the horizon, give-away included."""
    campaign_npv: Money
    """What it brings after cost, in present value to the horizon."""
    campaign_roi: Multiple
    """campaign_npv / campaign_spend; 0 where nothing is spent."""
    model_auc: Score
    """AUC of the winner."""
    model_name: Text
    """The winner."""


class Bin(Record):
    """A tenth of the base by score."""

    customers: Count
    """Customers of the tenth."""
    predicted: FineShare
    """Mean probability to leave that the winner gives them."""
    leaving_12m: Count
    """Customers of the tenth expected to leave within 12 months."""
    actual: FineShare
    """leaving_12m / customers."""
    actual_low: Bound
    """Lower end of its interval."""
    actual_high: Bound
    """Upper end of its interval."""


class Calibration(Record):
    """Does the winner mean what it says?"""

    bins: Annotated[list[Bin], Field(min_length=BINS, max_length=BINS)]
    """Tenths of the base, the lowest scores first."""


class Labels(Record):
    """What the cells of the confusion matrix are called."""

    true_positives: Text = "Targeted, and would leave"
    """Label of true_positives."""
    false_positives: Text = "Targeted, but would stay"
    """Label of false_positives."""
    false_negatives: Text = "Not targeted, but would leave"
    """Label of false_negatives."""
    true_negatives: Text = "Not targeted, and would stay"
    """Label of true_negatives."""


class MatrixMoney(Record):
    """The money in the cells of the confusion matrix."""

    at_risk_targeted: Money
    """A year of bills of the true positives: what an offer could try to keep."""
    at_risk_missed: Money
    """A year of bills of the false negatives."""
    spend_on_leavers: Money
    """Present value of what offering it costs on the true positives; a customer's cost is split by his own probability to leave."""
    spend_on_stayers: Money
    """The same on the false positives: the give-away."""
    npv: Money
    """What offering it to all targeted customers brings after cost."""


class ConfusionMatrix(Record):
    """The winner at the threshold of each segment, over the whole base; a customer counts with his true probability to leave within 12 months."""

    true_positives: Count
    """Targeted customers expected to leave."""
    false_positives: Count
    """Targeted customers expected to stay."""
    true_negatives: Count
    """Other customers expected to stay."""
    false_negatives: Count
    """Other customers expected to leave."""
    precision: FineShare
    """true_positives / targeted customers; 0 if nobody is targeted."""
    recall: FineShare
    """true_positives / all expected to leave; 0 if nobody leaves."""
    labels: Labels
    """What the cells are called."""
    money: MatrixMoney
    """The money in them."""


class Metrics(Document):
    """What churn costs and an offer would keep, and how far the winner can be trusted, over the whole base."""

    overview: Overview
    """The headline."""
    calibration: Calibration
    """Does the winner mean what it says?"""
    confusion_matrix: ConfusionMatrix
    """Who is targeted, and who would leave."""


def _overview(found: Dossier) -> Overview:
    evidence, table = found.evidence, found.segments
    outcome, winner = evidence.outcome, evidence.contest.winner
    made = found.makes_offer
    cost, kept, spend, npv, customers = (
        int(values.sum())
        for values in (
            at_risk(outcome.ledger, "programmes"),
            table["offer_kept" if made else "targeted_kept"],
            table["offer_spend" if made else "targeted_spend"],
            table["offer_npv" if made else "targeted_npv"],
            table["offered" if made else "targeted"],
        )
    )
    risk = FIGURES["revenue_at_risk"].compute
    without = risk(outcome.groups, "programmes")
    saved = without - risk(outcome.groups, "scenario") if made else evidence.targeted["kept"][1:].sum(1)
    errors = [float(outcome.margin_of_error(versions)) for versions in (without, saved)]
    policy = evidence.outcome.scenario.offer.policy
    total, leaving = int(table["customers"].sum()), int(table["leaving"].sum())
    return Overview(
        total_customers=total,
        leaving_12m=leaving,
        churn_12m=leaving / total,
        annual_churn_cost=cost / 100,
        **interval("annual_churn_cost", cost / 100, errors[0]),
        ai_opportunity=kept / 100,
        **interval("ai_opportunity", kept / 100, errors[1]),
        annual_churn_cost_with_offer=(cost - kept) / 100,
        campaign=f"made by the scenario, policy {policy}"
        if made
        else "proposed: to the customers whom the winner targets",
        campaign_customers=customers,
        campaign_spend=spend / 100,
        campaign_npv=npv / 100,
        campaign_roi=per(npv, spend),
        model_auc=winner.auc.value,
        model_name=winner.fitted.model.name,
    )


def _matrix(found: Dossier) -> ConfusionMatrix:
    cells = matrix(found.segments)
    targeted, leaving = cells.true_positives + cells.false_positives, cells.true_positives + cells.false_negatives
    return ConfusionMatrix(
        true_positives=cells.true_positives,
        false_positives=cells.false_positives,
        true_negatives=cells.true_negatives,
        false_negatives=cells.false_negatives,
        precision=per(cells.true_positives, targeted),
        recall=per(cells.true_positives, leaving),
        labels=Labels(),
        money=MatrixMoney(**{name: getattr(cells, name) / 100 for name in MatrixMoney.model_fields}),
    )


CONTENT = Metrics


def document(found: Dossier) -> Metrics:
    """Return the file."""
    rows = calibration(found.evidence, int(found.segments["customers"].sum()), int(found.segments["leaving"].sum()))
    bins = [
        Bin(
            customers=row.customers,
            predicted=row.predicted,
            leaving_12m=row.leaving,
            actual=per(row.leaving, row.customers),
            **interval("actual", per(row.leaving, row.customers), row.error),
        )
        for row in rows.itertuples()
    ]
    return Metrics(
        about=about(Metrics, found.provenance),
        overview=_overview(found),
        calibration=Calibration(bins=bins),
        confusion_matrix=_matrix(found),
    )
