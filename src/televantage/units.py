"""Units of every number: how many decimals it is written with, and how it is shown to a person."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass


def _compact(value: float, prefix: str = "", decimals: int = 1) -> str:
    """Return a number as people say it: 47.3 M, $1.20 bn."""
    sign, size = ("−" if value < 0 else ""), abs(float(value))
    for limit, suffix in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if size >= limit * 0.9995:
            return f"{sign}{prefix}{size / limit:.{decimals + (limit == 1e9)}f}{suffix}"
    size = round(size, decimals)
    return f"{sign if size else ''}{prefix}{size:.{0 if size.is_integer() else decimals}f}"


def _fixed(value: float, decimals: int, sign: str = "") -> str:
    """Return a number with some decimals and a proper minus; what rounds to zero has none."""
    return f"{round(value, decimals) + 0.0:{sign},.{decimals}f}".replace("-", "−")


CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF ", "CAD": "CA$", "AUD": "A$"}
"""Symbol of each currency that amounts can be in; nothing is converted."""


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""


def many(count: int, thing: str) -> str:
    """Return a number of things, as it is said in a sentence.

    >>> many(1, "month"), many(12, "month"), many(649466, "row")
    ('1 month', '12 months', '649,466 rows')
    """
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def in_currency(text: str, currency: str) -> str:
    """Return text that was written with dollar signs in a currency.

    >>> in_currency("$1.20 bn", "EUR")
    '€1.20 bn'
    """
    return text.replace("$", CURRENCIES[currency])


NO_BREAK = "\u00a0\u202f"
"""Spaces at which no line ends, the usual and the narrow one."""
BREAK = re.compile(rf"[^\S{NO_BREAK}]+")
"""What stands between two words of a line."""


@dataclass(frozen=True)
class Locale:
    """How numbers are written: decimal mark, marks between thousands, and per cent sign with its space.

    The first of the marks between thousands is written; all of them are read.
    """

    decimal: str
    thousands: str
    percent: str


LOCALES = {
    "en": Locale(".", ",", "%"),
    "de": Locale(",", ".", "\u202f%"),
    "fr": Locale(",", "\u202f\u00a0 ", "\u202f%"),
    "ch": Locale(".", "’'", "\u202f%"),
}
"""The locales that numbers can be written in; they change no value, and nothing in a file."""
NUMBER = re.compile(
    r"(?<![\w.,])(?<![^\W\d][-/])(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?:e[+-]?\d+)?(?!\w|[.,]\w)"
)
"""A number with a decimal point or commas between thousands; no part of a word, a name, a date or a version."""
PER_CENT = re.compile(r"(?<=\d) %")


def in_locale(text: str, locale: str) -> str:
    """Return text whose numbers were written in English with those of a locale; whatever is no number stays.

    It is applied once: a number of another locale may look like an English one. No text gets longer or shorter.

    >>> in_locale("$1,234.50 by month 36, from 2026-01 on.", "de")
    '$1.234,50 by month 36, from 2026-01 on.'
    >>> in_locale("47.3 M of 1,234,567 (3, 4 or 5) in version 1.2.3.", "ch")
    '47.3 M of 1’234’567 (3, 4 or 5) in version 1.2.3.'
    """
    if locale == "en":
        return text
    to = LOCALES[locale]
    marks = str.maketrans({".": to.decimal, ",": to.thousands[0]})
    return PER_CENT.sub(to.percent, NUMBER.sub(lambda number: number[0].translate(marks), text))


@dataclass(frozen=True)
class Notation:
    """How a page writes numbers: the currency of amounts, and the locale."""

    currency: str = "USD"
    locale: str = "en"

    def write(self, text: str) -> str:
        """Return text that was written in English with dollar signs.

        >>> Notation("EUR", "de").write("$1.20 bn")
        '€1,20 bn'
        """
        return in_locale(in_currency(text, self.currency), self.locale)


@dataclass(frozen=True)
class Unit:
    """A unit of measure; ``money`` is in the scenario's currency.

    ``decimals`` is the fixed rounding in every file; ``show`` formats a value for a person and
    ``show_change`` the difference of two; ``widget`` is the printf or named format of a slider. All three write
    amounts with a dollar sign and numbers in English; :class:`Notation` puts others.
    """

    name: str
    decimals: int
    show: Callable[[float], str]
    show_change: Callable[[float], str]
    widget: str | None = None

    def __reduce__(self) -> tuple[Callable[[str], Unit], tuple[str]]:
        """Travel to another process by name: formats are functions, which do not travel."""
        return unit_named, (self.name,)


SUFFIXES = {"%": 0.01, "pt": 0.01, "k": 1e3, "m": 1e6, "bn": 1e9, "×": 1.0, "x": 1.0}


def read_number(text: str, locale: str = "en") -> float:
    """Return a number as people write it: 2.1 %, $1.2 bn, −300 k, 0.5.

    >>> read_number("2.1 %"), read_number("$1.2 bn"), read_number("−300k")
    (0.021, 1200000000.0, -300000.0)
    >>> read_number("1.234,5", "de")
    1234.5

    Raises
    ------
    ValueError
        If it is none in this locale; the mark of another one is refused, not misread.
    """
    bare = text.strip().lower().replace("−", "-")
    for symbol in sorted(CURRENCIES.values(), key=len, reverse=True):
        bare = bare.replace(symbol.strip().lower(), "")
    scale = 1.0
    for suffix, size in SUFFIXES.items():
        if bare.endswith(suffix):
            bare, scale = bare.removesuffix(suffix), size
            break
    marks, point = f"[{re.escape(LOCALES[locale].thousands)}]", re.escape(LOCALES[locale].decimal)
    written = re.compile(rf"([+-]?(?:[1-9]\d{{0,2}}(?:{marks}\d{{3}})+|\d*))(?:{point}(\d*))?(e[+-]?\d+)?", re.ASCII)
    found = written.fullmatch(bare.strip())
    if found is None:
        raise ValueError("not a number of this locale")
    whole, part, exponent = found.groups(default="")
    value = float(f"{re.sub(marks, '', whole)}.{part}{exponent}") * scale
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return round(value, 12)


@dataclass(frozen=True)
class Column:
    """A column of a table: its unit and a sentence that says what it is."""

    unit: Unit
    sentence: str


def _signed(show: Callable[[float], str]) -> Callable[[float], str]:
    return lambda value: ("+" if value > 0 else "") + show(value)


def _unit(
    name: str,
    decimals: int,
    show: Callable[[float], str],
    widget: str | None = None,
    show_change: Callable[[float], str] | None = None,
) -> Unit:
    return Unit(name, decimals, show, show_change or _signed(show), widget)


SHARE = _unit(
    "share",
    6,
    lambda v: f"{_fixed(v * 100, 1)} %",
    "percent",
    show_change=lambda v: f"{_fixed(v * 100, 1, '+')} pt",
)
"""A share or probability in [0, 1]; per cent exists only on screens."""
CHURN_RATE = _unit(
    "share a month",
    6,
    lambda v: f"{_fixed(v * 100, 2)} %",
    "percent",
    show_change=lambda v: f"{_fixed(v * 100, 2, '+')} pt",
)
CUSTOMERS = _unit("customers", 0, _compact, "%d")
MONEY = _unit("money", 2, lambda v: _compact(v, "$", 1), "$%.2f")
MONEY_EACH = _unit("money a customer", 2, lambda v: f"${_fixed(v, 2)}".replace("$−", "−$"), "$%.2f")
MONTHS = _unit("months", 0, lambda v: _fixed(v, 0), "%d")
MONTHS_MEAN = _unit("months on average", 2, lambda v: _fixed(v, 1))
RATIO = _unit("ratio", 4, lambda v: _fixed(v, 2), "%.2f")
MULTIPLE = _unit("multiple", 4, lambda v: _fixed(v, 2) + "×")
LOG_HAZARD = _unit("log hazard ratio", 4, lambda v: _fixed(v, 2), "%.2f")
LOG_ODDS = _unit("log odds", 4, lambda v: _fixed(v, 2), "%.2f")
INTEGER = _unit("whole number", 0, lambda v: _fixed(v, 0), "%d")
TEXT = _unit("text", 0, str)
CHOICE = _unit("choice", 0, str)
YEAR_MONTH = _unit("year-month", 0, str)
BY_ROW = _unit("the unit of the row", 0, str)
"""For a column whose rows name their own unit."""

UNITS = {unit.name: unit for unit in list(globals().values()) if isinstance(unit, Unit)}


def unit_named(name: str) -> Unit:
    """Return the unit of a name.

    >>> unit_named("share") is SHARE
    True
    """
    return UNITS[name]


def rounded(value: object, unit: Unit) -> object:
    """Return a value as it is written: with the unit's decimals, whole where it has none, None for NaN."""
    if isinstance(value, str) or value is None:
        return value
    number = float(value)  # type: ignore[arg-type]
    if math.isnan(number):
        return None
    return round(number) if unit.decimals == 0 else round(number, unit.decimals) + 0.0
