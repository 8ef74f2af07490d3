"""Records: the rows that the source systems of an operator hand over for a block of customers, as Arrow arrays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.block import Block
from televantage.simulation.calibration import CONTRACT_NAMES, CONTRACTS, INTERNETS, calibration
from televantage.simulation.levers import in_scope, price_ratio
from televantage.simulation.observed import ADD_ON_NAMES, DOMAINS, customer_ids, name_pools
from televantage.simulation.operations import Operations
from televantage.simulation.prepare import Prepared
from televantage.simulation.reasons import REASONS
from televantage.simulation.streams import bits
from televantage.simulation.tickets import CATEGORIES
from televantage.warehouse.feeds import FEEDS, MONEY
from televantage.warehouse.source import FIRST_ACCOUNT, first_day, offer_code

LINES = ("0L", "1L", "2L")
PLAN_NAMES = {"internet": ("DSL", "FIBRE", "NONE"), "contract": ("M2M", "1Y", "2Y")}
YES_NO = pa.array(["No", "Yes"])
MOST_TICKETS = 8
"""More than a customer can open in a month: it keeps ticket numbers apart."""
MONTHS = 61
"""Months that there can be, likewise."""
EPOCH = date(1970, 1, 1)
MOST_TENURE = 72

Ints = npt.NDArray[np.int64]


def _labels(codes: Any, labels: Sequence[str] | pa.Array) -> pa.Array:
    """Return text by code."""
    return pa.array(labels, pa.string()).take(pa.array(np.asarray(codes, np.int64)))


def money(cents: Ints) -> pa.Array:
    """Return amounts in cents as decimals with two places."""
    wide = np.empty((len(cents), 2), np.int64)
    wide[:, 0], wide[:, 1] = cents, cents >> 63
    return pa.Array.from_buffers(MONEY, len(cents), [None, pa.py_buffer(wide)])


def _same(value: date, count: int) -> pa.Array:
    return pa.array(np.full(count, (value - EPOCH).days, np.int32), pa.int32()).cast(pa.date32())


def _plan_codes() -> list[str]:
    """Return the code of each plan: internet × telephone lines × contract, in this order."""
    return [
        f"{net}-{lines}-{term}"
        for net in PLAN_NAMES["internet"]
        for lines in LINES
        for term in PLAN_NAMES["contract"]
        if not (lines == "0L" and net != "DSL")  # fibre, and no internet, always have a telephone
    ]


def plans(prepared: Prepared, month: int) -> list[pa.Array]:
    """Return the catalogue of a month: every plan at the list price in force, without add-ons."""
    scenario, codes = prepared.scenario, _plan_codes()
    prices = calibration(scenario.population.calibration).prices
    level, listed = scenario.population.arpu / prices.arpu, prices.price_list
    parts = [code.split("-") for code in codes]
    internet = np.array([PLAN_NAMES["internet"].index(net) for net, _, _ in parts])
    contract = np.array([PLAN_NAMES["contract"].index(term) for _, _, term in parts])
    lines = np.array([LINES.index(n) for _, n, _ in parts])
    price = listed["base"] + np.array([listed["dsl"], listed["fibre"], 0.0])[internet]
    price = price + (lines > 0) * listed["phone"] + (lines > 1) * listed["lines"]
    ratio = np.where(in_scope(scenario, contract, internet), price_ratio(scenario, month)[month], 1.0)
    return [
        pa.array(codes), _labels(contract, [CONTRACT_NAMES[c] for c in CONTRACTS]), _labels(internet, INTERNETS),
        pa.array(lines, pa.int16()), money(np.rint(price * level * ratio * 100).astype(np.int64)),
        _same(first_day(scenario, month), len(codes)),
    ]  # fmt: skip


def _digits(numbers: Ints, width: int) -> pa.Array:
    """Return numbers as text with leading zeros."""
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")


class Register:
    """The customer register of a block: what it says of the customers that a month asks for."""

    def __init__(self, block: Block) -> None:
        seed, start, count = block.prepared.scenario.setting.seed, block.base.start, block.count
        self.block, self.codes, self.numbers = block, block.base.codes, np.arange(start, start + count)
        self.ids = customer_ids(start, count)
        self.drawn = {
            name: bits(seed, f"base.{name}", start, count, 32) for name in ("first_name", "last_name", "city")
        }

    def _pick(self, who: Ints, purpose: str, names: npt.NDArray[Any]) -> pa.Array:
        return _labels((self.drawn[purpose][who] * len(names)) >> 32, names.tolist())

    def _contact(self, who: Ints) -> dict[str, pa.Array]:
        """Return how some customers are called and reached."""
        numbers, pool, female = self.numbers[who], name_pools(), pa.array(self.codes["gender"][who] == 0)
        women, men = (self._pick(who, "first_name", pool[f"first_{sex}"]) for sex in ("female", "male"))
        name = pc.binary_join_element_wise(
            pc.if_else(female, women, men), self._pick(who, "last_name", pool["last"]), " "
        )
        local = pc.replace_substring(pc.replace_substring(pc.utf8_lower(name), " ", "."), "'", "")
        domain = _labels(numbers % 3, ["@" + domain for domain in DOMAINS])
        email = pc.binary_join_element_wise(local, pa.array(numbers).cast(pa.string()), ".")
        area, line = _digits(200 + numbers * 7 % 800, 3), _digits(numbers % 100, 2)
        return {
            "name": name,
            "email": pc.binary_join_element_wise(email, domain, ""),
            "phone": pc.binary_join_element_wise(pc.binary_join_element_wise("(", area, ""), line, ") 555-01"),
            "city": self._pick(who, "city", pool["city"]),
        }

    def _attributes(self, who: Ints) -> dict[str, pa.Array]:
        """Return what describes some customers without naming them."""
        codes, tenure = {name: values[who] for name, values in self.codes.items()}, self.block.base.tenure[who]
        first_days = [(first_day(self.block.prepared.scenario, 1 - t) - EPOCH).days for t in range(MOST_TENURE + 1)]
        since = np.array(first_days, np.int32)[np.maximum(tenure, 1)]
        payments = [label.lower() for label in ATTRIBUTES["payment"].labels]
        return {
            "gender": _labels(codes["gender"], ["Female", "Male"]),
            **{column: _labels(codes[column], YES_NO) for column in ("senior", "partner", "dependents")},
            "customer_since": pa.array(since, pa.int32()).cast(pa.date32()),
            "tenure_months": pa.array(tenure, pa.int16()),
            **{label: _labels(codes[column], YES_NO) for label, column in ADD_ON_NAMES.items()},
            "paperless_billing": _labels(codes["paperless"], YES_NO),
            "payment_method": _labels(codes["payment"], payments),
        }

    def _plan(self, who: Ints, contract: Ints) -> pa.Array:
        """Return the codes of the plans of some customers, with these contracts."""
        codes = {name: self.codes[name][who] for name in ("internet", "phone", "lines")}
        listed = {code: place for place, code in enumerate(_plan_codes())}
        every = [
            f"{net}-{n}-{term}" for net in PLAN_NAMES["internet"] for n in LINES for term in PLAN_NAMES["contract"]
        ]
        place = np.array([listed.get(code, -1) for code in every])
        return _labels(place[(codes["internet"] * 3 + codes["phone"] + codes["lines"]) * 3 + contract], _plan_codes())

    def records(self, month: int, who: Ints, contract: Ints, cents: Ints, reason: pa.Array) -> list[pa.Array]:
        """Return the records of some customers as of a month; a reason tells that they cancelled."""
        given = {
            "account_number": pa.array(FIRST_ACCOUNT + self.numbers[who]),
            "customer_id": pa.array(self.ids[who].tolist(), pa.binary()).cast(pa.string()),
            **self._contact(who),
            **self._attributes(who),
            "plan_code": self._plan(who, contract),
            "monthly_charge": money(cents),
            "status": pc.if_else(pc.is_valid(reason), "cancelled", "active"),
            "changed_month": _same(first_day(self.block.prepared.scenario, month), len(who)),
            "cancel_reason": reason,
        }
        return [given[name] for name in FEEDS["customers"].columns]


def _customers(work: Operations, register: Register, month: int) -> list[pa.Array]:
    """Return the records of the customers who are new, changed or cancelled in a month."""
    block, scenario = work.block, work.scenario
    if month == 0:
        who = np.arange(block.count)
        reason = pa.nulls(block.count, pa.string())
    else:
        gone, signed = work.leaving(month), work.signing(month)
        signed = np.setdiff1d(signed, gone)  # one record a month: who signs and leaves has left
        who = np.concatenate([gone, signed])
        reason = pa.concat_arrays([_labels(work.reason[gone], REASONS), pa.nulls(len(signed), pa.string())])
        order = np.argsort(who, kind="stable")
        who, reason = who[order], reason.take(pa.array(order))
    bound = block.signed & (month >= scenario.conversion.month) & (month > 0)
    contract = np.where(bound & work.active(scenario.conversion.month - 1), 1, block.base.codes["contract"])[who]
    charge = np.rint(work.charge(max(month - 1, 0)))[who].astype(np.int64)
    return register.records(month, who, contract, charge, reason)


def _bills(work: Operations, accounts: Ints, month: int) -> list[pa.Array]:
    bills = work.bills(month)
    return [
        pa.array(accounts[bills.who]), _same(first_day(work.scenario, month), len(bills.who)),
        money(bills.listed), money(bills.discount), money(bills.listed - bills.discount),
    ]  # fmt: skip


def _tickets(work: Operations, accounts: Ints, month: int) -> list[pa.Array]:
    found = work.tickets(month)
    place = np.arange(len(found.who)) - np.searchsorted(found.who, found.who)
    number = (accounts[found.who] * MONTHS + month) * MOST_TICKETS + place
    day = (first_day(work.scenario, month) - EPOCH).days + found.day - 1
    opened = pa.array(day.astype(np.int32), pa.int32()).cast(pa.date32())
    return [pa.array(number), pa.array(accounts[found.who]), opened, _labels(found.category, CATEGORIES)]


def _offers(work: Operations, accounts: Ints, month: int) -> list[pa.Array]:
    found, offer = work.offers(month), work.scenario.offer
    codes = [offer_code(wave) for wave in range(offer.waves + 1)]
    cost = np.rint(found.offered * offer.contact_cost * 100).astype(np.int64)
    return [
        pa.array(accounts[found.who]), _labels(found.wave, codes),
        _same(first_day(work.scenario, month), len(found.who)), _labels(found.offered, YES_NO),
        _labels(found.taken, YES_NO), money(cost),
    ]  # fmt: skip


MAKERS = {"bills": _bills, "tickets": _tickets, "offers": _offers}


def rows(work: Operations, register: Register, feed: str, month: int) -> list[pa.Array]:
    """Return the columns of a feed for a block and a month."""
    if feed == "customers":
        return _customers(work, register, month)
    base = work.block.base
    return MAKERS[feed](work, FIRST_ACCOUNT + base.start + np.arange(base.count), month)
