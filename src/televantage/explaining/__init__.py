"""Explaining: which lever made the difference, what matters most, and one sentence that says it."""

from televantage.explaining.sentence import BreakEven, break_even, sentence
from televantage.explaining.shapley import Attribution, Contribution, attributions, players, shapley
from televantage.explaining.shapley import table as attribution_table
from televantage.explaining.tornado import Swing, Tornado, movable, tornado, tornados
from televantage.explaining.tornado import table as tornado_table

__all__ = [
    "Attribution",
    "BreakEven",
    "Contribution",
    "Swing",
    "Tornado",
    "attribution_table",
    "attributions",
    "break_even",
    "movable",
    "players",
    "sentence",
    "shapley",
    "tornado",
    "tornado_table",
    "tornados",
]
