"""The rules of row quality: what a delivered row must be, as SQL that both homes understand.

A row goes to quarantine for the first rule it breaks, so rules stand in the order in which they make sense: what is
there at all, then what it refers to, then what it says. In a rule, ``r`` is the delivered row and ``a`` what the
warehouse knows of its account, which for customers is their current version. Duplicates (``unique_key``) are found
among the rows that break no other rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from televantage.simulation.reasons import REASONS
from televantage.simulation.tickets import CATEGORIES
from televantage.warehouse.feeds import FEEDS, YES_NO

PAYMENTS = ("electronic check", "mailed check", "bank transfer (automatic)", "credit card (automatic)")
MOST_CHARGE = 100_000
"""No charge, list price or contact costs this much, in any currency."""
MOST_RATIO = 3
"""No bill is more than this many times the charge at the as-of month: list prices rise by at most 100 %."""
VOLUME = 0.2
"""A delivery whose rows are further than this share from what is expected stops the load."""
UNIQUE = "unique_key"


@dataclass(frozen=True)
class Rule:
    """A rule: its name, what it guards, the column that is wrong where ``broken`` holds, and a sentence."""

    name: str
    dimension: str
    column: str
    broken: str
    sentence: str


def _one_of(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _required(feed: str) -> Iterator[Rule]:
    for column in FEEDS[feed].columns:
        if column not in FEEDS[feed].optional:
            yield Rule("required_field", "completeness", column, f"r.{column} is null", "A required field is empty.")


def _month(column: str) -> Rule:
    inside = f"r.{column} >= m.first_day and r.{column} < cast(m.first_day + interval '1 month' as date)"
    return Rule("month_in_range", "validity", column, f"not ({inside})", "The row is of another month than its file.")


def _codes(column: str, *values: str) -> Rule:
    return Rule(
        "known_code", "validity", column, f"r.{column} not in ({_one_of(values)})", "A code is none of those agreed."
    )


HELD = Rule(
    "held_with_customer", "integrity", "account_number",
    "h.account_number is not null and a.account_number is null",
    "The record of its customer is in quarantine; the row is held with it.",
)  # fmt: skip
KNOWN = Rule(
    "known_account", "integrity", "account_number", "a.account_number is null", "No customer has this account."
)
THERE = Rule(
    "status_agrees", "consistency", "account_number", "a.left_month < m.month_key",
    "The customer had left before.",
)  # fmt: skip
BILLED_WHILE_THERE = Rule(
    "status_agrees", "consistency", "account_number", "a.left_month <= m.month_key",
    "The customer is billed although he has left.",
)  # fmt: skip


def _amount(column: str, broken: str) -> Rule:
    return Rule("amount_in_range", "validity", column, broken, "An amount, or a number, is negative or absurdly large.")


RULES: dict[str, tuple[Rule, ...]] = {
    "plans": (
        *_required("plans"),
        Rule("month_in_range", "validity", "price_month", "r.price_month <> m.first_day",
             "The row is of another month than its file."),
        _codes("contract", "month-to-month", "one year", "two years"),
        _codes("internet", "DSL", "Fibre", "None"),
        _amount("phone_lines", "r.phone_lines not between 0 and 2"),
        _amount("list_price", f"r.list_price < 0 or r.list_price >= {MOST_CHARGE}"),
    ),
    "customers": (
        *_required("customers"),
        Rule("month_in_range", "validity", "changed_month", "r.changed_month <> m.first_day",
             "The row is of another month than its file."),
        replace(HELD, broken=f"m.month_key > 0 and {HELD.broken}"),
        replace(KNOWN, broken=f"m.month_key > 0 and {KNOWN.broken}"),
        Rule("known_plan", "integrity", "plan_code", "p.plan_key is null", "The catalogue has no such plan."),
        _codes("status", "active", "cancelled"),
        Rule("known_code", "validity", "cancel_reason", f"r.cancel_reason not in ({_one_of(REASONS)})",
             "A code is none of those agreed."),
        _codes("payment_method", *PAYMENTS),
        *(_codes(column, "Yes", "No") for column in ("senior", "partner", "dependents", *YES_NO, "paperless_billing")),
        _amount("monthly_charge", f"r.monthly_charge <= 0 or r.monthly_charge >= {MOST_CHARGE}"),
        _amount("tenure_months", "r.tenure_months not between 0 and 72"),
        Rule("status_agrees", "consistency", "cancel_reason",
             "(r.status = 'cancelled') <> (r.cancel_reason is not null)",
             "A cancellation has no reason, or a reason stands without one."),
        Rule("status_agrees", "consistency", "status", "m.month_key = 0 and r.status = 'cancelled'",
             "The opening register has a customer who has left."),
        Rule("status_agrees", "consistency", "status", "x.month_key < m.month_key", "The customer had left before."),
    ),
    "bills": (
        *_required("bills"),
        _month("billing_month"),
        HELD,
        KNOWN,
        _amount("list_amount", f"r.list_amount < 0 or r.list_amount > {MOST_RATIO} * a.opening_charge"),
        _amount("discount", "r.discount < 0 or r.discount > r.list_amount"),
        Rule("adds_up", "accuracy", "amount", "r.list_amount - r.discount <> r.amount",
             "Amount is not list amount minus discount."),
        BILLED_WHILE_THERE,
    ),
    "tickets": (
        *_required("tickets"),
        _month("opened_on"),
        HELD,
        KNOWN,
        _codes("category", *CATEGORIES),
        THERE,
    ),
    "offers": (
        *_required("offers"),
        _month("offer_month"),
        HELD,
        KNOWN,
        Rule("known_offer", "integrity", "offer_code", "o.offer_key is null", "The campaign has no such wave."),
        _codes("offered", "Yes", "No"),
        _codes("taken", "Yes", "No"),
        _amount("contact_cost", f"r.contact_cost < 0 or r.contact_cost >= {MOST_CHARGE}"),
        Rule("status_agrees", "consistency", "taken", "r.taken = 'Yes' and r.offered = 'No'",
             "An offer is taken that was not made."),
        THERE,
    ),
}  # fmt: skip
_ACCOUNT = "left join accounts a on a.account_number = r.account_number"
_HELD = f"{_ACCOUNT} left join held h on h.account_number = r.account_number"
LOOKUPS = {
    "plans": "",
    "customers": (
        "left join dim_customer a on a.account_number = r.account_number and a.is_current "
        "left join fact_churn x on x.customer_key = a.customer_key "
        "left join held h on h.account_number = r.account_number "
        "left join dim_plan p on p.plan_code = r.plan_code and p.is_current"
    ),
    "bills": _HELD,
    "tickets": _HELD,
    "offers": f"{_HELD} left join dim_offer o on o.offer_code = r.offer_code and o.month_key = m.month_key",
}
"""What the rules of a feed look up."""


def checked(feed: str) -> str:
    """Return the SQL that makes ``checked_<feed>`` from ``raw_<feed>``: each row with the first rule it breaks."""
    cases = " ".join(f"when {rule.broken} then {place}" for place, rule in enumerate(RULES[feed]))
    return (
        f"create temporary table checked_{feed} as select r.*, case {cases} end as broken "
        f"from raw_{feed} r join dim_month m on m.month_key = $month {LOOKUPS[feed]}"
    )


def repeated(feed: str) -> str:
    """Return the SQL that finds rows with the same key: ``place`` 1 counts, ``again`` above 1 is a duplicate."""
    key = ", ".join(FEEDS[feed].key)
    return (
        f"create temporary table repeated_{feed} as select delivery, record, "
        f"row_number() over (partition by {key} order by delivery desc, record) as place, "
        f"row_number() over (partition by {key}, delivery order by record) as again "
        f"from checked_{feed} where broken is null and ({key}) in "
        f"(select {key} from checked_{feed} where broken is null group by {key} having count(*) > 1)"
    )


def good(feed: str) -> str:
    """Return the SQL of the view ``good_<feed>``: the rows that are loaded, one a key."""
    return (
        f"create temporary view good_{feed} as select c.* from checked_{feed} c where c.broken is null and not exists "
        f"(select 1 from repeated_{feed} d where d.delivery = c.delivery and d.record = c.record and d.place > 1)"
    )


def natural_key(feed: str) -> str:
    """Return the column whose value names the row in quarantine."""
    return "plan_code" if feed == "plans" else "account_number"


def quarantine(feed: str) -> str:
    """Return the SQL that puts the rows that break a rule, and duplicates, into quarantine."""
    rules, key = RULES[feed], FEEDS[feed].key[0]

    def chosen(values: list[str]) -> str:
        return "case c.broken " + " ".join(f"when {i} then {value}" for i, value in enumerate(values)) + " end"

    names, columns = chosen([f"'{rule.name}'" for rule in rules]), chosen([f"'{rule.column}'" for rule in rules])
    values = chosen([f"cast(c.{rule.column} as text)" for rule in rules])
    who = f"$month, c.delivery, c.record, cast(c.{natural_key(feed)} as text)"
    return (
        f"insert into quarantine_{feed} select {who}, {names}, {columns}, {values} "
        f"from checked_{feed} c where c.broken is not null "
        f"union all select {who}, '{UNIQUE}', '{key}', cast(c.{key} as text) from checked_{feed} c "
        f"join repeated_{feed} d on d.delivery = c.delivery and d.record = c.record and d.again > 1"
    )


def names(feed: str) -> dict[str, str]:
    """Return the rules of a feed by name, with what each guards."""
    return {**{rule.name: rule.dimension for rule in RULES[feed]}, UNIQUE: "uniqueness"}
