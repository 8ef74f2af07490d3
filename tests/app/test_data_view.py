"""The Data view: the scenario on screen as a warehouse, with queries, tables, quality and lineage."""

from __future__ import annotations

import gc
import re
import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from televantage.charts import Result, of_query
from televantage.charts._style import CONTRACT_COLOURS
from televantage.units import Notation
from televantage.warehouse import library, sample
from televantage.warehouse.feeds import FEEDS
from televantage.warehouse.homes import open_home
from televantage.warehouse.keys import tables
from televantage.warehouse.lineage import lineage
from televantage.warehouse.picture import made_by_sql, picture
from televantage.warehouse.sample import ELSEWHERE, Sample
from televantage.warehouse.tracing import Column
from tests.support.explorer import explorer, settle
from tests.support.vega import problems
from tests.support.warehouses import CUSTOMERS, MONTHS, source

pytestmark = pytest.mark.usefixtures("fewer_customers")


def _said(app: AppTest) -> str:
    parts = (app.caption, app.markdown, app.info, app.error, app.metric)
    return "\n".join(str(element.value) for part in parts for element in part).replace("\\", "")


def _shown(app: AppTest) -> pd.DataFrame:
    """Return the texts of the first table."""
    return pa.ipc.open_stream(app.dataframe[0].proto.arrow_data.styler.display_values).read_pandas()


def _ready(app: AppTest) -> AppTest:
    """Run the page until its warehouse is there."""
    settle(app.run())
    assert not app.exception
    assert "A star schema of" in _said(app)
    return app


@pytest.fixture
def page(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The view over the warehouse of the tests."""
    monkeypatch.setenv(ELSEWHERE, str(warehouse / "warehouse.duckdb"))
    return _ready(explorer(view="Data", **{"setting.seed": "1"}))


@pytest.mark.full
def test_a_warehouse_of_the_scenario_on_screen_is_built_beside_the_page() -> None:
    app = explorer(view="Data", preset="retention_blitz", **{"setting.horizon": "6", "setting.seed": "3"})
    app.run()
    assert "is built and loaded" in _said(app)
    _ready(app)
    assert "2,000 customers of the scenario “Blitz at random · 2 changed”" in _said(app)
    assert "stands for 23,650 subscribers" in _said(app)
    assert len(app.dataframe[0].value) == 7
    app.toggle(key="soiled files").set_value(True)
    _ready(app)
    app.button_group(key="data part").set_value("Quality").run()
    counts = {metric.label: metric.value for metric in app.metric}
    assert int(counts["Rows in quarantine"].replace(",", "")) > 20


def test_every_query_is_answered_with_its_statement_and_its_command(page: AppTest) -> None:
    for name, query in library.queries().items():
        page.selectbox(key="query").set_value(name).run()
        assert not page.exception, name
        assert not page.error, name
        assert any(block.value == query.sql for block in page.code)
        assert any(f"scripts/query.py {name} " in block.value for block in page.code)


def test_parameters_reach_the_query(page: AppTest) -> None:
    page.selectbox(key="query").set_value("customer_lookup").run()
    page.number_input(key="query customer_lookup account_number").set_value(100_000_007).run()
    assert set(page.dataframe[0].value["account_number"]) == {100_000_007}
    page.number_input(key="query customer_lookup account_number").set_value(5).run()
    assert "No rows, which is so if there is no such account." in _said(page)


def test_what_was_chosen_is_still_chosen_after_another_part_or_another_view(page: AppTest) -> None:
    page.selectbox(key="query").set_value("churn_by_trait").run()
    page.selectbox(key="query churn_by_trait trait").set_value("internet").run()
    page.button_group(key="data part").set_value("Tables").run()
    page.selectbox(key="warehouse table").set_value("dim_plan").run()
    for view in ("Overview", "Data"):
        page.radio(key="view").set_value(view).run()
    assert page.selectbox(key="warehouse table").value == "dim_plan"
    page.button_group(key="data part").set_value("Queries").run()
    assert page.selectbox(key="query").value == "churn_by_trait"
    assert page.selectbox(key="query churn_by_trait trait").value == "internet"


def test_a_text_with_a_space_is_quoted_in_the_command(page: AppTest) -> None:
    page.selectbox(key="query").set_value("churn_by_city").run()
    page.text_input(key="query churn_by_city city").set_value("O'Brien Town").run()
    command = next(block.value for block in page.code if "scripts/query.py" in block.value)
    words = shlex.split(command)
    assert words[words.index("--set") + 1] == "city=O'Brien Town"


@pytest.mark.full
def test_a_warehouse_from_elsewhere_has_its_own_currency_and_nothing_is_drawn_of_what_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = sample.sample(
        source(1_000, setting__horizon=2, setting__currency="EUR", offer__holdout=0.0, offer__duration=1),
        lambda done, total: None,
    )
    monkeypatch.setenv(ELSEWHERE, found.address)
    app = _ready(explorer(view="Data", **{"setting.seed": "6"}))
    assert "A warehouse of its own" in _said(app)
    assert "soiled files" not in [toggle.key for toggle in app.toggle]
    app.selectbox(key="query").set_value("mrr_bridge").run()
    assert '"currency": ["\\u20ac", ""]' in app.get("vega_lite_chart")[0].proto.spec
    app.selectbox(key="query").set_value("offer_experiment").run()
    assert not app.get("vega_lite_chart")
    assert "uplift of every row is unknown, which is so where the offer withholds nobody" in _said(app)


def test_bars_are_the_highest_where_there_are_many() -> None:
    rows = pd.DataFrame({"name": [f"n{i}" for i in range(50)], "kind": "k", "value": range(50)})
    drawn: dict[str, Any] = of_query(
        Result("T", "bar", ("kind", "name"), ("value",), "kind", {"value": "integer"}), rows
    )
    assert drawn["title"]["subtitle"] == "Value by kind, name, the 15 highest of 50"
    assert drawn["datasets"]["rows"]["label"].iloc[[0, -1]].tolist() == ["k · n49", "k · n35"]


def test_what_is_subtracted_is_drawn_below_zero() -> None:
    rows = pd.DataFrame({"month_key": [1, 2], "won": [5.0, 6.0], "lost": [1.0, 2.0]})
    types = {"month_key": "key", "won": "money", "lost": "money"}
    drawn: dict[str, Any] = of_query(Result("T", "bar", ("month_key",), ("won", "-lost"), "", types), rows)
    assert drawn["datasets"]["rows"]["value"].tolist() == [5, 6, -1, -2]
    assert drawn["encoding"]["color"]["scale"]["domain"] == ["won", "− lost"]


def test_contracts_have_the_colours_of_the_other_charts() -> None:
    rows = pd.DataFrame({"month_key": [1, 1], "contract": ["one year", "month-to-month"], "survival": [0.9, 0.8]})
    types = {"month_key": "key", "survival": "share"}
    drawn: dict[str, Any] = of_query(Result("T", "line", ("month_key",), ("survival",), "contract", types), rows)
    scale = drawn["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {
        "month-to-month": CONTRACT_COLOURS["M2M"], "one year": CONTRACT_COLOURS["1yr"],
    }  # fmt: skip


def test_tables_are_told_with_their_grain_and_their_columns(page: AppTest) -> None:
    page.button_group(key="data part").set_value("Tables").run()
    listed = page.dataframe[0].value
    assert list(listed["table"]) == list(tables())
    assert listed.set_index("table").loc["dim_month", "rows"] == MONTHS + 1
    for name in tables():
        page.selectbox(key="warehouse table").set_value(name).run()
        assert not page.exception, name
        assert list(page.dataframe[1].value.columns) == list(tables()[name].columns)
        assert list(page.dataframe[2].value["column"]) == list(tables()[name].columns)


def test_the_lineage_of_every_column_has_a_picture(page: AppTest) -> None:
    page.button_group(key="data part").set_value("Lineage").run()
    assert not page.exception
    said = lineage()[Column("fact_customer_month", "margin")].expression
    assert said in [block.value for block in page.code]
    declared = {table: tables()[table].columns for table in made_by_sql()}
    for table, columns in {**declared, **{name: feed.columns for name, feed in FEEDS.items()}}.items():
        for column in columns:
            drawn = picture(table, column)
            assert f'"{"raw_" if table in FEEDS else ""}{table}.{column}" [' in drawn
            for end in re.findall(r'"([^"]+)"(?= ->)|(?<=-> )"([^"]+)"', drawn):
                assert f'"{"".join(end)}" [label=' in drawn  # every end of an edge is a node
    assert '"raw_bills.amount" -> "fact_customer_month.margin"' in picture("fact_customer_month", "margin")
    assert '"fact_customer_month.margin" -> "agg_segment_month.margin"' in picture("fact_customer_month", "margin")
    dashed = '"raw_customers.plan_code" -> "dim_customer.contract" [style=dashed]'
    assert dashed in picture("dim_customer", "contract") and dashed in picture("customers", "plan_code")
    page.selectbox(key="lineage table").set_value("customers").run()
    page.selectbox(key="lineage column customers").set_value("status").run()
    assert not page.exception
    (said,) = [one.value.replace("\\", "") for one in page.caption if "It also decides" in one.value]
    assert said.startswith("It also decides which rows there are in dim_customer, fact_customer_month, fact_churn")


def test_numbers_are_written_as_the_page_writes_them(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ELSEWHERE, str(warehouse / "warehouse.duckdb"))
    app = _ready(explorer(view="Data", numbers="de", **{"setting.seed": "2"}))
    assert f"{CUSTOMERS:,} customers".replace(",", ".") in _said(app)
    app.selectbox(key="query").set_value("customer_lookup").run()
    shown = _shown(app)
    assert shown["account_number"].iloc[0] == "100000000"
    app.selectbox(key="query").set_value("monthly_kpis").run()
    kpis, shown = app.dataframe[0].value, _shown(app)
    assert shown["churn_rate"].iloc[1] == f"{kpis['churn_rate'].iloc[1]:.2%}".replace(".", ",").replace("%", "\u202f%")
    assert shown["active_start"].iloc[1] == f"{kpis['active_start'].iloc[1]:,}".replace(",", ".")


def test_a_warehouse_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(ELSEWHERE, str(tmp_path / "none.duckdb"))
    app = settle(explorer(view="Data", **{"setting.seed": "4"}).run())
    assert "There is no warehouse" in app.error[0].value.replace("\\", "")
    assert not app.exception


@pytest.mark.full
def test_a_sample_goes_with_its_object() -> None:
    told: list[tuple[int, int]] = []
    of = source(1_000, setting__horizon=2)
    found = sample.sample(of, lambda done, total: told.append((done, total)))
    folder = Path(found.address).parent
    assert folder.exists()
    assert told[-1] == (3, sample.steps(of))
    assert found.head("truth.customer", 3)["account_number"].tolist() == [100_000_000, 100_000_001, 100_000_002]
    with pytest.raises(KeyError):
        found.head("no_such_table; drop table dim_month", 3)
    del found
    gc.collect()
    assert not folder.exists()


def test_work_that_is_no_longer_wanted_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def stop(done: int, total: int) -> None:
        if done == 1:
            raise InterruptedError("nobody wants it")

    with pytest.raises(InterruptedError):
        sample.sample(source(1_000, setting__horizon=2), stop)
    assert list(tmp_path.iterdir()) == []


def test_samples_are_read_by_several_at_once(warehouse: Path) -> None:
    one, other = (Sample(str(warehouse / "warehouse.duckdb")) for _ in range(2))
    assert one.counts() == other.counts()
    home = open_home(one.address, read_only=True)
    assert other.about()["preset"] == "everything"
    home.close()


@pytest.mark.parametrize("name", sorted(name for name, q in library.queries().items() if q.chart.mark != "none"))
def test_a_chart_of_a_result_is_valid_and_writes_its_own_numbers(name: str, warehouse: Path) -> None:
    query = library.queries()[name]
    rows = Sample(str(warehouse / "warehouse.duckdb")).run(name)
    chart = query.chart
    result = Result(name, chart.mark, chart.x, chart.y, chart.color, query.types)
    drawn: dict[str, Any] = of_query(result, rows, Notation("EUR", "de"))
    assert drawn["config"]["locale"]["number"]["currency"] == ["€", ""]
    assert not (chart.color and len(chart.y) > 1)
    places = [*chart.x, *([chart.color] if chart.mark != "heat" else chart.y)]
    assert not rows.duplicated([place for place in places if place]).any(), "rows are drawn over others"
    data = drawn.pop("datasets")["rows"]
    assert problems({**drawn, "datasets": {"rows": data.astype(str).to_dict("records")}}) == []
