"""The models: what an operator could learn from this base, how close to the possible, and what acting on it brings."""

from __future__ import annotations

from typing import Any

import streamlit as st
import work
from notation import notation_in, numbers
from outcome import evidence_of
from text import escaped, plain

from televantage.charts import charts
from televantage.scenario import Scenario
from televantage.units import CUSTOMERS, MONEY, MULTIPLE, SHARE, Notation
from views._charts import grid


def _metrics(found: dict[str, Any], notation: Notation) -> None:
    """Draw the headline of the evidence, as the dashboard's files have it."""
    overview, ceiling = found["overview"], found["ceiling"]

    meaning = found["definitions"]
    auc = f"{overview['model_name']}: best of six by AUC. The ceiling is the AUC of the true probability."
    shown = (
        ("Winner's AUC", f"{overview['model_auc']:.3f}", auc, f"ceiling {ceiling['auc']:.3f}"),
        ("Churn cost a year", MONEY.show(overview["annual_churn_cost"]), meaning["overview.annual_churn_cost"], None),
        ("Offered", CUSTOMERS.show(overview["campaign_customers"]), meaning["overview.campaign"], None),
        ("Kept a year", MONEY.show(overview["ai_opportunity"]), meaning["overview.ai_opportunity"], None),
        ("Spend", MONEY.show(overview["campaign_spend"]), meaning["overview.campaign_spend"], None),
        ("NPV", MONEY.show(overview["campaign_npv"]), meaning["overview.campaign_npv"], None),
        ("ROI", MULTIPLE.show(overview["campaign_roi"]), meaning["overview.campaign_roi"], None),
    )
    for column, (label, value, what, beside) in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(
            label, notation.write(value), beside and numbers(beside), delta_color="off", delta_arrow="off",
            help=plain(numbers(what)), border=True, height="stretch",
        )  # fmt: skip


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
    notation = notation_in(scenario.setting.currency)
    found = work.result("evidence", evidence_of(scenario))
    if found is None:
        work.wait("evidence", "Six models learn from this base …")
        return
    _metrics(found, notation)
    st.html(f'<p class="tv-facts">{escaped(numbers(_story(found)))}</p>')
    grid(charts("Evidence"), found["tables"], notation)
    if found["warnings"]:
        with st.expander(f"What a dashboard would draw badly ({len(found['warnings'])})"):
            for warning in found["warnings"]:
                st.markdown(f"- {plain(numbers(warning))}")
    st.caption(
        "Models see what an operator sees at the as-of month, never the truth behind it; they learn from some "
        "customers and are judged on others. How many of each is set under Models."
    )
