"""Who the customers are."""

from __future__ import annotations

from typing import Annotated, ClassVar

from televantage.scenario.parameter import Param, Section
from televantage.units import LOG_ODDS, MONTHS, SHARE

IBM = "IBM Telco Customer Churn sample"


class Population(Section):
    """Who the customers are at the as-of month."""

    title: ClassVar[str] = "Customer base"

    first_year_share: Annotated[
        float, Param("Customers in their first year", SHARE, 0.05, 0.9, 0.01, reference=IBM)
    ] = 0.31
    """Share of customers whose tenure is 12 months or less."""
    tenure_shift: Annotated[float, Param("Longer tenure after year one", MONTHS, -15.0, 15.0, 1.0)] = 0.0
    """Months added to the mean tenure of the customers beyond their first year."""
    contract_shift: Annotated[float, Param("Shift to long contracts", LOG_ODDS, -3.0, 3.0, 0.1)] = 0.0
    """Added to the log odds of a one- or two-year contract against month-to-month; 0 is the calibrated mix."""
    fibre_share: Annotated[float, Param("Fibre share", SHARE, 0.05, 0.9, 0.01, reference=IBM)] = 0.44
    """Share of customers whose internet service is fibre."""
