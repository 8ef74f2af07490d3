"""The dashboard's six files: they reconcile with one another and with the bundle, in every preset that ships."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator, meta

from televantage.exports import _publish as publishing
from televantage.exports import bake, dashboard, dashboard_files, differences, publish
from televantage.interfaces import bundle_schemas
from televantage.scenario import DATA, PlaceError, Preset, Scenario, preset, preset_names, preset_scenario
from tests.support.places import NODE
from tests.support.scripts import Done, FullDisk, called
from tests.support.strategies import changes
from tests.support.tiers import examples

SMALL = {"learning.train": 500, "learning.judge": 500}
BANDS, CONTRACTS, TIERS = ("0-3m", "4-12m", "13-24m", "25-48m", "49-72m"), ("M2M", "1yr", "2yr"), ("Low", "Med", "High")
LEVELS = ("Low", "Medium", "High", "Very High")
Files = dict[str, Any]


def run(*words: str) -> Done:
    return called("generate_demo_data", *words)


@cache
def shipped(name: str) -> tuple[Files, Files]:
    """Return the dashboard's files of a preset that ships, and the rest of its bundle, by name without .json."""
    folder = DATA / "baked" / name
    return tuple(
        {p.stem: json.loads(p.read_bytes()) for p in place.glob("*.json")} for place in (folder / "dashboard", folder)
    )  # type: ignore[return-value]


@cache
def made(name: str, **with_changes: Any) -> tuple[Files, list[str]]:
    scenario = preset_scenario(name).override(SMALL | {k.replace("__", "."): v for k, v in with_changes.items()})
    board = dashboard(bake(name, preset(name), scenario, 3_000))
    return {file.removesuffix(".json"): json.loads(raw) for file, raw in board.files.items()}, board.warnings


def level_of(churn: float) -> str:
    return LEVELS[sum(churn >= edge for edge in (0.15, 0.30, 0.50))]


def rate(part: float, whole: float, digits: int) -> Any:
    return pytest.approx(part / whole if whole else 0.0, abs=0.51 * 10**-digits)


def texts(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in texts(value)]
    return [data] if isinstance(data, str) else []


def follows_the_contract(files: Files) -> None:
    """Check what the reader relies on."""
    assert set(files) == {name.removesuffix(".json") for name in dashboard_files()} and len(files) == 6
    models = files["models"]["models"]
    assert len(models) == 6 and len({m["abbrev"] for m in models}) == 6 and all(len(m["abbrev"]) <= 14 for m in models)
    assert [m["auc"] for m in models] == sorted((m["auc"] for m in models), reverse=True)
    assert [m["winner"] for m in models] == [True] + [False] * 5
    for model in models:
        assert f"{model['auc']:.4f}" in model["rationale"]
    rows = files["segments"]["segments"]
    order = [(b, c, t) for b in BANDS for c in CONTRACTS for t in TIERS] + [("unknown",) * 3]
    assert [(r["tenure_band"], r["contract_group"], r["value_tier"]) for r in rows] == order
    assert rows[-1]["customers"] == 0 and rows[-1]["targeted_customers"] == 0
    for row in rows:
        assert row["risk_level"] == level_of(row["churn_probability"]) and 0 < len(row["strategy"]) <= 120
        assert all(isinstance(row[name], int) for name in ("customers", "targeted_customers", "leaving_12m"))
        assert all(row[n] == round(row[n], 3) for n in ("churn_probability", "threshold", "targeting_rate"))
        assert 0 <= row["targeted_leaving_12m"] <= row["targeted_customers"] <= row["customers"]
        assert row["implementation_timeline"]
    assert [level["level"] for level in files["risk_distribution"]["risk_levels"]] == list(LEVELS)
    features = files["feature_importance"]["features"]
    assert len(features) == 10 and len({f["name"] for f in features}) == 10
    assert [f["importance"] for f in features] == sorted((f["importance"] for f in features), reverse=True)
    assert sum(round(f["importance"] * 1e6) for f in features) == 1_000_000
    assert len(files["metrics"]["calibration"]["bins"]) == 10
    assert set(files["metrics"]["confusion_matrix"]["labels"]) == {
        "true_positives", "false_positives", "true_negatives", "false_negatives"
    }  # fmt: skip
    assert not any(mark in text for text in texts(files) for mark in "<>&")
    for name, data in files.items():
        assert set(data["about"]["units"]) <= set(data["about"]["definitions"]), name
        assert all(data["about"]["definitions"].values()) and data["about"]["file"]


def _sum(rows: list[dict[str, Any]], name: str) -> float:
    return round(sum(row[name] for row in rows), 2)


def counts_reconcile(files: Files) -> None:
    """Check that customers and rates of the six files agree with one another, to the unit."""
    segments, totals = files["segments"]["segments"], files["segments"]["totals"]
    metrics, summary = files["metrics"], files["customers_summary"]
    overview, matrix = metrics["overview"], metrics["confusion_matrix"]
    provenances = [data["about"]["provenance"] for data in files.values()]
    assert all(p == provenances[0] for p in provenances)
    total = provenances[0]["subscribers"]

    assert (
        total
        == _sum(segments, "customers")
        == totals["customers"]
        == overview["total_customers"]
        == summary["total_customers"]
    )
    for part, key, labels in (
        ("by_contract", "contract_group", CONTRACTS),
        ("by_tenure", "tenure_band", BANDS),
        ("by_value", "value_tier", TIERS),
    ):
        assert set(summary[part]) == set(labels) and sum(p["count"] for p in summary[part].values()) == total
        for label, entry in summary[part].items():
            assert entry["count"] == _sum([row for row in segments if row[key] == label], "customers")
            assert entry["pct"] == rate(entry["count"], total, 6)
    levels = files["risk_distribution"]["risk_levels"]
    assert sum(level["customers"] for level in levels) == total
    for level in levels:
        assert level["percentage"] == rate(level["customers"], total, 6)
    cells = {name: matrix[name] for name in matrix["labels"]}
    assert sum(cells.values()) == total
    assert (
        cells["true_positives"] + cells["false_positives"]
        == _sum(segments, "targeted_customers")
        == totals["targeted_customers"]
    )
    assert cells["true_positives"] == _sum(segments, "targeted_leaving_12m") == totals["targeted_leaving_12m"]
    leaving = cells["true_positives"] + cells["false_negatives"]
    assert leaving == _sum(segments, "leaving_12m") == totals["leaving_12m"] == overview["leaving_12m"]
    assert overview["churn_12m"] == rate(leaving, total, 6)
    assert matrix["precision"] == rate(cells["true_positives"], _sum(segments, "targeted_customers"), 6)
    assert matrix["recall"] == rate(cells["true_positives"], leaving, 6)
    bins = metrics["calibration"]["bins"]
    assert sum(b["customers"] for b in bins) == total and sum(b["leaving_12m"] for b in bins) == leaving
    assert all(b["actual"] == rate(b["leaving_12m"], b["customers"], 6) for b in bins)
    assert [b["predicted"] for b in bins] == sorted(b["predicted"] for b in bins)
    for feature in files["feature_importance"]["features"]:
        assert sum(level["customers"] for level in feature["levels"]) == total
        assert sum(level["leaving_12m"] for level in feature["levels"]) == leaving
        for level in feature["levels"]:
            assert level["churn_probability"] == rate(level["leaving_12m"], level["customers"], 6)


def money_reconciles(files: Files) -> None:
    """Check that money of the six files agrees, to the cent, and each ROI with what it is of."""
    segments, totals = files["segments"]["segments"], files["segments"]["totals"]
    overview, matrix = files["metrics"]["overview"], files["metrics"]["confusion_matrix"]
    for row in segments:
        assert row["churn_probability"] == rate(row["leaving_12m"], row["customers"], 3)
        assert row["targeting_rate"] == rate(row["targeted_customers"], row["customers"], 3)
        assert row["expected_roi"] == rate(row["roi_profit"], row["roi_spend"], 3)
        if row["roi_basis"] == "offer made":
            assert (row["roi_profit"], row["roi_spend"]) == (row["offer_npv"], row["offer_spend"])
        if row["roi_basis"] == "offer proposed":
            assert (row["roi_profit"], row["roi_spend"]) == (row["targeted_npv"], row["targeted_spend"])
        if not row["targeted_customers"]:
            assert row["targeted_spend"] == 0 and row["implementation_timeline"] == "Not planned"
        if row["strategy"].startswith("Hold the offer: no threshold"):
            assert row["roi_profit"] <= 0
    money = ("targeted_spend", "targeted_npv", "offer_spend", "offer_npv", "margin_to_horizon", "annual_churn_cost")
    assert all(_sum(segments, name) == totals[name] for name in money)
    inside = matrix["money"]
    assert round(inside["spend_on_leavers"] + inside["spend_on_stayers"], 2) == totals["targeted_spend"]
    assert inside["npv"] == totals["targeted_npv"]
    assert round(inside["at_risk_targeted"] + inside["at_risk_missed"], 2) == totals["annual_churn_cost"]
    whose = "offer" if overview["campaign"].startswith("made") else "targeted"
    assert overview["campaign_spend"] == totals[f"{whose}_spend"] and overview["campaign_npv"] == totals[f"{whose}_npv"]
    counted = totals["offered_customers" if whose == "offer" else "targeted_customers"]
    assert overview["campaign_customers"] == counted
    assert overview["campaign_roi"] == rate(overview["campaign_npv"], overview["campaign_spend"], 3)
    rest = overview["annual_churn_cost"] - overview["ai_opportunity"]
    assert rest == pytest.approx(overview["annual_churn_cost_with_offer"], abs=0.011)
    if whose == "offer":
        assert overview["annual_churn_cost_with_offer"] == totals["annual_churn_cost"]
    else:
        assert overview["annual_churn_cost"] == totals["annual_churn_cost"]
    winner = files["models"]["models"][0]
    assert (overview["model_auc"], overview["model_name"]) == (winner["auc"], winner["name"])


def reconciles(files: Files) -> None:
    """Check that every figure of the six files agrees with the others."""
    counts_reconcile(files)
    money_reconciles(files)


def tells_the_truth(files: Files) -> None:
    """Check each sentence on a feature against the levels beside it."""
    for feature in files["feature_importance"]["features"]:
        levels = [
            x for x in feature["levels"] if x["customers"] >= 0.01 * sum(y["customers"] for y in feature["levels"])
        ]
        high, low = (pick(levels, key=lambda x: x["churn_probability"]) for pick in (max, min))
        sentence = feature["interpretation"]
        shown = [f"{level['churn_probability'] * 100:.1f} %" for level in (high, low)]
        assert sentence.startswith(feature["name"]) and all(text in sentence for text in shown)
        if shown[0] != shown[1]:
            assert sentence.index(f"is {high['level']}, {shown[0]}") < sentence.index(f"is {low['level']}, {shown[1]}")


@pytest.mark.parametrize("name", preset_names())
def test_every_file_of_every_preset_reconciles(name: str) -> None:
    files, rest = shipped(name)
    follows_the_contract(files)
    reconciles(files)
    tells_the_truth(files)
    # ... and with the rest of the bundle
    headline = {row["figure"]: row for row in rest["headline"]["rows"]}
    overview, segments = files["metrics"]["overview"], files["segments"]
    assert overview["total_customers"] == headline["customers_start"]["scenario"]
    assert overview["churn_12m"] == pytest.approx(headline["churn_12m"]["scenario"], abs=1e-6)
    assert segments["totals"]["annual_churn_cost"] == pytest.approx(headline["revenue_at_risk"]["scenario"], abs=0.01)
    margin = headline["margin"]["scenario"] + headline["programme_cost"]["scenario"]
    assert segments["totals"]["margin_to_horizon"] == pytest.approx(margin, abs=1.0)
    churn = {
        (r["tenure_band"], r["contract"], r["value_tier"]): r
        for r in rest["segment_churn"]["rows"]
        if r["world"] == "scenario"
    }
    for row in segments["segments"][:-1]:
        other = churn[row["tenure_band"], row["contract_group"], row["value_tier"]]
        assert (row["customers"], row["leaving_12m"]) == (other["customers"], other["lost_12m"])
    for level in files["risk_distribution"]["risk_levels"]:
        rows = [r for r in rest["risk_distribution"]["rows"] if r["world"] == "scenario"]
        assert level["customers"] == sum(r["customers"] for r in rows if r["risk_level"] == level["level"])
    campaign = {row["figure"]: row["value"] for row in rest["campaign"]["rows"]}
    if campaign:
        assert segments["totals"]["offer_npv"] == pytest.approx(campaign["npv"], abs=1.0)
        assert segments["totals"]["offer_spend"] == pytest.approx(campaign["spend"], abs=1.0)
    else:
        assert segments["totals"]["offered_customers"] == 0 and segments["totals"]["offer_spend"] == 0
    manifest = rest["manifest"]
    provenance = files["models"]["about"]["provenance"]
    assert (
        provenance["scenario_hash"] == manifest["scenario_hash"] and provenance["libraries"] == manifest["learned_with"]
    )
    assert {f"dashboard/{file}" for file in dashboard_files()} <= set(manifest["files"])


def test_the_baseline_is_below_its_ceiling_and_close_to_it() -> None:
    models = shipped("baseline")[0]["models"]
    auc, ceiling = models["models"][0]["auc"], models["ceiling"]["auc"]
    assert 0 < ceiling - auc <= 0.02
    for name in preset_names():
        found = shipped(name)[0]["models"]
        assert found["models"][0]["behind_ceiling_high"] > 0, name


@pytest.mark.full
def test_a_bad_offer_shows_a_negative_roi_and_more_budget_another() -> None:
    for name in ("backfired", "retention_blitz"):
        files = shipped(name)[0]
        assert files["metrics"]["overview"]["campaign_roi"] < 0
        offered = [r for r in files["segments"]["segments"] if r["roi_basis"] == "offer made"]
        assert sum(r["expected_roi"] < 0 for r in offered) > len(offered) / 2
    one, two = (made("risk_targeting", offer__budget=budget)[0] for budget in (50e6, 100e6))
    assert one["metrics"]["overview"]["campaign_roi"] != two["metrics"]["overview"]["campaign_roi"]
    assert one["metrics"]["overview"]["campaign_spend"] <= 50e6 < two["metrics"]["overview"]["campaign_spend"] <= 100e6
    tight, free = (made("baseline", offer__budget=budget)[0]["metrics"]["overview"] for budget in (20e6, 20e9))
    assert tight["campaign_spend"] <= 20e6 < free["campaign_spend"]
    assert tight["campaign_roi"] > free["campaign_roi"] > 0 and tight["campaign_npv"] < free["campaign_npv"]


@pytest.mark.full
@examples(6)
@given(
    changes(without=("setting.subscribers", "learning.train", "learning.judge")),
    st.sampled_from([1_000, 90_000, 47_300_000]),
)
def test_any_scenario_makes_files_that_reconcile(moved: dict[str, Any], subscribers: int) -> None:
    scenario = Scenario().override(SMALL | moved | {"setting.subscribers": subscribers})
    board = dashboard(bake("any", Preset(title="Any title & more"), scenario, 1_500))
    files = {file.removesuffix(".json"): json.loads(raw) for file, raw in board.files.items()}
    follows_the_contract(files)
    reconciles(files)
    tells_the_truth(files)
    for name, schema in bundle_schemas().items():
        if name.startswith("dashboard/"):
            Draft202012Validator(schema).validate(files[name.partition("/")[2]])


@pytest.mark.full
def test_terms_of_an_offer_that_is_not_made_are_part_of_the_identity() -> None:
    one, other, idle = (
        made("baseline", **moved)[0] for moved in ({}, {"offer__uplift": 0.4}, {"price__ramp": 6, "shock__decay": 0.8})
    )
    hashes = [files["models"]["about"]["provenance"] for files in (one, other, idle)]
    assert hashes[0]["scenario_hash"] == hashes[1]["scenario_hash"]
    assert hashes[0]["evidence_hash"] != hashes[1]["evidence_hash"] and one["segments"] != other["segments"]
    assert one == idle  # what does nothing changes no byte


@pytest.mark.full
def test_what_a_reader_would_draw_badly_is_told_and_not_bent() -> None:
    said = made("us_postpaid", setting__subscribers=400_000, setting__currency="EUR", offer__uplift=0.0)[1]
    for word in ("EUR", "400.0 k", "Very High holds", "N/A", "nobody is targeted", "opportunity is 0"):
        assert any(word in sentence for sentence in said), word
    assert any("opportunity is negative" in sentence for sentence in made("backfired")[1])
    assert any("opportunity" in sentence for sentence in shipped("backfired")[1]["manifest"]["warnings"])


def test_the_drop_in_writes_six_files_beside_others(tmp_path: Path) -> None:
    folder = tmp_path / "public" / "data"
    (folder / "deeper").mkdir(parents=True)
    (folder / "models.json").write_text("old")
    (folder / "other.json").write_text("mine")
    (folder / "deeper" / "logo.svg").write_text("<svg/>")
    words = ("price_war", "--dashboard", str(folder), "--customers", "3000", "--set", "learning.train=500")
    done = run(*words)
    assert done.returncode == 0 and "6 files" in done.stdout and "Warning: price_war" in done.stderr
    assert {p.name for p in folder.iterdir()} == {*dashboard_files(), "other.json", "deeper"}
    assert [p.name for p in folder.parent.iterdir()] == ["data"]  # nothing that a build of the dashboard would publish
    assert (folder / "other.json").read_text() == "mine" and (folder / "deeper" / "logo.svg").read_text() == "<svg/>"
    files = {name.removesuffix(".json"): json.loads((folder / name).read_bytes()) for name in dashboard_files()}
    follows_the_contract(files)
    assert run(*words, "--check").returncode == 0
    (folder / "metrics.json").write_text("{}")
    assert run(*words, "--check").returncode == 3 and (folder / "metrics.json").read_text() == "{}"
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    for wrong in (("price_war", "baseline"), ("price_wars",), ("price_war", "--set", "offer.reach=2")):
        done = run(*wrong, "--dashboard", str(folder), "--customers", "3000")
        assert done.returncode == 2 and done.stderr.startswith("Error:") and "Traceback" not in done.stderr
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_the_drop_in_is_all_or_nothing(tmp_path: Path) -> None:
    """Every single file operation fails once: the folder is as it was, or all six are new."""
    new = dict.fromkeys(dashboard_files(), b"{}\n")
    operations, place = 1, 0
    while place <= operations:
        folder = tmp_path / str(place) / "data"
        folder.mkdir(parents=True)
        old = {"models.json": b"old", "other.json": b"mine"}
        for name, raw in old.items():
            (folder / name).write_bytes(raw)
        with pytest.MonkeyPatch.context() as patch:
            disk, failed = FullDisk(patch, place), False
            try:
                publish(folder, new, beside_others=True)
            except PlaceError:
                failed = True
            if place == 0:
                operations = disk.calls
        assert failed == (place > 0), place
        found = {p.name: p.read_bytes() for p in folder.iterdir()}
        assert found == (old if failed else {**old, **new}), place
        assert [p.name for p in folder.parent.iterdir() if "partial" in p.name] == []
        place += 1
    assert operations >= 10


@pytest.mark.full
def test_other_libraries_are_said_not_blamed(tmp_path: Path) -> None:
    words = ("baseline", "--customers", "2000", "--set", "learning.train=500", "--out", str(tmp_path))
    assert run(*words).returncode == 0
    folder = next(tmp_path.glob("baseline-*"))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["learned_with"]["scikit-learn"] = "0.1"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "dashboard" / "models.json").write_text("{}")
    done = run(*words, "--check")
    assert done.returncode == 0 and "scikit-learn 0.1 (here" in done.stderr
    (folder / "headline.json").write_text("{}")
    assert run(*words, "--check").returncode == 3


def test_a_bundle_with_something_foreign_in_its_dashboard_is_left_alone(tmp_path: Path) -> None:
    files = {"dashboard/a.json": b"{}", "manifest.json": b'{"files": {"dashboard/a.json": {}}}'}
    publish(tmp_path / "b", files)
    publish(tmp_path / "b", files)
    (tmp_path / "b" / "dashboard" / "mine.txt").write_text("x")
    with pytest.raises(PlaceError, match=r"mine\.txt"):
        publish(tmp_path / "b", files)
    assert differences(tmp_path / "b", files) == [f"{tmp_path / 'b' / 'dashboard/mine.txt'} is not part of the bundle."]
    assert publishing._entries(tmp_path / "b")


def test_every_baked_file_is_valid_to_jsonschema() -> None:
    schemas = bundle_schemas()
    validators = {name: Draft202012Validator(schema) for name, schema in schemas.items()}
    for schema in schemas.values():
        meta.validate(schema)
    seen = set()
    for name in preset_names():
        folder = DATA / "baked" / name
        for path in folder.rglob("*.json"):
            file = path.relative_to(folder).as_posix().removesuffix(".json")
            validators[file].validate(json.loads(path.read_bytes()))
            seen.add(file)
    assert seen == set(schemas)
    broken = json.loads((DATA / "baked" / "baseline" / "dashboard" / "models.json").read_bytes())
    broken["models"][0]["auc"] = None
    assert not validators["dashboard/models"].is_valid(broken)


@pytest.mark.xdist_group("node")
def test_every_baked_file_is_valid_to_ajv_and_can_be_drawn(node: str, tmp_path: Path) -> None:
    def validate(folder: Path) -> subprocess.CompletedProcess[str]:
        words = [node, "validate.mjs", str(folder)]
        return subprocess.run(words, cwd=NODE, capture_output=True, encoding="utf-8", check=False)

    done = validate(DATA / "baked")
    assert done.returncode == 0, done.stderr
    count = sum(1 for _ in (DATA / "baked").rglob("*.json"))
    assert f"{count} files are valid" in done.stdout
    broken = tmp_path / "baseline"
    shutil.copytree(DATA / "baked" / "baseline", broken)
    path = broken / "dashboard" / "metrics.json"
    path.write_text(path.read_text("utf-8").replace('"model_auc": 0', '"model_auc": 7'), "utf-8")
    assert validate(tmp_path).returncode != 0


@pytest.mark.xdist_group("node")
def test_types_are_up_to_date_and_compile(node: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [node, "write_types.mjs", "--check"], cwd=NODE, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    reader = tmp_path / "reader.ts"
    place = (DATA / "schema" / "dashboard" / "segments").as_posix()
    lines = (
        f'import type {{ Segments }} from "{place}";',
        "export const worst = (file: Segments) =>",
        "  file.segments.map((row) => `${row.tenure_band} ${(row.churn_probability * 100).toFixed(1)}`).sort()[0];",
    )
    reader.write_text("\n".join(lines) + "\n", "utf-8")

    def compiles() -> bool:
        tsc = [
            node,
            str(NODE / "node_modules" / "typescript" / "bin" / "tsc"),
            "--noEmit",
            "--strict",
            "--lib",
            "es2022",
        ]
        every = [str(path) for path in (DATA / "schema").rglob("*.d.ts")]
        return subprocess.run([*tsc, str(reader), *every], cwd=NODE, capture_output=True, check=False).returncode == 0

    assert compiles()
    reader.write_text(reader.read_text("utf-8").replace("churn_probability", "churn"), "utf-8")
    assert not compiles()
