"""Processes that share the work change nothing but the time, and say what they cannot do."""

from __future__ import annotations

import pickle
from pickle import PicklingError

import pytest

from televantage.engines import processes
from televantage.scenario import preset_scenario
from televantage.simulation import Cube, simulate
from televantage.units import UNITS

RISKY = preset_scenario("retention_blitz").override({"offer.policy": "risk", "offer.reach": 0.172})


def digest(cube: Cube) -> dict[str, bytes]:
    return {name: value.tobytes() for name, value in cube.sums.items()}


@pytest.mark.full
def test_workers_give_the_same_bytes() -> None:
    scenario = RISKY.override({"price.change": 0.1})
    with processes(2) as run:
        assert digest(simulate(scenario, 20_000, run, 3_000)) == digest(simulate(scenario, 20_000))


@pytest.mark.long
def test_what_cannot_travel_to_a_worker_fails_at_once_and_the_workers_go_on() -> None:
    with processes(2) as run:
        with pytest.raises((PicklingError, AttributeError)):
            list(run(lambda item: item, [1, 2, 3]))
        assert list(run(str, [1, 2, 3])) == ["1", "2", "3"]


def test_a_unit_travels() -> None:
    assert pickle.loads(pickle.dumps(UNITS)) == UNITS
