"""What an operator could see of its customers at the as-of month; no truth, no future.

Names, e-mail addresses, telephone numbers and cities are synthetic: drawn by stream from frozen pools, with reserved
domains (RFC 2606) and the telephone range 555-0100 to 555-0199 that is kept for fiction.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from televantage.scenario import DATA, Scenario
from televantage.simulation.attributes import ATTRIBUTES
from televantage.simulation.calibration import CONTRACT_NAMES, CONTRACTS, INTERNETS
from televantage.simulation.customers import TERM, draw_base
from televantage.simulation.streams import bits
from televantage.units import MONEY_EACH, MONTHS, TEXT, YEAR_MONTH, Column

COLUMNS = {
    "customer_id": Column(TEXT, "Synthetic identifier, four digits and five letters; unique."),
    "name": Column(TEXT, "Synthetic name."),
    "email": Column(TEXT, "Synthetic address in a reserved domain; it reaches nobody."),
    "phone": Column(TEXT, "Synthetic number in a range reserved for fiction."),
    "city": Column(TEXT, "Fictional city."),
    "gender": Column(TEXT, "Female or Male."),
    "senior": Column(TEXT, "Yes if the customer is 65 or older."),
    "partner": Column(TEXT, "Yes if the customer lives with a partner."),
    "dependents": Column(TEXT, "Yes if the customer has dependents."),
    "customer_since": Column(YEAR_MONTH, "First month of service."),
    "tenure_months": Column(MONTHS, "Months of service up to the as-of month."),
    "contract": Column(TEXT, "month-to-month, one year or two years."),
    "months_left": Column(MONTHS, "Months until the contract's term ends; 0 for month-to-month."),
    "internet": Column(TEXT, "DSL, Fibre or None."),
    "phone_service": Column(TEXT, "Yes if the customer has a telephone line."),
    "multiple_lines": Column(TEXT, "Yes if the customer has more than one line."),
    "online_security": Column(TEXT, "Yes if the customer has the add-on."),
    "online_backup": Column(TEXT, "Yes if the customer has the add-on."),
    "device_protection": Column(TEXT, "Yes if the customer has the add-on."),
    "tech_support": Column(TEXT, "Yes if the customer has the add-on."),
    "streaming_tv": Column(TEXT, "Yes if the customer has the add-on."),
    "streaming_movies": Column(TEXT, "Yes if the customer has the add-on."),
    "paperless_billing": Column(TEXT, "Yes if bills are sent by e-mail."),
    "payment_method": Column(TEXT, "Electronic check, mailed check, bank transfer or credit card (automatic)."),
    "monthly_bill": Column(MONEY_EACH, "Bill of the as-of month."),
    "total_billed": Column(MONEY_EACH, "Sum of all bills up to the as-of month."),
}
IDENTIFYING = ("customer_id", "name", "email", "phone", "city", "customer_since")
ATTRIBUTE_COLUMNS = {name: column for name, column in COLUMNS.items() if name not in IDENTIFYING}
"""What describes a customer without naming him; ``customer_since`` says what the tenure says."""
DOMAINS = ("example.com", "example.org", "example.net")
LETTERS = 26**5
IDENTIFIERS = 10_000 * LETTERS
STRIDE = 72_616_903_267  # prime to IDENTIFIERS, so that no two customers share an identifier
FIRST_IDENTIFIER = 62_831_853_071
ADD_ON_NAMES = {
    "online_security": "security",
    "online_backup": "backup",
    "device_protection": "protection",
    "tech_support": "support",
    "streaming_tv": "tv",
    "streaming_movies": "movies",
}
NO_YES = np.array(["No", "Yes"], dtype=object)

Labels = npt.NDArray[Any]


@cache
def name_pools(locale: str = "en_US") -> dict[str, Labels]:
    """Return the frozen pools of names and cities."""
    data = json.loads((DATA / "names" / f"{locale}.json").read_text("utf-8"))
    return {name: np.array(pool, dtype=object) for name, pool in data.items() if name != "source"}


def customer_id(number: int) -> str:
    """Return the identifier of a customer by number.

    >>> customer_id(0), customer_id(1)
    ('5288-GWMFN', '1400-CIWTM')
    """
    code = (FIRST_IDENTIFIER + number * STRIDE) % IDENTIFIERS
    digits, rest = divmod(code, LETTERS)
    letters = ""
    for _ in range(5):
        rest, letter = divmod(rest, 26)
        letters = chr(65 + letter) + letters
    return f"{digits:04d}-{letters}"


def customer_number(identifier: str) -> int | None:
    """Return the number of a customer from his identifier, or None where it is none.

    >>> customer_number("1400-CIWTM"), customer_number("nobody")
    (1, None)
    """
    if not re.fullmatch(r"[0-9]{4}-[A-Z]{5}", identifier):
        return None
    code = int(identifier[:4])
    for letter in identifier[5:]:
        code = code * 26 + ord(letter) - 65
    return (code - FIRST_IDENTIFIER) * pow(STRIDE, -1, IDENTIFIERS) % IDENTIFIERS


def month_before(as_of: str, months: int) -> str:
    """Return the month that lies some months before another.

    >>> month_before("2026-01", 1)
    '2025-12'
    """
    number = int(as_of[:4]) * 12 + int(as_of[5:]) - 1 - months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def attributes(scenario: Scenario, count: int, start: int = 0) -> pd.DataFrame:
    """Return what describes customers from ``start`` on without naming them: the columns ATTRIBUTE_COLUMNS."""
    base = draw_base(scenario.population, scenario.setting.seed, start, count)
    codes = base.codes
    payments = np.array([label.lower() for label in ATTRIBUTES["payment"].labels], dtype=object)
    contracts = np.array([CONTRACT_NAMES[c] for c in CONTRACTS], dtype=object)
    columns = {
        "gender": np.array(["Female", "Male"], dtype=object)[codes["gender"]],
        **{name: NO_YES[codes[name]] for name in ("senior", "partner", "dependents")},
        "tenure_months": base.tenure,
        "contract": contracts[codes["contract"]],
        "months_left": np.where(codes["contract"] == 0, 0, np.array(TERM)[codes["contract"]] - base.elapsed),
        "internet": np.array(INTERNETS, dtype=object)[codes["internet"]],
        "phone_service": NO_YES[codes["phone"]],
        "multiple_lines": NO_YES[codes["lines"]],
        **{label: NO_YES[codes[name]] for label, name in ADD_ON_NAMES.items()},
        "paperless_billing": NO_YES[codes["paperless"]],
        "payment_method": payments[codes["payment"]],
        "monthly_bill": base.bill / 100,
        "total_billed": base.total / 100,
    }
    return pd.DataFrame(columns, columns=list(ATTRIBUTE_COLUMNS))


def observed(scenario: Scenario, count: int, start: int = 0) -> pd.DataFrame:
    """Return customers from ``start`` on as an operator sees them: one row a customer, columns COLUMNS."""
    seed, pools, found = scenario.setting.seed, name_pools(), attributes(scenario, count, start)
    numbers, female = range(start, start + count), found["gender"] == "Female"

    def pick(purpose: str, pool: Labels) -> Labels:
        return pool[(bits(seed, f"base.{purpose}", start, count, 32) * len(pool)) >> 32]

    first = np.where(female, pick("first_name", pools["first_female"]), pick("first_name", pools["first_male"]))
    last = pick("last_name", pools["last"])
    names = [f"{a} {b}" for a, b in zip(first, last, strict=True)]
    named = {
        "customer_id": [customer_id(k) for k in numbers],
        "name": names,
        "email": [
            f"{name.lower().replace(' ', '.').replace(chr(39), '')}.{k}@{DOMAINS[k % 3]}"
            for k, name in zip(numbers, names, strict=True)
        ],
        "phone": [f"({200 + k * 7 % 800:03d}) 555-01{k % 100:02d}" for k in numbers],
        "city": pick("city", pools["city"]),
        "customer_since": [
            month_before(scenario.setting.as_of, t - 1) for t in found["tenure_months"].clip(lower=1).tolist()
        ],
    }
    return found.assign(**named)[list(COLUMNS)]


def customer_ids(start: int, count: int) -> npt.NDArray[np.bytes_]:
    """Return the identifiers of customers ``start`` to ``start + count − 1``, as of :func:`customer_id`, in ASCII."""
    numbers = np.arange(start, start + count, dtype=np.uint64)
    rest = (FIRST_IDENTIFIER + numbers * STRIDE) % IDENTIFIERS
    text = np.empty((count, 10), np.uint8)
    for place in range(9, 4, -1):
        text[:, place] = 65 + rest % 26
        rest //= 26
    text[:, 4] = ord("-")
    for place in range(3, -1, -1):
        text[:, place] = 48 + rest % 10
        rest //= 10
    return text.view("S10")[:, 0]
