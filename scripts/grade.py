"""Grade a list of customers: what would the offer earn if it went to them?

The list may come from any model, anywhere: a CSV file with a column customer_id, best customers first. It is judged by
the true expected profit of each customer on it, in money, and beside what the oracle and a draw by lot would earn.
BAKED is the folder of a bake, or the name of a preset that ships.

\b
    python scripts/generate_demo_data.py uplift_targeting --format campaign --customers 100000 --out demo
    python scripts/grade.py my_list.csv demo/uplift_targeting-campaign
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt

from televantage.exports import baked_scenario
from televantage.interfaces import exit_code
from televantage.interfaces.id_list import read_ids
from televantage.scenario import DATA, Scenario, UsageError, checked_name
from televantage.simulation.cube import KINDS
from televantage.simulation.grading import Grade, grade, spend_in_order
from televantage.simulation.observed import customer_id
from televantage.simulation.offer import is_offered, tiers
from televantage.simulation.prepare import effective
from televantage.units import CUSTOMERS, MONEY, SHARE, in_currency

EXAMPLES = """\b
Exit codes
  0  graded
  1  the machine: a file that cannot be read
  2  the input: unknown, duplicate or too many customers, a scenario without an offer"""


def folder_of(word: str) -> Path:
    """Return the folder of a bake: a path, or the name of a preset that ships."""
    path = Path(word)
    return path if path.exists() or "/" in word or "\\" in word else DATA / "baked" / checked_name(word)


def check_size(scenario: Scenario, customers: int, numbers: npt.NDArray[np.int64], source: str) -> None:
    """Refuse a list that the scenario's reach or budget does not allow, naming the first customer too many."""
    offer = scenario.offer
    most = round(min(offer.reach * tiers(offer), 1.0) * customers)
    if len(numbers) > most:
        raise UsageError(
            f"{source} names {len(numbers):,} customers, but a reach of {offer.reach:.1%} allows {most:,} of "
            f"{customers:,}; the first too many is {customer_id(int(numbers[most]))}."
        )
    budget = offer.budget * customers / scenario.setting.subscribers
    cost = spend_in_order(scenario, customers, numbers)
    if cost[-1] > budget:
        first = int(np.searchsorted(cost, budget, side="right"))
        share = budget / cost[-1]
        raise UsageError(
            f"{source} costs more than the budget, which is enough for the first {first:,} of its {len(numbers):,} "
            f"customers ({share:.0%} of the cost); the first too many is {customer_id(int(numbers[first]))}."
        )


def report(found: Grade, scenario: Scenario) -> dict[str, Any]:
    """Return the grade in money of the scenario's subscribers."""
    scale = scenario.setting.subscribers / found.customers
    mean, half = found.by_lot
    return {
        "currency": scenario.setting.currency,
        "customers_listed": found.listed,
        "customers_simulated": found.customers,
        "subscribers": scenario.setting.subscribers,
        "saved": found.saved * scale,
        "spend": found.spend * scale,
        "wasted": found.wasted * scale,
        "harmed": found.harmed * scale,
        "profit": found.profit * scale,
        "oracle_profit": found.oracle * scale,
        "oracle_customers": found.oracle_size,
        "share_of_oracle": found.profit / found.oracle if found.oracle > 0 else None,
        "random_profit": mean * scale,
        "random_low": (mean - half) * scale,
        "random_high": (mean + half) * scale,
        "kinds": {kind: dict(zip(("customers", "margin", "discount", "contact"), (row * scale).tolist(), strict=True))
                  for kind, row in zip(KINDS, found.kinds, strict=True)},
    }  # fmt: skip


def sentences(answer: dict[str, Any]) -> list[str]:
    """Return the grade for a person."""

    def money(value: float) -> str:
        return in_currency(MONEY.show(value), answer["currency"])

    share = answer["share_of_oracle"]
    of_oracle = (
        "the oracle would offer it to nobody" if share is None else f"{SHARE.show(share)} of the oracle's profit"
    )
    lines = [
        f"{answer['customers_listed']:,} of {answer['customers_simulated']:,} simulated customers, scaled to "
        f"{CUSTOMERS.show(answer['subscribers'])} subscribers; expected values, present value",
        f"  saved     {money(answer['saved']):>12s}   margin that the offer brings",
        f"  wasted    {money(answer['wasted']):>12s}   spent without changing anything",
        f"  harmed    {money(answer['harmed']):>12s}   margin lost with sleeping dogs",
        f"  spend     {money(answer['spend']):>12s}   discounts and contacts, the wasted part included",
        f"  profit    {money(answer['profit']):>12s}   saved − harmed − spend: {of_oracle}",
        f"  oracle    {money(answer['oracle_profit']):>12s}   with {answer['oracle_customers']:,} customers",
        f"  by lot    {money(answer['random_profit']):>12s}   as many drawn at random: "
        f"95 % between {money(answer['random_low'])} and {money(answer['random_high'])}",
        "",
        f"  {'kind':14s}{'customers':>11s}{'margin':>12s}{'discount':>12s}{'contact':>12s}",
    ]
    for kind, row in answer["kinds"].items():
        amounts = "".join(f"{money(row[name]):>12s}" for name in ("margin", "discount", "contact"))
        lines.append(f"  {kind:14s}{CUSTOMERS.show(round(row['customers'])):>11s}{amounts}")
    return lines


@click.command(
    help=__doc__,
    epilog=EXAMPLES,
    context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]},
)
@click.argument("customers", type=click.Path(path_type=Path), metavar="LIST.csv")
@click.argument("baked", metavar="BAKED")
@click.option("--json", "as_json", is_flag=True, help="Print the grade as JSON.")
def main(customers: Path, baked: str, as_json: bool) -> int:
    """Grade the list."""
    scenario, simulated = baked_scenario(folder_of(baked))
    scenario = effective(scenario)
    if not is_offered(scenario):
        raise UsageError(f"{baked} makes no offer, so there is nothing to grade.")
    numbers = read_ids(customers, simulated)
    check_size(scenario, simulated, numbers, str(customers))
    answer = report(grade(scenario, simulated, numbers), scenario)
    click.echo(json.dumps(answer, indent=2) if as_json else "\n".join(sentences(answer)))
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main, "Interrupted. Nothing was written."))
