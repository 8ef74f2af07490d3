"""Everything that a calibration file holds, from a table."""

from __future__ import annotations

from dataclasses import asdict

from televantage.fitting.chain import fit_chain, fit_tenure
from televantage.fitting.churn_law import fit_churn
from televantage.fitting.prices import fit_prices
from televantage.scenario import Scenario, UsageError
from televantage.simulation.calibration import FIBRE, FIRST_YEAR, Calibration
from televantage.simulation.cube import QUANTUM
from televantage.simulation.telco_view import TelcoTable


def calibration_of(table: TelcoTable, source: str, date: str) -> Calibration:
    """Return the calibration fitted to a table; the same table gives the same numbers.

    Raises
    ------
    UsageError
        If the rows do not determine a law, or all or none of the customers are in their first year.
    """
    first_year = float((table.tenure < FIRST_YEAR).mean())
    if not 0 < first_year < 1:
        raise UsageError(
            "These customers lie outside of what a scenario can hold, so nothing was written. "
            f"{'All' if first_year else 'None'} of them are in their first year; a base needs both."
        )
    churn_law = fit_churn(table, Scenario().churn.renewal_cliff)
    return Calibration.model_validate(
        {
            "source": source,
            "date": date,
            "sample_size": table.count,
            "first_year_share": round(first_year, 4),
            "fibre_share": round(float((table.codes["internet"] == FIBRE).mean()), 4),
            "tenure": fit_tenure(table.tenure),
            "chain": [{"name": name, **asdict(link)} for name, link in fit_chain(table).items()],
            "prices": fit_prices(table),
            "churn": {
                "annual_churn": round(float(table.churned.mean() / QUANTUM), 4),
                "tenure_effect": churn_law.tenure_effect,
                "renewal_cliff": Scenario().churn.renewal_cliff,
                "log_hazard_ratios": churn_law.log_hazard_ratios,
                "standard_errors": churn_law.ratio_errors | {"tenure_effect": churn_law.tenure_effect_error},
            },
        }
    )
