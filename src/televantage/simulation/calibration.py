"""The fitted numbers of the customer base and of churn, read from ``src/data/calibration``."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from televantage.scenario import DATA, ScenarioError, read
from televantage.simulation.attributes import ADD_ONS, LEVELS
from televantage.simulation.features import MONTHS_OF_TENURE, factors

CONTRACTS = ("M2M", "1yr", "2yr")
CONTRACT_NAMES = {"M2M": "month-to-month", "1yr": "one year", "2yr": "two years"}
INTERNETS = ("DSL", "Fibre", "None")
FIBRE = LEVELS["internet"].index("fibre")

ITEMS = ("phone", "lines", "dsl", "fibre", *ADD_ONS)
"""What the price list prices, beside the base fee that is on every bill."""
PRICED = ("base", *ITEMS)
FIRST_YEAR = 13
"""Months of tenure, 0 to 12, that count as the first year."""

Floats = npt.NDArray[np.float64]
ByFeature = dict[str, float]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


class Link(_Part):
    """One link of the chain: the law of an attribute given what was drawn before it.

    ``coefficients`` are log odds against the first level, by level and feature, ``standard_errors`` theirs;
    ``certain`` holds what follows for sure: by attribute and level, the level.
    """

    name: str
    coefficients: dict[str, ByFeature]
    standard_errors: dict[str, ByFeature]
    certain: dict[str, dict[str, str]]

    @model_validator(mode="after")
    def _known(self) -> Link:
        if self.name not in LEVELS or set(self.coefficients) != set(LEVELS[self.name][1:]):
            raise ValueError("unknown attribute or levels")
        before = {name: LEVELS[name] for name in list(LEVELS)[: list(LEVELS).index(self.name)]}
        seen = {name for by in self.coefficients.values() for f in by for name, _ in factors(f, before)}
        if self.name == "internet" and not seen <= {"tenure"}:
            raise ValueError("internet may depend on tenure only: its share is solved for")
        for parent, sure in self.certain.items():
            if not set(sure) <= set(before.get(parent, ())) or not set(sure.values()) <= set(LEVELS[self.name]):
                raise ValueError("a rule with unknown levels")
        return self


class Prices(_Part):
    """The price list in dollars, and the noise around it.

    ``bill_noise`` is the standard deviation of a bill per root of an item, ``total_noise`` that of the sum billed per
    root of (bill × months after the first).
    """

    price_list: dict[str, float]
    bill_noise: Annotated[float, Field(ge=0)]
    total_noise: Annotated[float, Field(ge=0)]
    arpu: Annotated[float, Field(gt=0)]
    explained: Annotated[float, Field(le=1)]
    """Share of the variance of bills that the list explains (R²)."""

    @model_validator(mode="after")
    def _complete(self) -> Prices:
        if set(self.price_list) != set(PRICED):
            raise ValueError("items missing or unknown")
        return self


class ChurnLaw(_Part):
    """What was fitted of the churn law: by attribute and level, log hazard ratios against the first level."""

    annual_churn: Annotated[float, Field(gt=0, lt=1)]
    tenure_effect: float
    renewal_cliff: float
    log_hazard_ratios: dict[str, ByFeature]
    standard_errors: dict[str, ByFeature | float]

    @model_validator(mode="after")
    def _known(self) -> ChurnLaw:
        ratios = self.log_hazard_ratios
        if "contract" not in ratios or any(not set(by) <= set(LEVELS.get(name, ())[1:]) for name, by in ratios.items()):
            raise ValueError("unknown attributes or levels")
        return self


class Calibration(_Part):
    """Everything that was fitted to a sample: shares, log odds, log hazard ratios, prices."""

    source: str
    date: str
    sample_size: int
    first_year_share: float
    fibre_share: float
    tenure: Annotated[list[float], Field(min_length=MONTHS_OF_TENURE + 1, max_length=MONTHS_OF_TENURE + 1)]
    """P(tenure = 0..72)."""
    chain: list[Link]
    prices: Prices
    churn: ChurnLaw

    @model_validator(mode="after")
    def _whole(self) -> Calibration:
        if [link.name for link in self.chain] != list(LEVELS):
            raise ValueError("links missing or in another order")
        first_year = sum(self.tenure[:FIRST_YEAR])
        if min(self.tenure) < 0 or not 0 < first_year < 1 or abs(sum(self.tenure) - 1) > 1e-6:
            raise ValueError("tenure is no law with customers in and after their first year")
        return self

    @property
    def as_fitted(self) -> dict[str, float]:
        """The parameters, by path, with which a scenario uses this calibration as it was fitted."""
        return {
            "population.first_year_share": round(self.first_year_share, 3),
            "population.fibre_share": round(self.fibre_share, 3),
            "population.arpu": self.prices.arpu,
            "churn.annual_churn": round(self.churn.annual_churn, 3),
            "churn.tenure_effect": self.churn.tenure_effect,
        }

    @cached_property
    def log_hazard_ratios(self) -> dict[str, list[float]]:
        """By attribute, the log hazard ratio of each level."""
        found = self.churn.log_hazard_ratios
        return {name: [0.0, *(found[name].get(level, 0.0) for level in LEVELS[name][1:])] for name in found}


@cache
def calibration(name: str) -> Calibration:
    """Return a calibration by the name of its file.

    Raises
    ------
    ScenarioError
        If the file is no calibration.
    """
    path = DATA / "calibration" / f"{name}.json"
    data = read(path)
    try:
        return Calibration.model_validate(data)
    except (ValidationError, KeyError) as error:
        places = (
            dict.fromkeys(".".join(map(str, e["loc"])) for e in error.errors())
            if isinstance(error, ValidationError)
            else [str(error)]
        )
        raise ScenarioError(
            [f"'{place}' is not what scripts/calibrate.py writes; run it again." for place in places], str(path)
        ) from None
