"""What ships."""

from __future__ import annotations

import json
from functools import cache

import pandas as pd

from televantage.scenario import DATA


@cache
def baked(name: str, file: str) -> pd.DataFrame:
    """Return the rows of a file of a baked preset."""
    return pd.DataFrame(json.loads((DATA / "baked" / name / f"{file}.json").read_text("utf-8"))["rows"])
