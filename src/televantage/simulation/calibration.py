"""The fitted numbers of the customer base, read from ``src/data/calibration`` and put in the form a draw needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from televantage.scenario import DATA

Ints = npt.NDArray[np.int64]

CONTRACTS = ("M2M", "1yr", "2yr")
CONTRACT_NAMES = {"M2M": "month-to-month", "1yr": "one year", "2yr": "two years"}
INTERNETS = ("DSL", "Fibre", "None")
FIBRE = 1
MONTHS_OF_TENURE = 72
ONE = 2**32
"""A probability of 1 in thresholds: draws are 32-bit whole numbers, so comparisons are exact."""


@dataclass(frozen=True)
class Attribute:
    """One link of the chain: P(attribute | parents), rows in the order of the parents' codes."""

    name: str
    levels: tuple[str, ...]
    parents: tuple[str, ...]
    sizes: tuple[int, ...]
    probabilities: npt.NDArray[np.float64]

    def thresholds(self) -> Ints:
        """Return, for each level but the last, the upper end of its draws in each row: shape (levels − 1, rows)."""
        cumulative = np.cumsum(np.rint(self.probabilities * 1e9), axis=1)  # whole numbers: exact in any order
        return np.rint(cumulative[:, :-1].T / 1e9 * ONE).astype(np.int64)


@dataclass(frozen=True)
class Calibration:
    """Everything that was fitted; probabilities are shares, prices whole dollars."""

    source: str
    tenure: npt.NDArray[np.float64]
    bands: Ints
    """Code of the calibration's tenure band, by month of tenure (index 0 unused)."""
    attributes: dict[str, Attribute]
    price_list: dict[str, int]
    bill_noise: float
    total_noise: float
    log_hazard_ratios: dict[str, list[float]]


@cache
def calibration(name: str = "ibm_telco") -> Calibration:
    """Return a calibration by the name of its file."""
    data = json.loads((DATA / "calibration" / f"{name}.json").read_text("utf-8"))
    sizes = {"tenure_band": len(data["tenure_bands"])}
    attributes = {}
    for row in data["attributes"]:
        sizes[row["name"]] = len(row["levels"])
        attributes[row["name"]] = Attribute(
            row["name"],
            tuple(row["levels"]),
            tuple(row["parents"]),
            tuple(sizes[p] for p in row["parents"]),
            np.array(row["probabilities"]),
        )
    bands = np.searchsorted(data["tenure_bands"], np.arange(MONTHS_OF_TENURE + 1), side="right") - 1
    return Calibration(
        data["source"],
        np.array(data["tenure"]),
        bands.astype(np.int64),
        attributes,
        data["price_list"],
        data["bill_noise"],
        data["total_noise"],
        data["log_hazard_ratios"],
    )
