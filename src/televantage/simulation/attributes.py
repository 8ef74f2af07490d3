"""The attributes of a customer, in the order of the chain, and how the IBM Telco schema writes them.

One declaration each: the reading of a 21-column file, its writing, the chain and the hazard take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass

NO_YES = ("no", "yes")
ADD_ONS = ("tv", "movies", "protection", "support", "security", "backup")


@dataclass(frozen=True)
class Attribute:
    """An attribute: its levels, and the column and labels of the IBM Telco schema.

    ``needs`` names the attribute without which it cannot be had, with the level that means "without" and the label
    that the schema then writes.
    """

    name: str
    levels: tuple[str, ...]
    column: str
    labels: tuple[str, ...]
    needs: tuple[str, str, str] | None = None


def _plain(name: str, column: str) -> Attribute:
    return Attribute(name, NO_YES, column, ("No", "Yes"))


def _add_on(name: str, column: str) -> Attribute:
    return Attribute(name, NO_YES, column, ("No", "Yes"), ("internet", "none", "No internet service"))


ATTRIBUTES = {
    attribute.name: attribute
    for attribute in (
        Attribute("gender", ("female", "male"), "gender", ("Female", "Male")),
        Attribute("internet", ("dsl", "fibre", "none"), "InternetService", ("DSL", "Fiber optic", "No")),
        Attribute("senior", NO_YES, "SeniorCitizen", ("0", "1")),
        _plain("partner", "Partner"),
        _plain("dependents", "Dependents"),
        Attribute(
            "contract", ("monthly", "one_year", "two_year"), "Contract", ("Month-to-month", "One year", "Two year")
        ),
        _plain("phone", "PhoneService"),
        Attribute("lines", NO_YES, "MultipleLines", ("No", "Yes"), ("phone", "no", "No phone service")),
        _add_on("tv", "StreamingTV"),
        _add_on("movies", "StreamingMovies"),
        _add_on("protection", "DeviceProtection"),
        _add_on("support", "TechSupport"),
        _add_on("security", "OnlineSecurity"),
        _add_on("backup", "OnlineBackup"),
        _plain("paperless", "PaperlessBilling"),
        Attribute(
            "payment",
            ("electronic_check", "mailed_check", "bank_transfer", "credit_card"),
            "PaymentMethod",
            ("Electronic check", "Mailed check", "Bank transfer (automatic)", "Credit card (automatic)"),
        ),
    )
}
LEVELS = {name: attribute.levels for name, attribute in ATTRIBUTES.items()}
CHURN = Attribute("churn", NO_YES, "Churn", ("No", "Yes"))
TELCO_COLUMNS = (
    "customerID", "gender", "SeniorCitizen", "Partner", "Dependents", "tenure", "PhoneService", "MultipleLines",
    "InternetService", "OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport", "StreamingTV",
    "StreamingMovies", "Contract", "PaperlessBilling", "PaymentMethod", "MonthlyCharges", "TotalCharges", "Churn",
)  # fmt: skip
"""The 21 columns of the IBM Telco schema in the order of the file."""
