"""Fit the laws of the customer base to a table in the 21-column schema of the IBM Telco sample.

What it writes is numbers only: smoothed conditional tables of three decimals, a price list and noise levels. No row
of the input can be read back: a cell is pulled towards its parent cell with the weight of 25 customers.

    python scripts/calibrate.py customers.csv --name ibm_telco --source "IBM Telco Customer Churn sample"
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
import pandas as pd

from televantage.scenario import DATA, canonical, checked_name

BANDS = (1, 2, 5, 10, 16, 25, 37, 49, 61, 67, 72)
"""First month of each tenure band that the conditional tables distinguish."""
PRIOR = 25.0
"""Customers' worth of weight that a cell's parent cell has in its smoothing."""

YES = ["No", "Yes"]
COLUMNS = {
    "gender": ("gender", ["Female", "Male"]),
    "internet": ("InternetService", ["DSL", "Fiber optic", "No"]),
    "senior": ("SeniorCitizen", ["0", "1"]),
    "partner": ("Partner", YES),
    "dependents": ("Dependents", YES),
    "contract": ("Contract", ["Month-to-month", "One year", "Two year"]),
    "phone": ("PhoneService", YES),
    "lines": ("MultipleLines", YES),
    "tv": ("StreamingTV", YES),
    "movies": ("StreamingMovies", YES),
    "protection": ("DeviceProtection", YES),
    "support": ("TechSupport", YES),
    "security": ("OnlineSecurity", YES),
    "backup": ("OnlineBackup", YES),
    "paperless": ("PaperlessBilling", YES),
    "payment": (
        "PaymentMethod",
        ["Electronic check", "Mailed check", "Bank transfer (automatic)", "Credit card (automatic)"],
    ),
}
LEVELS = {"internet": ["dsl", "fibre", "none"]}
PARENTS = {
    "gender": [],
    "internet": ["tenure_band"],
    "senior": ["internet"],
    "partner": ["senior", "tenure_band"],
    "dependents": ["partner", "senior"],
    "contract": ["tenure_band", "internet"],
    "phone": ["internet"],
    "lines": ["phone", "internet", "tenure_band"],
    "tv": ["internet", "tenure_band"],
    "movies": ["internet", "tv", "tenure_band"],
    "protection": ["internet", "contract", "tv", "movies"],
    "support": ["internet", "contract", "protection"],
    "security": ["internet", "contract", "support"],
    "backup": ["internet", "tenure_band", "protection"],
    "paperless": ["internet", "contract"],
    "payment": ["contract", "internet", "tenure_band"],
}
ITEMS = ("phone", "lines", "dsl", "fibre", "security", "backup", "protection", "support", "tv", "movies")

LOG_HAZARD_RATIOS = {
    "internet": [0.0, 0.71, -0.67],
    "contract": [0.0, -0.69, -1.72],
    "payment": [0.15, -0.09, 0.0, -0.10],
    "security": [0.0, -0.26],
    "backup": [0.0, -0.09],
    "protection": [0.0, 0.06],
    "support": [0.0, -0.23],
    "tv": [0.0, 0.22],
    "movies": [0.0, 0.25],
    "phone": [0.0, -0.47],
    "lines": [0.0, 0.30],
    "senior": [0.0, 0.14],
    "dependents": [0.0, -0.11],
    "paperless": [0.0, 0.28],
}
"""Snapshot reading of the sample, complementary log-log link, 12-month window; from the model's design notes."""


def coded(table: pd.DataFrame) -> pd.DataFrame:
    """Return the attributes of a 21-column table as integer codes, one column an attribute."""
    codes = pd.DataFrame(index=table.index)
    for name, (column, labels) in COLUMNS.items():
        text = table[column].astype(str).replace({"No internet service": "No", "No phone service": "No"})
        codes[name] = pd.Categorical(text, categories=labels).codes
        if (codes[name] < 0).any():
            raise click.UsageError(f"Column {column} holds a label that is none of {', '.join(labels)}.")
    codes["tenure"] = table["tenure"].clip(1, 72).astype(int)
    codes["tenure_band"] = np.searchsorted(BANDS, codes["tenure"], side="right") - 1
    return codes


def sizes(parents: list[str]) -> list[int]:
    """Return the number of levels of each parent."""
    return [len(BANDS) if p == "tenure_band" else len(COLUMNS[p][1]) for p in parents]


def smoothed(codes: pd.DataFrame, name: str, parents: list[str]) -> npt.NDArray[np.float64]:
    """Return P(attribute | parents), each cell shrunk towards the cell without its last parent."""
    levels = len(COLUMNS[name][1])
    counts = np.zeros([*sizes(parents), levels])
    np.add.at(counts, tuple(codes[p].to_numpy() for p in [*parents, name]), 1.0)
    if len(parents) > 1:
        prior = smoothed(codes, name, parents[:-1])[..., None, :]
    else:
        prior = np.full_like(counts, 1.0 / levels) if not parents else counts.sum(0) / counts.sum()
    total = counts.sum(-1, keepdims=True)
    pulled = (counts + PRIOR * prior) / (total + PRIOR)
    certain = (counts == total) & (total > 100) & (len(parents) == 1)  # e.g. fibre always has a phone
    return np.where(certain.any(-1, keepdims=True), certain.astype(float), pulled)


def rounded(probabilities: npt.NDArray[np.float64], parts: int = 1_000) -> list[float]:
    """Return one law in whole parts of a thousand (or as told) that sum to exactly 1."""
    shares = np.floor(probabilities * parts + 1e-9).astype(int)
    order = np.argsort(-(probabilities * parts - shares), kind="stable")
    shares[order[: parts - shares.sum()]] += 1
    return [int(x) / parts for x in shares]


def tenure_table(tenure: pd.Series) -> list[float]:
    """Return P(tenure = 1..72) in ten-thousandths: the ends as observed, between them a moving average."""
    counts = np.bincount(tenure, minlength=73)[1:].astype(float)
    smooth = counts.copy()
    for month in range(2, 72):
        width = min(3, month - 2, 71 - month)
        smooth[month - 1] = counts[month - 1 - width : month + width].mean()
    return rounded(smooth / smooth.sum(), 10_000)


def prices(codes: pd.DataFrame, table: pd.DataFrame) -> dict[str, object]:
    """Return the price list by least squares, in whole dollars, and the noise around it."""
    owned = codes.assign(dsl=codes["internet"] == 0, fibre=codes["internet"] == 1)[list(ITEMS)].astype(float)
    bill = table["MonthlyCharges"].to_numpy(float)
    effects = np.linalg.lstsq(owned.to_numpy(), bill, rcond=None)[0]
    price = np.rint(effects)
    items = owned.sum(axis=1).to_numpy()
    noise = np.sqrt(np.mean((bill - owned.to_numpy() @ price) ** 2 / items))
    total = pd.to_numeric(table["TotalCharges"], errors="coerce").to_numpy()
    tenure = table["tenure"].to_numpy(float)
    later = tenure > 1
    drift = (total - tenure * bill)[later] / np.sqrt((bill * tenure)[later])
    return {
        "price_list": {item: int(p) for item, p in zip(ITEMS, price, strict=True)},
        "bill_noise": round(float(noise), 2),
        "total_noise": round(float(np.sqrt(np.mean(drift**2))), 2),
    }


@click.command(help=__doc__)
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default="ibm_telco", help="Name of the calibration file.")
@click.option("--source", default="IBM Telco Customer Churn sample, 70 % of its rows", help="Where the rows are from.")
def main(table: Path, name: str, source: str) -> None:
    """Write ``src/data/calibration/<name>.json``."""
    rows = pd.read_csv(table, keep_default_na=False)
    missing = [column for column, _ in COLUMNS.values() if column not in rows]
    if missing:
        raise click.UsageError(f"{table} lacks the columns {', '.join(missing)}.")
    codes = coded(rows)
    attributes = [
        {
            "name": attribute,
            "levels": LEVELS.get(attribute, [label.lower() for label in COLUMNS[attribute][1]]),
            "parents": parents,
            "probabilities": [
                rounded(row) for row in smoothed(codes, attribute, parents).reshape(-1, len(COLUMNS[attribute][1]))
            ],
        }
        for attribute, parents in PARENTS.items()
    ]
    fitted = {
        "source": source,
        "sample_size": len(rows),
        "tenure": tenure_table(codes["tenure"]),
        "tenure_bands": list(BANDS),
        "attributes": attributes,
        **prices(codes, rows),
        "log_hazard_ratios": LOG_HAZARD_RATIOS,
    }
    target = DATA / "calibration" / f"{checked_name(name)}.json"
    target.write_bytes(canonical(fitted))
    click.echo(f"{target}: {len(rows)} rows read.")


if __name__ == "__main__":
    main()
