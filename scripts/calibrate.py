"""Fit the laws of the customer base and of churn to a table in the 21-column schema of the IBM Telco sample.

What it writes is numbers only: smoothed laws with three decimals, a price list, noise levels, and standard errors. No
row of the table can be read back. It also writes a preset that uses them, so that a bake looks like these customers.

    python scripts/calibrate.py customers.csv --name mine --source "Our customers, October 2026" --date 2026-11-01
    python scripts/generate_demo_data.py mine.json
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from televantage.fitting import calibration_of, read_telco
from televantage.interfaces import exit_code
from televantage.quality import values
from televantage.scenario import (
    DATA,
    PlaceError,
    Preset,
    Scenario,
    ScenarioError,
    UsageError,
    canonical,
    checked_name,
    read,
)
from televantage.simulation.calibration import Calibration

SHIPPED = "ibm_telco"
WELL_EXPLAINED = 0.95


def preset_for(name: str, fitted: Calibration) -> Preset:
    """Return a preset that uses a calibration as it was fitted."""
    return Preset(
        title=f"Business as usual, {name}",
        story=f"The customer base and churn of the calibration {name}, with nothing changed.",
        extends=None,
        changes={"population.calibration": name, **fitted.as_fitted},
    )


def with_targets(path: Path, source: str, found: dict[str, dict[str, float]]) -> bytes:
    """Return the targets file with the statistics of the rows; what is published beside them stays."""
    published = (read(path) if path.exists() else {}).get("published", {"source": "nothing is published", "values": {}})
    rounded = {check: {name: round(v, 4) for name, v in by_name.items()} for check, by_name in found.items()}
    return canonical({"published": published, "sample": {"source": source, "values": rounded}})


def usable(name: str, fitted: Calibration) -> Preset:
    """Return the preset of a calibration, or refuse one that no scenario can hold."""
    try:
        Scenario().override(fitted.as_fitted)
    except ScenarioError as error:
        raise UsageError(
            "These customers lie outside of what a scenario can hold, so nothing was written. "
            + " ".join(problem.replace(" is ", " would be ", 1) for problem in error.problems)
        ) from None
    return preset_for(name, fitted)


def write_all(files: dict[Path, bytes]) -> None:
    """Write files beside their places, then rename them: a place that cannot be written leaves all as they were."""
    partial = {path: path.with_name(f".{path.name}.partial") for path in files}
    try:
        for path, raw in files.items():
            partial[path].write_bytes(raw)
        for path in files:
            partial[path].replace(path)
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise PlaceError(f"{path} could not be written: {what}. What lay there is unchanged.") from None
    finally:
        for left in partial.values():
            with suppress(OSError):
                left.unlink()


@click.command(help=__doc__)
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--name", default=SHIPPED, show_default=True, help="Name of the calibration file.")
@click.option("--source", required=True, help="Where the rows are from, in a few words.")
@click.option("--date", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day of the rows or of the fit.")
@click.option("--replace", is_flag=True, help="Overwrite a calibration of that name, its targets and its preset.")
@click.option("--preset", type=click.Path(path_type=Path), help="Where the preset goes; NAME.json here if not told.")
def main(table: Path, name: str, source: str, date: datetime, replace: bool, preset: Path | None) -> None:
    """Write ``src/data/calibration/<name>.json`` and a preset that uses it."""
    target = DATA / "calibration" / f"{checked_name(name)}.json"
    targets, place = DATA / "targets" / target.name, preset or Path(f"{name}.json")
    for path in (target, *([place] if name != SHIPPED else [])):
        if path.is_dir():
            raise UsageError(f"{path} is a folder; choose another --name or --preset.")
        if path.exists() and not replace:
            raise UsageError(f"{path} exists already; choose another --name, or give --replace.")
    rows = read_telco(table)
    try:
        fitted = calibration_of(rows, source, f"{date:%Y-%m-%d}")
    except ModuleNotFoundError as error:
        raise UsageError(f"Fitting needs {error.name}; install it with: pip install -e .[fit]") from None
    story = usable(name, fitted)
    files = {
        target: canonical(fitted.model_dump(mode="json")),
        targets: with_targets(targets, source, values(rows)),
    }
    if name != SHIPPED:
        files[place] = story.to_json()
    write_all(files)
    click.echo(f"{target}: fitted to {rows.count:,} customers.")
    if fitted.prices.explained < WELL_EXPLAINED:
        click.echo(
            f"Note: the price list explains {fitted.prices.explained:.0%} of the differences between bills. Simulated "
            "bills will be noisier around it than real ones; discounts and older tariffs are the usual reason."
        )
    if name != SHIPPED:
        click.echo(f"{place}: a preset that uses it. Try: python scripts/generate_demo_data.py {place}")


if __name__ == "__main__":
    sys.exit(exit_code(main, "Interrupted; nothing was written."))
