"""Tailor a scenario to a prospect: what it knows goes in, a preset file comes out.

Everything is optional; what is not told follows the calibrated base. Numbers are written as people write them: 2.3m,
€24.90, 1.8%. Churn is a month: customers lost per customer active, over 12 months. Three numbers are for
month-to-month, one year and two years; - is for what is not known. The explorer imports the file, and
generate_demo_data.py bakes it.

\b
    python scripts/tailor.py acme.json --name Acme --subscribers 4.2m --arpu 24.90 --currency EUR \\
        --contract-churn 2.1% 1.1% 0.7% --contract-share 40% 20% 40%
    python scripts/tailor.py acme.json --churn 1.3% --contract-churn 2.1% - -
    python scripts/generate_demo_data.py acme.json
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import click

from televantage.fitting.prospect import CUSTOMERS, ByContract, Prospect, tailor
from televantage.fitting.telling import table
from televantage.fitting.wishes import check
from televantage.interfaces import exit_code
from televantage.scenario import PlaceError, UsageError, checked_name
from televantage.scenario.errors import shown
from televantage.units import CURRENCIES, read_number

EXIT_CODES = """\b
Exit codes
  0  written; a wish that is out of reach is met as nearly as can be, and a note says so
  1  the machine: a folder, a disk
  2  the input: an impossible number, a name, a file that exists already"""

NOT_KNOWN = "-"
BY_CONTRACT = ("month-to-month", "one year", "two years")
Words = tuple[str, str, str] | None


def number(what: str, text: str | None, problems: list[str]) -> float | None:
    """Return the number of a flag, None where nothing is known; note what is none."""
    if text is None or text.strip() == NOT_KNOWN:
        return None
    try:
        return read_number(text)
    except ValueError:
        problems.append(f"{what} is {shown(text)}, which is no number; write 2.3m, 24.90 or 1.8%.")
        return None


def by_contract(flag: str, words: Words, problems: list[str]) -> ByContract:
    """Return the three numbers of a flag."""
    texts = words or (NOT_KNOWN,) * len(BY_CONTRACT)
    return ByContract(
        *(number(f"{flag}, {contract},", text, problems) for contract, text in zip(BY_CONTRACT, texts, strict=True))
    )


def count(what: str, text: str | None, problems: list[str]) -> int | None:
    """Return the whole number of a flag: one but for the rounding of 2.3 million; note what is none."""
    value = number(what, text, problems)
    if value is None or abs(value - round(value)) < 1e-3:
        return None if value is None else round(value)
    problems.append(f"{what} is {value:g}, but must be a whole number.")
    return None


def checked(prospect: Prospect, customers: int, problems: list[str]) -> Prospect:
    """Return the prospect, or refuse it with the problems that its flags had already."""
    try:
        check(prospect, customers)
    except UsageError as error:
        problems = [*problems, *str(error).splitlines()]
    if problems:
        raise UsageError("\n".join(problems))
    if not prospect.wanted:
        raise UsageError("Nothing is told; give --subscribers, --arpu, --churn, --contract-churn or --contract-share.")
    return prospect


def checked_place(path: Path, force: bool) -> Path:
    """Return where the preset goes, or refuse it."""
    checked_name(path.stem)
    if path.suffix != ".json":
        raise UsageError(f"{path} must end in .json, so that it can be baked.")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; choose another name.")
    if path.exists() and not force:
        raise UsageError(f"{path} exists already; choose another name, or give --force.")
    return path


def write(path: Path, raw: bytes) -> None:
    """Write a file beside its place, then rename it: a failure leaves what lay there."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(raw)
        partial.replace(path)
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise PlaceError(f"{path} could not be written: {what}. What lay there is unchanged.") from None
    finally:
        with suppress(OSError):
            partial.unlink()


@click.command(
    help=__doc__, epilog=EXIT_CODES, context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]}
)
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE.json")
@click.option("--name", default="", help="Title of the preset, e.g. the prospect's name.")
@click.option("--subscribers", help="Subscribers, e.g. 4.2m.")
@click.option("--arpu", help="Average monthly bill, e.g. 24.90.")
@click.option("--currency", default="USD", show_default=True, help=f"One of {', '.join(CURRENCIES)}.")
@click.option("--churn", help="Monthly churn of the whole base, e.g. 1.3%.")
@click.option("--contract-churn", nargs=3, metavar="MONTH-TO-MONTH ONE-YEAR TWO-YEARS",
              help="Monthly churn of each contract, e.g. 2.1% 1.1% 0.7%.")  # fmt: skip
@click.option("--contract-share", nargs=3, metavar="MONTH-TO-MONTH ONE-YEAR TWO-YEARS",
              help="Share of the base with each contract, e.g. 40% 20% 40%.")  # fmt: skip
@click.option("--customers", type=int, default=CUSTOMERS, show_default=True, help="Customers that it is fitted on.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors and notes.")
def main(  # noqa: PLR0913, PLR0917  (one argument a flag)
    target: Path,
    name: str,
    subscribers: str | None,
    arpu: str | None,
    currency: str,
    churn: str | None,
    contract_churn: Words,
    contract_share: Words,
    customers: int,
    force: bool,
    quiet: bool,
) -> None:
    """Write the preset."""
    place, problems = checked_place(target, force), list[str]()
    told = Prospect(
        subscribers=count("--subscribers", subscribers, problems),
        arpu=number("--arpu", arpu, problems),
        currency=currency,
        churn=number("--churn", churn, problems),
        contract_churn=by_contract("--contract-churn", contract_churn, problems),
        contract_share=by_contract("--contract-share", contract_share, problems),
        name=name,
    )
    found = tailor(checked(told, customers, problems), customers)
    write(place, found.preset.to_json())
    for note in found.notes:
        click.echo(f"Note: {note}", err=True)
    if not quiet:
        click.echo("\n".join(table(found.fit, currency)))
        click.echo(f"{place} written. Bake it: python scripts/generate_demo_data.py {place}")


if __name__ == "__main__":
    sys.exit(exit_code(main, "Interrupted; nothing was written."))
