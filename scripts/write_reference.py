"""Write what is generated from the declarations: the tables in the docs and the JSON Schema.

python scripts/write_reference.py           write them
python scripts/write_reference.py --check   say which are out of date; exit code 3 if any
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from televantage.interfaces import (
    bundle_schemas,
    check_table,
    dashboard_table,
    demo_schema,
    dictionary_table,
    measure_table,
    parameter_table,
    preset_schema,
)
from televantage.scenario import DATA, canonical

DOCS = DATA.parents[1] / "docs" / "data_generation.md"


def with_generated_parts(text: str) -> str:
    """Return a document with what stands between its ``<!-- name -->`` and ``<!-- /name -->`` marks made anew."""
    parts = {
        "parameters": parameter_table(),
        "measures": measure_table(),
        "dashboard": dashboard_table(),
        "dictionary": dictionary_table(),
        "checks": check_table(),
    }
    for name, part in parts.items():
        pattern = rf"<!-- {name} -->\n.*?<!-- /{name} -->"
        whole = f"<!-- {name} -->\n\n{part}\n\n<!-- /{name} -->".replace("\\", r"\\")
        text, found = re.subn(pattern, whole, text, flags=re.DOTALL)
        if not found:
            raise click.ClickException(f"{DOCS} has no place for {name}: <!-- {name} --> ... <!-- /{name} -->")
    return text


def generated() -> dict[Path, bytes]:
    """Return the bytes of every generated file."""
    schemas = bundle_schemas() | {"demo": demo_schema(), "preset": preset_schema()}
    return {DOCS: with_generated_parts(DOCS.read_text("utf-8")).encode("utf-8")} | {
        DATA / "schema" / f"{name}.schema.json": canonical(schema) for name, schema in schemas.items()
    }


@click.command(help=__doc__)
@click.option("--check", is_flag=True, help="Write nothing; say what is out of date.")
def main(check: bool) -> None:
    """Write the files, or compare them."""
    stale = [path for path, raw in generated().items() if not path.exists() or path.read_bytes() != raw]
    for path in stale:
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(generated()[path])
        click.echo(f"{path} {'is out of date; run scripts/write_reference.py' if check else 'written'}")
    sys.exit(3 if check and stale else 0)


if __name__ == "__main__":
    main()
