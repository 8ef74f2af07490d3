"""What the dashboard's files are made of: records whose fields say what they are, in which unit, and how written.

A field is declared once: its type gives unit, decimals and bounds, the sentence below it the definition. Validation,
JSON Schema, and the definitions and units inside each file are read from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from televantage.units import CUSTOMERS, MONEY, MONEY_EACH, MULTIPLE, SHARE, Unit


@dataclass(frozen=True)
class Written:
    """How a number is written: its unit, and the decimals it is rounded to."""

    unit: Unit
    decimals: int


AUC_DECIMALS = 4
PLAIN = r"^[^<>&]*$"
"""Text without markup: tooltips are drawn as HTML."""
Text = Annotated[str, Field(pattern=PLAIN)]
Count = Annotated[int, Field(ge=0), Written(CUSTOMERS, 0)]
Share = Annotated[float, Field(ge=0, le=1), Written(SHARE, 3)]
FineShare = Annotated[float, Field(ge=0, le=1), Written(SHARE, 6)]
Bound = Annotated[float, Written(SHARE, 6)]
"""An end of an interval of a share; it may lie outside [0, 1]."""
Score = Annotated[float, Field(ge=0, le=1), Written(SHARE, AUC_DECIMALS)]
Points = Annotated[float, Written(SHARE, AUC_DECIMALS)]
"""A difference of two scores."""
Money = Annotated[float, Written(MONEY, 2)]
MoneyEach = Annotated[float, Written(MONEY_EACH, 2)]
Multiple = Annotated[float, Written(MULTIPLE, 3)]


def written(field: Any) -> Written | None:
    """Return how a field's number is written; None for what is no number."""
    return next((part for part in field.metadata if isinstance(part, Written)), None)


class Record(BaseModel):
    """A record of a file: numbers are rounded as their fields say, and checked."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _rounded(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        found = dict(values)
        for name, field in cls.model_fields.items():
            how = written(field)
            if how and isinstance(found.get(name), (int, float)):
                rounded = round(float(found[name]), how.decimals) + 0.0
                found[name] = int(rounded) if how.decimals == 0 else rounded
        return found


def _inner(annotation: Any) -> type[Record] | None:
    """Return the record inside a field's type: the record itself, or that of a list or a mapping."""
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, Record):
            return part
    return None


def fields_of(record: type[Record], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every field of a record and of the records in it, by dotted path."""
    for name, field in record.model_fields.items():
        inner = _inner(field.annotation)
        yield path + name, field
        if inner is not None and inner is not About:
            yield from fields_of(inner, f"{path}{name}.")


class Provenance(Record):
    """Where the figures come from."""

    scenario_hash: Text
    """Identity of the scenario; equal in every file of a bake."""
    evidence_hash: Text
    """The same with the terms of an offer that it does not make: equal ones mean equal figures in these files."""
    seed: int
    """The number that fixes every draw."""
    as_of: Text
    """Month at whose end the base is observed."""
    subscribers: Count
    """Customers that the figures speak for."""
    customers_simulated: Count
    """Customers that were simulated and scored; figures are scaled once, counts by largest remainder."""
    trained_on: Count
    """Customers that the models learned from."""
    judged_on: Count
    """Other customers, on whom they were judged."""
    currency: Text
    """Currency of every amount."""
    package_version: Text
    """Version of the simulator."""
    libraries: dict[str, str]
    """Versions of the libraries on which the bytes of what was learned depend."""
    intervals: Text = (
        "Fields that end in _low and _high are ends of 95 % intervals: of the simulation (delete-a-group jackknife) "
        "for counts, rates and money; of the judged customers (bootstrap or DeLong) for what models are measured by."
    )
    """What the intervals are."""


class About(Record):
    """What a file is: its purpose, the definition and unit of each field, and where the figures come from."""

    file: Text
    """What the file holds."""
    definitions: dict[str, Text]
    """Definition of each field, by dotted path."""
    units: dict[str, Text]
    """Unit of each number, by dotted path."""
    provenance: Provenance
    """Where the figures come from."""


class Document(Record):
    """A file of the dashboard."""

    about: About
    """What the file is."""


def about(document: type[Document], provenance: Provenance) -> About:
    """Return what a file says about itself."""
    found = [(path, field) for path, field in fields_of(document) if path != "about"]
    return About(
        file=" ".join((document.__doc__ or "").split()),
        definitions={path: " ".join((field.description or "").split()) for path, field in found},
        units={path: how.unit.name for path, field in found if (how := written(field))},
        provenance=provenance,
    )
