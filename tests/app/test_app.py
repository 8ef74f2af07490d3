"""The explorer through Streamlit's own test driver: every view and preset, levers, import and export."""

from __future__ import annotations

import io
import json
import re
import shlex
import zipfile
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from televantage.exports import variant_name
from televantage.scenario import canonical, parse_preset, preset, preset_names, preset_scenario
from televantage.scenario.demo import demo
from tests.support.explorer import (
    choose,
    command_shown,
    explorer,
    figure,
    number,
    open_app,
    press,
    settle,
    shown,
    view,
)
from tests.support.scripts import called, snapshot
from tests.support.tiers import beyond

pytestmark = pytest.mark.usefixtures("fewer_customers")
VIEWS = (
    "Story", "Overview", "Customers & segments", "Price & competition", "Retention", "Why", "Compare", "Evidence",
    "Export",
)  # fmt: skip


FAMILIES = ("baseline", "uplift_targeting")
OTHERS = [name for name in preset_names() if name not in FAMILIES]
"""Which test_extremes opens in every view, too."""


@pytest.mark.parametrize(
    "name", ["baseline", *beyond(pytest.mark.full, *FAMILIES[1:]), *beyond(pytest.mark.long, *OTHERS)]
)
def test_every_preset_loads_in_every_view(name: str) -> None:
    app = choose(open_app(), name)
    for title in VIEWS:
        app.radio(key="view").set_value(title).run()
        assert not app.exception and not app.error
        assert preset(name).title in shown(app)
    app.radio(key="view").set_value("Overview").run()
    assert len(app.metric) == 7 and len(app.get("vega_lite_chart")) == 6


@pytest.mark.full
def test_the_evidence_shows_what_was_learned() -> None:
    app = choose(open_app(), "risk_targeting")
    view(app, "Evidence")
    assert len(app.metric) == 7 and len(app.get("vega_lite_chart")) == 6 and not app.exception
    metric = next(m for m in app.metric if m.label == "Winner's AUC")
    auc, ceiling = float(metric.value), float(str(metric.delta).removeprefix("ceiling "))
    assert 0.8 < auc <= ceiling < 0.9
    assert "Best AUC of six" in shown(app) and "the scenario's own campaign".replace("'", "&#x27;") in shown(app)
    roi = number(figure(app, "ROI"))
    assert roi == pytest.approx(number(figure(app, "NPV")) / number(figure(app, "Spend")), abs=0.01)
    settle(app.selectbox(key="parameter offer.policy").select("none").run())
    assert "made to those whom the winner targets" in shown(app) and figure(app, "Spend") != "$0"


CASES: list[tuple[str, str, Any, Any, str, int]] = [
    ("price_rise", "churn.price_sensitivity", 0.5, 3.0, "12-month churn", 1),
    ("baseline", "population.first_year_share", 0.1, 0.7, "MRR at horizon", -1),
    ("risk_targeting", "offer.uplift", 0.05, 0.6, "Customers saved", 1),
    ("price_war", "competitor.gap", 0.05, 0.5, "Revenue at risk", 1),
]


@pytest.mark.full
@pytest.mark.parametrize(("name", "path", "low", "high", "label", "sign"), CASES)
def test_a_slider_moves_its_figure_the_right_way(
    name: str, path: str, low: float, high: float, label: str, sign: int
) -> None:
    app, found = choose(open_app(), name), []
    for value in (low, high):
        app.slider(key=f"parameter {path}").set_value(value).run()
        assert not app.exception
        found.append(number(figure(app, label)))
    moved = found[1] - found[0]
    assert moved * sign > 0


def sent(app: AppTest) -> list[bytes]:
    """Return the bytes that the page sends for its figures and charts, data included."""
    return [e.proto.SerializeToString(deterministic=True) for e in (*app.metric, *app.get("vega_lite_chart"))]


def test_a_lever_that_does_nothing_changes_no_byte() -> None:
    app = open_app()
    before = sent(app)
    assert len(before) == 13 and sum(map(len, before)) > 20_000
    app.slider(key="parameter price.month").set_value(9).run()
    app.slider(key="parameter offer.reach").set_value(0.5).run()
    assert sent(app) == before
    app.slider(key="parameter price.change").set_value(0.01).run()
    assert sent(app) != before  # the smallest step of a lever that does something


def test_reset_brings_back_what_was_loaded() -> None:
    app = choose(open_app(), "price_war")
    before = figure(app, "12-month churn")
    app.slider(key="parameter competitor.gap").set_value(0.5).run()
    assert figure(app, "12-month churn") != before
    assert "1 changed" in shown(app)
    app.button(key="reset").click().run()
    assert figure(app, "12-month churn") == before


def test_a_month_that_is_none_is_a_sentence_and_the_page_stays() -> None:
    app = open_app()
    app.text_input(key="parameter setting.as_of").set_value("2026-13").run()
    assert not app.exception and len(app.metric) == 7
    assert "2026" in app.error[0].value and "YYYY" in app.error[0].value


def upload(app: AppTest, name: str, raw: bytes) -> AppTest:
    app.radio(key="view").set_value("Export").run()
    return app.file_uploader(key="upload").upload(name, raw, "application/json").run()


def test_an_imported_preset_is_on_screen_and_goes_out_as_it_came() -> None:
    from views import share

    mine = {"title": "Mine", "story": "Ours.", "extends": "price_war", "changes": {"competitor.gap": 0.33}}
    app = upload(choose(open_app(), "price_war"), "mine (1).json", canonical(mine))
    assert not app.exception and not app.error
    assert app.slider(key="parameter competitor.gap").value == 0.33 and "Mine" in shown(app)
    story, scenario = parse_preset(canonical(mine), "mine.json")
    again = parse_preset(share.preset_file("mine", story, scenario), "again.json")
    assert again[1] == scenario and (again[0].title, again[0].story) == ("Mine", "Ours.")
    assert "scripts/generate_demo_data.py mine.json --out demo" in command_shown(app)
    assert "Download the scenario first" in "".join(c.value for c in app.caption)
    app.slider(key="parameter competitor.gap").set_value(0.4).run()
    changed = scenario.override({"competitor.gap": 0.4})
    assert f"mine-{changed.hash[:8]}.json" in command_shown(app)  # never the old file
    assert app.selectbox(key="preset").value == "<imported>"
    assert "The price war" in shown(choose(app, "price_war"))  # and the preset can be chosen again


def test_an_import_under_a_preset_s_name_is_not_the_preset() -> None:
    app = upload(open_app(), "price_rise.json", canonical({"title": "Not yours", "extends": "price_rise"}))
    scenario = preset_scenario("price_rise")
    assert f"price_rise-{scenario.hash[:8]}.json" in command_shown(app)


def test_mistakes_of_an_import_are_forgotten_with_the_view() -> None:
    app = upload(open_app(), "x.json", b"{")
    assert app.error
    app.radio(key="view").set_value("Overview").run()
    app.radio(key="view").set_value("Export").run()
    assert not app.error


WRONG = {
    "out of range": ("x.json", b'{"changes": {"price.change": 7}}'),
    "not JSON": ("x.json", b"\x00\x01"),
    "deep": ("x.json", b"[" * 100_000),
    "markup in the title": ("x.json", b'{"title": "<script>alert(1)</script>"}'),
    "bad name": ("..json", b"{}"),
    "markdown in a key": ("x.json", b'{"![x](http://evil.example/y)": 1}'),
    "large": ("x.json", b" " * 900_000),
}


FEW = ("out of range", "markdown in a key", "deep")


@pytest.mark.full
@pytest.mark.parametrize("case", [*FEW, *beyond(pytest.mark.long, *(case for case in WRONG if case not in FEW))])
def test_a_wrong_import_is_named_and_the_screen_stays(case: str) -> None:
    app = choose(open_app(), "price_war")
    app.slider(key="parameter competitor.gap").set_value(0.4).run()
    app = upload(app, *WRONG[case])
    assert not app.exception and len(app.error) >= 1
    assert not any(re.search(r"(?<!\\)(<script|!\[)", e.value) for e in app.error)  # every mark is escaped
    assert app.slider(key="parameter competitor.gap").value == 0.4
    assert "The price war" in shown(app)


LITTLE = {"learning.train": 1_000, "learning.judge": 1_000}


@pytest.mark.full
@pytest.mark.parametrize(
    "changes",
    [
        {**LITTLE, "price.change": 0.2, "price.scope": "month-to-month", "setting.as_of": "2027-03"},
        *beyond(pytest.mark.long, LITTLE),
    ],
)
def test_the_export_is_what_the_command_on_the_page_writes(changes: dict[str, Any], tmp_path: Path) -> None:
    from views import share

    name = "price_rise"
    scenario = preset_scenario(name).override(changes)
    story = preset(name)
    written = variant_name(name, story, scenario)
    archive = zipfile.ZipFile(io.BytesIO(share.bundle_zip(written, story, scenario, 3_000)))
    words = shlex.split(share.command(name, story, scenario, written, 3_000))
    assert words[:2] == ["python", "scripts/generate_demo_data.py"] and words[-2:] == ["--out", "demo"]
    assert called("generate_demo_data", *words[2:-1], tmp_path, "--quiet").returncode == 0
    (folder,) = (p for p in tmp_path.iterdir() if p.is_dir())
    exported = {n: archive.read(n) for n in archive.namelist()}
    assert folder.name == written
    assert exported == {f"{written}/{name}": raw for name, raw in snapshot(folder).items()}

    file = tmp_path / f"{written}.json"  # and the preset file gives the same bundle
    file.write_bytes(share.preset_file(name, story, scenario))
    again = tmp_path / "again"
    assert called("generate_demo_data", file, "--customers", "3000", "--out", again, "--quiet").returncode == 0
    assert exported == {f"{written}/{name}": raw for name, raw in snapshot(again / written).items()}


@pytest.mark.long
def test_the_archive_has_no_clock_in_it() -> None:
    from views import share

    one, other = (
        share.bundle_zip("baseline", preset("baseline"), preset_scenario("baseline").override(LITTLE), 2_000)
        for _ in range(2)
    )
    assert one == other


@pytest.mark.full
def test_the_fidelity_view_says_what_the_scenario_moves() -> None:
    app = open_app()
    app.radio(key="view").set_value("Evidence").run()
    app.segmented_control(key="evidence part").set_value("Fidelity").run()
    assert "108 of 108 statistics" in shown(app)
    assert "off for no reason" not in shown(app) and "on purpose" not in shown(app)
    tables = [frame.value for frame in app.dataframe]
    assert len(tables) == 8 and set(tables[1]["verdict"]) == {"ok"}
    app.slider(key="parameter population.fibre_share").set_value(0.8).run()
    assert not app.exception and "on purpose" in shown(app)
    only = app.segmented_control(key="fidelity verdict").set_value("moved").run()
    moved = [frame.value for frame in only.dataframe][1:]
    assert moved and all((frame["verdict"] == "moved").all() for frame in moved)
    assert any("population.fibre_share" in cell for frame in moved for cell in frame["moved by"])


@pytest.mark.full
def test_goal_seek_beside_a_figure_solves_and_moves_the_slider() -> None:
    app = choose(open_app(), "risk_targeting")
    app.button(key="seek roi").click().run()
    app.text_input(key="seek target roi").set_value("0").run()
    press(app, "Solve")
    assert not app.exception and "gives ROI" in app.success[0].value.replace("\\", "")
    press(app, "Use it")
    assert figure(app, "ROI") == "0.00×"
    assert app.slider(key="parameter offer.uplift").value == pytest.approx(0.2, abs=0.03)
    for wanted, sentence in (("soon", "no number"), ("900", "No value of offer.uplift")):
        app.text_input(key="seek target roi").set_value(wanted).run()
        press(app, "Solve")
        assert not app.exception and sentence in app.error[0].value.replace("\\", "")
    press(app, "Close")
    assert not app.error and not [b for b in app.button if b.label == "Solve"]


def test_amounts_are_in_the_currency_of_the_scenario() -> None:
    app = open_app()
    assert figure(app, "MRR at horizon").startswith("$")
    app.selectbox(key="parameter setting.currency").select("EUR").run()
    assert not app.exception and figure(app, "MRR at horizon").startswith("€")
    assert figure(app, "Margin to horizon").startswith("€")


def test_the_csv_of_the_page_is_what_the_script_writes(tmp_path: Path) -> None:
    from views import share

    raw = share.telco_csv("baseline", preset("baseline"), preset_scenario("baseline"), 5_000)
    words = ["baseline", "--format", "telco-csv", "--customers", "5000", "--out", str(tmp_path), "--quiet"]
    assert called("generate_demo_data", *words).returncode == 0
    assert (tmp_path / "baseline-telco-csv" / "telco_customers.csv").read_bytes() == raw


def retention(name: str) -> AppTest:
    return choose(open_app(), name).radio(key="view").set_value("Retention").run()


@pytest.mark.full
def test_the_retention_view_shows_the_offer_and_its_truth() -> None:
    app = retention("uplift_targeting")
    assert not app.exception and len(app.metric) == 7 and len(app.get("vega_lite_chart")) == 8
    assert figure(app, "NPV of the offer").startswith("$") and figure(app, "Payback of the offer").endswith(" mo")
    page = shown(app)
    assert "earns most at a reach of" in page and "Signal or luck?" in page
    assert "persuadable" in page and "Without:" in page
    assert any("common random numbers" in c.value for c in app.caption)
    for kind in ("sure thing", "lost cause"):
        app.selectbox(key="lives kind").select(kind).run()
        assert not app.exception and f"</b>, {kind}." in shown(app)
    app = retention("backfired")
    assert "the best reach is nobody" in shown(app)
    app.selectbox(key="lives kind").select("sleeping dog").run()
    assert not app.exception and "The offer brings −$" in shown(app)


@pytest.mark.full
def test_the_levers_of_the_retention_view_are_those_of_the_sidebar() -> None:
    app = retention("baseline")
    assert len(app.metric) == 0 and "makes no offer" in app.info[0].value
    app.button_group(key="retention policy").set_value("risk").run()
    assert app.selectbox(key="parameter offer.policy").value == "risk"
    assert not app.exception and len(app.metric) == 7
    app.slider(key="retention reach").set_value(0.4).run()
    assert app.slider(key="parameter offer.reach").value == 0.4
    app.number_input(key="retention budget").set_value(50.0).run()
    assert app.number_input(key="parameter offer.budget").value == 50e6
    assert number(figure(app, "Spend")) <= 50e6
    next(b for b in app.button if b.label == "Best reach").click().run()
    assert not app.exception
    app.number_input(key="retention budget").set_value(None).run()
    assert not app.exception and app.number_input(key="parameter offer.budget").value == 20e9
    next(b for b in app.button if b.label == "Best reach").click().run()
    assert app.slider(key="retention reach").value == app.slider(key="parameter offer.reach").value != 0.4
    best = number(figure(app, "NPV of the offer"))
    for reach in (0.02, 0.6):
        app.number_input(key="retention budget").set_value(None).run()
        app.slider(key="retention reach").set_value(reach).run()
        assert number(figure(app, "NPV of the offer")) < best


def test_the_link_brings_the_scenario_and_the_view_back() -> None:
    app = choose(open_app(), "price_war")
    assert dict(app.query_params) == {"preset": "price_war", "view": "Overview"}
    app.slider(key="parameter price.change").set_value(0.12).run()
    app.radio(key="view").set_value("Retention").run()
    link = dict(app.query_params)
    assert link == {"preset": "price_war", "price.change": "0.12", "view": "Retention"}
    assert all(part in app.code[0].value for part in ("preset=price_war", "price.change=0.12", "view=Retention"))
    other = explorer(**link).run()
    assert not other.exception and other.radio(key="view").value == "Retention"
    assert other.slider(key="parameter price.change").value == 0.12 and "The price war" in shown(other)
    assert "1 changed" in shown(other)
    other.button(key="reset").click().run()
    assert dict(other.query_params) == {"preset": "price_war", "view": "Retention"}


def test_a_wrong_link_is_named_and_the_baseline_is_shown() -> None:
    app = explorer(**{"price.change": "![x](http://evil.example/y)", "view": "Nowhere"}).run()
    assert not app.exception and "price.change" in app.error[0].value.replace("\\", "")
    assert not re.search(r"(?<!\\)!\[", app.error[0].value)
    assert app.radio(key="view").value == "Overview" and app.query_params["preset"] == "baseline"
    app.slider(key="parameter price.change").set_value(0.1).run()
    assert not app.error


@pytest.mark.full
def test_undo_and_redo_walk_through_what_was_done() -> None:
    app = open_app()
    assert app.button(key="undo").disabled and app.button(key="redo").disabled
    app.slider(key="parameter price.change").set_value(0.1).run()
    app.slider(key="parameter price.month").set_value(7).run()
    choose(app, "price_war")
    seen = []
    for _ in range(3):
        app.button(key="undo").click().run()
        seen.append([app.selectbox(key="preset").value, *(app.slider(key=f"parameter price.{n}").value for n in
                    ("change", "month"))])  # fmt: skip
    assert seen == [["baseline", 0.1, 7], ["baseline", 0.1, 3], ["baseline", 0.0, 3]]
    assert app.button(key="undo").disabled
    app.button(key="redo").click().run()
    assert app.slider(key="parameter price.change").value == 0.1
    app.slider(key="parameter price.change").set_value(0.2).run()  # a new branch
    assert app.button(key="redo").disabled and not app.exception


def test_the_search_shows_what_is_found_and_forgets_nothing() -> None:
    app = open_app()
    app.slider(key="parameter competitor.gap").set_value(0.3).run()
    app.text_input(key="search").set_value("uplift spread").run()
    shown_sliders = {s.key for s in app.slider}
    assert "parameter offer.uplift_spread" in shown_sliders and "parameter competitor.gap" not in shown_sliders
    assert "competitor 30 %" in shown(app)
    app.text_input(key="search").set_value("xyzzy").run()
    assert any("Nothing is called so" in c.value for c in app.caption)
    app.text_input(key="search").set_value("").run()
    gap = app.slider(key="parameter competitor.gap")
    assert gap.value == 0.3 and gap.label.startswith("●") and not app.exception


def test_a_folded_section_keeps_its_values_and_draws_nothing() -> None:
    app = explorer().run()
    app.slider(key="parameter churn.annual_churn").set_value(0.4).run()
    app.session_state["section churn"] = False
    app.run()
    assert "parameter churn.annual_churn" not in {s.key for s in app.slider}
    assert app.session_state["parameter churn.annual_churn"] == 0.4 and "1 changed" in shown(app)
    app.session_state["section churn"] = True
    app.run()
    assert app.slider(key="parameter churn.annual_churn").value == 0.4 and not app.exception


def test_the_page_is_told_a_value_once_so_that_no_key_press_is_taken_back() -> None:
    """A run that tells a slider its value takes back what was pressed since the run began."""
    app = choose(open_app(), "price_war")
    assert all(s.proto.set_value for s in app.slider)
    app.slider(key="parameter competitor.gap").set_value(0.3).run()
    assert not any(w.proto.set_value for w in (*app.slider, *app.number_input, *app.selectbox, *app.text_input))
    app.button(key="undo").click().run()
    told = app.slider(key="parameter competitor.gap")
    assert told.proto.set_value and told.value == preset_scenario("price_war").flat()["competitor.gap"]


def test_what_the_page_did_not_hear_of_is_told_again_and_what_was_moved_since_stays() -> None:
    """A run that set a slider was cut short by a click that still carries what the slider held before."""
    app, name = open_app(), "parameter price.change"
    app.session_state["untold"] = {name: (0.1, (0.0,))}
    app.run()
    assert app.slider(key=name).value == 0.1 and app.slider(key=name).proto.set_value
    app.session_state["untold"] = {name: (0.2, (0.1,))}
    app.slider(key=name).set_value(0.05).run()
    assert app.slider(key=name).value == 0.05 and app.session_state["untold"] == {}


@pytest.mark.full
def test_the_levers_of_retention_follow_the_sidebar_and_are_told_once() -> None:
    app = view(choose(open_app(), "uplift_targeting"), "Retention")
    app.slider(key="retention reach").set_value(0.7).run()
    assert app.slider(key="parameter offer.reach").value == 0.7
    assert (
        not app.slider(key="retention reach").proto.set_value
        and app.slider(key="parameter offer.reach").proto.set_value
    )
    app.slider(key="parameter offer.reach").set_value(0.4).run()
    assert app.slider(key="retention reach").value == 0.4 and app.slider(key="retention reach").proto.set_value
    app.session_state["untold"] = {"retention reach": (0.4, (0.7,))}
    app.slider(key="retention reach").set_value(0.7).run()  # what the page held before it heard of the sidebar's 0.4
    assert app.slider(key="parameter offer.reach").value == app.slider(key="retention reach").value == 0.4


OWN = {"title": "Ours", "minutes": 2, "story": "s", "steps": [
    {"title": "A rise", "changes": {"price.change": 0.05}, "view": "Retention", "notes": "n"}]}  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (json.dumps(OWN), ""),
        (json.dumps(OWN).replace("Retention", "Nowhere"), "no view 'Nowhere'"),
        (json.dumps(OWN).replace("price.change", "price.chnage"), "no parameter 'price.chnage'"),
        ("{", "mine.json"),
    ],
)
def test_a_demo_of_ones_own_is_played_or_its_mistakes_are_told(raw: str, told: str) -> None:
    app = open_app()
    app.file_uploader(key="demo file").upload("mine.json", raw.encode(), "application/json").run()
    errors = " ".join(e.value for e in app.error).replace("\\", "")
    assert not app.exception and (told in errors if told else not errors)
    assert app.session_state["parameter price.change"] == (0.0 if told else 0.05)
    assert app.radio(key="view").value == ("Overview" if told else "Retention")


def test_what_is_unknown_is_left_out_and_the_head_counts_who_is_simulated() -> None:
    """The whole spend falls into one random group, so the ROI is known and its interval is not."""
    app = explorer(**{"preset": "uplift_targeting", "price.change": "-0.5", "setting.subscribers": "1000"}).run()
    assert not app.exception and "nan" not in " ".join([*(c.value for c in app.caption), *(m.help for m in app.metric)])
    assert "1,000 customers simulated live" in shown(app)
    app = explorer(**{"setting.horizon": "1"}).run()
    assert "· 1 month ·" in shown(app)


@pytest.mark.full
def test_pinned_scenarios_stand_side_by_side() -> None:
    app = view(choose(open_app(), "price_war"), "Compare")
    assert "Nothing is pinned" in app.info[0].value
    app.button(key="pin").click().run()
    app.slider(key="parameter competitor.gap").set_value(0.5).run()
    table = app.dataframe[0].value
    assert list(table.columns) == ["figure", "1. The price war", "2. On screen: The price war"]
    churn = table.set_index("figure").loc["12-month churn"]
    before, after = churn.iloc[0], churn.iloc[1]
    assert number(after.split("  (")[0]) > number(before) and "pt)" in after
    for gap in (0.1, 0.15, 0.2, 0.25):
        app.slider(key="parameter competitor.gap").set_value(gap).run()
        app.button(key="pin").click().run()
    assert len([b for b in app.button if str(b.key).startswith("unpin")]) == 4
    app.button(key="unpin 0").click().run()
    assert len([b for b in app.button if str(b.key).startswith("unpin")]) == 3 and not app.exception
    assert len(app.get("vega_lite_chart")) == 3


@pytest.mark.full
def test_why_says_which_lever_made_the_difference() -> None:
    app = view(open_app(), "Why")
    assert "No lever is moved" in app.info[0].value
    choose(app, "price_rise")
    settle(app.slider(key="parameter competitor.gap").set_value(0.2).run())
    assert "Break-even price sensitivity" in shown(app)
    assert not app.exception and len(app.get("vega_lite_chart")) == 2
    settle(app.segmented_control(key="why against").set_value("What was loaded").run())
    assert len(app.get("vega_lite_chart")) == 2 and not app.exception


@pytest.mark.full
def test_work_beside_the_page_can_be_cancelled_and_begun_again() -> None:
    app = open_app()
    app.number_input(key="parameter setting.seed").set_value(20_261_123).run()  # nobody has asked for it before
    app.radio(key="view").set_value("Evidence").run()
    assert app.get("progress") and not app.get("vega_lite_chart")
    app.button(key="cancel evidence").click().run()
    app.run()
    assert not app.get("progress") and any(c.value == "Cancelled." for c in app.caption)
    app.radio(key="view").set_value("Overview").run()  # the page goes on
    assert not app.exception and len(app.metric) == 7
    app.radio(key="view").set_value("Evidence").run()
    assert not app.get("progress") and not app.get("vega_lite_chart")
    settle(app.button(key="again evidence").click().run())
    assert len(app.get("vega_lite_chart")) == 6


@pytest.mark.full
def test_a_demo_is_played_step_by_step() -> None:
    app = open_app()
    script = demo("five_minutes")
    app.button(key="present five_minutes").click().run()
    for place, (step, scenario) in enumerate(zip(script.steps, script.scenarios(), strict=True)):
        settle(app)
        assert not app.exception and not app.error
        assert app.radio(key="view").value == step.view
        on_screen = {path: app.session_state[f"parameter {path}"] for path in scenario.flat()}
        assert on_screen == scenario.flat()
        assert f"{place + 1} of {len(script.steps)}" in shown(app)
        if place < len(script.steps) - 1:
            app.button(key="demo next").click().run()
    assert app.button(key="demo next").disabled
    app.slider(key="parameter price.change").set_value(0.5).run()
    app.button(key="demo reset").click().run()
    assert app.slider(key="parameter price.change").value == script.scenarios()[-1].price.change
    app.button(key="present leave").click().run()
    assert not [b for b in app.button if b.key == "demo next"]


def test_the_story_is_told_step_by_step() -> None:
    app = view(choose(open_app(), "price_rise"), "Story")
    assert "Business as usual" in shown(app) and app.button(key="story back").disabled
    seen = []
    while not app.button(key="story next").disabled:
        app.button(key="story next").click().run()
        assert not app.exception and (app.metric or app.get("vega_lite_chart"))
        seen.append(shown(app))
    assert len(seen) == 5 and all(any(thing in page for page in seen) for thing in preset("price_rise").look_at)
