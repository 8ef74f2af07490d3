"""What takes time, cached by the scenario's canonical JSON: the table of every measure, and the fidelity report."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from televantage.exports import evidence_on_screen
from televantage.measures import Outcome, tables
from televantage.quality import fidelity
from televantage.scenario import Scenario, canonical
from televantage.simulation import simulate
from televantage.simulation.parallel_lives import Pair, examples, pair_of_lives

LIVE_CUSTOMERS = 50_000
"""Customers simulated for the screen; the export simulates as many as the script."""


@st.cache_resource(max_entries=32, show_spinner=False)
def _tables(scenario_json: bytes) -> dict[str, Any]:
    scenario = Scenario().override(json.loads(scenario_json))
    return tables(Outcome(simulate(scenario, LIVE_CUSTOMERS)))


@st.cache_resource(max_entries=8, show_spinner=False)
def _fidelity(scenario_json: bytes) -> Any:
    scenario = Scenario().override(json.loads(scenario_json))
    return fidelity(simulate(scenario, LIVE_CUSTOMERS).prepared)


@st.cache_resource(max_entries=8, show_spinner=False)
def _evidence(scenario_json: bytes) -> dict[str, Any]:
    return evidence_on_screen(Scenario().override(json.loads(scenario_json)), LIVE_CUSTOMERS)


@st.cache_resource(max_entries=4, show_spinner=False)
def _offered(scenario_json: bytes) -> Any:
    scenario = Scenario().override(json.loads(scenario_json))
    prepared = simulate(scenario, LIVE_CUSTOMERS).prepared
    return prepared, examples(prepared)


def examples_of(scenario: Scenario) -> dict[str, list[int]]:
    """Return customers of each kind by number, for the card of parallel lives."""
    found: dict[str, list[int]] = _offered(canonical(scenario.flat()))[1]
    return found


def pair_of(scenario: Scenario, number: int) -> Pair:
    """Return the two lives of a customer."""
    return pair_of_lives(_offered(canonical(scenario.flat()))[0], number)


def evidence_of(scenario: Scenario) -> dict[str, Any]:
    """Return what an operator could learn from a scenario's base; it takes seconds."""
    return _evidence(canonical(scenario.flat()))


def fidelity_of(scenario: Scenario) -> Any:
    """Return the fidelity report of a scenario's base."""
    return _fidelity(canonical(scenario.flat()))


def tables_of(scenario: Scenario) -> dict[str, Any]:
    """Return the table of every measure of a scenario; equal scenarios are simulated once."""
    return _tables(canonical(scenario.flat()))
