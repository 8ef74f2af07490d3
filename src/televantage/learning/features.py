"""What a model may look at: the attributes of a customer that an operator observes at the as-of month.

A feature is one observed column. A model sees it as one or more columns of numbers, so that a feature is shuffled, or
left out, with all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from televantage.simulation.observed import ATTRIBUTE_COLUMNS
from televantage.units import MONEY_EACH, MONTHS, Unit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
NO_YES = ("No", "Yes")
MOST_LEVELS = 4
"""Levels of a feature at most; a number has its quarters."""


@dataclass(frozen=True)
class Feature:
    """A feature: its column, what people call it, and its levels, or the unit of a number."""

    column: str
    name: str
    levels: tuple[str, ...] = NO_YES
    unit: Unit | None = None
    log: bool = False
    """Whether a number is seen also as ln(1 + number)."""

    def encoded(self, values: npt.NDArray[Any]) -> list[Floats]:
        """Return the columns of numbers that a model sees."""
        if self.unit is None:
            seen = self.levels[1:] if len(self.levels) == 2 else self.levels
            return [(values == level).astype(float) for level in seen]
        number = values.astype(float)
        return [number, np.log1p(number)] if self.log else [number]


FEATURES = (
    Feature("contract", "Contract", ("month-to-month", "one year", "two years")),
    Feature("tenure_months", "Tenure", (), MONTHS, log=True),
    Feature("months_left", "Months left in the contract", (), MONTHS),
    Feature("internet", "Internet service", ("DSL", "Fibre", "None")),
    Feature("monthly_bill", "Monthly bill", (), MONEY_EACH),
    Feature("total_billed", "Billed so far", (), MONEY_EACH),
    Feature(
        "payment_method",
        "Payment method",
        ("electronic check", "mailed check", "bank transfer (automatic)", "credit card (automatic)"),
    ),
    Feature("paperless_billing", "Paperless billing"),
    Feature("online_security", "Online security"),
    Feature("online_backup", "Online backup"),
    Feature("device_protection", "Device protection"),
    Feature("tech_support", "Tech support"),
    Feature("streaming_tv", "Streaming TV"),
    Feature("streaming_movies", "Streaming movies"),
    Feature("phone_service", "Phone service"),
    Feature("multiple_lines", "Multiple lines"),
    Feature("senior", "Senior customer"),
    Feature("partner", "Lives with a partner"),
    Feature("dependents", "Has dependents"),
    Feature("gender", "Gender", ("Female", "Male")),
)


def checked(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of attributes as it is.

    Raises
    ------
    ValueError
        If it holds a column that an operator does not observe at the as-of month: nothing may learn from the key.
    """
    foreign = [name for name in table if name not in ATTRIBUTE_COLUMNS]
    if foreign:
        raise ValueError(f"{foreign[0]!r} is not observed at the as-of month; models learn from attributes only.")
    return table


def matrix(table: pd.DataFrame) -> Floats:
    """Return what models see of customers, (customers, columns); errors as :func:`checked`."""
    known = checked(table)
    columns = [column for feature in FEATURES for column in feature.encoded(known[feature.column].to_numpy())]
    return np.ascontiguousarray(np.stack(columns).T)


def owners() -> Ints:
    """Return the place in FEATURES of each column of the matrix."""
    widths = [len(f.encoded(np.array(f.levels[:1] or [0.0], dtype=object))) for f in FEATURES]
    return np.repeat(np.arange(len(FEATURES)), widths)


@dataclass(frozen=True)
class Levels:
    """The levels into which a feature's customers fall; for a number, the quarters of the customers learned from."""

    feature: Feature
    cuts: tuple[float, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What the levels are called, e.g. ``two years`` or ``12 to 29``."""
        unit = self.feature.unit
        if unit is None:
            return self.feature.levels
        if not self.cuts:
            return ("any",)
        shown = [unit.show(cut) for cut in self.cuts]
        middle = [f"{low} to under {high}" for low, high in pairwise(shown)]
        return (f"under {shown[0]}", *middle, f"{shown[-1]} or more")

    def codes(self, table: pd.DataFrame) -> Ints:
        """Return the level of each customer."""
        values = table[self.feature.column].to_numpy()
        if self.feature.unit is not None:
            return np.searchsorted(self.cuts, values, side="right")
        return sum((values == level) * place for place, level in enumerate(self.feature.levels)).astype(np.int64)  # type: ignore[union-attr]


def levels(feature: Feature, table: pd.DataFrame) -> Levels:
    """Return the levels of a feature as a sample of customers tells them."""
    if feature.unit is None:
        return Levels(feature)
    ordered = np.sort(table[feature.column].to_numpy())
    quarters = [float(ordered[len(ordered) * part // 4]) for part in (1, 2, 3)]
    return Levels(feature, tuple(sorted({cut for cut in quarters if cut > ordered[0]})))
