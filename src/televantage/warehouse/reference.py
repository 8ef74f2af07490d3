"""Reference data of a warehouse: what the loads look up and no source system hands over."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from televantage.simulation import TENURE_BANDS, VALUE_TIERS
from televantage.simulation.calibration import CONTRACT_NAMES, CONTRACTS, INTERNETS
from televantage.simulation.cube import TENURE_EDGES
from televantage.simulation.features import MONTHS_OF_TENURE
from televantage.simulation.offer import is_offered
from televantage.simulation.prepare import Prepared, ladder, prepare
from televantage.warehouse.homes import Home
from televantage.warehouse.source import Source, first_day, month_name, offer_code
from televantage.warehouse.truth import RUNGS

AT_ONCE = 100
"""Rows that one statement inserts."""
MOST_CHARGE = 9_999_999.99


Row = dict[str, Any]


def scenarios(source: Source) -> Iterable[Row]:
    """Return the worlds."""
    setting, economics = source.scenario.setting, source.scenario.economics
    rungs = ladder(source.scenario)
    for key, world in enumerate(RUNGS, start=1):
        yield {
            "scenario_key": key, "world": world, "preset": source.name, "title": source.title,
            "scenario_hash": source.scenario.hash if key == 1 else rungs[world].hash, "seed": setting.seed,
            "customers": source.customers, "subscribers": setting.subscribers, "currency": setting.currency,
            "as_of": setting.as_of, "horizon": setting.horizon, "gross_margin": economics.gross_margin,
            "discount_rate": economics.discount_rate, "replacement_cost": economics.replacement_cost,
            "is_loaded": key == 1,
        }  # fmt: skip


def months(source: Source) -> Iterable[Row]:
    """Return the months."""
    for month in source.months:
        day = first_day(source.scenario, month)
        yield {
            "month_key": month, "year_month": month_name(source.scenario, month), "first_day": day.isoformat(),
            "year": day.year, "quarter": (day.month + 2) // 3, "month_of_year": day.month,
        }  # fmt: skip


def segments(prepared: Prepared) -> Iterable[Row]:
    """Return the segments, in the order of the cube's cells."""
    low, high = (limit / 100 for limit in prepared.value_limits)
    charges = dict(zip(VALUE_TIERS, ((0, low), (low, high), (high, MOST_CHARGE)), strict=True))
    ends = (*(edge - 1 for edge in TENURE_EDGES[1:]), MONTHS_OF_TENURE)
    bands = dict(zip(TENURE_BANDS, zip(TENURE_EDGES, ends, strict=True), strict=True))
    cells = itertools.product(CONTRACTS, INTERNETS, TENURE_BANDS, VALUE_TIERS)
    for key, (contract, internet, band, tier) in enumerate(cells, start=1):
        yield {
            "segment_key": key, "contract": CONTRACT_NAMES[contract], "internet": internet, "tenure_band": band,
            "value_tier": tier, "tenure_from": bands[band][0], "tenure_to": bands[band][1],
            "charge_from": charges[tier][0], "charge_below": charges[tier][1],
        }  # fmt: skip


def offers(prepared: Prepared) -> Iterable[Row]:
    """Return the waves of the offer."""
    scenario = prepared.scenario
    offer = scenario.offer
    for wave in range(1, offer.waves + 1) if is_offered(scenario) else ():
        yield {
            "offer_key": wave, "offer_code": offer_code(wave), "month_key": offer.month + (wave - 1) * offer.repeat,
            "policy": offer.policy, "kind": offer.kind, "discount": offer.discount, "duration": offer.duration,
            "contact_cost": offer.contact_cost, "holdout": offer.holdout,
        }  # fmt: skip


def insert(home: Home, table: str, rows: Iterable[Row]) -> int:
    """Insert rows, all with the same columns, into a table; return how many."""
    given = list(rows)
    for start in range(0, len(given), AT_ONCE):
        some = given[start : start + AT_ONCE]
        places = (", ".join(f"${name}_{k}" for name in some[0]) for k in range(len(some)))
        values = {f"{name}_{k}": value for k, row in enumerate(some) for name, value in row.items()}
        home.run(f"insert into {table} ({', '.join(some[0])}) values ({'), ('.join(places)})", **values)
    return len(given)


def fill(home: Home, source: Source) -> int:
    """Fill the tables of reference data; return their rows."""
    prepared = prepare(source.scenario)
    return (
        insert(home, "dim_scenario", scenarios(source))
        + insert(home, "dim_month", months(source))
        + insert(home, "dim_segment", segments(prepared))
        + insert(home, "dim_offer", offers(prepared))
    )
