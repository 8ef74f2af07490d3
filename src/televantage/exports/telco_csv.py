"""The IBM Telco view: the simulated customers as a CSV file that any notebook written for that sample can read.

The same 21 columns, header, order, labels, blanks and number formats; ``Churn`` is Yes where the customer leaves within
12 months of the as-of month in the scenario.
"""

from __future__ import annotations

import csv
import io

from televantage.exports._bake import Bake
from televantage.exports._manifest import SCENARIO, resolved, with_manifest
from televantage.scenario import UsageError, canonical
from televantage.simulation import BLOCK
from televantage.simulation.attributes import TELCO_COLUMNS
from televantage.simulation.telco_view import telco_rows

FORMAT = "telco-csv"
TABLE = "telco_customers.csv"
MOST_ROWS = 1_000_000


def table(bake: Bake) -> bytes:
    """Return the CSV file: a header and one row a simulated customer.

    Raises
    ------
    UsageError
        If more customers are simulated than such a file should hold.
    """
    count = bake.outcome.customers
    if count > MOST_ROWS:
        raise UsageError(f"A {FORMAT} file holds at most {MOST_ROWS:,} customers; give --customers {MOST_ROWS}.")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TELCO_COLUMNS)
    for start in range(0, count, BLOCK):
        rows = telco_rows(bake.outcome.cube.prepared, start, min(BLOCK, count - start))
        writer.writerows(zip(*rows.values(), strict=True))
    return text.getvalue().encode("utf-8")


def files(bake: Bake) -> dict[str, bytes]:
    """Return the table, the scenario and the manifest by file name."""
    written = {SCENARIO: canonical(resolved(bake)), TABLE: table(bake)}
    return with_manifest(bake, written, {TABLE: bake.outcome.customers})
