"""Bake churn scenarios to JSON for demo dashboards."""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED, TERMINATED = 130, 143
GOODBYE = "Interrupted. Finished bundles are complete; nothing is half-written."


def _leave_early(*_: object) -> NoReturn:
    print(GOODBYE, file=sys.stderr)
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _leave_early)  # the imports below take a second

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import click
from click.core import ParameterSource

from televantage import __version__
from televantage.engines import processes
from televantage.exports import (
    Bake,
    bake,
    dashboard,
    differences,
    formats,
    learned_elsewhere,
    publish,
    variant_name,
)
from televantage.interfaces import assignments, exit_code, parameter_help
from televantage.learning.models import MODELS
from televantage.measures import figure_named, headline_figure
from televantage.scenario import (
    DATA,
    Preset,
    Scenario,
    UsageError,
    preset,
    preset_names,
    preset_or_file,
)
from televantage.simulation import BLOCK, FEWEST, MOST, Map, steps
from televantage.units import in_currency, read_number

DEFAULT_CUSTOMERS = 200_000
SEEK_CUSTOMERS = 50_000
"""Customers simulated for each step of a goal seek, unless --customers says otherwise."""
DIFFERENT = 3

EXIT_CODES = """\b
Exit codes
  0  done; with --check: what lies on disk is what would be written
  1  the machine: a folder, a disk, another run, a killed worker
  2  the input: a preset, a file, a parameter, a flag
  3  --check found a difference
  130, 143  interrupted; finished bundles are complete, nothing is half-written"""

EXAMPLES = """\b
Examples
  python scripts/generate_demo_data.py price_rise
  python scripts/generate_demo_data.py --all --check
  python scripts/generate_demo_data.py price_war --set competitor.gap=0.3 --out /tmp/demo
  python scripts/generate_demo_data.py my_scenario.json --customers 1000000 --workers 2
  python scripts/generate_demo_data.py baseline --dashboard ../dashboard/public/data
  python scripts/generate_demo_data.py baseline --format telco-csv --customers 7043 --out demo
  python scripts/generate_demo_data.py risk_targeting --solve offer.uplift --for roi=0"""

A = TypeVar("A")
B = TypeVar("B")


def jobs(words: Iterable[str], changes: dict[str, object]) -> list[tuple[str, Preset, Scenario]]:
    """Return every scenario that is asked for, all of them checked before the first is run."""
    found: dict[str, tuple[str, Preset, Scenario]] = {}
    for word in words:
        name, story, source = preset_or_file(word)
        scenario = source.override(changes)
        written = variant_name(name, story, scenario, source)
        if written in found:
            raise UsageError(f"Two scenarios would both be written as {written!r}; rename one of them.")
        found[written] = (written, story, scenario)
    return list(found.values())


def counted(run: Map, step: Callable[[int], object]) -> Map:
    """Return a map that reports each result."""

    def counting(function: Callable[[A], B], items: Iterable[A], /) -> Iterator[B]:
        for result in run(function, items):
            yield result
            step(1)

    return counting


@contextmanager
def progress(label: str, length: int, quiet: bool) -> Iterator[Callable[[int], object]]:
    """Show a progress bar on standard error, if a person is looking and the work is long."""
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def bundle(done: Bake, format_name: str, out: Path) -> tuple[Path, dict[str, bytes], list[str]]:
    """Return where a bake goes, its files in a format, and warnings about them."""
    files = formats()[format_name].files(done)
    target = out / (done.name if format_name == "json" else f"{done.name}-{format_name}")
    return target, files, json.loads(files["manifest.json"]).get("warnings", [])


def drop_in(done: Bake, folder: Path) -> tuple[Path, dict[str, bytes], list[str]]:
    """Return where the six files of a dashboard go, the files, and warnings about them."""
    found = dashboard(done)
    return folder, found.files, found.warnings


def compare(target: Path, files: dict[str, bytes], beside_others: bool) -> list[str]:
    """Print and return in what a folder differs from the files; say what cannot be compared."""
    skip, why = learned_elsewhere(target, files)
    problems = differences(target, files, skip, beside_others)
    for problem in (*problems, *filter(None, [why])):
        click.echo(problem, err=True)
    return problems


def show_presets() -> None:
    """Print the presets with their titles and stories."""
    for name in preset_names():
        story = preset(name)
        click.echo(f"{name:22s}{story.title}\n{'':22s}{story.story}")


def seek(found: Iterable[tuple[str, Preset, Scenario]], path: str | None, goal: str | None, customers: int, quiet: bool
         ) -> None:  # fmt: skip
    """Print, for each scenario, the value of a parameter at which a headline figure is as wanted."""
    figure, _, text = (goal or "").partition("=")
    if not path or not text:
        raise UsageError(
            "Goal seek needs both: --solve PATH --for FIGURE=TARGET, e.g. --solve offer.uplift --for roi=0."
        )
    try:
        target = read_number(text)
    except ValueError:
        raise UsageError(f"--for {figure}={text[:40]}: the target is no number; write 0.021, 2.1% or 1.2bn.") from None
    measure, unit = headline_figure(figure, customers), figure_named(figure)[0].unit
    for name, _, scenario in found:
        answer = scenario.solve(path, measure, target)
        if quiet:
            click.echo(f"{path}={answer.value}")
            continue
        reached = in_currency(unit.show(answer.reached), scenario.setting.currency)
        nearest = "" if answer.exact else f" That is the nearest to {text}."
        click.echo(f"{name}: {path} = {answer.value} gives {figure} = {reached} ({answer.reached:.8g}).{nearest}")
        click.echo(
            f"  {answer.evaluations} scenarios of {customers:,} customers. Bake it with --set {path}={answer.value}"
        )


@click.command(
    help=__doc__ + " PRESET is a name from --list; FILE.json is a preset file, e.g. one that the app exported.",
    epilog=f"{EXIT_CODES}\n\n{EXAMPLES}\n\n\b\nParameters for --set\n\n{parameter_help()}",
    context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]},
)
@click.argument("scenarios", nargs=-1, metavar="[PRESET | FILE.json ...]")
@click.option("--list", "listing", is_flag=True, help="List the presets and stop.")
@click.option("--all", "everything", is_flag=True, help="Bake every preset that ships.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Change a parameter; may be repeated.")
@click.option("--customers", type=click.IntRange(FEWEST, MOST), default=DEFAULT_CUSTOMERS, show_default=True,
              help="Customers simulated; figures are scaled to the scenario's subscribers.")  # fmt: skip
@click.option("--seed", type=int, help="Short for --set setting.seed=SEED.")
@click.option("--out", type=click.Path(path_type=Path), default=DATA / "baked", show_default="src/data/baked",
              help="Folder that gets one folder a scenario.")  # fmt: skip
@click.option("--format", "format_name", type=click.Choice(sorted(formats())), default="json", show_default=True,
              help="What is written.")  # fmt: skip
@click.option("--dashboard", "board", type=click.Path(path_type=Path), metavar="DIR",
              help="Write just the dashboard's six files, flat, into this folder; other files in it stay.")  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that share the work."
)
@click.option("--block-size", type=click.IntRange(1_000, 1_000_000), default=BLOCK, show_default=True,
              help="Customers a block; changes speed and memory, never a byte.")  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; compare with what lies on disk.")
@click.option("--solve", "unknown", metavar="PATH", help="Write nothing; find the value of this parameter ...")
@click.option("--for", "goal", metavar="FIGURE=TARGET",
              help="... at which a headline figure is so, e.g. --solve offer.uplift --for roi=0.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--verbose", is_flag=True, help="Print each file and the seconds.")
@click.version_option(__version__)
def main(  # noqa: PLR0913, PLR0917  (one argument a flag)
    scenarios: tuple[str, ...],
    listing: bool,
    everything: bool,
    settings: tuple[str, ...],
    customers: int,
    seed: int | None,
    out: Path,
    format_name: str,
    board: Path | None,
    workers: int,
    block_size: int,
    check: bool,
    unknown: str | None,
    goal: str | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Bake what is asked for; return the exit code."""
    if listing:
        show_presets()
        return 0
    changes = assignments(settings) | ({} if seed is None else assignments([f"setting.seed={seed}"]))
    words = list(dict.fromkeys((*(preset_names() if everything else ()), *scenarios)))
    if not words:
        raise UsageError("Name a preset or a scenario file, or give --all. --list shows the presets.")
    found, different = jobs(words, changes), False
    if unknown is not None or goal is not None:
        told = click.get_current_context().get_parameter_source("customers") is not ParameterSource.DEFAULT
        seek(found, unknown, goal, customers if told else SEEK_CUSTOMERS, quiet)
        return 0
    if board is not None and len(found) > 1:
        raise UsageError("--dashboard writes one scenario's files; name one preset or file.")
    most = getattr(formats()[format_name], "MOST_ROWS", MOST)
    if any(min(customers, scenario.setting.subscribers) > most for _, _, scenario in found):
        raise UsageError(f"A {format_name} file holds at most {most:,} customers; give --customers {most}.")
    learns = board is not None or format_name == "json"
    with processes(workers) as run:
        for name, story, scenario in found:
            began = time.perf_counter()
            length = steps(scenario, customers, block_size, more_passes=int(learns)) + learns * len(MODELS)
            with progress(f"{name:22s}", length, quiet) as step:
                done = bake(name, story, scenario, customers, counted(run, step), block_size)
                target, files, warnings = bundle(done, format_name, out) if board is None else drop_in(done, board)
            if check:
                problems = compare(target, files, beside_others=board is not None)
                different |= bool(problems)
            else:
                on_file = (lambda file: click.echo(f"  {file}")) if verbose else (lambda file: None)
                publish(target, files, on_file, beside_others=board is not None)
            for warning in warnings * (not quiet):
                click.echo(f"Warning: {done.name}: {warning}", err=True)
            if not quiet:
                size = sum(map(len, files.values())) / 1024
                took = f", {time.perf_counter() - began:.1f} s" if verbose else ""
                verdict = ("differs" if problems else "is as baked") if check else "written"
                simulated = f"{done.outcome.customers:,} customers"
                click.echo(f"{target} {verdict}: {len(files)} files, {size:,.0f} KB, {simulated}{took}")
    return DIFFERENT if different else 0


def _terminate(*_: object) -> NoReturn:
    raise SystemExit(TERMINATED)


def run_script() -> int:
    """Run the script and turn every mistake into a sentence and an exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _terminate)
    return exit_code(main, GOODBYE)


if __name__ == "__main__":
    sys.exit(run_script())
