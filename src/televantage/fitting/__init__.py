"""The laws of the base and of churn, fitted to a table in the IBM Telco schema; needs the extra ``fit`` (SciPy)."""

from televantage.fitting.fit import calibration_of
from televantage.fitting.telco_table import read_telco

__all__ = ["calibration_of", "read_telco"]
