"""Draw pools of names and cities from Faker once and freeze them as data.

Faker changes its draws between releases; a frozen pool never does. Run it only to add or renew a locale.

    python scripts/freeze_names.py en_US
"""

from __future__ import annotations

from collections.abc import Callable

import click
import faker

from televantage.scenario import DATA, canonical

SIZES = {"first_female": 300, "first_male": 300, "last": 600, "city": 400}


def distinct(draw: Callable[[], str], count: int) -> list[str]:
    """Return that many different plain texts, sorted."""
    found: set[str] = set()
    for _ in range(100 * count):
        text = draw()
        if text.replace(" ", "").replace("-", "").replace("'", "").isalpha():
            found.add(text)
        if len(found) == count:
            break
    return sorted(found)


@click.command(help=__doc__)
@click.argument("locale", default="en_US")
def main(locale: str) -> None:
    """Write ``src/data/names/<locale>.json``."""
    source = faker.Faker(locale)
    source.seed_instance(20260101)
    draws = {
        "first_female": source.first_name_female,
        "first_male": source.first_name_male,
        "last": source.last_name,
        "city": source.city,
    }
    pools = {name: distinct(draw, SIZES[name]) for name, draw in draws.items()}
    target = DATA / "names" / f"{locale}.json"
    target.write_bytes(canonical({"source": f"Faker {faker.VERSION}, locale {locale}", **pools}))
    click.echo(f"{target}: " + ", ".join(f"{len(pool)} {name}" for name, pool in pools.items()))


if __name__ == "__main__":
    main()
