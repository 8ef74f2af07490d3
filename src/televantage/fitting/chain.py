"""The chain of conditional laws: one multinomial logit an attribute, on what was drawn before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from televantage.scenario import UsageError
from televantage.simulation.attributes import ADD_ONS, ATTRIBUTES, LEVELS
from televantage.simulation.features import INTERCEPT, column
from televantage.simulation.telco_view import TelcoTable

Floats = npt.NDArray[np.float64]

Parts = Callable[[Floats], tuple[float, Floats, Floats]]
"""From parameters to minus the log posterior, its gradient, and its curvature."""
DECIMALS = 3
STEPS = 50
PRIOR = 1.0
"""Weight of the normal prior (mean 0, variance 1 / PRIOR) on every coefficient but the intercepts."""
FEWEST = 25
"""A feature that fewer customers have is left out, and as many must agree before a rule is taken as certain."""


def _each(name: str) -> list[str]:
    """Return the indicator of each level of an attribute but the first."""
    return [f"{name}={level}" for level in LEVELS[name][1:]]


def _by(features: Sequence[str], other: Sequence[str]) -> list[str]:
    return [f"{one} * {two}" for one in features for two in other]


CURVE = ["ln(tenure)", "tenure/12", "(tenure/36)^2", "tenure>=66", "tenure=72"]
LINE = ["ln(tenure)"]
SERVICES = ["phone", "lines", *ADD_ONS]


def features() -> dict[str, list[str]]:
    """Return what each link looks at, in the order of the chain."""
    internet, contract, fibre = _each("internet"), _each("contract"), ["internet=fibre"]
    household = [*_each("senior"), *_each("partner"), *_each("dependents")]
    own = [*internet, *household, *contract]
    found = {
        "gender": [],
        "internet": CURVE,
        "senior": [*LINE, "tenure/12", *internet, *_by(internet, LINE)],
        "partner": [*CURVE, *internet, *_each("senior"), *_by(_each("senior"), LINE)],
        "dependents": [*LINE, "tenure/12", *internet, "senior=yes", "partner=yes", "senior=yes * partner=yes"],
        "contract": [*CURVE, "tenure=0", *internet, *_by(internet, [*LINE, "tenure/12"]), *household],
        "phone": [*LINE, *internet, *household, *contract],
        "lines": [*CURVE, *own, *_by(internet, LINE)],
    }
    before: list[str] = ["phone", "lines"]
    for name in ADD_ONS:
        had = [f"{other}=yes" for other in before]
        found[name] = [*CURVE, *own, *had, *_by(fibre, [*LINE, *contract, *had[2:]])]
        before.append(name)
    found["paperless"] = [*LINE, *own, *(f"{name}=yes" for name in SERVICES)]
    found["payment"] = [
        *LINE,
        "tenure/12",
        *own,
        *_by(internet, LINE),
        *(f"{n}=yes" for n in SERVICES),
        "paperless=yes",
    ]
    return found


@dataclass(frozen=True)
class FittedLink:
    """A fitted link: by level (but the first) and feature, coefficients and their standard errors.

    ``certain`` holds rules: by attribute and level, the level that follows for sure.
    """

    coefficients: dict[str, dict[str, float]]
    standard_errors: dict[str, dict[str, float]]
    certain: dict[str, dict[str, str]]


def design(codes: Mapping[str, npt.NDArray[np.int64]], wanted: Sequence[str]) -> Floats:
    """Return the design matrix of some features: shape (customers, features)."""
    count = len(next(iter(codes.values())))
    return np.stack([column(feature, codes, LEVELS, count) for feature in wanted], axis=1)


def multinomial_logit(x: Floats, y: npt.NDArray[np.int64], levels: int, prior: Floats) -> tuple[Floats, Floats]:
    """Return coefficients and standard errors of a multinomial logit with a normal prior: (levels − 1, features).

    Parameters
    ----------
    x, y
        Design matrix and codes; level 0 is the reference.
    levels
        Number of levels.
    prior
        Precision of the prior of each feature's coefficients.
    """
    kinds, width = levels - 1, x.shape[1]
    is_level = (y[:, None] == np.arange(1, levels)).astype(float)

    def parts(theta: Floats) -> tuple[float, Floats, Floats]:
        score = x @ theta.reshape(kinds, width).T
        top = np.maximum(score.max(axis=1, initial=0.0), 0.0)[:, None]
        weight = np.exp(score - top)
        total = np.exp(-top) + weight.sum(axis=1, keepdims=True)
        chance = weight / total
        penalty = np.tile(prior, kinds)
        loss = float((np.log(total) + top).sum() - (score * is_level).sum() + 0.5 * (penalty * theta * theta).sum())
        slope = ((chance - is_level).T @ x).ravel() + penalty * theta
        curve = np.zeros((kinds, width, kinds, width))
        for k in range(kinds):
            for m in range(kinds):
                spread = chance[:, k] * (float(k == m) - chance[:, m])
                curve[k, :, m, :] = (x * spread[:, None]).T @ x
        return loss, slope, curve.reshape(kinds * width, -1) + np.diag(penalty)

    theta, errors = maximised(parts, np.zeros(kinds * width), "the law of an attribute")
    return theta.reshape(kinds, width), errors.reshape(kinds, width)


def maximised(parts: Parts, start: Floats, what: str) -> tuple[Floats, Floats]:
    """Return where a log posterior is largest, and the standard errors there; ``what`` names the law in a sentence.

    Raises
    ------
    UsageError
        If Newton's last steps do not become smaller than a hundredth of the last decimal that is kept.
    """
    sentence = (
        f"These rows do not determine {what}: the fit does not come to rest. More rows, or rows in which every "
        "service, contract and outcome occurs, would."
    )
    from scipy.optimize import minimize  # whoever only tailors needs no SciPy, and does not wait for it

    with np.errstate(all="ignore"):
        try:
            theta = minimize(
                lambda theta: parts(theta)[:2],
                start,
                jac=True,
                hess=lambda theta: parts(theta)[2],
                method="trust-exact",
                options={"gtol": 1e-6, "maxiter": 300},
            ).x
            for _ in range(STEPS):
                _, slope, curve = parts(theta)
                step = np.linalg.solve(curve, slope)
                theta = theta - step
                if np.abs(step).max() < 0.01 * 10.0**-DECIMALS:
                    return theta, np.sqrt(np.diag(np.linalg.inv(parts(theta)[2])))
        except (ValueError, np.linalg.LinAlgError) as error:  # how NumPy and SciPy say that numbers became infinite
            raise UsageError(sentence) from error
    raise UsageError(sentence)


def rules(codes: Mapping[str, npt.NDArray[np.int64]], name: str) -> dict[str, dict[str, str]]:
    """Return what follows for sure: by the schema, and from an internet service at which everybody agrees."""
    attribute, found = ATTRIBUTES[name], {}
    if attribute.needs:
        needed, without, _ = attribute.needs
        found[needed] = {without: attribute.levels[0]}
    if name == "phone":
        for code, level in enumerate(LEVELS["internet"]):
            theirs = codes[name][codes["internet"] == code]
            if len(theirs) >= FEWEST and (theirs == theirs[0]).all():
                found.setdefault("internet", {})[level] = attribute.levels[theirs[0]]
    return found


def fit_link(codes: Mapping[str, npt.NDArray[np.int64]], name: str, wanted: Sequence[str]) -> FittedLink:
    """Return the fitted law of an attribute given what was drawn before it."""
    levels, certain = LEVELS[name], rules(codes, name)
    open_rows = np.ones(len(codes[name]), dtype=bool)
    for parent, sure in certain.items():
        open_rows &= ~np.isin(codes[parent], [LEVELS[parent].index(level) for level in sure])
    rows = {k: v[open_rows] for k, v in codes.items()}
    seen = [f for f in wanted if np.count_nonzero(column(f, rows, LEVELS, int(open_rows.sum()))) >= FEWEST]
    names = [INTERCEPT, *seen]
    prior = np.array([1e-6, *[PRIOR] * len(seen)])
    values, errors = multinomial_logit(design(rows, names), rows[name], len(levels), prior)

    def by_level(table: Floats) -> dict[str, dict[str, float]]:
        rows = zip(levels[1:], table, strict=True)
        return {
            level: {feature: round(float(v), DECIMALS) + 0.0 for feature, v in zip(names, row, strict=True)}
            for level, row in rows
        }

    return FittedLink(by_level(values), by_level(errors), certain)


def fit_chain(table: TelcoTable) -> dict[str, FittedLink]:
    """Return every link of the chain, in its order."""
    return {name: fit_link(table.codes, name, wanted) for name, wanted in features().items()}


def in_whole_parts(probabilities: Floats, parts: int) -> list[float]:
    """Return one law in whole parts (of a thousand, say) that sum to exactly 1."""
    shares = np.floor(probabilities * parts + 1e-9).astype(int)
    order = np.argsort(-(probabilities * parts - shares), kind="stable")
    shares[order[: parts - shares.sum()]] += 1
    return [int(x) / parts for x in shares]


def fit_tenure(tenure: npt.NDArray[np.int64]) -> list[float]:
    """Return P(tenure = 0..72) in ten-thousandths: a moving average over up to seven months.

    The peaks at months 1 and 72 stay as they are where enough customers make them; so does month 0, where fewer
    count as one in a thousand.
    """
    counts = np.bincount(tenure, minlength=73).astype(float)
    first, last = (1 + (counts[1] >= FEWEST), 71 if counts[72] >= FEWEST else 72)
    smooth = counts.copy()
    for month in range(1, 73):
        if first <= month <= last:
            width = max(min(3, month - first, last - month), 1)
            smooth[month] = counts[max(month - width, first) : min(month + width, last) + 1].mean()
    if 0 < counts[0] < FEWEST:
        smooth[0] = counts.sum() / 1_000
    return in_whole_parts(smooth / smooth.sum(), 10_000)
