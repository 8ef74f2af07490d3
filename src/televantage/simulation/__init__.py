"""What happens: customers, hazards, levers and offers, block by block, summed to a cube."""

from televantage.simulation.cube import (
    AXES,
    LABELS,
    RISK_EDGES,
    RISK_LEVELS,
    TENURE_BANDS,
    VALUE_TIERS,
    Cube,
)
from televantage.simulation.observed import observed
from televantage.simulation.run import BLOCK, FEWEST, MOST, Map, simulate, steps

__all__ = [
    "AXES",
    "BLOCK",
    "FEWEST",
    "LABELS",
    "MOST",
    "RISK_EDGES",
    "RISK_LEVELS",
    "TENURE_BANDS",
    "VALUE_TIERS",
    "Cube",
    "Map",
    "observed",
    "simulate",
    "steps",
]
