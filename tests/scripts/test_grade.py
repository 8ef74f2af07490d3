"""grade.py: any list, judged in money; the oracle's own gets 100 %, a random one what chance gives."""

from __future__ import annotations

import io
import json
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from televantage.exports import bake, formats, publish
from televantage.measures import Outcome, measures
from televantage.scenario import preset, preset_scenario
from televantage.simulation import simulate
from televantage.simulation.grading import grade
from televantage.simulation.observed import customer_id, customer_number
from tests.support.places import ROOT
from tests.support.scripts import Done, called, command
from tests.support.tiers import beyond

CUSTOMERS = 20_000


def run(*words: str | Path) -> Done:
    return called("grade", *words)


def baked_at(folder: Path, name: str, **changes: Any) -> tuple[Path, pd.DataFrame]:
    """Bake a campaign; return its folder and its answer key."""
    scenario = preset_scenario(name).override({k.replace("__", "."): v for k, v in changes.items()})
    files = formats()["campaign"].files(bake("mine", preset(name), scenario, CUSTOMERS))
    publish(folder / "mine", files)
    return folder / "mine", pd.read_csv(io.BytesIO(files["answer_key.csv"]), keep_default_na=False)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    return baked_at(tmp_path_factory.mktemp("campaign"), "retention_blitz")


def listed(folder: Path, ids: Any, name: str = "list.csv", head: str = "customer_id") -> Path:
    path = folder / name
    path.write_text("\n".join([head, *ids]) + "\n", "utf-8")
    return path


def oracles(key: pd.DataFrame) -> list[str]:
    chosen = key[key["oracle_place"] != ""]
    return chosen.sort_values("oracle_place", key=lambda c: c.astype(int))["customer_id"].tolist()  # type: ignore[no-any-return]


def answer(path: Path, folder: Path) -> dict[str, Any]:
    done = run(path, folder, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


CAMPAIGNS = list(product(("retention_blitz", "uplift_targeting", "log_experiment"), (1, 2, 3)))
FEW, MORE = CAMPAIGNS[::4], [one for place, one in enumerate(CAMPAIGNS) if place % 4]


@pytest.mark.full
@pytest.mark.parametrize(("name", "seed"), [*FEW, *beyond(pytest.mark.long, *MORE)])
def test_the_oracles_own_list_gets_a_hundred_per_cent(tmp_path: Path, name: str, seed: int) -> None:
    folder, key = baked_at(tmp_path, name, setting__seed=seed)
    found = answer(listed(tmp_path, oracles(key)), folder)
    assert found["share_of_oracle"] == pytest.approx(1.0, abs=1e-6)
    assert found["customers_listed"] == found["oracle_customers"]
    changes = {"setting.seed": seed, "offer.policy": "oracle", "offer.holdout": 0.0}
    scenario = preset_scenario(name).override(changes)
    value = measures()["campaign"].measure(Outcome(simulate(scenario, CUSTOMERS))).set_index("figure")["value"]
    assert found["profit"] == pytest.approx(value["npv"], rel=1e-5) and found["spend"] == pytest.approx(value["spend"])


@pytest.mark.full
@pytest.mark.parametrize("waves", [1, 4])
def test_a_random_list_earns_what_the_random_policy_earns(waves: int) -> None:
    generator, numbers = np.random.default_rng(5), np.arange(CUSTOMERS)
    changes = {"offer.waves": waves, "offer.repeat": 6, "offer.duration": 6, "offer.cool_down": 36}
    scenario = preset_scenario("retention_blitz").override(changes | {"offer.reach": 0.15 / waves})
    policy = measures()["campaign"].measure(Outcome(simulate(scenario, CUSTOMERS))).set_index("figure").loc["npv"]
    hits = []
    for _ in range(40):
        found = grade(scenario, CUSTOMERS, generator.choice(numbers, 3_000, replace=False))
        mean, half = found.by_lot
        hits.append(abs(found.profit - mean) <= half)
        scale = scenario.setting.subscribers / CUSTOMERS
        assert policy["value_low"] - half * scale < found.profit * scale < policy["value_high"] + half * scale
    assert 0.85 <= np.mean(hits) <= 1.0


@pytest.mark.full
def test_a_list_of_risk_lies_between_chance_and_the_oracle(campaign: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    folder, key = campaign
    good = key.sort_values("expected_profit", ascending=False)["customer_id"].head(1_500).tolist()
    bad = key.sort_values("expected_profit")["customer_id"].head(1_500).tolist()
    grades = [answer(listed(tmp_path, ids), folder) for ids in (good, bad)]
    assert 0 < grades[0]["share_of_oracle"] < 1 and grades[1]["share_of_oracle"] < 0
    for found in grades:
        assert found["saved"] - found["harmed"] - found["spend"] == pytest.approx(found["profit"])
        kinds = found["kinds"]
        assert sum(k["margin"] - k["discount"] - k["contact"] for k in kinds.values()) == pytest.approx(found["profit"])
        assert 0 < found["wasted"] < found["spend"] and found["harmed"] == 0


def test_harm_to_sleeping_dogs_is_named(tmp_path: Path) -> None:
    folder, key = baked_at(tmp_path, "backfired")
    found = answer(listed(tmp_path, key["customer_id"].head(2_000)), folder)
    assert found["harmed"] > 0 and found["profit"] < found["random_high"]
    shown = run(listed(tmp_path, key["customer_id"].head(2_000)), folder).stdout
    for word in ("saved", "wasted", "harmed", "oracle", "by lot", "sleeping dog"):
        assert word in shown


def test_unknown_duplicate_and_too_many_customers_are_named(
    campaign: tuple[Path, pd.DataFrame], tmp_path: Path
) -> None:
    folder, key = campaign
    ids = key["customer_id"].tolist()
    stranger = customer_id(CUSTOMERS + 7)
    done = run(listed(tmp_path, [ids[0], stranger, "nobody", ids[1], ids[0]]), folder)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert f"2 are none of the 20,000 simulated customers: '{stranger}', 'nobody'" in done.stderr
    assert f"1 stand in the list more than once: '{ids[0]}'" in done.stderr
    done = run(listed(tmp_path, ids[:3_001]), folder)
    assert done.returncode == 2 and ids[3_000] in done.stderr and "allows 3,000 of 20,000" in done.stderr


@pytest.mark.full
def test_a_list_over_the_budget_is_refused_with_the_first_customer_too_many(tmp_path: Path) -> None:
    folder, key = baked_at(tmp_path, "risk_targeting")
    ids = key["customer_id"].tolist()
    done = run(listed(tmp_path, ids), folder)
    assert done.returncode == 2 and "costs more than the budget" in done.stderr
    words = done.stderr.split()
    first = int(words[words.index("first") + 1].replace(",", ""))
    assert ids[first] in done.stderr
    assert run(listed(tmp_path, ids[:first]), folder).returncode == 0
    assert run(listed(tmp_path, ids[: first + 1]), folder).returncode == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "names no customer"),
        ("customer_id\n", "names no customer"),
        ("name,score\nx,1\n", "has no column customer_id"),
        ("customer_id\n\n,\nx\n", "none of the"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    campaign: tuple[Path, pd.DataFrame], tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "list.csv").write_text(text, "utf-8")
    done = run(tmp_path / "list.csv", campaign[0])
    assert done.returncode == 2 and sentence in done.stderr and "Traceback" not in done.stderr


def test_other_ways_to_write_a_list(campaign: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    folder, key = campaign
    ids = key["customer_id"].head(500).tolist()
    plain = answer(listed(tmp_path, ids), folder)
    bare = tmp_path / "bare.csv"
    bare.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(ids).encode())
    wide = listed(tmp_path, [f"0.5, {i} ,x" for i in ids], "wide.csv", "score,CustomerID,note")
    assert answer(bare, folder) == plain == answer(wide, folder)


def test_what_is_not_there_or_makes_no_offer_is_said(campaign: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    folder, key = campaign
    path = listed(tmp_path, key["customer_id"].head(10))
    assert run(tmp_path / "missing.csv", folder).returncode == 1
    for word, sentence in ((str(tmp_path), "holds no scenario.json"), ("baseline", "makes no offer")):
        done = run(path, word)
        assert done.returncode == 2 and sentence in done.stderr and "Traceback" not in done.stderr
    (tmp_path / "other").mkdir()
    for name in ("scenario.json", "manifest.json"):
        raw = (folder / name).read_text("utf-8")
        (tmp_path / "other" / name).write_text(raw.replace('"offer.uplift": 0.3', '"offer.uplift": 0.4'), "utf-8")
    done = run(path, tmp_path / "other")
    assert done.returncode == 2 and "not the one that was baked here" in done.stderr


@pytest.mark.full
def test_a_shipped_preset_can_be_named() -> None:
    ids = [customer_id(k) for k in range(5)]
    assert [customer_number(i) for i in ids] == list(range(5))
    done = subprocess.run(
        command("grade", "/dev/stdin", "uplift_targeting", "--json"),
        cwd=ROOT, input="customer_id\n" + "\n".join(ids), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["customers_simulated"] == 200_000
