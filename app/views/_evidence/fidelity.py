"""Fidelity: where the numbers come from, statistic by statistic against the published sample."""

from __future__ import annotations

from typing import Any

import streamlit as st
from notation import notation_in, numbers
from outcome import fidelity_of
from text import escaped, plain

from televantage.charts import charts
from televantage.quality import VERDICTS, checks
from televantage.scenario import Scenario
from televantage.simulation.calibration import calibration
from televantage.units import UNITS
from views._charts import draw

CHOICES = ("Everything", *VERDICTS)


def _bare(text: str) -> str:
    """Return an amount as the page writes it, without a sign: the sample's currency need not be the scenario's."""
    return numbers(text.replace("$", ""))


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the report as a person reads it: each number in its own unit."""
    shown = []
    for row in rows:
        unit = UNITS[row["unit"]]
        shown.append(
            {
                "statistic": numbers(row["statistic"]),
                "target": _bare(unit.show(row["target"])),
                "simulated": _bare(unit.show(row["simulated"])),
                "difference": _bare(unit.show_change(row["difference"])),
                "tolerance": _bare("± " + unit.show_change(row["tolerance"]).lstrip("+")),
                "verdict": row["verdict"],
                "moved by": row["moved_by"] if row["verdict"] == "moved" else "",
                "source of the target": numbers(row["source"]),
            }
        )
    return shown


def show(scenario: Scenario) -> None:
    """Draw the report."""
    report = fidelity_of(scenario)
    rows = report.to_dict("records")
    count = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in VERDICTS}
    near = f"{count['ok']} of {len(rows)} statistics of the simulated base lie within tolerance of the sample"
    on_purpose = f"; this scenario moves {count['moved']} on purpose" if count["moved"] else ""
    off = f"; {count['off']} are off for no reason" if count["off"] else ""
    source = numbers(calibration(scenario.population.calibration).source)
    st.html(
        f'<p class="tv-story"><b>{escaped(near + on_purpose + off)}.</b> Customers are drawn from laws fitted to: '
        f"{escaped(source)}. No row of it is shipped or read. What a "
        "lever or an assumption of the scenario moves away from the sample is marked as moved, and by what.</p>"
    )
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(border=True):
        for name in charts("Fidelity"):
            draw(name, report, notation_in(scenario.setting.currency))
    with right:
        summary = []
        for name, check in checks().items():
            own = [row for row in rows if row["check"] == name]
            parts = {v: sum(row["verdict"] == v for row in own) for v in VERDICTS}
            summary.append(
                {
                    "claim": check.CLAIM,
                    "of": len(own),
                    **parts,
                    "tolerance": _bare("± " + check.UNIT.show_change(check.TOLERANCE).lstrip("+")),
                }
            )
        st.dataframe(summary, hide_index=True, width="stretch", height="content")
    only = st.segmented_control("Show", CHOICES, default="Everything", key="fidelity verdict") or "Everything"
    for name, check in checks().items():
        own = [row for row in rows if row["check"] == name and only in ("Everything", row["verdict"])]
        if own:
            st.markdown(f"**{plain(check.CLAIM)}**")
            st.dataframe(_rows(own), hide_index=True, width="stretch", height="content")
