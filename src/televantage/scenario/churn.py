"""How customers leave when nobody does anything."""

from __future__ import annotations

from typing import Annotated, ClassVar

from televantage.scenario.parameter import Param, Section
from televantage.units import INTEGER, LOG_HAZARD, RATIO, SHARE


class Churn(Section):
    """How customers leave when nobody does anything."""

    title: ClassVar[str] = "Churn law"

    annual_churn: Annotated[
        float,
        Param(
            "12-month churn", SHARE, 0.02, 0.8, 0.005, reference="IBM Telco sample, its label read as a 12-month window"
        ),
    ] = 0.265
    """Share of the base that leaves within 12 months with all levers neutral; the hazard's level is solved from it."""
    tenure_effect: Annotated[
        float,
        Param("Tenure effect κ", RATIO, 0.0, 1.5, 0.01, reference="IBM Telco sample, fitted by scripts/calibrate.py"),
    ] = 0.77
    """The hazard falls with tenure as tenure to the power of minus κ; 0 means that loyalty does not grow."""
    one_year_shift: Annotated[float, Param("Shift of one-year hazard", LOG_HAZARD, -4.0, 4.0, 0.05)] = 0.0
    """Added to the log hazard ratio of a one-year contract against month-to-month; 0 is the calibrated ratio."""
    two_year_shift: Annotated[float, Param("Shift of two-year hazard", LOG_HAZARD, -4.0, 4.0, 0.05)] = 0.0
    """Added to the log hazard ratio of a two-year contract against month-to-month; 0 is the calibrated ratio."""
    renewal_cliff: Annotated[float, Param("Renewal cliff", SHARE, 0.0, 0.95, 0.05)] = 0.25
    """Share of a contract term's hazard that waits for the renewal month; the term's total is unchanged."""
    price_sensitivity: Annotated[
        float,
        Param("Price sensitivity ε", RATIO, 0.0, 3.0, 0.05, reference="elasticity of the hazard to relative price"),
    ] = 1.0
    """Mean elasticity of the hazard to our price: at 1, a 10 % rise lifts the hazard of a typical customer by 10 %."""
    sensitivity_spread: Annotated[float, Param("Spread of price sensitivity", RATIO, 0.0, 1.5, 0.05)] = 0.5
    """Standard deviation of the logarithm of a customer's price sensitivity; the mean is kept."""
    frailty: Annotated[float, Param("Unobserved heterogeneity σ", LOG_HAZARD, 0.0, 2.0, 0.05)] = 0.0
    """Standard deviation of what nobody can see in a customer's log hazard; higher makes churn harder to predict."""
    seasonality: Annotated[float, Param("Seasonality", SHARE, 0.0, 0.5, 0.01)] = 0.0
    """Relative amplitude of the yearly wave of the hazard."""
    peak_month: Annotated[int, Param("Month of the peak", INTEGER, 1, 12, 1)] = 1
    """Calendar month in which the yearly wave is highest; 1 is January."""
