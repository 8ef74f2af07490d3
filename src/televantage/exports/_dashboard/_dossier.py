"""What every file of the dashboard is written from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from televantage import __version__
from televantage.exports._dashboard._record import Provenance
from televantage.learning.evidence import Evidence
from televantage.learning.models import versions
from televantage.learning.segments import segments
from televantage.simulation.offer import is_offered


@dataclass(frozen=True)
class Dossier:
    """A scenario's evidence, with its segments found once."""

    evidence: Evidence

    @cached_property
    def segments(self) -> pd.DataFrame:
        """The segments, in whole customers and cents."""
        return segments(self.evidence)

    @property
    def makes_offer(self) -> bool:
        """Whether the scenario makes an offer; where not, its offer is proposed to those whom the winner targets."""
        return is_offered(self.evidence.outcome.scenario)

    @cached_property
    def provenance(self) -> Provenance:
        """Where the figures come from."""
        outcome, setting = self.evidence.outcome, self.evidence.scenario.setting
        return Provenance(
            scenario_hash=outcome.scenario.hash,
            evidence_hash=self.evidence.identity.hash,
            seed=setting.seed,
            as_of=setting.as_of,
            subscribers=setting.subscribers,
            customers_simulated=outcome.customers,
            trained_on=self.evidence.contest.trained_on,
            judged_on=self.evidence.contest.judged_on,
            currency=setting.currency,
            package_version=__version__,
            libraries=versions(),
        )


def per(part: float, whole: float) -> float:
    """Return part / whole, and 0 where the whole is 0: the reader knows no null."""
    return part / whole if whole else 0.0


def interval(name: str, value: float, error: float) -> dict[str, float]:
    """Return the ends of an interval around a figure, by their fields."""
    return {f"{name}_low": value - error, f"{name}_high": value + error}
