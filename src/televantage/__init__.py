"""Telecom churn scenarios: validated data in, reconciled and reproducible numbers out."""

__version__ = "0.1.0"
