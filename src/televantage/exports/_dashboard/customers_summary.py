"""customers_summary.json: the base by contract, by tenure and by value."""

from __future__ import annotations

from typing import Any, Literal

from televantage.exports._dashboard._dossier import Dossier
from televantage.exports._dashboard._record import Count, Document, FineShare, Record, about
from televantage.simulation import LABELS

FILE = "customers_summary.json"


class Part(Record):
    """A part of the base."""

    count: Count
    """Customers at the as-of month."""
    pct: FineShare
    """count / total_customers, as a fraction."""


class CustomersSummary(Document):
    """The base at the as-of month by contract, by tenure band and by value tier."""

    total_customers: Count
    """All customers."""
    by_contract: dict[Literal["M2M", "1yr", "2yr"], Part]
    """By contract: M2M, 1yr, 2yr."""
    by_tenure: dict[Literal["0-3m", "4-12m", "13-24m", "25-48m", "49-72m"], Part]
    """By months of tenure."""
    by_value: dict[Literal["Low", "Med", "High"], Part]
    """By third of the base by monthly bill."""


CONTENT = CustomersSummary


def document(found: Dossier) -> CustomersSummary:
    """Return the file."""
    table, total = found.segments, int(found.segments["customers"].sum())

    def parts(column: str, labels: tuple[str, ...]) -> dict[Any, Part]:
        counts = table.groupby(column, sort=False)["customers"].sum()
        return {label: Part(count=int(counts[label]), pct=int(counts[label]) / total) for label in labels}

    return CustomersSummary(
        about=about(CustomersSummary, found.provenance),
        total_customers=total,
        by_contract=parts("contract", LABELS["contract"]),
        by_tenure=parts("tenure_band", LABELS["tenure"]),
        by_value=parts("value_tier", LABELS["value"]),
    )
