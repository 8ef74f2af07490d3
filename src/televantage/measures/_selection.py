"""A part of the base by itself: some segments, with their share of the subscribers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from televantage.measures._table import Outcome
from televantage.scenario import UsageError
from televantage.simulation.cube import CELLS, LABELS, SHAPE

Segment = tuple[str, str, str]
"""Tenure band, contract and value tier, as the tables write them."""


def selected(outcome: Outcome, segments: Collection[Segment]) -> Outcome:
    """Return the outcome of some segments alone, as if nobody else had been a customer.

    Figures by customer, bill and offer are then of these segments: the headline, survival, churn by month and the MRR
    bridge. What ranks the whole base (policies, Qini, risk distribution) is not cut, and must not be read from it.

    Raises
    ------
    UsageError
        If there is no such segment, or nobody in those that are given.
    """
    axes = [LABELS[name] for name in ("contract", "internet", "tenure", "value", "risk")]
    contract, _, tenure, value, _ = np.indices(SHAPE).reshape(len(SHAPE), CELLS)
    inside = np.zeros(CELLS, bool)
    for segment in segments:
        try:
            places = axes[2].index(segment[0]), axes[0].index(segment[1]), axes[3].index(segment[2])
        except (ValueError, IndexError):
            raise UsageError(
                f"There is no segment {segment}; a segment is tenure band, contract, value tier."
            ) from None
        inside |= (tenure == places[0]) & (contract == places[1]) & (value == places[2])
    cube = outcome.cube
    subscribers = int(outcome.ledger.customers.reshape(-1)[inside].sum())
    customers = int(cube.sums["customers"][:, inside].sum())
    if not customers or not subscribers:
        raise UsageError("There are no customers in these segments; choose others.")
    sums = {
        name: np.where(inside, array, 0) if array.shape[-1] == CELLS else array for name, array in cube.sums.items()
    }
    setting = cube.prepared.scenario.setting.model_copy(update={"subscribers": subscribers})
    scenario = cube.prepared.scenario.model_copy(update={"setting": setting})
    return Outcome(replace(cube, customers=customers, sums=sums, prepared=replace(cube.prepared, scenario=scenario)))
