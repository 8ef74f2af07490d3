"""Rehearse demos: play every step in the real app, without a browser, and check that its story holds.

Each step's scenario is simulated as the screen does it, each figure that the step relies on is held against its band,
and the step's view is drawn by the app. The seconds are those of the server; a browser's drawing comes on top.
DEMO is the name of a demo that ships; FILE.json is a demo file.

\b
    python scripts/rehearse.py five_minutes
    python scripts/rehearse.py --all
    python scripts/rehearse.py my_demo.json --customers 200000
"""

from __future__ import annotations

import logging
import math
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import streamlit as st
from streamlit.testing.v1 import AppTest

from televantage.interfaces import exit_code
from televantage.measures import FIGURES, WORLDS, Outcome, measures
from televantage.measures.campaign import FIGURES as FIGURES_OF_OFFER
from televantage.measures.campaign import LOG_FIGURES
from televantage.scenario import (
    Demo,
    Scenario,
    UsageError,
    demo,
    demo_names,
    preset,
    preset_scenario,
    read_demo,
)
from televantage.scenario.errors import suggestion
from televantage.simulation import FEWEST, MOST, simulate
from televantage.units import many

APP = Path(__file__).resolve().parents[1] / "app" / "streamlit_app.py"
LIVE_CUSTOMERS = 50_000
"""Customers simulated for the screen."""
PATIENCE = 120
"""Seconds that a step may take."""
LOOK = 0.1
"""Seconds between two looks at a page that is not done."""

EXIT_CODES = """\b
Exit codes
  0  every step is drawn, and every band holds
  1  a step fails; or the machine
  2  the input: a demo, a file, a flag"""


@dataclass(frozen=True)
class Scene:
    """A step as it is played: its number, what it is called, and the scenario that a view shows."""

    number: int
    title: str
    view: str
    preset: str
    scenario: Scenario
    expect: dict[str, list[float]]


@dataclass(frozen=True)
class Played:
    """How a step went: the seconds until its view was drawn, and what went wrong, in sentences."""

    scene: Scene
    seconds: float
    problems: tuple[str, ...]


def figure_names() -> tuple[str, ...]:
    """Return every name that a band can have: figures of the headline, also by world, and figures of the offer."""
    by_world = (f"{name}.{world}" for name, f in FIGURES.items() for world in (WORLDS if f.both else ("scenario",)))
    return (*FIGURES, *by_world, *FIGURES_OF_OFFER, *LOG_FIGURES)


def figures(scenario: Scenario, customers: int) -> dict[str, float]:
    """Return every figure of a scenario that a band can be of; NaN where it has no value."""
    outcome = Outcome(simulate(scenario, customers))
    found: dict[str, float] = {}
    for row in measures()["headline"].measure(outcome).to_dict("records"):
        found |= {f"{row['figure']}.{world}": float(row[world]) for world in WORLDS}
        found[row["figure"]] = float(row["scenario"])
    for row in measures()["campaign"].measure(outcome).to_dict("records"):
        found[row["figure"]] = float(row["value"])
    return found


def broken_bands(expect: dict[str, list[float]], found: dict[str, float]) -> list[str]:
    """Return a sentence for each figure that is not in its band."""
    problems = []
    for name, (low, high) in expect.items():
        value, wanted = found.get(name, math.nan), f"but the story needs {low:.8g} to {high:.8g}."
        if math.isnan(value):
            problems.append(f"{name} has no value, {wanted}")
        elif not low <= value <= high:
            problems.append(f"{name} is {value:.8g}, {wanted}")
    return problems


def scenes(script: Demo) -> list[Scene]:
    """Return the steps of a demo with their scenarios."""
    parts = zip(script.steps, script.presets(), script.scenarios(), strict=True)
    return [
        Scene(number, step.title, step.view, name, scenario, step.expect)
        for number, (step, name, scenario) in enumerate(parts, 1)
    ]


def _sentence(text: str) -> str:
    """Return a message of the page on one line, without the marks that keep it from being Markdown."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", " ".join(text.split()))


def _failures(app: AppTest) -> list[str]:
    """Return every failure and every error on the page, in sentences."""
    failed = [f"The app fails with {error.proto.type}: {_sentence(error.value)}" for error in app.exception]
    return failed + [f"The app says: {_sentence(error.value)}" for error in app.error]


def play(app: AppTest, scene: Scene) -> list[str]:
    """Show a step in the app; return what went wrong, in sentences."""
    views = next((list(radio.options) for radio in app.radio if radio.key == "view"), [])
    if not views:
        return [*_failures(app), "The app shows no views to choose from."]
    if scene.view not in views:
        hint = suggestion(scene.view, views)
        return [f"There is no view {scene.view!r}.{hint} The views are {', '.join(views)}."]
    story, loaded = preset(scene.preset), preset_scenario(scene.preset)
    state: dict[str, Any] = {"name": scene.preset, "preset": scene.preset, "story": story, "loaded": loaded}
    state |= {f"parameter {path}": value for path, value in scene.scenario.flat().items()}
    for key, value in (state | {"view": scene.view}).items():
        app.session_state[key] = value
    began = time.perf_counter()
    app.run()
    while app.get("progress"):  # the page works at something, and says how far it is
        if time.perf_counter() - began > PATIENCE:
            return [f"The view is still at work after {PATIENCE} seconds."]
        time.sleep(LOOK)
        app.run()
    other = [path for path, value in scene.scenario.flat().items() if app.session_state[f"parameter {path}"] != value]
    return _failures(app) + ([f"The app shows another scenario; {', '.join(other)} differ."] if other else [])


def silence() -> None:
    """Let Streamlit tell what fails to the page, in full, and nothing to the console."""
    logging.disable()
    st.set_option("logger.enableRich", False)
    st.set_option("client.showErrorDetails", "full")


def rehearse(script: Demo, customers: int = LIVE_CUSTOMERS, page: Path = APP) -> Iterator[Played]:
    """Play a demo from its first step to its last in one session of the app, begun anew after a step that failed.

    Parameters
    ----------
    script
        The demo.
    customers
        How many customers are simulated for the bands; the app decides for itself.
    page
        The app.
    """
    st.cache_resource.clear()
    app = None
    for scene in scenes(script):
        problems = broken_bands(scene.expect, figures(scene.scenario, customers))
        began = time.perf_counter()
        try:
            if app is None or app.exception:  # a page that failed may lack what the next step needs
                app = AppTest.from_file(str(page), default_timeout=PATIENCE).run()
            began = time.perf_counter()
            problems += play(app, scene)
        except RuntimeError as error:  # which the driver raises when the page takes too long
            problems.append(f"The app cannot be played: {error}.")
        yield Played(scene, time.perf_counter() - began, tuple(problems))


def row(played: Played) -> str:
    """Return the line of a step."""
    scene, verdict = played.scene, "fails" if played.problems else "holds"
    bands = many(len(scene.expect), "band")
    return (
        f"  {scene.number:2d}  {scene.title:50.50s} {scene.view:22.22s} {played.seconds:6.2f} s  {bands:8s} {verdict}"
    )


def show(name: str, script: Demo, steps: Iterable[Played]) -> bool:
    """Print how a demo goes, step by step; tell whether all of it holds."""
    click.echo(f"{name}: {script.title} ({script.minutes} minutes, {len(script.steps)} steps)")
    done = []
    for played in steps:
        click.echo(row(played))
        for problem in played.problems:
            scene = played.scene
            click.echo(f"{name}, step {scene.number} ({scene.title}): {problem}", err=True)
        done.append(played)
    slowest = max(done, key=lambda played: played.seconds)
    failed = sum(bool(played.problems) for played in done)
    verdict = f"{failed} of {len(done)} steps fail" if failed else "every step holds"
    click.echo(
        f"  {verdict}; {sum(p.seconds for p in done):.1f} s in all, the slowest is step {slowest.scene.number} "
        f"({slowest.scene.title}) with {slowest.seconds:.2f} s"
    )
    return not failed


def asked_for(words: Iterable[str], everything: bool) -> dict[str, Demo]:
    """Return the demos that are asked for, by name, all of them checked before the first is played."""
    named = list(dict.fromkeys((*(demo_names() if everything else ()), *words)))
    if not named:
        raise UsageError(f"Name a demo or a file, or give --all. The demos are {', '.join(demo_names())}.")
    return {
        word: read_demo(Path(word), figure_names())
        if word.endswith(".json") or "/" in word or "\\" in word
        else demo(word, figure_names())
        for word in named
    }


@click.command(
    help=__doc__,
    epilog=EXIT_CODES,
    context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]},
)
@click.argument("demos", nargs=-1, metavar="[DEMO | FILE.json ...]")
@click.option("--all", "everything", is_flag=True, help="Rehearse every demo that ships.")
@click.option("--customers", type=click.IntRange(FEWEST, MOST), default=LIVE_CUSTOMERS, show_default=True,
              help="Customers simulated for the bands; the app simulates as many as it always does.")  # fmt: skip
def main(demos: tuple[str, ...], everything: bool, customers: int) -> int:
    """Rehearse what is asked for; return the exit code."""
    silence()
    found = asked_for(demos, everything)
    held = [show(name, script, rehearse(script, customers)) for name, script in found.items()]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(exit_code(main, "Interrupted."))
