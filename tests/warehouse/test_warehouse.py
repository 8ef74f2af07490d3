"""The warehouse: what is loaded is what was simulated, however often, in whatever order, and whatever was killed."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import filelock
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from televantage.measures import Outcome, tables
from televantage.scenario import DeliveryError, PlaceError, UsageError
from televantage.simulation import observed, simulate
from televantage.warehouse.build import build
from televantage.warehouse.contract import check_aggregates
from televantage.warehouse.dirt import read_dirt
from televantage.warehouse.extract import extract
from televantage.warehouse.feeds import CONTROL, FEEDS, Origin, deliver, read_control, write_control
from televantage.warehouse.homes import open_home
from televantage.warehouse.keys import broken_keys
from televantage.warehouse.keys import tables as declared
from televantage.warehouse.rawfolder import LOCK
from televantage.warehouse.source import Source
from tests.support.moments import Moment, after, seen, stopped
from tests.support.once import once
from tests.support.places import ROOT
from tests.support.tiers import beyond
from tests.support.warehouses import CLEAN as SMALL
from tests.support.warehouses import CUSTOMERS, TINY, built, contents, source


@pytest.fixture
def raw(clean: Path, tmp_path: Path) -> Path:
    """A copy of its raw files."""
    return Path(shutil.copytree(clean / "raw", tmp_path / "raw"))


@pytest.fixture
def tiny_raw(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the raw files of the smallest warehouse."""
    return Path(shutil.copytree(tiny / "raw", tmp_path / "raw"))


def _load(folder: Path, of: Source, months: list[int] | None = None) -> tuple[int, ...]:
    home = open_home(str(folder / "warehouse.duckdb"))
    try:
        return build(home, of, folder / "raw", months).months
    finally:
        home.close()


def _rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    home = open_home(str(folder / "warehouse.duckdb"), read_only=True)
    try:
        return home.rows(sql)
    finally:
        home.close()


# --- what is in it --------------------------------------------------------------------------------------------------


def test_exits_by_month_are_those_of_the_simulation(warehouse: Path) -> None:
    table = tables(Outcome(simulate(source().scenario, CUSTOMERS)))["churn_by_month"]
    expected = table[table["world"] == "scenario"]["lost_realised"].astype(int).tolist()
    found = _rows(warehouse, "select churned from agg_monthly_metrics where month_key > 0 order by month_key")
    assert [row[0] for row in found] == expected


def test_money_at_the_as_of_month_is_that_of_the_explorer_to_the_cent(warehouse: Path) -> None:
    table = tables(Outcome(simulate(source().scenario, CUSTOMERS)))["headline"].set_index("figure")
    found = _rows(warehouse, "select mrr, active_end from agg_monthly_metrics where month_key = 0")[0]
    assert float(str(found[0])) == pytest.approx(table.loc["mrr_start", "scenario"], abs=1e-6)
    assert found[1] == table.loc["customers_start", "scenario"]


def test_the_answer_key_is_the_explorer_to_the_customer_and_the_cent(warehouse: Path) -> None:
    found = tables(Outcome(simulate(source().scenario, CUSTOMERS)))
    survival = found["survival"].query("contract == 'all'")
    bridge = found["mrr_bridge"].query("contract == 'all'")
    for world in ("scenario", "baseline"):
        sql = (
            "select sum(t.active), sum(t.mrr) from truth.segment_month t join dim_scenario s on s.scenario_key = "
            f"t.scenario_key where s.world = '{world}' group by t.month_key order by t.month_key"
        )
        rows = _rows(warehouse, sql)
        assert [row[0] for row in rows] == survival[survival["world"] == world]["customers"].astype(int).tolist()
        mrr = bridge[bridge["world"] == world]["mrr_end"].round(2).tolist()
        assert [float(str(row[1])) for row in rows[1:]] == mrr


def test_realised_figures_lie_where_the_expected_ones_say(warehouse: Path) -> None:
    rows = _rows(
        warehouse,
        "select a.active_end, t.active from agg_monthly_metrics a join (select month_key, sum(active) as active "
        "from truth.segment_month where scenario_key = 1 group by month_key) t on t.month_key = a.month_key",
    )
    for realised, expected in rows:
        share = int(str(expected)) / CUSTOMERS
        allowed = 4 * np.sqrt(CUSTOMERS * share * (1 - share)) + 1
        assert abs(int(str(realised)) - int(str(expected))) <= allowed


def test_the_register_is_what_an_operator_sees(warehouse: Path) -> None:
    wanted = observed(source().scenario, CUSTOMERS)
    found = pq.read_table(warehouse / "raw" / "2026-01" / "customers-1.parquet").to_pandas()
    same = ["customer_id", "name", "email", "phone", "city", "gender", "senior", "partner", "dependents",
            "tenure_months", "paperless_billing", "payment_method", "tech_support"]  # fmt: skip
    for column in same:
        assert found[column].tolist() == wanted[column].tolist(), column
    assert [day.strftime("%Y-%m") for day in found["customer_since"]] == wanted["customer_since"].tolist()
    assert found["monthly_charge"].astype(float).tolist() == wanted["monthly_bill"].tolist()


def test_contracts_that_change_make_versions_and_everybody_has_one_at_a_time(warehouse: Path) -> None:
    assert _rows(warehouse, "select count(*) from dim_customer where version = 2")[0][0] > 100  # type: ignore[operator]
    wrong = _rows(
        warehouse,
        "select count(*) from dim_customer a join dim_customer b on a.account_number = b.account_number "
        "and b.version = a.version + 1 where b.valid_from <> a.valid_to + 1 or a.is_current or a.contract = b.contract",
    )
    assert wrong == [(0,)]
    assert _rows(warehouse, "select count(distinct contract) from dim_customer where version = 2") == [(1,)]
    facts = _rows(
        warehouse,
        "select count(*) from fact_customer_month f join dim_customer c on c.customer_key = f.customer_key "
        "join dim_plan p on p.plan_key = f.plan_key where f.month_key < c.valid_from or f.month_key > c.valid_to "
        "or p.plan_code <> c.plan_code or f.month_key < p.valid_from or f.month_key > p.valid_to",
    )
    assert facts == [(0,)]


def test_every_declared_key_holds(warehouse: Path) -> None:
    home = open_home(str(warehouse / "warehouse.duckdb"), read_only=True)
    assert broken_keys(home, None, tuple(declared())) == []
    home.close()


def test_primary_and_foreign_keys_are_declared_for_every_table() -> None:
    for table in declared().values():
        assert table.primary_key, table.name
        for ref in table.references:
            assert ref.other in declared()[ref.table].primary_key
    facts = [name for name in declared() if name.startswith(("fact_", "agg_"))]
    assert all(declared()[name].references for name in facts)


def test_broken_keys_are_seen(clean: Path, tmp_path: Path) -> None:
    """The check that stands in for what DuckDB does not enforce finds doubles and orphans."""
    shutil.copy(clean / "warehouse.duckdb", tmp_path)
    home = open_home(str(tmp_path / "warehouse.duckdb"))
    home.run("insert into fact_customer_month select * from fact_customer_month where month_key = 3 limit 2")
    home.run("update fact_customer_month set customer_key = 99999999 where month_key = 4 and customer_key = 5")
    assert any("twice" in problem for problem in broken_keys(home, 3))
    assert any("dim_customer lacks" in problem for problem in broken_keys(home, 4))
    assert broken_keys(home, 5) == []
    home.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update agg_segment_month set mrr = mrr + 0.01", "agg_segment_month: mrr is not list_mrr minus discount."),
        ("update agg_segment_month set mrr = mrr + 0.01, list_mrr = list_mrr + 0.01", "differ in list_mrr, mrr."),
        ("update agg_monthly_metrics set churned = churned + 1", "active_start is not churned + active_end"),
        ("update agg_monthly_metrics set left_price = left_price + 1", "exits by reason do not add up to churned"),
        ("update agg_segment_month set tickets = -1", "a count or an amount is negative"),
        (
            "update agg_monthly_metrics set tickets = tickets + 1",
            "agg_monthly_metrics and the facts differ in tickets.",
        ),
        ("delete from fact_churn", "fact_churn has 0 exits, but"),
    ],
)
def test_aggregates_that_do_not_agree_are_seen(clean: Path, tmp_path: Path, change: str, said: str) -> None:
    shutil.copy(clean / "warehouse.duckdb", tmp_path)
    home = open_home(str(tmp_path / "warehouse.duckdb"))
    assert check_aggregates(home, 3) == []
    home.run(f"{change} where month_key = 3")
    assert said in " ".join(check_aggregates(home, 3))
    home.close()


def test_the_same_raw_files_whatever_months_are_extracted_and_when(clean: Path, tmp_path: Path) -> None:
    for months in ([2, 3], [0, 1], list(SMALL.months)):
        extract(SMALL, tmp_path / "raw", months)
    for month, feed in itertools.product(("2026-01", "2026-03", "2026-09"), FEEDS):
        name = f"{month}/{feed}-1.parquet"
        assert (tmp_path / "raw" / name).read_bytes() == (clean / "raw" / name).read_bytes()


# --- build, increment, rebuild --------------------------------------------------------------------------------------


def test_month_by_month_is_the_same_as_at_once(clean: Path, tmp_path: Path) -> None:
    for month in SMALL.months:
        assert _load(tmp_path, SMALL, [month]) == (month,)
    assert contents(str(tmp_path / "warehouse.duckdb")) == contents(str(clean / "warehouse.duckdb"))


def test_loading_again_changes_nothing(clean: Path, tmp_path: Path) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    before = contents(str(tmp_path / "warehouse.duckdb"))
    assert _load(tmp_path, SMALL) == ()
    assert _load(tmp_path, SMALL, [4]) == (4,)
    assert _load(tmp_path, SMALL, [0, 1, 8]) == (0, 1, 8)
    assert contents(str(tmp_path / "warehouse.duckdb")) == before


def _held_back(raw: Path, feed: str, month: str, keep: np.ndarray) -> pa.Table:
    """Take rows out of the first delivery of a month, as if they were late; return them."""
    path = raw / month / f"{feed}-1.parquet"
    table, control = pq.read_table(path), read_control(raw / month)
    pq.write_table(table.filter(pa.array(keep)), path, store_decimal_as_integer=True)
    rows = {d.path.name: d.rows for d in control.deliveries} | {path.name: int(keep.sum())}
    write_control(raw / month, control.origin, rows)
    return table.filter(pa.array(~keep))


def test_late_rows_and_corrected_rows_end_in_the_same_warehouse(clean: Path, tmp_path: Path, raw: Path) -> None:
    """Late and corrected bills, and then a late change of contract, on which all that follows depends."""
    wanted = contents(str(clean / "warehouse.duckdb"))
    month = "2026-06"  # in which contracts change
    path = raw / month / "bills-1.parquet"
    table = pq.read_table(path)
    early = np.arange(len(table)) % 10 > 0
    late_bills = _held_back(raw, "bills", month, early)
    right = pq.read_table(path).slice(0, 5)
    wrong = pq.read_table(path).to_pydict()
    for place in range(5):
        wrong["list_amount"][place] += 1
        wrong["amount"][place] += 1
    pq.write_table(pa.table(wrong, table.schema), path, store_decimal_as_integer=True)
    control = read_control(raw / month)
    write_control(raw / month, control.origin, {d.path.name: d.rows for d in control.deliveries})
    customers = pq.read_table(raw / month / "customers-1.parquet")
    moved = ~np.array([status == "active" for status in customers["status"].to_pylist()])
    assert 0 < moved.sum() < len(moved)
    late_customers = _held_back(raw, "customers", month, moved)

    assert len(_load(tmp_path, SMALL)) == 9
    assert contents(str(tmp_path / "warehouse.duckdb")) != wanted
    assert _rows(tmp_path, "select unbilled from agg_monthly_metrics where month_key = 5")[0][0] == len(late_bills)
    deliver(raw / month, "bills", pa.concat_tables([late_bills, right]))
    assert _load(tmp_path, SMALL) == (5,)  # bills of a month concern that month alone
    deliver(raw / month, "customers", late_customers)
    assert _load(tmp_path, SMALL) == (5, 6, 7, 8)  # customers concern all that follows
    found = contents(str(tmp_path / "warehouse.duckdb"))
    del wanted["etl_delivery"], found["etl_delivery"]
    del wanted["data_quality_log"], found["data_quality_log"]  # which counts the rows of every delivery
    assert found == wanted


def test_months_are_loaded_in_order(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"2026-03 cannot be loaded before 2026-02\. .* 2026-01: begin there"):
        _load(tmp_path, SMALL, [2])


def test_a_delivery_that_is_loaded_and_gone_undoes_nothing(tiny: Path, tmp_path: Path, tiny_raw: Path) -> None:
    bills = pq.read_table(tiny_raw / "2026-02" / "bills-1.parquet")
    late = _held_back(tiny_raw, "bills", "2026-02", np.arange(len(bills)) % 10 > 0)
    _load(tmp_path, TINY)
    deliver(tiny_raw / "2026-02", "bills", late)
    assert _load(tmp_path, TINY) == (1,)
    shutil.rmtree(tiny_raw)
    before = contents(str(tmp_path / "warehouse.duckdb"))
    with pytest.raises(DeliveryError, match="2026-02 has no delivery 2 of the feed bills any more, which is loaded"):
        _load(tmp_path, TINY)
    assert contents(str(tmp_path / "warehouse.duckdb")) == before
    assert not tiny_raw.exists()  # told before anything is extracted
    assert _load(tmp_path, TINY, [1]) == (1,)  # as it is extracted: complete
    assert _rows(tmp_path, "select unbilled from agg_monthly_metrics where month_key = 1") == [(0,)]
    assert _rows(tmp_path, "select value from quality_metric where metric = 'freshness' and value < 0") == []
    with pytest.raises(DeliveryError, match=r"is missing\. A run without --from and --to"):
        deliver(tiny_raw / "2026-04", "bills", late)


def test_a_warehouse_is_of_one_scenario(clean: Path, tmp_path: Path) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    before = contents(str(tmp_path / "warehouse.duckdb"))
    for other in (source(3_000, setting__horizon=9), source(2_999, setting__horizon=8)):
        with pytest.raises(PlaceError, match="other parameters or another size"):
            _load(tmp_path, other)
    assert contents(str(tmp_path / "warehouse.duckdb")) == before
    with pytest.raises(PlaceError, match=r"another scenario \(SHA-256 [0-9a-f]{8}…, not [0-9a-f]{8}…\)"):
        extract(source(3_000, setting__horizon=9), tmp_path / "raw", [0])
    with pytest.raises(PlaceError, match=r"2026-01 holds a month of another number of customers \(3,000, not 2,999\)"):
        extract(source(2_999, setting__horizon=8), tmp_path / "raw", [0])


# --- broken files and alarms ----------------------------------------------------------------------------------------


def _break_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _break_flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def _break_column(path: Path) -> None:
    table = pq.read_table(path)
    pq.write_table(table.drop_columns([table.column_names[-1]]), path)
    _sign(path)


def _break_text(path: Path) -> None:
    path.write_text("this is no Parquet file")
    control = read_control(path.parent)
    write_control(path.parent, control.origin, {d.path.name: d.rows for d in control.deliveries})


def _break_few(path: Path) -> None:
    pq.write_table(pq.read_table(path).slice(0, 100), path, store_decimal_as_integer=True)
    _sign(path)


def _break_many(path: Path) -> None:
    table = pq.read_table(path)
    pq.write_table(pa.concat_tables([table, table]), path, store_decimal_as_integer=True)
    _sign(path)


def _sign(path: Path) -> None:
    control = read_control(path.parent)
    rows = {d.path.name: d.rows for d in control.deliveries} | {path.name: pq.read_metadata(path).num_rows}
    write_control(path.parent, control.origin, rows)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (Path.unlink, "is missing"),
        (_break_cut, "SHA-256 differs"),
        (_break_flip, "SHA-256 differs"),
        (_break_column, "lacks amount"),
        (_break_text, "no readable Parquet"),
        (_break_few, "are expected"),
        (_break_many, "are expected"),
    ],
)
def test_a_broken_delivery_stops_the_load_and_earlier_months_stay(
    spoil: object, said: str, tmp_path: Path, tiny_raw: Path, tiny: Path
) -> None:
    assert callable(spoil)
    spoil(tiny_raw / "2026-03" / "bills-1.parquet")
    with pytest.raises(DeliveryError, match=said):
        _load(tmp_path, TINY)
    assert _rows(tmp_path, "select max(month_key) from fact_customer_month") == [(1,)]
    assert _rows(tmp_path, "select outcome, message is not null from etl_run_log where step = 'run'") == [
        ("failed", True)
    ]
    failed = "select step, month_key, message = (select message from etl_run_log where step = 'run') from etl_run_log"
    step = "validate bills" if "are expected" in said else "check files"
    assert _rows(tmp_path, f"{failed} where step <> 'run' and outcome <> 'ok'") == [(step, 2, True)]
    shutil.rmtree(tiny_raw / "2026-03")  # as the sentence of a damaged file says
    assert _load(tmp_path, TINY) == (2, 3)
    assert contents(str(tmp_path / "warehouse.duckdb")) == contents(str(tiny / "warehouse.duckdb"))


def test_what_to_do_about_a_damaged_file_depends_on_what_was_delivered(tmp_path: Path, tiny_raw: Path) -> None:
    place = tiny_raw / "2026-02"
    _load(tmp_path, TINY)
    bills = pq.read_table(place / "bills-1.parquet")
    _break_cut(place / "bills-1.parquet")
    with pytest.raises(DeliveryError, match=r"Remove the folder .*2026-02 and run again.* run has not loaded"):
        _load(tmp_path, TINY, [1])
    pq.write_table(bills, place / "bills-1.parquet", store_decimal_as_integer=True)
    deliver(place, "bills", bills.slice(0, 5))
    _break_cut(place / "bills-1.parquet")
    with pytest.raises(DeliveryError, match=r"Fetch it again from the source; .* cannot be extracted"):
        _load(tmp_path, TINY)
    (place / CONTROL).write_text("")
    with pytest.raises(DeliveryError, match="Fetch it again from the source"):
        _load(tmp_path, TINY)


def test_a_control_file_that_is_none_is_told(tmp_path: Path, tiny_raw: Path) -> None:
    told = json.loads((tiny_raw / "2026-02" / CONTROL).read_bytes())
    bills = told["files"].pop("bills-1.parquet")
    wrong: list[dict[str, object]] = [
        {},
        {"foo-1.parquet": bills | {"feed": "foo"}, "bills-1.parquet": bills},
        {"bills-2.parquet": bills},
        {"../bills-1.parquet": bills},
        {"bills-99999.parquet": bills | {"delivery": 99999}},
    ]
    texts = [json.dumps(told | {"files": told["files"] | files}) for files in wrong]
    for text in ("", "[]", "{}", '{"files": 3}', "[" * 100_000, json.dumps(told | {"files": {}}), *texts):
        (tiny_raw / "2026-02" / CONTROL).write_text(text)
        with pytest.raises(DeliveryError, match="is no control file"):
            _load(tmp_path, TINY)
    assert Origin(0, "", 0) != Origin(1, "", 0)


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("segment_month.parquet", _break_flip),
        (CONTROL, Path.unlink),
        *beyond(
            pytest.mark.long,
            ("customer.parquet", Path.unlink),
            ("exit_reason.parquet", _break_cut),
            (CONTROL, _break_cut),
        ),
    ],
)
def test_a_damaged_answer_key_is_told_and_extracted_anew(
    tiny: Path, tmp_path: Path, tiny_raw: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    spoil(tiny_raw / "truth" / name)
    with pytest.raises(DeliveryError, match=rf"{name}.* Remove the folder .*truth and run again: it is extracted anew"):
        _load(tmp_path, TINY)
    assert _rows(tmp_path, "select count(*) from truth.customer") == [(0,)]
    shutil.rmtree(tiny_raw / "truth")
    _load(tmp_path, TINY)
    assert contents(str(tmp_path / "warehouse.duckdb")) == contents(str(tiny / "warehouse.duckdb"))


def test_a_late_register_takes_no_month_away_whose_files_are_broken(clean: Path, tmp_path: Path) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    before = contents(str(tmp_path / "warehouse.duckdb"))
    _break_cut(tmp_path / "raw" / "2026-07" / "bills-1.parquet")
    place = tmp_path / "raw" / "2026-03"
    deliver(place, "customers", pq.read_table(place / "customers-1.parquet").slice(0, 1))
    with pytest.raises(DeliveryError, match="SHA-256 differs"):
        _load(tmp_path, SMALL, [2])
    assert contents(str(tmp_path / "warehouse.duckdb")) == before


def _late_cancellation(place: Path, of: Path) -> None:
    """Deliver late that another customer has left."""
    gone = pq.read_table(of / "raw" / "2026-03" / "customers-1.parquet")
    gone = gone.filter(pc.equal(gone["status"], "cancelled")).slice(0, 1)
    stays = _rows(of, "select min(account_number) from dim_customer where customer_key not in "
                      "(select customer_key from fact_churn)")[0][0]  # fmt: skip
    gone = gone.set_column(0, "account_number", pa.array([stays], pa.int64()))
    deliver(place, "customers", gone)


def test_a_late_register_is_loaded_with_all_that_depends_on_it_or_not_at_all(clean: Path, tmp_path: Path) -> None:
    """A later month that cannot be loaded, and an interruption in the middle, leave everything as it was."""
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    before = contents(str(tmp_path / "warehouse.duckdb"))
    _late_cancellation(tmp_path / "raw" / "2026-03", clean)
    kept = (tmp_path / "raw" / "2026-07" / "bills-1.parquet").read_bytes()
    control = (tmp_path / "raw" / "2026-07" / CONTROL).read_bytes()
    _break_few(tmp_path / "raw" / "2026-07" / "bills-1.parquet")
    with pytest.raises(DeliveryError, match="are expected"):
        _load(tmp_path, SMALL)
    assert contents(str(tmp_path / "warehouse.duckdb")) == before
    (tmp_path / "raw" / "2026-07" / "bills-1.parquet").write_bytes(kept)
    (tmp_path / "raw" / "2026-07" / CONTROL).write_bytes(control)

    loaded = []

    def interrupt(what: str, done: int) -> None:
        loaded.append(what)
        if loaded.count("months") == 3:
            raise KeyboardInterrupt

    home = open_home(str(tmp_path / "warehouse.duckdb"))
    with pytest.raises(KeyboardInterrupt):
        build(home, SMALL, tmp_path / "raw", [2], progress=interrupt)
    home.close()
    assert contents(str(tmp_path / "warehouse.duckdb")) == before
    assert _load(tmp_path, SMALL, [2]) == (2, 3, 4, 5, 6, 7, 8)
    (tmp_path / "anew").mkdir()
    shutil.copytree(tmp_path / "raw", tmp_path / "anew" / "raw")
    _load(tmp_path / "anew", SMALL)
    assert contents(str(tmp_path / "warehouse.duckdb")) == contents(str(tmp_path / "anew" / "warehouse.duckdb"))


def test_what_is_held_does_not_depend_on_later_months(tiny: Path, tmp_path: Path) -> None:
    """Of an account that only a later, bad record tells of, nothing is known before."""
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    for month, feed in (("2026-04", "customers"), ("2026-02", "bills")):
        rows = pq.read_table(tmp_path / "raw" / month / f"{feed}-1.parquet").slice(0, 1)
        deliver(tmp_path / "raw" / month, feed, rows.set_column(0, "account_number", pa.array([555], pa.int64())))
        _load(tmp_path, TINY)
    assert _rows(tmp_path, "select rule from quarantine_bills where natural_key = '555'") == [("known_account",)]
    (tmp_path / "anew").mkdir()
    shutil.copytree(tmp_path / "raw", tmp_path / "anew" / "raw")
    _load(tmp_path / "anew", TINY)
    assert contents(str(tmp_path / "warehouse.duckdb")) == contents(str(tmp_path / "anew" / "warehouse.duckdb"))


@pytest.mark.parametrize(
    "name", ["month_key=9", "c[de]", "it's", *beyond(pytest.mark.long, "city=Nowhere", "tenure_months=5", "a*", "b?")]
)
def test_the_path_of_the_raw_files_is_a_path(tiny: Path, tmp_path: Path, name: str) -> None:
    for place in (name, "ab", "bb", "cd"):  # what the names would match if they were patterns
        shutil.copytree(tiny / "raw", tmp_path / place / "raw")
    home = open_home(str(tmp_path / "w.duckdb"))
    build(home, TINY, tmp_path / name / "raw")
    home.close()
    assert contents(str(tmp_path / "w.duckdb")) == contents(str(tiny / "warehouse.duckdb"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter table etl_run_log drop column message", "has no etl_run_log.message"),
        ("drop table agg_segment_month", "has no agg_segment_month.scenario_key"),
        ("drop table truth.exit_reason", "has no truth.exit_reason.month_key"),
    ],
)
def test_a_warehouse_of_another_schema_is_told(tiny: Path, tmp_path: Path, change: str, said: str) -> None:
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    home = open_home(str(tmp_path / "warehouse.duckdb"))
    home.run(change)
    home.close()
    with pytest.raises(PlaceError, match=said):
        _load(tmp_path, TINY, [3])


def test_a_database_is_made_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "lost.duckdb").symlink_to(tmp_path / "gone.duckdb")
    (tmp_path / "old.duckdb.wal").write_bytes(b"of another time")
    for name, said in (("lost", "is a link to .*gone.duckdb, which is not there"), ("old", "is left of a database")):
        with pytest.raises(PlaceError, match=said):
            open_home(str(tmp_path / f"{name}.duckdb"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lost.duckdb", "old.duckdb.wal"]


@pytest.mark.full
def test_several_who_make_a_database_at_once_make_one(tmp_path: Path) -> None:
    """One of them has it, the others are told that it is in use; nobody's file takes the place of another's."""
    script = (
        "import sys, time; from televantage.warehouse.homes import open_home\n"
        "try:\n home = open_home(sys.argv[1]); time.sleep(1); print('mine')\n"
        "except Exception as error: print(error)"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "w.duckdb")]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate()[0].strip() for process in running]
    assert said.count("mine") >= 1
    assert all(text == "mine" or "is in use by another program" in text for text in said), said
    assert [path.name for path in tmp_path.iterdir()] == ["w.duckdb"]


def test_somebody_who_has_left_cannot_open_the_register(tiny: Path, tmp_path: Path, tiny_raw: Path) -> None:
    gone = pq.read_table(tiny_raw / "2026-02" / "customers-1.parquet").slice(0, 1).to_pydict()
    gone["changed_month"] = (
        pq.read_table(tiny_raw / "2026-01" / "customers-1.parquet")["changed_month"].slice(0, 1).to_pylist()
    )
    deliver(tiny_raw / "2026-01", "customers", pa.table(gone, FEEDS["customers"].schema))
    _load(tmp_path, TINY)
    assert _rows(tmp_path, "select delivery, rule, value from quarantine_customers") == [
        (2, "status_agrees", "cancelled")
    ]
    assert _rows(tmp_path, "select count(*) from fact_churn") == _rows(tiny, "select count(*) from fact_churn")


def test_nothing_of_anybody_elses_is_removed_or_used(clean: Path, tmp_path: Path) -> None:
    (tmp_path / "raw" / "2026-01").mkdir(parents=True)
    (tmp_path / "raw" / "2026-01" / "notes.txt").write_text("precious")
    with pytest.raises(PlaceError, match=r"holds 'notes\.txt' and no control\.json"):
        extract(SMALL, tmp_path / "raw", [0])
    assert (tmp_path / "raw" / "2026-01" / "notes.txt").read_text() == "precious"
    shutil.copytree(clean / "raw" / "truth", tmp_path / "other" / "truth")
    with pytest.raises(PlaceError, match="answer key of another scenario"):
        extract(source(3_000, setting__horizon=8, setting__seed=9), tmp_path / "other", [0])


@pytest.mark.parametrize("table", ["dim_month", "etl_run_log", "something"])
def test_another_database_is_left_alone(tmp_path: Path, table: str) -> None:
    home = open_home(str(tmp_path / "warehouse.duckdb"))
    home.run(f"create table {table} (a integer)")
    home.close()
    with pytest.raises(PlaceError, match=r"choose another --db"):
        _load(tmp_path, SMALL)
    assert _rows(tmp_path, "select table_name from duckdb_tables()") == [(table,)]


# --- runs -----------------------------------------------------------------------------------------------------------


def test_the_run_log_tells_each_step(clean: Path) -> None:
    steps = _rows(clean, "select distinct step from etl_run_log")
    wanted = {"run", "extract", "check", "load", "aggregate", "verify", "truth", "measure"}
    assert {str(row[0]).split(" ")[0] for row in steps} == {*wanted, "stage", "validate", "transform"}
    hashes = _rows(clean, "select distinct scenario_hash from etl_run_log")
    assert hashes == [(SMALL.scenario.hash,)]
    balance = "select count(*) from etl_run_log where step like 'validate%' and rows_in <> rows_out + rows_rejected"
    assert _rows(clean, balance) == [(0,)]
    assert _rows(clean, "select min(seconds) >= 0, min(outcome), max(outcome) from etl_run_log") == [(True, "ok", "ok")]
    late = (
        "select count(*) from etl_run_log a join etl_run_log b on a.run_id = b.run_id and a.step_number > 1 "
        "and b.step_number = a.step_number + 1 and a.started_at + to_microseconds(cast(a.seconds * 1e6 as bigint)) "
        "> b.started_at + interval 2 milliseconds"
    )
    assert _rows(clean, late) == [(0,)]  # a step begins when the one before has ended


def test_the_simulation_is_a_step_even_where_nothing_can_be_loaded(tmp_path: Path, tiny_raw: Path) -> None:
    _break_cut(tiny_raw / "2026-01" / "bills-1.parquet")
    shutil.rmtree(tiny_raw / "2026-02")
    with pytest.raises(DeliveryError, match="SHA-256 differs"):
        _load(tmp_path, TINY)
    rows = sum(pq.read_metadata(path).num_rows for path in (tiny_raw / "2026-02").glob("*.parquet"))
    assert _rows(tmp_path, "select step, month_key, rows_out, outcome, seconds > 0 from etl_run_log order by 1") == [
        ("check files", 0, 0, "failed", True),
        ("extract", None, rows, "ok", True),
        ("run", None, 0, "failed", True),
    ]


def test_two_loads_at_once_the_second_is_told(clean: Path, tmp_path: Path) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    address = str(tmp_path / "warehouse.duckdb")
    hold = f"import duckdb, sys; c = duckdb.connect({address!r}); print('open', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(PlaceError, match="in use by another program"):
        open_home(address)
    holder.kill()
    holder.communicate()


def test_two_runs_in_one_raw_folder_the_second_is_told(tmp_path: Path, raw: Path) -> None:
    of = source(1_000, setting__horizon=2)
    (tmp_path / "new").mkdir()
    with filelock.FileLock(tmp_path / "new" / LOCK):
        with pytest.raises(PlaceError, match=r"Another run is extracting into .*new; wait until it has finished"):
            extract(of, tmp_path / "new", [0, 1, 2], read_dirt(["0.02"]))
        assert [entry.name for entry in (tmp_path / "new").iterdir()] == [LOCK]
    assert extract(of, tmp_path / "new", [0, 1, 2], read_dirt(["0.02"])) > 0
    with filelock.FileLock(tmp_path / "new" / LOCK):
        assert extract(of, tmp_path / "new", [0, 1, 2], read_dirt(["0.02"])) == 0  # who only reads waits for nobody
        home = open_home(str(tmp_path / "new.duckdb"))
        with pytest.raises(PlaceError, match="Another run is extracting into"):
            build(home, of, tmp_path / "new", None, read_dirt(["0.02"]), corrected=True)
        home.close()
    assert not list((tmp_path / "new").glob("*/*-2.parquet"))


@pytest.mark.parametrize("place", ["text/raw", "/proc/raw" if sys.platform == "linux" else "text/raw"])
def test_a_raw_folder_that_cannot_be_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "text").write_text("a file")
    with pytest.raises(PlaceError, match=f"Raw files cannot be written to .*{place}: .* Choose another --raw"):
        extract(SMALL, tmp_path / place, [0])


SHORT = source(2_000, setting__horizon=5)
COMMAND = """
import sys
from pathlib import Path
from tests.support.warehouses import source
from televantage.warehouse.build import build
from televantage.warehouse.homes import open_home
folder = Path(sys.argv[1])
def mark(what, done):
    (folder / f"{what} {len(list(folder.glob(what + ' *'))) + 1}").touch()
home = open_home(str(folder / "warehouse.duckdb"))
build(home, source(2_000, setting__horizon=5), folder / "raw", progress=mark)
home.close()
"""
"""Builds SHORT, and leaves a mark in the folder at each step of its progress."""


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is in the warehouse that the command builds."""
    return contents(str(once(tmp_path_factory, "short", lambda folder: built(folder, SHORT)) / "warehouse.duckdb"))


KILLS = ["raw 3", "months 4"]
MORE_KILLS = ["", "run 1", *(f"raw {n}" for n in range(1, 7)), "extracted 1", *(f"months {n}" for n in range(1, 7))]


def moment_of(mark: str, folder: Path) -> Moment:
    """Return the moment of a mark of the command, of so many months extracted, or without one, while it starts."""
    what, _, count = mark.partition(" ")
    if what == "raw":
        return seen(folder / "raw", "20*", int(count))
    return seen(folder, mark) if mark else after(0.4)


@pytest.mark.full
@pytest.mark.parametrize("mark", [*KILLS, *beyond(pytest.mark.long, *(k for k in MORE_KILLS if k not in KILLS))])
def test_a_load_that_is_killed_anywhere_is_mended_by_the_next(mark: str, short: dict[str, str], tmp_path: Path) -> None:
    line, paths = [sys.executable, "-c", COMMAND, str(tmp_path)], os.pathsep.join([str(ROOT), str(ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": paths}
    found = stopped(line, signal.SIGKILL, moment_of(mark, tmp_path), env=environment, cwd=ROOT)
    assert found.code == -signal.SIGKILL or (found.too_late and mark == MORE_KILLS[-1]), found
    assert set(_load(tmp_path, SHORT)) <= set(SHORT.months)
    assert contents(str(tmp_path / "warehouse.duckdb")) == short
    runs = _rows(tmp_path, "select outcome from etl_run_log where step = 'run' order by run_id")
    assert runs[-1] == ("ok",) and {*runs[:-1]} <= {("interrupted",), ("ok",)}
