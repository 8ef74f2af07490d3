"""The cube: sums over customers that add up, so that work can be cut in any way and the bytes stay the same.

Every sum is of whole numbers. A probability enters as a whole multiple of 2⁻²⁰ (a millionth), money as
probability × cents; sums below 2⁵³ are exact in any order, and totals are ``int64``. Customers fall into 16 random
groups by their number; what a figure is without one of them tells its standard error (delete-a-group jackknife,
Wolter 2007, doi:10.1007/978-0-387-35099-8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from televantage.simulation.calibration import CONTRACTS, INTERNETS

if TYPE_CHECKING:
    from televantage.simulation.prepare import Prepared

Ints = npt.NDArray[np.int64]

QUANTUM = 2**20
"""A probability of 1, in the whole numbers of the sums."""
GROUPS = 16
TENURE_EDGES = (0, 4, 13, 25, 49)
TENURE_BANDS = ("0-3m", "4-12m", "13-24m", "25-48m", "49-72m")
VALUE_TIERS = ("Low", "Med", "High")
RISK_EDGES = (0.15, 0.30, 0.50)
RISK_LEVELS = ("Low", "Medium", "High", "Very High")
AXES = ("contract", "internet", "tenure", "value", "risk")
SHAPE = (len(CONTRACTS), len(INTERNETS), len(TENURE_BANDS), len(VALUE_TIERS), len(RISK_LEVELS))
LABELS = dict(zip(AXES, (CONTRACTS, INTERNETS, TENURE_BANDS, VALUE_TIERS, RISK_LEVELS), strict=True))
CELLS = int(np.prod(SHAPE))
RISK_BINS = 100
LONGEST_HORIZON = 60
LONGEST_TENURE = 72 + LONGEST_HORIZON + 1
RANKS = 200
"""Cells of the rank in the whole base: half a per cent each."""
STRATA = 64
"""Strata of visible risk, for adjusting what a log says."""
ORDERS = 4
"""Terms of the expansion of the profit in the uplift."""
UPLIFT_CELLS = 25
"""Cells of a customer's uplift, four points each."""
KINDS = ("persuadable", "sure thing", "lost cause", "sleeping dog")
MONEY_OF_KINDS = ("margin", "discount", "contact")


@dataclass
class Cube:
    """Sums over the simulated customers.

    ``sums`` holds, by name (W distinct worlds, M months, G groups, C cells):

    ``active`` (W, M+1, G, C): survival × QUANTUM at the end of each month;
    ``bill`` (W, M+1, G, C): survival × QUANTUM × today's bill in cents;
    ``survived`` (W, M+1, G, C): customers by whole months survived in the one realisation; the last entry stayed;
    ``at_risk``, ``leaving`` (W, G, tenure): survival, and expected exits, × QUANTUM by tenure in the month;
    ``churn_12m`` (W, G, 100): customers by expected 12-month churn in cells of one hundredth;
    ``customers``, ``offered`` (G, C): customers; ``signed``, ``onboarded`` (G, C): × QUANTUM;
    ``contacted``, ``taken`` (M+1, G, C): offers made, and taken, × QUANTUM;
    ``taker_bill`` (2, M+1, G, C): as ``bill``, for those who take the offer in the months it runs: the part who would
    be there without it, and all of them.

    With an offer also, by ordering (targeting.ORDERINGS), tier and rank R in the base, money in 1/1024 cents of
    present value:

    ``rank_customers`` (9, G, R); ``rank_gain``, ``rank_cost`` (9, tiers, G, R): of those outside the holdout;
    ``rank_effect`` (5, G, R): × QUANTUM; ``rank_trial`` (5, G, R, offered, left): a randomised experiment; both in the
    orderings targeting.OF_EFFECT, first random, risk, value;
    ``kinds`` (G, kinds, customers × QUANTUM and MONEY_OF_KINDS); ``moved`` (G, kept/postponed/brought forward, months);
    ``by_uplift`` (G, UPLIFT_CELLS, ORDERS); ``realised`` (G): in cents; ``log`` (G, STRATA, offered, left);
    ``log_effect`` (G): × QUANTUM.
    """

    prepared: Prepared
    customers: int = 0
    sums: dict[str, Ints] = field(default_factory=dict)

    def __iadd__(self, other: Cube) -> Cube:
        self.customers += other.customers
        for name, value in other.sums.items():
            self.sums[name] += value
        return self


def add(cubes: Iterable[Cube]) -> Cube:
    """Return the sum of cubes; the first one holds it."""

    def into(total: Cube, other: Cube) -> Cube:
        total += other
        return total

    return reduce(into, cubes)
