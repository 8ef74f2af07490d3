"""Contract findings: true figures that the dashboard's reader would draw badly. They are told, never bent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from televantage.exports._dashboard import customers_summary, metrics, risk_distribution, segments
from televantage.exports._dashboard._record import Document
from televantage.learning.evidence import Evidence
from televantage.units import CUSTOMERS, SHARE

SMALL_BASE = 1_000_000
SMALL_LEVEL = 0.03
HIGH = ("High", "Very High")


def _of_money(found: metrics.Metrics) -> Iterator[str]:
    overview = found.overview
    if overview.annual_churn_cost <= 0:
        yield "Nobody leaves: the annual churn cost is 0, and the waterfall is empty."
    elif overview.ai_opportunity > overview.annual_churn_cost:
        yield "The opportunity is above the annual churn cost; the waterfall ends below 0."
    if overview.ai_opportunity < 0:
        yield (
            "The campaign makes more customers leave: the opportunity is negative; the waterfall draws it upside down, "
            "the cards without units."
        )
    elif overview.ai_opportunity == 0:
        yield (
            "No customer is kept by an offer: the opportunity is 0; the waterfall shows nothing, and the reader's "
            "EBITDA card a figure of its own in its place."
        )
    if found.confusion_matrix.true_positives + found.confusion_matrix.false_positives == 0:
        yield "No threshold pays in any segment: nobody is targeted, and the confusion matrix has no positives."


def _of_segments(found: segments.Segments) -> Iterator[str]:
    known = [row for row in found.segments if row.customers > 0]
    losing = sum(row.expected_roi <= 0 for row in known)
    if losing:
        yield f"{losing} of {len(known)} segments have an ROI of 0 or less, which the reader shows as N/A."
    if not any(row.risk_level in HIGH for row in known):
        yield "No segment is High or Very High: the reader's top five is empty."
    empty = len(found.segments) - 1 - len(known)
    if empty:
        yield f"{empty} segments are empty; the heatmap draws them at a churn of 0 %."


def findings(evidence: Evidence, found: Mapping[str, Document]) -> list[str]:
    """Return a sentence for each thing that the reader draws badly, and for each model that knows too much."""
    summary, risks = found[customers_summary.FILE], found[risk_distribution.FILE]
    board, table = found[metrics.FILE], found[segments.FILE]
    assert isinstance(summary, customers_summary.CustomersSummary) and isinstance(board, metrics.Metrics)
    assert isinstance(risks, risk_distribution.RiskDistribution) and isinstance(table, segments.Segments)
    said = [*_of_money(board), *_of_segments(table)]
    said += [
        f"The risk level {level.level} holds {SHARE.show(level.percentage)} of the customers: too thin for its label."
        for level in risks.risk_levels
        if level.percentage < SMALL_LEVEL
    ]
    if summary.total_customers < SMALL_BASE:
        total = CUSTOMERS.show(summary.total_customers)
        said.append(f"The base has {total} customers; the reader writes counts of segments in millions.")
    currency = evidence.scenario.setting.currency
    if currency != "USD":
        said.append(f"Amounts are in {currency}; the reader writes a dollar sign.")
    said += [f"{name} does better than the true probability: it has seen what nobody observes." for name in
             evidence.contest.leaks]  # fmt: skip
    return said
