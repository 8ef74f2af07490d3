"""Dirt with a ledger: the rules catch every defect, by the right rule, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from televantage.scenario import DeliveryError, PlaceError, UsageError
from televantage.warehouse.build import build
from televantage.warehouse.dirt import CLEAN, KINDS, LEDGER, correct, read_dirt, read_ledger
from televantage.warehouse.extract import dirt_there, extract
from televantage.warehouse.feeds import FEEDS, deliver, read_control, write_control
from televantage.warehouse.homes import open_home
from televantage.warehouse.rules import RULES, names
from televantage.warehouse.source import Source, month_name
from tests.support.once import once
from tests.support.warehouses import contents, source

WHERE = ["month_key", "feed", "delivery", "record"]
HELD = "held_with_customer"
OF = source(20_000, setting__horizon=6)
"""As many as it takes for each kind of dirt to fall on each feed."""
FEWER = source(2_000, setting__horizon=6)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse with every kind of dirt, seven months; only to be read."""
    return once(tmp_path_factory, "every kind of dirt", _build)


def _build(folder: Path, rates: str = "0.004", of: Source = OF) -> None:
    home = open_home(str(folder / "warehouse.duckdb"))
    build(home, of, folder / "raw", None, read_dirt([rates]) if rates else CLEAN)
    home.close()


def _ledger(folder: Path) -> pd.DataFrame:
    return pd.concat(
        [read_ledger(folder / "raw" / month_name(OF.scenario, month)) for month in OF.months], ignore_index=True
    )


def _quarantine(folder: Path) -> pd.DataFrame:
    home = open_home(str(folder / "warehouse.duckdb"), read_only=True)
    found = [home.frame(f"select '{feed}' as feed, * from quarantine_{feed}") for feed in FEEDS]
    home.close()
    return pd.concat(found, ignore_index=True)


def test_every_kind_is_there_wherever_it_can_be(dirty: Path) -> None:
    found = _ledger(dirty).groupby(["kind", "feed"]).size()
    assert len(KINDS) == 8
    wanted = {(kind, feed) for kind, feeds in KINDS.items() for feed in feeds if feed not in {"plans"}}
    assert {pair for pair in wanted if pair not in found.index} == set()
    rows = sum(pq.read_metadata(path).num_rows for path in (dirty / "raw").glob("*-*/bills-1.parquet"))
    of_bills = found.xs("bills", level="feed")
    assert (abs(of_bills / rows - 0.004) < 0.002).all()


def test_the_rules_catch_every_defect_and_raise_no_false_alarm(dirty: Path) -> None:
    both = _ledger(dirty).merge(
        _quarantine(dirty), on=WHERE, how="outer", suffixes=("", "_found"), indicator="side", validate="one_to_one"
    )
    assert both[both["side"] == "left_only"].empty  # nothing is missed
    caught = both[both["side"] == "both"]
    assert len(caught) > 1_500
    assert (caught["rule"] == caught["rule_found"]).all()
    assert (caught["column_name"] == caught["column_name_found"]).all()
    spoilt = caught[~caught["kind"].isin(["duplicate"]) & caught["is"].notna()]
    assert (spoilt["is"] == spoilt["value"]).all()
    alarms = both[both["side"] == "right_only"]
    assert set(alarms["rule_found"]) == {HELD}  # rows of a customer whose own record is in quarantine: no alarm
    opening = caught[(caught["feed"] == "customers") & (caught["month_key"] == 0)]
    assert set(alarms["natural_key_found"]) <= set(opening["natural_key"])


def test_clean_files_raise_no_alarm(warehouse: Path) -> None:
    home = open_home(str(warehouse / "warehouse.duckdb"), read_only=True)
    assert home.rows("select sum(rows_failed) from data_quality_log") == [(0,)]
    assert all(home.rows(f"select count(*) from quarantine_{feed}") == [(0,)] for feed in FEEDS)
    home.close()


def test_the_quality_log_counts_what_is_in_quarantine(dirty: Path) -> None:
    home = open_home(str(dirty / "warehouse.duckdb"), read_only=True)
    log = home.frame("select month_key, feed, rule, rows_failed from data_quality_log where rows_failed > 0")
    rejected = home.rows("select rows_rejected from etl_run_log where step = 'run'")[0][0]
    completeness = home.frame("select subject, value from quality_metric where metric = 'completeness'")
    home.close()
    counted = _quarantine(dirty).groupby(["month_key", "feed", "rule"]).size()
    assert log.set_index(["month_key", "feed", "rule"])["rows_failed"].to_dict() == counted.to_dict()
    assert rejected == counted.sum()
    share = dict(zip(completeness["subject"], completeness["value"], strict=True))
    assert 0.99 < share["bills"] < 0.999


@pytest.mark.full
def test_corrected_deliveries_lead_to_the_warehouse_that_never_was_dirty(tmp_path: Path) -> None:
    for name, rates in (("dirty", "0.015"), ("clean", "")):
        (tmp_path / name).mkdir()
        _build(tmp_path / name, rates, FEWER)
    dirty = tmp_path / "dirty"
    assert HELD in set(_quarantine(dirty)["rule"])
    for month in FEWER.months:
        correct(dirty / "raw" / month_name(FEWER.scenario, month))
        assert correct(dirty / "raw" / month_name(FEWER.scenario, month)) == []  # twice is once
    _build(dirty, "0.015", FEWER)
    found, wanted = (contents(str(tmp_path / name / "warehouse.duckdb")) for name in ("dirty", "clean"))
    of_files = {"etl_delivery", "data_quality_log", *(f"quarantine_{feed}" for feed in FEEDS)}
    assert {t: d for t, d in found.items() if t not in of_files} == {
        t: d for t, d in wanted.items() if t not in of_files
    }
    assert HELD not in set(_quarantine(dirty)["rule"])


def test_dirt_repeats(dirty: Path, tmp_path: Path) -> None:
    extract(OF, tmp_path / "raw", list(OF.months), read_dirt(["0.004"]))
    for path in (tmp_path / "raw").glob("20*/*"):
        assert path.read_bytes() == (dirty / "raw" / path.parent.name / path.name).read_bytes(), path


def test_every_rule_is_met_by_a_defect_and_says_what_is_wrong() -> None:
    met = {(feed, defect.rule) for feeds in KINDS.values() for feed, defect in feeds.items()} | {
        (feed, HELD) for feed in ("customers", "bills", "tickets", "offers")
    }
    unmet = {(feed, rule) for feed in FEEDS for rule in names(feed)} - met
    assert unmet == {
        ("customers", "known_account"),
        ("offers", "known_account"),
        ("tickets", "status_agrees"),
    }  # fmt: skip  (rules beyond the eight kinds: the test below meets them)
    for rules in RULES.values():
        assert all(rule.sentence.endswith(".") for rule in rules)


@pytest.mark.full
def test_rules_beyond_the_eight_kinds(tmp_path: Path) -> None:
    """An unknown account in the register and in the offers, and a ticket of somebody who has left."""
    raw = tmp_path / "raw"
    extract(FEWER, raw, list(FEWER.months))
    gone = pq.read_table(raw / "2026-02" / "customers-1.parquet")["account_number"][0].as_py()
    for feed, month, column, value in (
        ("customers", "2026-03", "account_number", 999_999_999),
        ("offers", "2026-03", "account_number", 888_888_888),
        ("tickets", "2026-05", "account_number", gone),
    ):
        path = raw / month / f"{feed}-1.parquet"
        table = pq.read_table(path).to_pydict()
        table[column][0] = value
        pq.write_table(FEEDS[feed].schema.empty_table().from_pydict(table, FEEDS[feed].schema), path,
                       store_decimal_as_integer=True)  # fmt: skip
        control = read_control(raw / month)
        write_control(raw / month, control.origin, {d.path.name: d.rows for d in control.deliveries})
    _build(tmp_path, "", FEWER)
    found = _quarantine(tmp_path)[["feed", "record", "rule"]].to_dict("records")
    wanted = [("customers", "known_account"), ("tickets", "status_agrees"), ("offers", "known_account")]
    for feed, rule in wanted:
        assert {"feed": feed, "record": 1, "rule": rule} in found
    # the customer whose cancellation was lost has no bill, which is no row and no alarm
    assert len(found) == len(wanted)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dupl=0.1"], "Did you mean 'duplicate'"),
        (["0.5"], "from 0 to 0.02"),
        (["duplicate=many"], "from 0 to 0.02"),
        (["nan"], "from 0 to 0.02"),
        (["0.01x"], "from 0 to 0.02"),
    ],
)
def test_a_wrong_setting_is_told(words: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_dirt(words)


def test_a_setting_can_name_kinds() -> None:
    assert read_dirt(["0.001", "missing=0"]).rates["missing"] == 0
    assert read_dirt(["missing=0.002"]).label == "missing=0.002"
    assert read_dirt([]) == CLEAN


@pytest.mark.full
def test_the_ledger_is_right_whichever_row_is_soiled(tmp_path: Path) -> None:
    """The first bill of some month is soiled too; it once was the model of the bills after an exit."""
    of = source(2_000, setting__horizon=6, offer__month=1, conversion__month=1)
    home = open_home(str(tmp_path / "warehouse.duckdb"))
    build(home, of, tmp_path / "raw", None, read_dirt(["0.02"]))
    home.close()
    months = [read_ledger(tmp_path / "raw" / month_name(of.scenario, month)) for month in of.months]
    assert any(((ledger["feed"] == "bills") & (ledger["record"] == 1)).any() for ledger in months)
    both = pd.concat(months).merge(_quarantine(tmp_path), on=WHERE, how="left", suffixes=("", "_found"))
    assert (both["rule"] == both["rule_found"]).all()


def test_dirt_does_not_depend_on_the_order_in_which_months_are_extracted(tmp_path: Path) -> None:
    of, dirt = source(1_000, setting__horizon=2), read_dirt(["0.02"])
    extract(of, tmp_path / "one", [2], dirt)
    extract(of, tmp_path / "one", list(of.months), dirt)
    extract(of, tmp_path / "other", list(of.months), dirt)
    for path in sorted((tmp_path / "other").glob("20*/*")):
        assert (tmp_path / "one" / path.parent.name / path.name).read_bytes() == path.read_bytes(), path


def test_correcting_brings_what_no_later_delivery_has_brought(tmp_path: Path) -> None:
    of = source(1_000, setting__horizon=2)
    extract(of, tmp_path / "raw", list(of.months), read_dirt(["0.02"]))
    place = tmp_path / "raw" / "2026-02"
    deliver(place, "bills", pq.read_table(place / "bills-1.parquet").slice(0, 3))  # another late delivery
    assert place / "bills-3.parquet" in correct(place)
    assert correct(place) == []


@pytest.mark.full
@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: "\0\0\0",
        lambda text: text.replace("record", "place", 1),
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("does_not_add_up", "nothing"),
        lambda text: text.replace(",bills,1,", ",bills,1,9"),  # a row that there is not
        lambda text: text.replace(",bills,1,", ",bills,1,x"),
        lambda text: text.replace(",list_amount,", ",list_amount,a"),
    ],
)
def test_a_damaged_ledger_is_told(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    of = source(1_000, setting__horizon=1)
    extract(of, tmp_path / "raw", list(of.months), read_dirt(["0.02"]))
    ledger = tmp_path / "raw" / "2026-02" / LEDGER
    text = ledger.read_text()
    assert spoil(text) != text
    ledger.write_text(spoil(text))
    with pytest.raises(DeliveryError, match=r"dirt_ledger\.csv is damaged: .* Bring it back as it was written\."):
        correct(ledger.parent)
    ledger.unlink()
    with pytest.raises(DeliveryError, match=r"dirt_ledger\.csv is missing, although the month has dirt"):
        correct(ledger.parent)


def test_a_month_is_not_soiled_without_the_ledger_of_the_opening(tmp_path: Path) -> None:
    of = source(1_000, setting__horizon=1)
    extract(of, tmp_path / "raw", [0], read_dirt(["0.02"]))
    (tmp_path / "raw" / "2026-01" / LEDGER).unlink()
    with pytest.raises(DeliveryError, match=r"2026-01/dirt_ledger\.csv is missing"):
        extract(of, tmp_path / "raw", [1], read_dirt(["0.02"]))


def test_a_damaged_file_is_not_corrected(tmp_path: Path) -> None:
    of = source(1_000, setting__horizon=1)
    extract(of, tmp_path / "raw", [0], read_dirt(["0.02"]))
    (tmp_path / "raw" / "2026-01" / "bills-1.parquet").write_bytes(b"PAR1")
    with pytest.raises(DeliveryError, match="SHA-256 differs"):
        correct(tmp_path / "raw" / "2026-01")


@pytest.mark.full
def test_dirt_is_that_of_the_months_that_are_there(tmp_path: Path) -> None:
    of, dirt = source(1_000, setting__horizon=2), read_dirt(["0.0123456789", "missing=0"])
    assert dirt_there(of, tmp_path / "raw") == CLEAN
    extract(of, tmp_path / "raw", [0], dirt)
    assert dirt_there(of, tmp_path / "raw").label == dirt.label
    home = open_home(str(tmp_path / "warehouse.duckdb"))
    build(home, of, tmp_path / "raw")
    home.close()
    extract(of, tmp_path / "other", list(of.months), dirt)
    for path in sorted((tmp_path / "other").glob("20*/*")):
        assert (tmp_path / "raw" / path.parent.name / path.name).read_bytes() == path.read_bytes(), path
    for asked, said in ((CLEAN, "not no dirt"), (read_dirt(["0.001"]), r"not dirt 0\.001\)")):
        with pytest.raises(PlaceError, match=rf"with other dirt \(dirt does_not_add_up=.*, {said}.* Leave out --dirt"):
            extract(of, tmp_path / "raw", [0], asked)
