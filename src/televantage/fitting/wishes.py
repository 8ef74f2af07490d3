"""What a prospect knows about its own customers, checked, and how near a scenario comes to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pydantic import ValidationError

from televantage.scenario import Preset, UsageError, parameters
from televantage.scenario.errors import shown, suggestion
from televantage.scenario.presets import ALLOWED
from televantage.units import CHURN_RATE, CURRENCIES, CUSTOMERS, MONEY_EACH, SHARE, Unit

FEWEST, MOST = 1_000, 1_000_000
"""Customers on whom a scenario can be fitted."""
COARSE = 200_000
"""With fewer subscribers, rounding to whole customers can be seen in the churn of a contract."""
LARGEST = 1e300
ROUNDING = 0.005
"""Three shares may be that far from 1 in all: they were rounded."""
IMPLIED = 0.05
"""Where the churn and the share of each contract are told too, the churn of the base may be that far off, relatively:
it weighs the contracts with the customers still there, month by month, and not with their shares today."""


class ByContract(NamedTuple):
    """A number for each contract, None where it is not known."""

    month_to_month: float | None = None
    one_year: float | None = None
    two_years: float | None = None


@dataclass(frozen=True)
class Prospect:
    """What a prospect knows; None is what it does not tell.

    ``arpu`` is the average monthly bill in ``currency``. ``churn`` is the monthly churn of the whole base,
    ``contract_churn`` that of each contract, ``contract_share`` the share of the base with it; all three are shares,
    0.021 for 2.1 %. Monthly churn is customers lost a month per customer active, over 12 months, with no lever moved.
    """

    subscribers: int | None = None
    arpu: float | None = None
    currency: str = "USD"
    churn: float | None = None
    contract_churn: ByContract = field(default_factory=ByContract)
    contract_share: ByContract = field(default_factory=ByContract)
    name: str = ""

    @property
    def shares(self) -> ByContract:
        """The shares of the contracts as they are wanted: the third follows from two, and three sum to 1."""
        told = [share for share in self.contract_share if share is not None]
        missing, whole = len(ByContract._fields) - len(told), sum(told)
        if missing > 1:
            return self.contract_share
        rest = max(1.0 - whole, 0.0) if missing else 0.0
        return ByContract(*((rest if share is None else share) / (whole + rest) for share in self.contract_share))

    @property
    def wanted(self) -> dict[str, float]:
        """What is wanted, by statistic."""
        found: dict[str, float | None] = {"subscribers": self.subscribers, "arpu": self.arpu, "churn": self.churn}
        found |= {f"churn.{name}": rate for name, rate in self.contract_churn._asdict().items()}
        found |= {f"share.{name}": share for name, share in self.shares._asdict().items()}
        return {name: float(value) for name, value in found.items() if value is not None}


@dataclass(frozen=True)
class Statistic:
    """Something that a prospect may know: label, unit, and the difference that still counts as none."""

    label: str
    unit: Unit
    tolerance: float


WORDS = dict(zip(ByContract._fields, ("month-to-month", "one year", "two years"), strict=True))
STATISTICS = {
    "subscribers": Statistic("Subscribers", CUSTOMERS, 0.0),
    "arpu": Statistic("ARPU", MONEY_EACH, 0.02),
    "churn": Statistic("Monthly churn", CHURN_RATE, 1e-4),
    **{f"churn.{name}": Statistic(f"Monthly churn ({word})", CHURN_RATE, 1e-4) for name, word in WORDS.items()},
    **{f"share.{name}": Statistic(f"Share ({word})", SHARE, 1e-3) for name, word in WORDS.items()},
}
"""By name, in the order of the fit."""


@dataclass(frozen=True)
class Fit:
    """A row of the fit: a statistic as it was wanted, and as the scenario has it.

    ``difference`` is got minus wanted; both are None where nothing was told. ``verdict`` is *reached* where the
    difference is within the tolerance.
    """

    statistic: str
    label: str
    wanted: float | None
    got: float
    difference: float | None
    tolerance: float
    unit: Unit
    verdict: Literal["reached", "closest", "not told"]


def tolerance_of(name: str, wanted: dict[str, float]) -> float:
    """Return the difference that still counts as none; it is wider for a churn that all the others make."""
    implied = name == "churn" and sum(other.startswith(("churn.", "share.")) for other in wanted) == 2 * len(WORDS)
    return max(STATISTICS[name].tolerance, IMPLIED * wanted[name] if implied else 0.0)


def judged(wanted: dict[str, float], got: dict[str, float]) -> tuple[Fit, ...]:
    """Return the fit: a row for each statistic, wanted or not."""
    rows = []
    for name, statistic in STATISTICS.items():
        goal, value = wanted.get(name), got[name]
        tolerance = statistic.tolerance if goal is None else tolerance_of(name, wanted)
        difference = None if goal is None else value - goal
        verdict: Literal["reached", "closest", "not told"] = "not told"
        if difference is not None:
            verdict = "reached" if abs(difference) <= tolerance * (1 + 1e-9) else "closest"
        rows.append(Fit(name, statistic.label, goal, value, difference, tolerance, statistic.unit, verdict))
    return tuple(rows)


def check(prospect: Prospect, customers: int) -> None:
    """Refuse what no operator can have; what no scenario reaches is allowed, and is met as nearly as can be.

    Raises
    ------
    UsageError
        It names every mistake, one a line.
    """
    problems = [*_wrong_size(prospect), *_wrong_rates(prospect), *_wrong_shares(prospect), *_wrong_words(prospect)]
    if not isinstance(customers, int) or not FEWEST <= customers <= MOST:
        problems.append(f"A scenario is fitted on {FEWEST:,} to {MOST:,} customers, not on {shown(customers)}.")
    if problems:
        raise UsageError("\n".join(problems))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -LARGEST < value < LARGEST


def _wrong_size(prospect: Prospect) -> list[str]:
    problems, subscribers, arpu = [], prospect.subscribers, prospect.arpu
    if subscribers is not None and (not _is_number(subscribers) or subscribers != int(subscribers) or subscribers < 1):
        problems.append(f"Subscribers are {shown(subscribers)}, but must be a whole number above 0.")
    if arpu is not None and (not _is_number(arpu) or arpu <= 0):
        problems.append(f"ARPU is {shown(arpu)}, but must be an amount above 0.")
    return problems


def _per_cent(share: float) -> str:
    return f"{share * 100:,.4g} %"


def _wrong_share(label: str, value: object) -> list[str]:
    """Return what is wrong with a number that must be a share."""
    if not _is_number(value):
        return [f"{label} is {shown(value)}, but must be a number from 0 to 1."]
    share = float(value)  # type: ignore[arg-type]
    if share < 0:
        return [f"{label} is {_per_cent(share)}, but cannot be below 0."]
    if share > 1:
        return [f"{label} is {_per_cent(share)}, which is more than everybody; 2.1 % is 0.021."]
    return []


def _told(prospect: Prospect, *fields: str) -> dict[str, float]:
    """Return what was told of some statistics by contract, by label."""
    found = {}
    for kind in fields:
        for name, value in getattr(prospect, f"contract_{kind}")._asdict().items():
            if value is not None:
                found[STATISTICS[f"{kind}.{name}"].label] = value
    return found


def _wrong_rates(prospect: Prospect) -> list[str]:
    rates = {} if prospect.churn is None else {STATISTICS["churn"].label: prospect.churn}
    rates |= _told(prospect, "churn")
    return [problem for label, rate in rates.items() for problem in _wrong_share(label, rate)]


def _wrong_shares(prospect: Prospect) -> list[str]:
    shares = _told(prospect, "share")
    problems = [problem for label, share in shares.items() for problem in _wrong_share(label, share)]
    if problems or not shares:
        return problems
    total = sum(shares.values())
    if len(shares) == len(WORDS) and abs(total - 1) > ROUNDING + 1e-9:
        return [f"The shares of the three contracts sum to {_per_cent(total)}, but must sum to 100 %."]
    if total > 1 + ROUNDING:
        return [f"The shares of the contracts sum to {_per_cent(total)}, but cannot be more than 100 %."]
    return []


def _wrong_words(prospect: Prospect) -> list[str]:
    problems = []
    if prospect.currency not in CURRENCIES:
        known = parameters()["setting.currency"].choices
        hint = suggestion(str(prospect.currency).upper(), known)
        problems.append(f"There is no currency {shown(prospect.currency)}.{hint} Allowed are {', '.join(known)}.")
    try:
        Preset(title=prospect.name or "nobody")
    except ValidationError:
        problems.append(f"The name is {shown(prospect.name)}, but must be {ALLOWED['title']}.")
    return problems
