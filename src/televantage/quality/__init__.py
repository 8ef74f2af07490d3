"""Fidelity: the simulated base against published aggregates, statistic by statistic.

A check is a module with CLAIM, UNIT, TOLERANCE, MOVED_BY and statistics(table): by name, the value and its standard
error. The same function reads a real table and a simulated one, so target and figure cannot mean different things.
Groups of fewer than 25 customers have no statistic: they would speak of single customers, or of chance.
"""

from televantage.quality._fidelity import COLUMNS, GRAIN, VERDICTS, checks, fidelity, statistics, values

__all__ = ["COLUMNS", "GRAIN", "VERDICTS", "checks", "fidelity", "statistics", "values"]
