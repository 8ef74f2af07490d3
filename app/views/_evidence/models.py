"""The models: what an operator could learn from this base, how close to the possible, and what acting on it brings."""

from __future__ import annotations

from typing import Any

import streamlit as st
import work
from outcome import evidence_of
from text import escaped, plain

from televantage.charts import charts
from televantage.scenario import Scenario
from televantage.units import CUSTOMERS, MONEY, MULTIPLE, SHARE, in_currency
from views._charts import grid


def _metrics(found: dict[str, Any], currency: str) -> None:
    """Draw the headline of the evidence, as the dashboard's files have it."""
    overview, ceiling = found["overview"], found["ceiling"]

    def money(name: str) -> str:
        return in_currency(MONEY.show(overview[name]), currency)

    meaning = found["definitions"]
    auc = f"{overview['model_name']}: best of six by AUC. The ceiling is the AUC of the true probability."
    shown = (
        ("Winner's AUC", f"{overview['model_auc']:.3f}", auc, f"ceiling {ceiling['auc']:.3f}"),
        ("Churn cost a year", money("annual_churn_cost"), meaning["overview.annual_churn_cost"], None),
        ("Offered", CUSTOMERS.show(overview["campaign_customers"]), meaning["overview.campaign"], None),
        ("Kept a year", money("ai_opportunity"), meaning["overview.ai_opportunity"], None),
        ("Spend", money("campaign_spend"), meaning["overview.campaign_spend"], None),
        ("NPV", money("campaign_npv"), meaning["overview.campaign_npv"], None),
        ("ROI", MULTIPLE.show(overview["campaign_roi"]), meaning["overview.campaign_roi"], None),
    )
    for column, (label, value, what, beside) in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(
            label, value, beside, delta_color="off", delta_arrow="off", help=plain(what), border=True, height="stretch"
        )


def _story(found: dict[str, Any]) -> str:
    overview, winner = found["overview"], found["models"][0]
    made = overview["campaign"].startswith("made")
    whose = "the scenario's own campaign" if made else "its offer, made to those whom the winner targets"
    return (
        f"{winner['name']}. {winner['rationale']} Offered, kept, spend, NPV and ROI: {whose}. "
        f"The winner finds {SHARE.show(found['matrix']['recall'])} of those who will leave; of those it targets, "
        f"{SHARE.show(found['matrix']['precision'])} would."
    )


def show(scenario: Scenario) -> None:
    """Draw the models and what acting on the best of them brings."""
    currency = scenario.setting.currency
    found = work.result("evidence", evidence_of(scenario))
    if found is None:
        work.wait("evidence", "Six models learn from this base …")
        return
    _metrics(found, currency)
    st.html(f'<p class="tv-facts">{escaped(_story(found))}</p>')
    grid(charts("Evidence"), found["tables"], currency)
    if found["warnings"]:
        with st.expander(f"What a dashboard would draw badly ({len(found['warnings'])})"):
            for warning in found["warnings"]:
                st.markdown(f"- {plain(warning)}")
    st.caption(
        "Models see what an operator sees at the as-of month, never the truth behind it; they learn from some "
        "customers and are judged on others. How many of each is set under Models."
    )
