"""Fidelity: the simulated base against published aggregates, statistic by statistic.

A check is a module with CLAIM, UNIT, TOLERANCE, MOVED_BY and statistics(table). The same function reads a real table
and a simulated one, so target and figure cannot mean different things.
"""

from televantage.quality._fidelity import COLUMNS, GRAIN, VERDICTS, checks, fidelity, statistics

__all__ = ["COLUMNS", "GRAIN", "VERDICTS", "checks", "fidelity", "statistics"]
