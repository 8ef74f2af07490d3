"""Which levers act, and what moved parameters are called."""

from __future__ import annotations

from televantage.scenario import Parameter, Scenario, sections
from televantage.scenario.parameter import Section
from televantage.simulation.prepare import effective

NO_HEADLINE = ("log", "learning")
"""Sections that no headline figure depends on."""


def active(scenario: Scenario) -> dict[str, Section]:
    """Return the sections of levers that do something, by name in the order of declaration."""
    acting = effective(scenario)
    levers = {name: model for name, model in sections().items() if model.rung is not None}
    return {name: getattr(acting, name) for name, model in levers.items() if getattr(acting, name) != model()}


def named(parameter: Parameter) -> str:
    """Return what a parameter is called where it stands without its section: a lever after the section's title.

    >>> from televantage.scenario import parameters
    >>> named(parameters()["price.month"]), named(parameters()["churn.frailty"])
    ('Price change: First month of the change', 'Unobserved heterogeneity σ')
    """
    if parameter.param.role != "lever":
        return parameter.label
    return f"{sections()[parameter.section].title}: {parameter.label}"
