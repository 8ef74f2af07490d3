"""Signal or luck: could an operator of some size tell the campaign's effect from chance?

With a holdout, those offered it are compared with it; without one, with a perfect forecast of their churn, which is the
best that can be hoped for.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from televantage.measures._campaign import has_offer, kinds, nothing
from televantage.measures._table import Outcome, key
from televantage.measures.four_kinds import offered
from televantage.simulation.cube import KINDS
from televantage.units import CUSTOMERS, RATIO, SHARE

GRAIN = "one row per size of the base, the scenario's own last; no rows without an offer"
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
SIGNAL, LUCK = 2.8, 1.96
COLUMNS = {
    "subscribers": key("Size of the base.", CUSTOMERS),
    "offered": key("Customers offered it.", CUSTOMERS),
    "compared_with": key("holdout, or forecast where there is none."),
    "holdout": key("Customers selected and held out.", CUSTOMERS),
    "effect": key("True effect on the probability to be there at the outcome month, among those offered it.", SHARE),
    "standard_error": key("Standard error of what is observed.", SHARE),
    "times_error": key("Effect in standard errors.", RATIO),
    "verdict": key(
        "signal: at least 2.8 standard errors, seen by four in five tests; luck: less than 1.96; uncertain: between."
    ),
}


def measure(outcome: Outcome) -> pd.DataFrame:
    """Return the verdict by size of the base."""
    if not has_offer(outcome):
        return nothing(COLUMNS)
    people = dict(zip(KINDS, kinds(outcome)[0, :, 0], strict=True))
    everybody = max(sum(people.values()), 1e-9)
    stay = {
        "with": (people["sure thing"] + people["persuadable"]) / everybody,
        "without": (people["sure thing"] + people["sleeping dog"]) / everybody,
    }
    subscribers, share = outcome.scenario.setting.subscribers, outcome.scenario.offer.holdout
    size = np.array([*(n for n in SIZES if n < subscribers), subscribers])
    number = offered(outcome) * size / subscribers
    held = number * share / (1.0 - share)
    noise = {name: p * (1 - p) for name, p in stay.items()}
    variance = noise["with"] / np.maximum(number, 1e-9) + (noise["without"] / np.maximum(held, 1e-9) if share else 0.0)
    effect, error = stay["with"] - stay["without"], np.sqrt(variance)
    times = np.abs(effect) / np.maximum(error, 1e-12)
    return pd.DataFrame(
        {
            "subscribers": size,
            "offered": number,
            "compared_with": "holdout" if share else "forecast",
            "holdout": held,
            "effect": effect,
            "standard_error": error,
            "times_error": times,
            "verdict": np.where(times >= SIGNAL, "signal", np.where(times < LUCK, "luck", "uncertain")),
        }
    )
