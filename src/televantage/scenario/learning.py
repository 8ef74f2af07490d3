"""How many customers an operator's models learn from, and are judged on."""

from __future__ import annotations

from typing import Annotated, ClassVar

from televantage.scenario.parameter import Param, Section
from televantage.units import CUSTOMERS

FEWEST, MOST = 500, 200_000


class Learning(Section):
    """How many customers the models of the evidence learn from, and are judged on."""

    title: ClassVar[str] = "Models"

    train: Annotated[int, Param("Customers to learn from", CUSTOMERS, FEWEST, MOST, 500, role="setting")] = 20_000
    """Customers on whose attributes and exits the models are trained: the first of the base."""
    judge: Annotated[int, Param("Customers to judge on", CUSTOMERS, FEWEST, MOST, 500, role="setting")] = 20_000
    """Other customers, the next of the base, on whom they are judged; with fewer simulated, both samples shrink."""
