"""Several scenarios in one table, for charts that lay them over one another."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def side_by_side(names: Sequence[str], tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of the scenarios' own worlds from a measure's tables, with whose they are as ``name``."""
    own = [table[table["world"] == "scenario"].assign(name=name) for name, table in zip(names, tables, strict=True)]
    return pd.concat(own, ignore_index=True)
