"""Measure the speeds that the project promises; print a table and write JSON.

Live path: one slider move, from a scenario to the table of every measure. Batch path: a scenario to its cube, in a
process of its own, so that its peak memory is its own. The numbers are of this machine, on this day.
"""

# ruff: noqa: E501  (tables read best one row a line)

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import click
import numpy as np

from televantage.engines import processes
from televantage.exports import bake, formats
from televantage.learning.contest import contest
from televantage.learning.evidence import evidence
from televantage.learning.sample import sample
from televantage.measures import Outcome, headline_figure, tables
from televantage.scenario import Scenario, preset, preset_names, preset_scenario
from televantage.simulation import BLOCK, simulate
from televantage.simulation.customers import draw_base
from televantage.simulation.targeting import POLICIES

ROOT = Path(__file__).resolve().parents[1]
LIVE_CUSTOMERS, LIVE_MONTHS = 50_000, 24
MOVES: tuple[tuple[str, str, float | int | str], ...] = (
    ("baseline", "price.change", 0.05), ("baseline", "price.change", 0.12), ("baseline", "competitor.gap", 0.1),
    ("baseline", "churn.annual_churn", 0.3), ("baseline", "churn.tenure_effect", 0.5), ("baseline", "churn.frailty", 0.5),
    ("baseline", "population.first_year_share", 0.4), ("baseline", "population.fibre_share", 0.5),
    ("price_rise", "price.change", 0.1), ("price_rise", "churn.price_sensitivity", 2.0), ("price_rise", "price.month", 6),
    ("price_rise", "price.scope", "fibre"), ("price_war", "competitor.gap", 0.25), ("price_war", "competitor.exposed", 0.8),
    ("price_war", "churn.price_sensitivity", 1.2), ("network_outage", "shock.share", 0.5), ("network_outage", "shock.decay", 0.2),
    ("leaky_bucket", "population.contract_shift", -1.0), ("onboarding_fix", "onboarding.cut", 0.4),
    ("onboarding_fix", "onboarding.months", 9), ("contract_conversion", "conversion.share", 0.35),
    ("contract_conversion", "churn.renewal_cliff", 0.5), ("retention_blitz", "offer.uplift", 0.4),
    ("retention_blitz", "offer.reach", 0.3), ("risk_targeting", "offer.uplift", 0.35), ("risk_targeting", "offer.discount", 0.15),
    ("risk_targeting", "offer.reach", 0.25), ("risk_targeting", "price.change", 0.08), ("us_postpaid", "churn.annual_churn", 0.12),
    ("us_prepaid", "population.tenure_shift", 5.0),
)  # fmt: skip


def milliseconds(start: Scenario, path: str, value: float | int | str) -> float:
    """Return the milliseconds of one slider move from a scenario that is already on screen."""
    tables(Outcome(simulate(start, LIVE_CUSTOMERS)))
    moved = start.override({path: value})
    began = time.perf_counter()
    tables(Outcome(simulate(moved, LIVE_CUSTOMERS)))
    return (time.perf_counter() - began) * 1000


OFFER_MOVES = (
    ("offer.uplift", 0.35), ("offer.discount", 0.15), ("offer.reach", 0.25), ("offer.budget", 150e6), ("offer.take_rate", 0.3),
    ("offer.carry_over", 0.5), ("offer.sleeping_dogs", 0.1), ("offer.noise", 0.02), ("offer.month", 3), ("price.change", 0.08),
)  # fmt: skip


def live_offers() -> dict[str, object]:
    """Return the median milliseconds of ten moves of the retention blitz under each policy."""
    found: dict[str, object] = {"customers": LIVE_CUSTOMERS, "moves a policy": len(OFFER_MOVES)}
    for policy in POLICIES:
        start = preset_scenario("retention_blitz").override({"setting.horizon": LIVE_MONTHS, "offer.policy": policy})
        times = [milliseconds(start, path, value) for path, value in OFFER_MOVES]
        found[f"{policy}_median_ms"] = round(statistics.median(times), 1)
        found[f"{policy}_max_ms"] = round(max(times), 1)
    return found


def live() -> dict[str, object]:
    """Return milliseconds of 30 different slider moves, each starting from a preset that is already on screen."""
    times = []
    for name, path, value in MOVES:
        start = preset_scenario(name).override({"setting.horizon": LIVE_MONTHS})
        times.append(milliseconds(start, path, value))
    order = sorted(times)
    slowest = MOVES[times.index(order[-1])]
    return {
        "customers": LIVE_CUSTOMERS,
        "moves": len(times),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(float(np.quantile(times, 0.95)), 1),
        "max_ms": round(order[-1], 1),
        "slowest_move": f"{slowest[0]}: {slowest[1]}={slowest[2]}",
    }


QUESTIONS = (
    ("price_war", "churn.price_sensitivity", "churn_monthly", 0.029),
    ("risk_targeting", "offer.uplift", "roi", 0.0),
    ("retention_blitz", "offer.reach", "programme_cost", 1e8),
    ("baseline", "churn.annual_churn", "churn_monthly", 0.009),
    ("baseline", "population.fibre_share", "arpu", 70.0),
    ("price_war", "price.change", "mrr_end.difference", 0.0),
)


def goal_seek() -> dict[str, object]:
    """Return the seconds of six goal seeks at 50,000 customers."""
    times = []
    for name, path, figure, target in QUESTIONS:
        began = time.perf_counter()
        preset_scenario(name).solve(path, headline_figure(figure, LIVE_CUSTOMERS), target)
        times.append(time.perf_counter() - began)
    slowest = QUESTIONS[times.index(max(times))]
    return {
        "customers": LIVE_CUSTOMERS,
        "median_s": round(statistics.median(times), 2),
        "max_s": round(max(times), 2),
        "slowest": f"{slowest[0]}: {slowest[1]} for {slowest[2]}={slowest[3]}",
    }


def learning(customers: int) -> dict[str, object]:
    """Return the seconds in which six models learn and are judged, and the whole evidence of a scenario is found."""
    scenario = preset_scenario("baseline")
    outcome = Outcome(simulate(scenario, customers))
    began = time.perf_counter()
    found = contest(sample(outcome.cube.prepared, customers), scenario.setting.seed)
    judged = time.perf_counter()
    evidence(outcome, scenario)
    return {
        "customers": customers,
        "trained on": found.trained_on,
        "judged on": found.judged_on,
        "six_models_s": round(judged - began, 2),
        "evidence_s": round(time.perf_counter() - judged, 2),
    }


def base(customers: int) -> dict[str, object]:
    """Return the seconds to draw a full base, every attribute, bill and total, on one core."""
    began = time.perf_counter()
    for start in range(0, customers, BLOCK):
        draw_base(Scenario().population, 7, start, min(BLOCK, customers - start))
    return {"customers": customers, "seconds": round(time.perf_counter() - began, 2)}


def batch(name: str, customers: int, workers: int) -> dict[str, object]:
    """Return customers a second and the peak memory of a scenario to its cube."""
    with processes(workers) as run:
        began = time.perf_counter()
        simulate(preset_scenario(name).override({"setting.horizon": LIVE_MONTHS}), customers, run)
        seconds = time.perf_counter() - began
    return {
        "preset": name,
        "customers": customers,
        "workers": workers,
        "seconds": round(seconds, 2),
        "customers_per_second": round(customers / seconds),
        "peak_memory_mb": peak_memory_mb(workers),
    }


def peak_memory_mb(workers: int) -> int | str:
    """Return the peak memory of this process, and of as many workers as large as the largest; Windows does not tell."""
    if sys.platform == "win32":
        return "not told by this system"
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    largest_worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if workers > 1 else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + workers * largest_worker
    return round(peak * unit / 1e6)


def alone(*words: str) -> dict[str, object]:
    """Return a batch measured in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--one", *words], capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def presets(customers: int) -> dict[str, object]:
    """Return the seconds to bake every preset in memory and the size of the JSON."""
    began, sizes = time.perf_counter(), {}
    for name in preset_names():
        files = formats()["json"].files(bake(name, preset(name), preset_scenario(name), customers))
        sizes[name] = sum(map(len, files.values()))
    return {
        "customers": customers,
        "presets": len(sizes),
        "seconds": round(time.perf_counter() - began, 1),
        "json_kb_total": round(sum(sizes.values()) / 1024),
        "json_kb_largest": round(max(sizes.values()) / 1024),
    }


def of_warehouse() -> dict[str, object]:
    """Return how fast the warehouse is."""
    sys.path.insert(0, str(ROOT))
    from scripts.warehouse_speed import measure

    return measure()


def in_browser() -> dict[str, object]:
    """Return how fast the page answers."""
    sys.path.insert(0, str(ROOT))
    from scripts.browser_speed import measure

    return measure()


def without_browser(quick: bool) -> dict[str, object]:
    """Return the speeds of the core, the learning and the bake."""
    Scenario()
    report: dict[str, object] = {
        "live": live(),
        "live, by policy of the offer": live_offers(),
        "goal seek": goal_seek(),
        "six models and the evidence": learning(200_000),
        "base, 1 million": base(1_000_000),
        "batch, 1 million": alone("price_rise", "1000000", "1"),
        "batch, 1 million, ranked offer": alone("risk_targeting", "1000000", "1"),
        "bake all presets": presets(200_000),
    }
    if not quick:
        report["batch, 10 million"] = alone("price_rise", "10000000", "1")
        report["batch, 10 million, 2 workers"] = alone("price_rise", "10000000", "2")
    return report


@click.command(help=__doc__)
@click.option("--out", type=click.Path(path_type=Path), default=Path("benchmark.json"), show_default=True)
@click.option("--quick", is_flag=True, help="Leave the 10 million customers out.")
@click.option("--browser", is_flag=True, help="Measure the page in a real browser instead; needs Chromium.")
@click.option("--warehouse", is_flag=True, help="Measure the warehouse instead: builds, a month more, every query.")
@click.option("--one", nargs=3, hidden=True)
def main(out: Path, quick: bool, browser: bool, warehouse: bool, one: tuple[str, str, str] | None) -> None:
    """Run the benchmark."""
    if one:
        click.echo(json.dumps(batch(one[0], int(one[1]), int(one[2]))))
        return
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}"
    )
    found = in_browser() if browser else of_warehouse() if warehouse else without_browser(quick)
    report: dict[str, object] = {"machine": machine} | found
    for part, figures in report.items():
        if part.startswith("query ") and isinstance(figures, dict):  # a line each
            told = f"{figures['kind']:12s} median {figures['median_ms']:6.1f} ms   p95 {figures['p95_ms']:6.1f} ms"
            click.echo(f"{part.removeprefix('query '):28s} {told}")
            continue
        click.echo(part)
        for name, value in figures.items() if isinstance(figures, dict) else {"": figures}.items():
            click.echo(f"    {name:28s} {value:,}" if isinstance(value, (int, float)) else f"    {name:28s} {value}")
    out.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
