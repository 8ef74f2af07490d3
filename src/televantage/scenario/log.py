"""How a campaign is logged for analysts."""

# ruff: noqa: E501  (a sentence is one line)

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from televantage.scenario.parameter import Param, Section
from televantage.units import CHOICE, LOG_ODDS, SHARE

Design = Literal["randomised", "risk-biased", "hidden confounder"]


class Log(Section):
    """How the offer's campaign is logged for analysts: who was offered it in the log, and why."""

    title: ClassVar[str] = "Campaign log"

    design: Annotated[Design, Param("Design of the log", CHOICE, role="setting")] = "randomised"
    """Who was offered it: anybody by lot, customers by their visible risk, or by what only the agents knew (``churn.frailty``)."""
    offered: Annotated[float, Param("Offered in the log", SHARE, 0.05, 0.95, 0.05, role="setting")] = 0.5
    """Chance of an average customer of the log to be offered it."""
    bias: Annotated[float, Param("Bias of the log", LOG_ODDS, -3.0, 3.0, 0.1, role="setting")] = 1.0
    """Log odds of being offered it for each standard deviation of the log hazard: above 0, those who leave anyway; below, those who stay."""
