"""Write docs/data_documentation.md: what is declared from the program, what is measured from a warehouse.

\b
    python scripts/document_warehouse.py --db warehouse.duckdb   everything, measured in this warehouse
    python scripts/document_warehouse.py                         what is declared; measured figures stay
    python scripts/document_warehouse.py --check                 exit code 3 if what is declared is out of date
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from televantage.interfaces import exit_code
from televantage.scenario import PlaceError
from televantage.warehouse.document import declared, filled, measured
from televantage.warehouse.homes import open_home

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENT = DOCS / "data_documentation.md"
OUT_OF_DATE = 3


def documented(db: str | None) -> str:
    """Return the document made anew; what is measured stays as it is without a warehouse."""
    text = filled(DOCUMENT.read_text("utf-8"), declared(DOCS / "examples"))
    if db is None:
        return text
    home = open_home(db, read_only=True)
    try:
        return filled(text, measured(home))
    finally:
        home.close()


@click.command(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--db", metavar="FILE | postgresql://...", help="The warehouse to measure.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=DOCUMENT,
              show_default="docs/data_documentation.md", help="Where to write it.")  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; say whether it is out of date.")
def main(db: str | None, out: Path, check: bool) -> int:
    """Write the document, or check it."""
    text = documented(db)
    if check:
        if text == DOCUMENT.read_text("utf-8"):
            return 0
        click.echo(f"{DOCUMENT} is out of date; run python scripts/document_warehouse.py", err=True)
        return OUT_OF_DATE
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise PlaceError(f"{out} could not be written: {error.strerror}.") from None
    click.echo(f"{out} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main, "Interrupted; nothing was written."))
