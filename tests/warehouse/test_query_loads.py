"""Queries on a warehouse as it is in practice: loaded run by run, of dirty files, some months not there yet.

What a query says of the loads is compared with the raw files, the dirt ledgers, what the runs reported and the tables
themselves; what it says of customers and money, with pandas over the facts.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas import DataFrame as Frame

from televantage.scenario import DeliveryError
from televantage.warehouse.build import Built, build
from televantage.warehouse.dirt import read_dirt, read_ledger
from televantage.warehouse.extract import extract
from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.homes import Home, open_home
from televantage.warehouse.keys import tables
from televantage.warehouse.library import run
from televantage.warehouse.metrics import METRICS
from televantage.warehouse.rules import HELD, names
from televantage.warehouse.source import month_name
from tests.support.query_lives import Facts, staggered
from tests.support.query_truths import CASES, TWINS, Values, agree

OF, FIRST, SECOND, DELIVERED = staggered(), range(6), range(6, 9), range(10)
"""What the two runs load, and what was delivered; the horizon is later."""
LAST = SECOND[-1]
LEDGER = ["feed", "rule", "column_name"]


@dataclass(frozen=True)
class Loaded:
    """A warehouse of two runs and a third that failed, its raw files, and what they said."""

    home: Home
    raw: Path
    runs: tuple[Built, Built]
    failure: str

    def files(self, feed: str, months: range) -> list[Path]:
        """Return the files of a feed that months consist of."""
        return [self.raw / month_name(OF.scenario, month) / f"{feed}-1.parquet" for month in months]

    def records(self, feed: str) -> int:
        """Return how many rows were loaded of a feed, good or bad."""
        return sum(pq.read_metadata(path).num_rows for path in self.files(feed, range(LAST + 1)))

    def quarantine(self) -> Frame:
        """Return all rows that were held back, by feed."""
        parts = [self.home.frame(f"select '{feed}' as feed, q.* from quarantine_{feed} q") for feed in FEEDS]
        return pd.concat(parts, ignore_index=True)

    def broken(self) -> Frame:
        """Return the rows that must be held back: those of the ledgers, and those of customers who are held."""
        ledgers = [read_ledger(self.raw / month_name(OF.scenario, month)) for month in range(LAST + 1)]
        ledger = pd.concat(ledgers, ignore_index=True)
        held = self.quarantine()[lambda t: t["rule"] == HELD.name]
        value = ledger["is"].where(ledger["is"].notna() | (ledger["kind"] == "missing"), ledger["natural_key"])
        return pd.concat([ledger.assign(value=value), held.drop(columns="delivery")], ignore_index=True)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """A warehouse of dirty files: months 0 to 5 in a run, 6 to 8 in another; the bills of month 9 are damaged."""
    folder = tmp_path_factory.mktemp("loads")
    home, raw, dirt = open_home(str(folder / "w.duckdb")), folder / "raw", read_dirt(["0.01"])
    extract(OF, raw, DELIVERED, dirt)
    runs = (build(home, OF, raw, FIRST), build(home, OF, raw, SECOND))
    with (raw / month_name(OF.scenario, DELIVERED[-1]) / "bills-1.parquet").open("ab") as file:
        file.write(b"!")
    with pytest.raises(DeliveryError) as error:
        build(home, OF, raw, [DELIVERED[-1]])
    yield Loaded(home, raw, runs, str(error.value))
    home.close()


@pytest.mark.full
def test_run_history(loaded: Loaded) -> None:
    found = run(loaded.home, "run_history").set_index("run_id")
    assert found.index.tolist() == [3, 2, 1]
    assert found["outcome"].tolist() == ["failed", "ok", "ok"]
    assert found["months"].tolist() == [0, len(SECOND), len(FIRST)]
    assert found.loc[3, ["failed_step", "failed_month"]].tolist() == ["check files", DELIVERED[-1]]
    assert found.loc[3, "message"] == loaded.failure.splitlines()[0]
    assert found.loc[[1, 2], ["failed_step", "failed_month", "message"]].isna().all(axis=None)
    assert found["started_at"].is_monotonic_decreasing and found["seconds"].gt(0).all()
    held = loaded.quarantine()["month_key"]
    for told, months in zip(loaded.runs, (FIRST, SECOND), strict=True):
        facts = sum(
            int(
                loaded.home.rows(f"select count(*) from {table} where month_key between {months[0]} and {months[-1]}")[
                    0
                ][0]
            )
            for table in ("fact_customer_month", "fact_churn", "fact_offer")
        )
        assert found.loc[told.run, "rows_loaded"] == told.loaded == facts
        assert found.loc[told.run, "rows_rejected"] == told.rejected == held.isin(months).sum()


@pytest.mark.parametrize("run_id", [-1, 1, 2])
def test_step_seconds(run_id: int, loaded: Loaded) -> None:
    found = run(loaded.home, "step_seconds", run_id=run_id)
    log = loaded.home.frame("select * from etl_run_log").query("step != 'run' and run_id == @run_id % 4")
    steps = log.groupby("step").agg(
        times=("step", "size"), seconds=("seconds", "sum"), slowest=("seconds", "max"), rows_out=("rows_out", "sum")
    )
    steps = steps.reset_index().sort_values(["seconds", "step"], ascending=[False, True], ignore_index=True)
    pd.testing.assert_frame_equal(found, steps, check_dtype=False)
    assert found["times"].max() == {-1: 1, 1: len(FIRST), 2: len(SECOND)}[run_id]


def test_data_freshness(loaded: Loaded) -> None:
    found = run(loaded.home, "data_freshness")
    assert found["feed"].tolist() == sorted(FEEDS)
    assert found["records"].tolist() == [loaded.records(feed) for feed in sorted(FEEDS)]
    began = run(loaded.home, "run_history").set_index("run_id").loc[2, "started_at"]
    same = {"latest_month": LAST, "year_month": "2026-09", "months_behind": 6, "deliveries": LAST + 1, "run_id": 2,
            "loaded_at": began}  # fmt: skip
    for column, value in same.items():
        assert set(found[column]) == {value}, column


def test_quality_by_rule(loaded: Loaded) -> None:
    found = run(loaded.home, "quality_by_rule")
    failed = loaded.broken().groupby(["feed", "rule"]).size()
    rules = {(feed, rule): dimension for feed in FEEDS for rule, dimension in names(feed).items()}
    rows = found[found["rule"] != "volume"].set_index(["feed", "rule"])
    assert rows["dimension"].to_dict() == rules
    assert rows["rows_failed"].to_dict() == failed.reindex(list(rules), fill_value=0).to_dict()
    assert rows["rows_checked"].to_dict() == {(feed, rule): loaded.records(feed) for feed, rule in rules}
    assert rows["months"].eq(LAST + 1).all()
    volume = found[found["rule"] == "volume"].set_index("feed")
    assert volume["months"].to_dict() == {"bills": LAST + 1, "customers": 1} and volume["rows_failed"].sum() == 0
    assert found["failed_share"].tolist() == pytest.approx((found["rows_failed"] / found["rows_checked"]).tolist())
    order = found.sort_values(["rows_failed", "feed", "rule"], ascending=[False, True, True])
    assert order.index.tolist() == found.index.tolist()


def test_quality_by_month(loaded: Loaded) -> None:
    found = run(loaded.home, "quality_by_month")
    broken = loaded.broken()
    broken["dimension"] = [names(feed)[rule] for feed, rule in zip(broken["feed"], broken["rule"], strict=True)]
    by = broken.groupby(["month_key", "dimension"])
    found = found.set_index(["month_key", "dimension"])
    assert found["rows_failed"].to_dict() == by.size().reindex(found.index, fill_value=0).to_dict()
    pairs = by[["feed", "rule"]].apply(lambda rows: len(rows.drop_duplicates()))
    assert found["broken_rules"].to_dict() == pairs.reindex(found.index, fill_value=0).to_dict()
    assert (found["broken_rules"] < found["rules"]).any()
    dimensions = pd.Series([dimension for feed in FEEDS for dimension in names(feed).values()]).value_counts()
    volume = pd.Series({month: 1 + (month == 0) for month in range(LAST + 1)})
    wanted = {(month, "volume"): count for month, count in volume.items()}
    wanted |= {(month, name): count for month in volume.index for name, count in dimensions.items()}
    assert found["rules"].to_dict() == wanted
    assert list(found.index) == sorted(found.index)


def test_quarantine_overview(loaded: Loaded) -> None:
    found = run(loaded.home, "quarantine_overview")
    wanted = loaded.broken().groupby(LEDGER).agg(
        records=("month_key", "size"), first_month=("month_key", "min"), last_month=("month_key", "max"),
        example=("value", lambda values: min(values.dropna().astype(str), default=None)),
    )  # fmt: skip
    order = found.sort_values(["records", *LEDGER], ascending=[False, True, True, True])
    assert order.index.tolist() == found.index.tolist()
    pd.testing.assert_frame_equal(found.set_index(LEDGER).sort_index(), wanted, check_dtype=False)
    assert (wanted["first_month"] < wanted["last_month"]).any()


def test_quality_metrics(loaded: Loaded) -> None:
    found = run(loaded.home, "quality_metrics")
    assert set(found["run_id"]) == {2}  # the third run did not come to measuring
    assert found.sort_values(["metric", "subject"]).index.tolist() == found.index.tolist()
    broken = loaded.broken()
    broken["dimension"] = [names(feed)[rule] for feed, rule in zip(broken["feed"], broken["rule"], strict=True)]
    shares = found[found["unit"] == "share"].set_index(["metric", "subject"])["value"]
    for (metric, feed), share in shares.items():
        bad = broken[(broken["feed"] == feed) & broken["dimension"].isin(METRICS[metric])]
        assert share == pytest.approx(1 - len(bad) / loaded.records(feed)), (metric, feed)
    assert len(shares) == len(METRICS) * len(FEEDS)
    others = found[found["unit"] != "share"].set_index("metric")
    assert others.loc["freshness", ["value", "unit"]].tolist() == [1, "months"]
    assert len(others.loc[["query_latency"]]) == 3 and others.loc["age_of_newest_delivery", "value"] < 1


def test_table_rows(loaded: Loaded) -> None:
    counts = {table: int(loaded.home.rows(f"select count(*) from {table}")[0][0]) for table in tables()}
    found = run(loaded.home, "table_rows")
    assert dict(zip(found["table_name"], found["records"], strict=True)) == counts
    assert found["table_name"].tolist() == list(tables()) and found["place"].tolist() == [*range(1, len(counts) + 1)]


def test_customer_lookup(loaded: Loaded) -> None:
    """Of a customer who signs a contract and leaves later, by the files of the register."""
    parts = [
        pq.read_table(path).to_pandas().assign(month=month)
        for month, path in enumerate(loaded.files("customers", range(LAST + 1)))
    ]
    bad = loaded.home.frame("select cast(natural_key as bigint) from quarantine_customers").squeeze()
    told = pd.concat(parts)[lambda t: ~t["account_number"].isin(bad)]
    account = int(told["account_number"].value_counts().loc[lambda n: n == 3].index.min())
    first, signed, gone = told[told["account_number"] == account].to_dict("records")
    found = run(loaded.home, "customer_lookup", account_number=account)
    columns = ["version", "valid_from", "plan_code", "contract"]
    assert found[columns].to_numpy().tolist() == [
        [1, 0, first["plan_code"], "month-to-month"], [2, signed["month"], signed["plan_code"], "one year"],
    ]  # fmt: skip
    assert found["valid_to"].tolist() == [signed["month"] - 1, pd.NA]
    assert found["left_month"].tolist() == [pd.NA, gone["month"]]
    assert found["reason"].tolist() == [None, gone["cancel_reason"]]
    for column in ("account_number", "customer_id", "name", "city"):
        assert set(found[column]) == {first[column]}
    assert set(found["customer_since"].dt.date) == {first["customer_since"]}


@pytest.mark.parametrize("values", [{}, {"fewest": 1}, {"city": "one"}])
def test_churn_by_city(values: dict[str, object], loaded: Loaded) -> None:
    people = loaded.home.frame(
        "select c.city, x.charge_lost from dim_customer c left join fact_churn x on c.customer_key = x.customer_key "
        "where c.is_current"
    )
    wanted = people.groupby("city").agg(
        customers=("city", "size"), lost=("charge_lost", "count"), charge_lost=("charge_lost", "sum")
    )
    wanted = wanted.reset_index().sort_values(["customers", "city"], ascending=[False, True], ignore_index=True)
    if "city" in values:
        values = {"city": wanted["city"].iloc[-1]}
        wanted = wanted.tail(1)
        assert wanted["customers"].item() < 20
    else:
        wanted = wanted[wanted["customers"] >= values.get("fewest", 20)]
    found = run(loaded.home, "churn_by_city", **values)
    assert found["city"].tolist() == wanted["city"].tolist()
    for column in ("customers", "lost", "charge_lost"):
        assert found[column].tolist() == pytest.approx(wanted[column].astype(float).tolist()), column
    assert found["churn"].tolist() == pytest.approx((wanted["lost"] / wanted["customers"]).tolist())


@pytest.fixture(scope="module")
def facts(loaded: Loaded) -> Facts:
    """The customers and months of the warehouse, from its facts."""
    return Facts(OF, loaded.home)


OF_RECORDS = [name for name, twin in TWINS.items() if "Records" in str(inspect.get_annotations(twin)["lives"])]
"""Queries whose twin needs no more than records."""


@pytest.mark.full
@pytest.mark.parametrize(("name", "values"), [case for case in CASES if case[0] in OF_RECORDS])
def test_figures_where_bills_and_months_are_missing(name: str, values: Values, loaded: Loaded, facts: Facts) -> None:
    agree(name, run(loaded.home, name, **values), TWINS[name](facts, **values))


def test_some_bills_are_missing_in_each_month_and_kind_of_segment(facts: Facts) -> None:
    missing = facts.panel[facts.panel["active"] & ~facts.panel["billed"]]
    assert set(missing["month_key"]) == set(range(LAST + 1)) and facts.last == LAST
    assert missing["plan_code"].nunique() > 10 and np.isin("month-to-month", missing["contract"])
