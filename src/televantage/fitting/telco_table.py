"""A table in the 21-column IBM Telco schema, read and checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from televantage.scenario import PlaceError, UsageError
from televantage.scenario.errors import MOST_PROBLEMS, shown
from televantage.simulation.attributes import ATTRIBUTES, CHURN, TELCO_COLUMNS, Attribute
from televantage.simulation.cube import QUANTUM
from televantage.simulation.features import MONTHS_OF_TENURE
from televantage.simulation.telco_view import TelcoTable

FEWEST_ROWS = 500
Codes = npt.NDArray[np.int64]


def read_telco(path: Path) -> TelcoTable:
    """Return the customers of a CSV file in the IBM Telco schema.

    Raises
    ------
    UsageError
        If the file is no such table: it names every missing column, unknown label and impossible row.
    PlaceError
        If it cannot be read.
    """
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as error:
        raise PlaceError(f"{path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UsageError(f"{path} is not a CSV table in UTF-8: {error}.") from None
    missing = [name for name in TELCO_COLUMNS if name not in rows]
    if missing:
        raise UsageError(
            f"{path} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. "
            f"The 21 columns of the IBM Telco schema are {', '.join(TELCO_COLUMNS)}."
        )
    if len(rows) < FEWEST_ROWS:
        raise UsageError(f"{path} has {len(rows):,} rows; {FEWEST_ROWS} or more are needed to fit the laws.")
    problems: list[str] = []
    codes = {name: _coded(rows, attribute, problems) for name, attribute in ATTRIBUTES.items()}
    churned = _coded(rows, CHURN, problems)
    tenure = _number(rows, "tenure", 0, MONTHS_OF_TENURE, problems, blank=False, whole=True)
    bill = _number(rows, "MonthlyCharges", 0.01, 10_000, problems, blank=False)
    total = _number(rows, "TotalCharges", 0, 1_000_000, problems, blank=True)
    unbilled = np.flatnonzero((rows["TotalCharges"].str.strip() == "").to_numpy() & (tenure > 0))
    if len(unbilled):
        problems.append(f"Column TotalCharges is blank in {_line(unbilled[0])}, where tenure is not 0.")
    twice = np.flatnonzero(rows["customerID"].duplicated().to_numpy())
    if len(twice):
        problems.append(
            f"Column customerID holds {shown(rows['customerID'].iloc[twice[0]])} a second time in {_line(twice[0])}."
        )
    if len(np.unique(churned)) < 2 and not problems:
        problems.append("Column Churn holds only one of Yes and No; a churn law needs both.")
    if problems:
        more = f" ... and {len(problems) - MOST_PROBLEMS} more." if len(problems) > MOST_PROBLEMS else ""
        raise UsageError(f"{path} cannot be used. {' '.join(problems[:MOST_PROBLEMS])}{more}")
    return TelcoTable(
        codes | {"tenure": tenure.astype(np.int64)},
        np.rint(bill * 100).astype(np.int64),
        np.rint(np.where(np.isnan(total), -0.01, total) * 100).astype(np.int64),
        churned * QUANTUM,
    )


def _line(row: int) -> str:
    return f"line {row + 2}"


def _coded(rows: pd.DataFrame, attribute: Attribute, problems: list[str]) -> Codes:
    """Return the level of each customer; note unknown labels and services without what they need."""
    text = rows[attribute.column].str.strip()
    found = np.full(len(rows), -1, dtype=np.int64)
    for level, label in enumerate(attribute.labels):
        found[(text == label).to_numpy()] = level
    allowed = list(attribute.labels)
    if attribute.needs:
        needed, level_without, label = attribute.needs
        allowed.append(label)
        found[(text == label).to_numpy()] = 0
        without = ATTRIBUTES[needed].labels[ATTRIBUTES[needed].levels.index(level_without)]
        column = ATTRIBUTES[needed].column
        lacks, says_so = (rows[column].str.strip() == without).to_numpy(), (text == label).to_numpy()
        wrong = ((lacks & (found == 1)) | (~lacks & says_so)).nonzero()[0]
        if len(wrong):
            problems.append(
                f"Column {attribute.column} is {text.iloc[wrong[0]]} in {_line(wrong[0])}, where {column} is "
                f"{rows[column].iloc[wrong[0]].strip()}."
            )
    unknown = (found < 0).nonzero()[0]
    if len(unknown):
        problems.append(
            f"Column {attribute.column} holds {shown(text.iloc[unknown[0]])} in {_line(unknown[0])}; "
            f"allowed are {', '.join(allowed)}."
        )
    return found


def _number(
    rows: pd.DataFrame, column: str, low: float, high: float, problems: list[str], blank: bool, whole: bool = False
) -> npt.NDArray[np.float64]:
    text = rows[column].str.strip()
    values = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)
    wrong = ~((values >= low) & (values <= high))
    if whole:
        wrong |= values != np.floor(values)
    if blank:
        wrong &= (text != "").to_numpy()
    places = wrong.nonzero()[0]
    if len(places):
        kind = "a whole number" if whole else "a number"
        problems.append(
            f"Column {column} holds {shown(text.iloc[places[0]])} in {_line(places[0])}; "
            f"allowed is {kind} from {low:g} to {high:,.0f}{' or a blank' if blank else ''}."
        )
    return values
