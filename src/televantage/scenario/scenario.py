"""A scenario: every number that a simulation depends on, validated, frozen, flat or nested."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from televantage.scenario.churn import Churn
from televantage.scenario.competitor import Competitor
from televantage.scenario.conversion import Conversion
from televantage.scenario.economics import Economics
from televantage.scenario.errors import MOST_PROBLEMS, ScenarioError, shown, suggestion
from televantage.scenario.learning import Learning
from televantage.scenario.log import Log
from televantage.scenario.offer import Offer
from televantage.scenario.onboarding import Onboarding
from televantage.scenario.parameter import Parameter, Rung, Section, declared
from televantage.scenario.population import Population
from televantage.scenario.price import Price
from televantage.scenario.reading import canonical
from televantage.scenario.setting import Setting
from televantage.scenario.shock import Shock
from televantage.scenario.solving import Measure, Solution, numeric_parameter, solve

RUNGS: tuple[Rung, ...] = ("market", "programmes", "offer")


class Scenario(BaseModel):
    """All inputs of a simulation; equal scenarios give equal bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    setting: Setting = Setting()
    population: Population = Population()
    churn: Churn = Churn()
    price: Price = Price()
    competitor: Competitor = Competitor()
    shock: Shock = Shock()
    conversion: Conversion = Conversion()
    onboarding: Onboarding = Onboarding()
    offer: Offer = Offer()
    log: Log = Log()
    economics: Economics = Economics()
    learning: Learning = Learning()

    def flat(self) -> dict[str, Any]:
        """Return every parameter as ``{path: value}``, in the order of declaration."""
        return {
            f"{name}.{key}": value + 0.0 if isinstance(value, float) else value  # −0.0 becomes 0.0
            for name in sections()
            for key, value in getattr(self, name).model_dump().items()
        }

    def override(self, changes: Mapping[str, Any]) -> Scenario:
        """Return this scenario with some parameters changed.

        Parameters
        ----------
        changes
            ``{path: value}``, e.g. ``{"price.change": 0.1}``.

        Raises
        ------
        ScenarioError
            If a path does not exist or a value is not allowed; it names all of them.
        """
        known = parameters()

        def hint(place: int, path: str) -> str:
            return suggestion(path, list(known)) if place < MOST_PROBLEMS else ""

        unknown = [str(path) for path in changes if path not in known]
        problems = [f"There is no parameter {shown(path)}.{hint(i, path)}" for i, path in enumerate(unknown)]
        nested: dict[str, dict[str, Any]] = {name: {} for name in sections()}
        for path, value in {**self.flat(), **{p: v for p, v in changes.items() if p in known}}.items():
            section, key = path.split(".")
            nested[section][key] = value
        try:
            result = Scenario.model_validate(nested)
        except ValidationError as error:
            wrong = dict.fromkeys(".".join(str(part) for part in e["loc"][:2]) for e in error.errors())
            problems += [f"{p} is {shown(changes.get(p))}, but must be {known[p].allowed}." for p in wrong]
        if problems:
            raise ScenarioError(problems)
        return result

    def neutral(self, rungs: Iterable[Rung] = RUNGS) -> Scenario:
        """Return this scenario with the levers of some rungs (all, if not told) at their neutral defaults."""
        lever_sections = {name: model() for name, model in sections().items() if model.rung in tuple(rungs)}
        return self.model_copy(update=lever_sections)

    def changes_from(self, other: Scenario) -> dict[str, Any]:
        """Return the parameters, by path, in which this scenario differs from another."""
        theirs = other.flat()
        return {path: value for path, value in self.flat().items() if value != theirs[path]}

    def solve(self, path: str, measure: Measure, target: float) -> Solution:
        """Return the value of a parameter at which a figure is as wanted: goal seek.

        Parameters
        ----------
        path
            The parameter to solve for, e.g. ``"offer.uplift"``.
        measure
            From a scenario to the figure, e.g. ``headline_figure("roi")`` of the measures.
        target
            What the figure shall be.

        Raises
        ------
        UsageError
            If the parameter is no number, or no value within its bounds reaches the target.
        """
        return solve(self, numeric_parameter(parameters(), path), measure, target)

    @property
    def hash(self) -> str:
        """The SHA-256 of the scenario's canonical JSON, in hex."""
        return hashlib.sha256(canonical(self.flat())).hexdigest()


@cache
def sections() -> dict[str, type[Section]]:
    """Return the section models by name, in order."""
    found = {}
    for name, field in Scenario.model_fields.items():
        assert isinstance(field.annotation, type) and issubclass(field.annotation, Section)
        found[name] = field.annotation
    return found


@cache
def parameters() -> dict[str, Parameter]:
    """Return every declared parameter by path, in order."""
    return {p.path: p for name, model in sections().items() for p in declared(name, model)}
