"""Extract: the simulated operational tables of a scenario, month by month, in the raw form of :mod:`feeds`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from televantage.scenario import PlaceError, Scenario
from televantage.simulation import BLOCK, Cube
from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.block import Block, draw_block
from televantage.simulation.calibration import CONTRACT_NAMES, CONTRACTS, INTERNETS, calibration
from televantage.simulation.campaign import campaign
from televantage.simulation.cube import add
from televantage.simulation.levers import in_scope, price_ratio
from televantage.simulation.observed import ADD_ON_NAMES, DOMAINS, customer_ids, month_before, pools
from televantage.simulation.offer import is_offered
from televantage.simulation.operations import Operations
from televantage.simulation.prepare import Prepared, prepare
from televantage.simulation.reasons import REASONS, incidence
from televantage.simulation.run import scores_of_base
from televantage.simulation.streams import bits
from televantage.simulation.tally import simulate_block
from televantage.simulation.targeting import plan
from televantage.simulation.tickets import CATEGORIES
from televantage.warehouse import truth
from televantage.warehouse.feeds import CONTROL, FEEDS, MONEY, read_control, write_control

FIRST_ACCOUNT = 100_000_000
"""Account number of customer 0."""
LINES = ("0L", "1L", "2L")
PLAN_NAMES = {"internet": ("DSL", "FIBRE", "NONE"), "contract": ("M2M", "1Y", "2Y")}
YES_NO = pa.array(["No", "Yes"])
GROUP_OF_TICKETS = 8

Ints = npt.NDArray[np.int64]
Parts = dict[tuple[str, int], list[pa.Array]]


def month_name(scenario: Scenario, month: int) -> str:
    """Return the calendar month that lies some months after the as-of month, as YYYY-MM."""
    return month_before(scenario.setting.as_of, -month)


def first_day(scenario: Scenario, month: int) -> date:
    """Return the first day of a month."""
    year, number = map(int, month_name(scenario, month).split("-"))
    return date(year, number, 1)


def planned(scenario: Scenario, customers: int) -> Prepared:
    """Return a scenario, ready for its blocks, with the plan of its offer."""
    prepared = prepare(scenario)
    if is_offered(prepared.scenario):
        prepared = prepared.with_plan(plan(prepared.scenario, scores_of_base(prepared, customers)))
    return prepared


def _labels(codes: Any, labels: Sequence[str] | pa.Array) -> pa.Array:
    """Return text by code."""
    return pa.array(labels, pa.string()).take(pa.array(np.asarray(codes, np.int64)))


def money(cents: Ints) -> pa.Array:
    """Return amounts in cents as decimals with two places."""
    wide = np.empty((len(cents), 2), np.int64)
    wide[:, 0], wide[:, 1] = cents, cents >> 63
    return pa.Array.from_buffers(MONEY, len(cents), [None, pa.py_buffer(wide)])


def _same(value: date, count: int) -> pa.Array:
    return pa.array(np.full(count, (value - date(1970, 1, 1)).days, np.int32), pa.int32()).cast(pa.date32())


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


class _Register:
    """The customer register of a block, as arrays of text that any month picks from."""

    def __init__(self, block: Block) -> None:
        scenario, base, codes = block.prepared.scenario, block.base, block.base.codes
        seed, start, count = scenario.setting.seed, base.start, base.count
        numbers = np.arange(start, start + count)
        self.block, self.codes, pool = block, codes, pools()

        def pick(purpose: str, names: npt.NDArray[Any]) -> pa.Array:
            return _labels((bits(seed, f"base.{purpose}", start, count, 32) * len(names)) >> 32, names.tolist())

        female = pa.array(codes["gender"] == 0)
        first = pc.if_else(female, pick("first_name", pool["first_female"]), pick("first_name", pool["first_male"]))
        last = pick("last_name", pool["last"])
        name = pc.binary_join_element_wise(first, last, " ")
        local = pc.replace_substring(pc.replace_substring(pc.utf8_lower(name), " ", "."), "'", "")
        domain = _labels(numbers % 3, ["@" + domain for domain in DOMAINS])
        email = pc.binary_join_element_wise(local, pa.array(numbers).cast(pa.string()), ".")
        area, line = _digits(200 + numbers * 7 % 800, 3), _digits(numbers % 100, 2)
        since = np.maximum(base.tenure, 1)
        days = np.array([(first_day(scenario, 1 - t) - date(1970, 1, 1)).days for t in range(int(since.max()) + 1)])
        payments = [label.lower() for label in ATTRIBUTES["payment"].labels]
        self.columns: dict[str, pa.Array] = {
            "account_number": pa.array(FIRST_ACCOUNT + numbers),
            "customer_id": pa.array(customer_ids(start, count).tolist(), pa.binary()).cast(pa.string()),
            "name": name,
            "email": pc.binary_join_element_wise(email, domain, ""),
            "phone": pc.binary_join_element_wise(pc.binary_join_element_wise("(", area, ""), line, ") 555-01"),
            "city": pick("city", pool["city"]),
            "gender": _labels(codes["gender"], ["Female", "Male"]),
            **{column: _labels(codes[column], YES_NO) for column in ("senior", "partner", "dependents")},
            "customer_since": pa.array(days[since].astype(np.int32), pa.int32()).cast(pa.date32()),
            "tenure_months": pa.array(base.tenure, pa.int16()),
            **{label: _labels(codes[column], YES_NO) for label, column in ADD_ON_NAMES.items()},
            "paperless_billing": _labels(codes["paperless"], YES_NO),
            "payment_method": _labels(codes["payment"], payments),
        }
        places = {code: place for place, code in enumerate(_plan_codes())}
        by_parts = [places.get(f"{net}-{n}-{term}", -1) for net in PLAN_NAMES["internet"] for n in LINES
                    for term in PLAN_NAMES["contract"]]  # fmt: skip
        self.plan_of = np.array(by_parts)
        self.product = codes["internet"] * 3 + codes["phone"] + codes["lines"]

    def records(self, month: int, who: Ints, contract: Ints, cents: Ints, reason: pa.Array) -> list[pa.Array]:
        """Return the records of some customers as of a month; a reason tells that they cancelled."""
        scenario, where = self.block.prepared.scenario, pa.array(who)
        given = {name: column.take(where) for name, column in self.columns.items()}
        given |= {
            "plan_code": _labels(self.plan_of[self.product[who] * 3 + contract], _plan_codes()),
            "monthly_charge": money(cents),
            "status": pc.if_else(pc.is_valid(reason), "cancelled", "active"),
            "changed_month": _same(first_day(scenario, month), len(who)),
            "cancel_reason": reason,
        }
        return [given[name] for name in FEEDS["customers"].columns]


def _customers(work: Operations, register: _Register, month: int) -> list[pa.Array]:
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
    number = (accounts[found.who] * 61 + month) * GROUP_OF_TICKETS + place
    day = (first_day(work.scenario, month) - date(1970, 1, 1)).days + found.day - 1
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


def offer_code(wave: int) -> str:
    """Return the code of a wave in the campaign system."""
    return f"RETAIN-{wave}"


MAKERS = {"bills": _bills, "tickets": _tickets, "offers": _offers}


def _rows(work: Operations, register: _Register, feed: str, month: int) -> list[pa.Array]:
    if feed == "customers":
        return _customers(work, register, month)
    base = work.block.base
    return MAKERS[feed](work, FIRST_ACCOUNT + base.start + np.arange(base.count), month)


class _Files:
    """The files of some months, written block by block; each month counts when its control file is there."""

    def __init__(self, prepared: Prepared, folder: Path, months: Sequence[int]) -> None:
        self.prepared, self.folder = prepared, folder
        self.writers: dict[tuple[str, int], pq.ParquetWriter] = {}
        self.rows: dict[tuple[str, int], int] = {}
        for month in months:
            place = self.place(month)
            if place.exists():
                shutil.rmtree(place)
            place.mkdir(parents=True)
            for feed in FEEDS.values():
                self.writers[feed.name, month] = pq.ParquetWriter(
                    place / f"{feed.name}-1.parquet", feed.schema, write_page_checksum=True,
                    store_decimal_as_integer=True, use_dictionary=[c for c, t in feed.columns.items() if t == pa.string()],
                )  # fmt: skip
                self.rows[feed.name, month] = 0

    def place(self, month: int) -> Path:
        return self.folder / month_name(self.prepared.scenario, month)

    def write(self, feed: str, month: int, columns: list[pa.Array]) -> None:
        table = pa.Table.from_arrays(columns, schema=FEEDS[feed].schema)
        if len(table):
            self.writers[feed, month].write_table(table, row_group_size=BLOCK)
            self.rows[feed, month] += len(table)

    def close(self, scenario_hash: str, customers: int, months: Sequence[int]) -> None:
        for writer in self.writers.values():
            writer.close()
        for month in months:
            files = {f"{feed}-1.parquet": self.rows[feed, month] for feed in FEEDS}
            write_control(self.place(month), month, scenario_hash, customers, files)


def missing(scenario: Scenario, customers: int, folder: Path, months: Sequence[int]) -> list[int]:
    """Return the months that a raw folder does not have yet.

    Raises
    ------
    PlaceError
        If it has a month of another scenario or size.
    """
    found = []
    for month in months:
        place = folder / month_name(scenario, month)
        if not (place / CONTROL).exists():
            found.append(month)
            continue
        control = read_control(place)
        if (control.scenario_hash, control.customers) != (scenario.hash, customers):
            raise PlaceError(
                f"{place} holds a month of another scenario or of {control.customers:,} customers. "
                "Choose another --raw, or remove the folder."
            )
    return found


def extract(
    scenario: Scenario,
    customers: int,
    folder: Path,
    months: Sequence[int],
    step: Callable[[int], object] = lambda done: None,
) -> int:
    """Write the operational tables of the months that a raw folder lacks, and the answer key; return their rows.

    Memory does not grow with the number of customers: blocks are simulated one by one, while the one before is written.

    Raises
    ------
    PlaceError
        If the folder holds months of another scenario or size.
    """
    wanted = missing(scenario, customers, folder, months)
    with_truth = not truth.is_written(folder)
    if not wanted and not with_truth:
        return 0
    prepared = planned(scenario, customers)
    files, key = _Files(prepared, folder, wanted), truth.Writer(prepared)
    cube: Cube | None = None
    spans = [(start, min(BLOCK, customers - start)) for start in range(0, customers, BLOCK)]
    with ThreadPoolExecutor(2) as pool:
        for start, count in spans:
            offered = is_offered(prepared.scenario)
            block = campaign(prepared.scenario, start, count).block if offered else draw_block(prepared, start, count)
            block.prepared = prepared
            work = Operations(block)
            register = _Register(block)
            work.survived, work.reason, work.selected  # noqa: B018  (before two threads ask)
            catalogue = [m for m in wanted if start == 0]
            for month in catalogue:
                files.write("plans", month, plans(prepared, month))
            list(pool.map(lambda month: _write_month(files, work, register, month), wanted))
            if with_truth:
                key.add(work, incidence(block))
                found = simulate_block(prepared, start, count)
                cube = found if cube is None else add([cube, found])
            step(count)
    files.close(scenario.hash, customers, wanted)
    if with_truth and cube is not None:
        key.write(folder, cube)
    return sum(files.rows.values())


def _write_month(files: _Files, work: Operations, register: _Register, month: int) -> None:
    for feed in ("customers", "bills", "tickets", "offers"):
        files.write(feed, month, _rows(work, register, feed, month))
