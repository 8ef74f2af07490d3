"""The one declaration of an input, and the base of every section that holds them.

A parameter is ``name: Annotated[type, Param(...)] = default`` with a sentence below. Validation, JSON Schema,
slider, CLI flag, documentation row and the tests' search strategy are all read from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

from annotated_types import Ge, GroupedMetadata, Le
from pydantic import BaseModel, ConfigDict, StringConstraints

from televantage.units import CHOICE, SHARE, YEAR_MONTH, Unit

Role = Literal["setting", "assumption", "lever"]
Rung = Literal["market", "programmes", "offer"]


@dataclass(frozen=True)
class Param(GroupedMetadata):
    """What a parameter is: label, unit, bounds, step, who decides it, and where its default comes from."""

    label: str
    unit: Unit
    low: float | None = None
    high: float | None = None
    step: float | None = None
    role: Role = "assumption"
    reference: str = "our convention"

    def __iter__(self) -> Iterator[object]:
        if self.low is not None:
            yield Ge(self.low)
        if self.high is not None:
            yield Le(self.high)


class Section(BaseModel):
    """A frozen group of parameters that belong together.

    ``rung`` says, for a section of levers, on which step of the ladder of worlds it acts: the market and our
    prices, the retention programmes, or the offer. A section without a rung is the same in every world.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )
    title: ClassVar[str] = ""
    rung: ClassVar[Rung | None] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse, at import, a section that does not say what its parameters are."""
        super().__pydantic_init_subclass__(**kwargs)
        if not cls.title or not cls.__doc__:
            raise TypeError(f"Section {cls.__name__} needs a title and a docstring.")
        for name, field in cls.model_fields.items():
            param = next((m for m in field.metadata if isinstance(m, Param)), None)
            numeric = field.annotation in (int, float)
            if param is None or not field.description:
                raise TypeError(f"Parameter {cls.__name__}.{name} needs a Param(...) and a sentence below it.")
            if numeric and (param.low is None or param.high is None or param.step is None):
                raise TypeError(f"Parameter {cls.__name__}.{name} needs a low, a high and a step.")
            if (param.role == "lever") != (cls.rung is not None):
                raise TypeError(f"Parameter {cls.__name__}.{name}: levers, and only levers, act on a rung.")
        if cls.rung is not None and cls.phrase is Section.phrase:
            raise TypeError(f"Section {cls.__name__} holds levers and needs a phrase that says what they do.")

    @property
    def phrase(self) -> str:
        """What its levers do, in words that stand in a sentence, amounts with a dollar sign; of one that acts."""
        return ""


def said(unit: Unit, value: float) -> str:
    """Return a value as it is said in a sentence: as its unit shows it, without decimals that are all zeros.

    >>> from televantage.units import MONEY_EACH
    >>> said(SHARE, 0.12), said(SHARE, 0.125), said(MONEY_EACH, 40.0), said(MONEY_EACH, 12.5)
    ('12 %', '12.5 %', '$40', '$12.50')
    """
    return re.sub(r"\.0+(?!\d)", "", unit.show(value))


def percent(share: float) -> str:
    """Return a share above 0 as it is said in a sentence; none is said to be 0.

    >>> percent(0.3), percent(0.0001)
    ('30 %', 'under 0.1 %')
    """
    return said(SHARE, share) if share >= 0.0005 else "under 0.1 %"


def a(text: str) -> str:
    """Return a text that begins with a number below a thousand after its indefinite article.

    >>> a("8.5 % cut"), a("11 % cut"), a("12 % cut"), a("110 % rise")
    ('an 8.5 % cut', 'an 11 % cut', 'a 12 % cut', 'a 110 % rise')
    """
    return f"an {text}" if re.match(r"8|(11|18)(?!\d)|under", text) else f"a {text}"


def when(month: int, ramp: int, at_once: str = "in") -> str:
    """Return when a change arrives, in words.

    >>> when(3, 1), when(3, 6)
    ('in month 3', 'over 6 months from month 3')
    """
    return f"{at_once} month {month}" if ramp == 1 else f"over {ramp} months from month {month}"


YearMonth = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
"""A month such as 2026-01."""


@dataclass(frozen=True)
class Parameter:
    """A declared parameter as the rest of the project sees it."""

    path: str
    section: str
    kind: Literal["int", "float", "choice", "month"]
    default: Any
    param: Param
    sentence: str
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The short label of a widget."""
        return self.param.label

    @property
    def allowed(self) -> str:
        """What may be given, in words."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "month":
            return "a month from 2000-01 to 2099-12, written YYYY-MM"
        kind = "a whole number" if self.kind == "int" else "a number"
        low, high = (f"{v:,.0f}" if float(v or 0).is_integer() else f"{v:g}" for v in (self.param.low, self.param.high))
        return f"{kind} from {low} to {high} ({self.param.unit.name})"


def declared(section: str, model: type[Section]) -> list[Parameter]:
    """Return the parameters of a section in the order of their declaration."""
    rows = []
    for name, field in model.model_fields.items():
        param = next(m for m in field.metadata if isinstance(m, Param))
        kind: Literal["int", "float", "choice", "month"]
        choices: tuple[str, ...] = ()
        if get_origin(field.annotation) is Literal:
            kind, choices = "choice", get_args(field.annotation)
        elif param.unit is YEAR_MONTH:
            kind = "month"
        else:
            kind = "int" if field.annotation is int else "float"
        assert (kind == "choice") == (param.unit is CHOICE)
        rows.append(
            Parameter(f"{section}.{name}", section, kind, field.default, param, field.description or "", choices)
        )
    return rows
