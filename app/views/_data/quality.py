"""Quality: what the rules checked and caught, what is in quarantine, how fresh the data are, and what the runs did."""

from __future__ import annotations

from typing import Any

import streamlit as st
from notation import numbers, typed
from text import plain

from televantage.units import SHARE, Notation
from televantage.warehouse.library import query_named
from televantage.warehouse.sample import Sample

PARTS = (
    ("Measured by the last run", "quality_metrics"),
    ("What each rule checked", "quality_by_rule"),
    ("In quarantine", "quarantine_overview"),
    ("Runs", "run_history"),
    ("Seconds by step", "step_seconds"),
)


def _headline(sample: Sample) -> None:
    """Draw the metrics of the last run."""
    fresh = sample.run("data_freshness").iloc[0]
    rules = sample.run("quality_by_rule")
    failed, checked = int(rules["rows_failed"].sum()), int(rules.groupby("feed")["rows_checked"].max().sum())
    shown = (
        ("Last month loaded", str(fresh["year_month"])),
        ("Rows checked", f"{checked:,}"),
        ("Rows in quarantine", f"{failed:,}"),
        ("Rows loaded", SHARE.show(1 - failed / max(checked, 1))),
    )
    for column, (label, value) in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(label, numbers(value), border=True)


def show(sample: Sample, _: Notation) -> None:
    """Draw the quality log."""
    _headline(sample)
    for title, query in PARTS:
        st.subheader(title)
        rows = sample.run(query)
        if rows.empty:
            st.caption(plain("Nothing."))
        else:
            height: Any = 320 if len(rows) > 8 else "content"
            st.dataframe(typed(rows, query_named(query).types), hide_index=True, height=height)
