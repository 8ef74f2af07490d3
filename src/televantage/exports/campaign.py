"""The campaign, customer by customer: the log that analysts get, and the answer key in another file.

Nothing that learns should see ``answer_key.csv``; ``scripts/grade.py`` reads neither, only the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from televantage.exports._bake import Bake
from televantage.exports._manifest import SCENARIO, resolved, with_manifest
from televantage.scenario import UsageError, canonical
from televantage.simulation import BLOCK
from televantage.simulation.campaign_rows import KEY_COLUMNS, LOG_COLUMNS, key_rows, log_rows
from televantage.simulation.grading import oracle_plan
from televantage.simulation.offer import is_offered
from televantage.units import Column

FORMAT = "campaign"
LOG, KEY = "observed_log.csv", "answer_key.csv"
MOST_ROWS = 1_000_000


def as_csv(table: pd.DataFrame, columns: Mapping[str, Column]) -> bytes:
    """Return a table as CSV, each number with the decimals of its unit."""
    written = pd.DataFrame(index=table.index)
    for name, column in columns.items():
        values = table[name]
        if column.unit.decimals and values.dtype.kind == "f":
            values = [f"{v + 0.0:.{column.unit.decimals}f}" for v in np.round(values, column.unit.decimals)]
        written[name] = values
    return written.to_csv(index=False, lineterminator="\n").encode("utf-8")


def files(bake: Bake) -> dict[str, bytes]:
    """Return the log, the key, the scenario and the manifest by file name.

    Raises
    ------
    UsageError
        If the scenario makes no offer, or more customers are simulated than such a file should hold.
    """
    prepared, count = bake.outcome.cube.prepared, bake.outcome.customers
    if not is_offered(prepared.scenario):
        raise UsageError(f"{bake.name} makes no offer, so there is no campaign to log; set offer.policy.")
    if count > MOST_ROWS:
        raise UsageError(f"A {FORMAT} file holds at most {MOST_ROWS:,} customers; give --customers {MOST_ROWS}.")
    oracle = oracle_plan(prepared, count)
    spans = [(start, min(BLOCK, count - start)) for start in range(0, count, BLOCK)]
    log = pd.concat([log_rows(prepared, *span) for span in spans], ignore_index=True)
    key = pd.concat([key_rows(prepared, oracle, *span) for span in spans], ignore_index=True)
    key["oracle_place"] = key["oracle_place"].rank(method="first", ascending=False).astype("Int64")
    written = {SCENARIO: canonical(resolved(bake)), LOG: as_csv(log, LOG_COLUMNS), KEY: as_csv(key, KEY_COLUMNS)}
    return with_manifest(bake, written, {LOG: len(log), KEY: len(key)})
