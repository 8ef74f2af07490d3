"""Retention: whom to call and for how much money, what it truly changes, and one customer's two lives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st
from notation import notation_in
from outcome import examples_of, pair_of
from state import is_stale, put, tell
from text import escaped, plain

from televantage.charts import charts
from televantage.scenario import Scenario
from televantage.scenario.offer import NO_LIMIT, Policy
from televantage.simulation.observed import customer_id
from televantage.units import MONEY, MONEY_EACH, MONTHS, SHARE, UNITS, Notation, in_currency
from views._charts import draw, grid
from views._header import header

TITLE = "Retention"
ORDER = 5
POLICIES = get_args(Policy)
FIGURES = ("spend", "npv", "saved", "offer_cost_per_save", "offer_payback", "break_even_uplift", "regret")
MILLION = 1e6


def _take_policy() -> None:
    chosen = st.session_state["retention policy"]
    if chosen is not None and not is_stale("retention policy"):  # a click on the chosen one would take the offer away
        put({"offer.policy": chosen})


def _take_reach() -> None:
    if not is_stale("retention reach"):
        put({"offer.reach": st.session_state["retention reach"]})


def _take_budget() -> None:
    typed = st.session_state["retention budget"]
    if not is_stale("retention budget"):
        put({"offer.budget": NO_LIMIT if typed is None else min(typed * MILLION, NO_LIMIT)})


def _use_best(reach: float, budget: float) -> None:
    """Set the reach and the budget at which the policy earns most."""
    put({"offer.reach": reach})
    put({"offer.budget": min(float(math.ceil(budget)), NO_LIMIT)})


def _levers(scenario: Scenario, best: tuple[float, float] | None) -> None:
    """Draw the levers of this view; they are those of the sidebar."""
    offer = scenario.offer
    shown = {
        "retention policy": offer.policy,
        "retention reach": offer.reach,
        "retention budget": None if offer.budget >= NO_LIMIT else offer.budget / MILLION,
    }
    tell({n: v for n, v in shown.items() if n not in st.session_state or st.session_state[n] != v})
    policy, reach, budget, button = st.columns([5, 3, 2, 2], vertical_alignment="bottom")
    policy.segmented_control("Who is offered it first", POLICIES, key="retention policy", on_change=_take_policy)
    reach.slider("Reach", 0.0, 1.0, step=0.01, format="percent", key="retention reach", on_change=_take_reach)
    budget.number_input(
        in_currency("Budget ($ M)", scenario.setting.currency),
        0.0,
        NO_LIMIT / MILLION,
        None,
        step=10.0,
        format="%.0f",
        placeholder="no limit",
        key="retention budget",
        on_change=_take_budget,
    )
    button.button(
        "Best reach",
        icon=":material/trending_up:",
        help="Set the reach and the budget at which this policy earns most.",
        on_click=_use_best,
        args=best or (0.0, 0.0),
        disabled=best is None or best[0] == 0,
        width="stretch",
    )


def _metrics(rows: dict[str, dict[str, Any]], notation: Notation) -> None:
    for column, name in zip(st.columns(len(FIGURES)), FIGURES, strict=True):
        row = rows[name]
        unit = UNITS[row["unit"]]
        value, low, high = (
            "—" if math.isnan(row[f"value{end}"]) else unit.show(row[f"value{end}"]) for end in ("", "_low", "_high")
        )
        column.metric(
            row["label"],
            notation.write(f"{value} mo" if unit is MONTHS and value != "—" else value),
            help=plain(notation.write(row["definition"] + (f" 95 % interval: {low} to {high}." if low != "—" else ""))),
            border=True,
            height="stretch",
        )


def _verdict(tables: Mapping[str, Any]) -> str:
    """Return what the size of the base lets an operator see, in a sentence."""
    rows = tables["signal_or_luck"].to_dict("records")
    own = rows[-1]
    least = next((row["subscribers"] for row in rows if row["verdict"] == "signal"), None)
    against = "its holdout" if own["compared_with"] == "holdout" else "a perfect forecast (there is no holdout)"
    said = (
        f"Signal or luck? The offer changes staying by {SHARE.show_change(own['effect'])} among those offered it; "
        f"against {against} that is {own['times_error']:,.1f} standard errors in this base: {own['verdict']}."
    )
    return said if least is None else f"{said} A base of {least:,} would be enough to see it."


def _lives(scenario: Scenario) -> None:
    """Draw the card of one customer's two lives."""
    found = examples_of(scenario)
    kinds = [kind for kind, numbers in found.items() if numbers]
    if not kinds:
        return
    with st.container(border=True):
        left, right = st.columns([1, 3], gap="medium")
        with left:
            kind = st.selectbox("Kind of customer", kinds, key="lives kind") or kinds[0]
            numbers = found[kind]
            number = st.selectbox("Customer", numbers, key=f"lives of {kind}", format_func=customer_id)
            pair = pair_of(scenario, numbers[0] if number is None else number)
            notation = notation_in(scenario.setting.currency)

            def money(value: float) -> str:
                return notation.write(MONEY_EACH.show(value))

            def leaves(month: int | None) -> str:
                return "stays to the horizon" if month is None else f"leaves in month {month}"

            gain = pair.margin_with - pair.margin_without
            months = ", ".join(str(m) for m in pair.offered_in)
            taken = "takes it" if pair.takes else "does not take it"
            st.html(
                f'<p class="tv-story"><b>{escaped(pair.customer_id)}</b>, {escaped(pair.kind)}. Offered it in month '
                f"{escaped(months)}, {escaped(taken)}. With the offer: {escaped(leaves(pair.exit_with))}, bills "
                f"{escaped(money(pair.billed_with))}, margin {escaped(money(pair.margin_with))}. Without: "
                f"{escaped(leaves(pair.exit_without))}, bills {escaped(money(pair.billed_without))}, margin "
                f"{escaped(money(pair.margin_without))}. <b>The offer brings {escaped(money(gain))}.</b></p>"
            )
        with right:
            for name in charts("Parallel lives"):
                draw(name, pair.months, notation)
        st.caption(
            "One pair of lives depends on a convention: both share the same draw (common random numbers). Averages "
            "over customers do not depend on it."
        )


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    notation = notation_in(scenario.setting.currency)
    rows = {row["figure"]: row for row in tables["campaign"].to_dict("records")}
    _levers(scenario, (rows["best_reach"]["value"], rows["best_budget"]["value"]) if rows else None)
    if not rows:
        st.info("This scenario makes no offer. Choose above who is offered it first.", icon=":material/info:")
        return
    _metrics(rows, notation)
    budget = MONEY.show(rows["best_budget"]["value"])
    reach = SHARE.show(rows["best_reach"]["value"])
    best = f"This policy earns most at a reach of {reach}, with a budget of {budget}. "
    if rows["best_reach"]["value"] == 0:
        best = "With this policy, the best reach is nobody: no reach earns more than it costs. "
    st.html(f'<p class="tv-facts">{escaped(notation.write(best + _verdict(tables)))}</p>')
    grid(charts(TITLE), tables, notation)
    _lives(scenario)
