"""The customers in the IBM Telco schema: the base as it is observed, and who left within a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from televantage.simulation.attributes import ATTRIBUTES, CHURN, TELCO_COLUMNS, Attribute
from televantage.simulation.block import draw_block
from televantage.simulation.cube import QUANTUM
from televantage.simulation.hazard import YEAR
from televantage.simulation.observed import customer_id
from televantage.simulation.outcomes import months_survived, survival
from televantage.simulation.prepare import Prepared

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[Any]
BLANK = " "
"""What the schema writes where a customer has not been billed yet."""


@dataclass(frozen=True)
class TelcoTable:
    """Customers in the schema, as numbers; one entry a customer.

    ``codes`` holds the level of each attribute and ``tenure`` in months, ``bill`` and ``total`` are in cents (−1 where
    the total is blank), ``churned`` is the probability to leave within 12 months in multiples of 2⁻²⁰: all or nothing
    for real customers.
    """

    codes: dict[str, Ints]
    bill: Ints
    total: Ints
    churned: Ints

    @property
    def count(self) -> int:
        """The number of customers."""
        return len(self.bill)

    @property
    def tenure(self) -> Ints:
        """Months of service, 0 to 72."""
        return self.codes["tenure"]


def telco_table(prepared: Prepared, count: int) -> TelcoTable:
    """Return the first customers of a scenario with their expected 12-month churn in its world."""
    block = draw_block(prepared, 0, count)
    base = block.base
    churned = QUANTUM - survival(block, "scenario", YEAR)
    total = np.where(base.tenure == 0, -1, base.total)
    return TelcoTable(base.codes | {"tenure": base.tenure}, base.bill, total, churned)


def amounts(cents: Ints) -> list[str]:
    """Return amounts as the schema writes them, without zeros at the end.

    >>> amounts(np.array([2985, 188950, 10000]))
    ['29.85', '1889.5', '100']
    """
    whole = [f"{c // 100}.{c % 100:02d}" for c in cents.tolist()]
    return [text.rstrip("0").rstrip(".") for text in whole]


def _labels(attribute: Attribute, codes: dict[str, Ints]) -> Texts:
    text = np.array(attribute.labels, dtype=object)[codes[attribute.name]]
    if attribute.needs:
        needed, without, label = attribute.needs
        text[codes[needed] == ATTRIBUTES[needed].levels.index(without)] = label
    return text


def telco_rows(prepared: Prepared, start: int, count: int) -> dict[str, Any]:
    """Return customers ``start`` to ``start + count − 1`` as columns of text, in the order of the schema.

    ``Churn`` is Yes where the customer's one realised exit in the scenario's world lies within 12 months.
    """
    block = draw_block(prepared, start, count)
    base = block.base
    left = months_survived(block, "scenario", YEAR) < YEAR
    columns = {a.column: _labels(a, base.codes) for a in ATTRIBUTES.values()} | {
        "customerID": [customer_id(start + k) for k in range(count)],
        "tenure": [str(t) for t in base.tenure.tolist()],
        "MonthlyCharges": amounts(base.bill),
        "TotalCharges": [
            text if t else BLANK for text, t in zip(amounts(base.total), base.tenure.tolist(), strict=True)
        ],
        CHURN.column: np.array(CHURN.labels, dtype=object)[left.astype(int)],
    }
    return {name: columns[name] for name in TELCO_COLUMNS}
