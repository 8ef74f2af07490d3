"""Who the customers are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from televantage.scenario.parameter import Param, Section
from televantage.scenario.reading import DATA
from televantage.units import CHOICE, LOG_ODDS, MONEY_EACH, MONTHS, SHARE

if TYPE_CHECKING:
    CalibrationName = str
else:
    CalibrationName = Literal[tuple(sorted(path.stem for path in (DATA / "calibration").glob("*.json")))]

IBM = "IBM Telco Customer Churn sample"


class Population(Section):
    """Who the customers are at the as-of month."""

    title: ClassVar[str] = "Customer base"

    calibration: Annotated[CalibrationName, Param("Calibration", CHOICE, reference=IBM)] = "ibm_telco"
    """The fitted laws that customers, prices and churn effects follow; ``scripts/calibrate.py`` adds one."""
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
    arpu: Annotated[float, Param("Price level (ARPU)", MONEY_EACH, 5.0, 500.0, 0.5, reference=IBM)] = 64.64
    """Average bill of the calibrated mix, to which the whole price list is scaled; a richer mix lifts the real one."""
