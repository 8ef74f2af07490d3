"""The load: from the raw files of a month to the star schema, in one transaction a month.

A month has two parts. The *registers*, plans and customers, make versions in the dimensions and the exits; what comes
after depends on them. The *events*, bills, tickets and offers, make the facts of their month alone. So late bills of
an old month load that month again and no other; late customers load all that follows again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from televantage.scenario import DeliveryError, PlaceError
from televantage.warehouse import feeds, rules, truth
from televantage.warehouse.contract import check_aggregates
from televantage.warehouse.delivered import check_order, delivered, loaded, same
from televantage.warehouse.feeds import FEEDS, Delivered
from televantage.warehouse.homes import Home, load_sql, script
from televantage.warehouse.keys import DIMENSIONS, broken_keys, tables
from televantage.warehouse.reference import fill, insert
from televantage.warehouse.runlog import Run
from televantage.warehouse.source import Source

REGISTERS, EVENTS = ("plans", "customers"), ("bills", "tickets", "offers")
TEMPORARY = (
    *(f"{kind}_{feed}" for feed in FEEDS for kind in ("raw", "checked", "repeated")),
    "accounts", "held", "changed_plans", "changed_customers",
)  # fmt: skip
TABLES = "select table_name from information_schema.tables where table_schema = current_schema()"
COLUMNS = (
    "select case when table_schema = 'truth' then 'truth.' else '' end || table_name, column_name "
    "from information_schema.columns where table_schema in (current_schema(), 'truth')"
)


def prepare_home(home: Home, source: Source) -> None:
    """Create the schema with its reference data, or check that the warehouse is of this scenario.

    Raises
    ------
    PlaceError
        If it is of another scenario or size, or something else.
    """
    names = {name for (name,) in home.rows(TABLES)}
    if home.is_new() and (names if home.name == "DuckDB" else names & set(tables())):
        raise PlaceError(f"The database holds other tables, such as {min(names)}; choose another --db.")
    if home.is_new():
        with home.transaction():
            home.create()
            fill(home, source)
        return
    if "dim_scenario" not in names:
        raise PlaceError("The database has an etl_run_log that no warehouse wrote; choose another --db.")
    _check_schema(home)
    found = home.rows("select preset, scenario_hash, customers from dim_scenario where is_loaded")
    if [row[1:] for row in found] != [(source.scenario.hash, source.customers)]:
        holds = f"{found[0][0]} with {found[0][2]:,} customers" if found else "something else"
        raise PlaceError(
            f"The warehouse holds {holds}, with other parameters or another size than asked for. "
            "Choose another --db, or remove it first."
        )


def _check_schema(home: Home) -> None:
    """Check that a warehouse has every table and column.

    Raises
    ------
    PlaceError
        If one is missing: another version made it, or somebody changed it.
    """
    found = set(home.rows(COLUMNS))
    missing = [(name, column) for name, table in tables().items() for column in table.columns]
    missing = [place for place in missing if place not in found]
    if missing:
        raise PlaceError(
            f"The warehouse has no {'.'.join(missing[0])}: another version made it, or it was changed. "
            "Choose another --db, or remove it first."
        )


def load(
    home: Home,
    source: Source,
    raw: Path,
    months: Sequence[int],
    run: Run,
    step: Callable[[int], object] = lambda month: None,
) -> list[int]:
    """Load some months, and again those after them whose customers changed; return the months that were loaded.

    Raises
    ------
    DeliveryError
        If a file is broken, or a delivery has far too few or too many rows: the month stays as it was, and with it
        those after it that would have been loaded again because of it.
    UsageError
        If a month before is not loaded.
    """
    done, waiting = list[int](), sorted(set(months))
    while waiting:
        done += load_month(home, source, raw, waiting[0], run, step)
        waiting = [month for month in waiting if month not in done]
    return done


def load_month(
    home: Home, source: Source, raw: Path, month: int, run: Run, step: Callable[[int], object] = lambda month: None
) -> list[int]:
    """Load a month, and where its registers have changed the loaded ones after it, in one transaction; return them."""
    control, there = delivered(source, raw, month), loaded(home)
    check_order(there, source, month)
    with_registers = month not in there or not same(control, there[month], REGISTERS)
    later = sorted(m for m in there if m > month) if with_registers else []
    controls = [control, *(delivered(source, raw, m) for m in later)]
    for one in controls:
        with run.step("check files", one.origin.month) as found:
            for delivery in one.deliveries:
                feeds.check(delivery)
                found.rows_in += delivery.rows
            found.rows_out = found.rows_in
    with home.transaction():
        _clear(home, month, with_registers, later)
        for one in controls:
            _drop_temporary(home)
            _Month(home, one, run, with_registers).load()
            step(one.origin.month)
        run.flush()
    return [month, *later]


def _drop_temporary(home: Home) -> None:
    """Remove what the load of a month has left beside the warehouse."""
    for feed in FEEDS:
        home.run(f"drop view if exists good_{feed}")
    for table in TEMPORARY:
        home.run(f"drop table if exists {table}")


def _clear(home: Home, month: int, with_registers: bool, again: Sequence[int]) -> None:
    """Remove what was loaded of a month, and of those that are loaded again because of it."""
    parts = {month: FEEDS if with_registers else EVENTS, **dict.fromkeys(again, FEEDS)}
    for gone, some in parts.items():
        for table in ("fact_customer_month", "fact_offer"):
            home.run(f"delete from {table} where month_key = $month", month=gone)
        for feed in some:
            home.run(f"delete from quarantine_{feed} where month_key = $month", month=gone)
            for table in ("etl_delivery", "data_quality_log"):
                home.run(f"delete from {table} where month_key = $month and feed = $feed", month=gone, feed=feed)
        for table in ("agg_monthly_metrics", "agg_segment_month"):
            home.run(f"delete from {table} where month_key = $month", month=gone)
    if with_registers:
        script(home, load_sql("undo_registers"), month=month)


class _Month:
    """The load of one month, inside its transaction."""

    def __init__(self, home: Home, control: Delivered, run: Run, with_registers: bool) -> None:
        self.home, self.control, self.run, self.with_registers = home, control, run, with_registers
        self.month = control.origin.month

    def load(self) -> None:
        """Stage, validate, transform, load, aggregate."""
        self._look_up("held")
        if self.with_registers:
            self._accept(REGISTERS, {"plans": script_of("plans"), "customers": script_of("customers")})
            self._look_up("held")
        self._look_up("accounts")
        self._accept(EVENTS, {})
        with self.run.step("load", self.month) as found:
            script(self.home, load_sql("facts"), month=self.month)
            found.rows_out = self._count("fact_customer_month") + self._count("fact_churn") + self._count("fact_offer")
        with self.run.step("aggregate", self.month) as found:
            script(self.home, load_sql("aggregates"), month=self.month)
            found.rows_out = self._count("agg_segment_month") + 1
        with self.run.step("verify", self.month):
            self._verify()

    def _changed(self) -> bool:
        """Tell whether the month has made versions of plans or customers."""
        either = "exists (select 1 from changed_plans) or exists (select 1 from changed_customers)"
        return bool(self.home.rows(f"select {either}")[0][0])

    def _count(self, table: str) -> int:
        return int(self.home.rows(f"select count(*) from {table} where month_key = $month", month=self.month)[0][0])

    def _look_up(self, table: str) -> None:
        """Make a temporary table that rules and facts look things up in."""
        self.home.run(f"drop table if exists {table}")
        script(self.home, load_sql(table), month=self.month)

    def _accept(self, some: Sequence[str], then: dict[str, Callable[[Home, int], None]]) -> None:
        """Stage feeds, put bad rows aside, and hand on the good ones."""
        for feed in some:
            with self.run.step(f"stage {feed}", self.month) as found:
                found.rows_in = found.rows_out = self._stage(feed)
            rows = found.rows_in
            with self.run.step(f"validate {feed}", self.month) as found:
                found.rows_in = rows
                found.rows_rejected = self._validate(feed, rows)
                found.rows_out = rows - found.rows_rejected
            if feed in then:
                with self.run.step(f"transform {feed}", self.month) as found:
                    then[feed](self.home, self.month)

    def _stage(self, feed: str) -> int:
        deliveries = self.control.of(feed)
        rows = self.home.stage(f"raw_{feed}", FEEDS[feed].schema, deliveries)
        insert(self.home, "etl_delivery", (
            {"month_key": self.month, "feed": feed, "delivery": d.number,
             "file": f"{d.path.parent.name}/{d.path.name}", "sha256": d.sha256, "rows": d.rows,
             "run_id": self.run.number}
            for d in deliveries
        ))  # fmt: skip
        return rows

    def _validate(self, feed: str, rows: int) -> int:
        self._volume(feed)
        for statement in (rules.checked(feed), rules.repeated(feed), rules.good(feed), rules.quarantine(feed)):
            self.home.run(statement, **({"month": self.month} if "$month" in statement else {}))
        failed: dict[str, int] = dict(self.home.rows(
            f"select rule, count(*) from quarantine_{feed} where month_key = $month group by rule", month=self.month
        ))  # fmt: skip
        self._log(feed, rows, {name: failed.get(name, 0) for name in rules.names(feed)}, rules.names(feed))
        return sum(failed.values())

    def _log(self, feed: str, rows: int, failed: dict[str, int], dimension: dict[str, str]) -> None:
        insert(self.home, "data_quality_log", (
            {"month_key": self.month, "feed": feed, "rule": name, "dimension": dimension[name], "rows_checked": rows,
             "rows_failed": count, "run_id": self.run.number}
            for name, count in failed.items()
        ))  # fmt: skip

    def _volume(self, feed: str) -> None:
        """Stop where the first delivery has far too few or too many rows for the accounts that are there."""
        expected = self._expected(feed)
        if expected is None:
            return
        rows = self.control.of(feed)[0].rows
        if abs(rows - expected) > rules.VOLUME * expected:
            raise DeliveryError(
                f"{self.control.of(feed)[0].path} has {rows:,} rows; {expected:,} are expected, and more than "
                f"{rules.VOLUME:.0%} above or below stops the load. If the file is complete, deliver it anew; this "
                "run has not loaded the month."
            )
        self._log(feed, rows, {"volume": 0}, {"volume": "volume"})

    def _expected(self, feed: str) -> int | None:
        """Return how many rows a feed should have, where the accounts tell: bills, and the opening customers."""
        if feed == "customers" and self.month == 0:
            return self.control.origin.customers
        if feed == "bills":
            sql = "select count(*) from accounts where left_month is null or left_month > $month"
            return int(self.home.rows(sql, month=self.month)[0][0])
        return None

    def _verify(self) -> None:
        """Check keys, and that money and counts are the same in facts and aggregates.

        Raises
        ------
        PlaceError
            If they are not: a defect of the load, not of the data.
        """
        problems = [*broken_keys(self.home, self.month), *check_aggregates(self.home, self.month)]
        if self.with_registers and self._changed():
            problems += broken_keys(self.home, None, DIMENSIONS)
        if problems:
            raise PlaceError(f"Month {self.month} does not reconcile and is not loaded: {' '.join(problems)}")


def script_of(name: str) -> Callable[[Home, int], None]:
    """Return what runs one of the loads for a month."""
    return lambda home, month: script(home, load_sql(name), month=month)


def load_truth(home: Home, raw: Path, run: Run) -> None:
    """Load the answer key, once.

    Raises
    ------
    DeliveryError
        If one of its files is missing or differs from what was extracted.
    """
    if home.rows("select 1 from truth.exit_reason limit 1"):
        return
    truth.check(raw)
    with home.transaction():
        with run.step("truth") as found:
            for name in truth.SCHEMAS:
                found.rows_out += home.insert(f"truth.{name}", raw / truth.FOLDER / f"{name}.parquet")
        run.flush()
