"""Export and import: take the scenario or the whole bundle away, or bring a scenario in."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

import brand
import state
import streamlit as st
from notation import NUMBERS, notation_in, numbers
from outcome import LIVE_CUSTOMERS
from text import plain

from televantage.charts import charts
from televantage.exports import (
    Brief,
    as_preset,
    bake,
    brief,
    chart_csv,
    chart_image,
    formats,
    is_shipped,
    variant_name,
    zipped,
)
from televantage.scenario import InputError, Preset, Scenario, checked_name, parse_preset, preset_names, preset_scenario
from views._header import header, says

TITLE = "Export"
ORDER = 9
SIZES = (200_000, 50_000, 1_000_000)
SCRIPT_DEFAULT = 200_000


BRIEF = ("survival", "churn_by_month", "mrr_bridge")
"""Charts of the brief; the fourth is of the offer if one is made, else of the segments."""
DEMO_FOLDER = "demo"
COPY = re.compile(r" ?\(\d+\)$")
"""What a browser adds to the name of a second download."""


def on_screen(scenario: Scenario) -> tuple[str, Preset]:
    """Return the name under which the scenario on screen is written, and its story."""
    story: Preset = st.session_state["story"]
    return variant_name(st.session_state["name"], story, scenario, st.session_state["loaded"]), story


def preset_file(name: str, story: Preset, scenario: Scenario) -> bytes:
    """Return the scenario as the bytes of a preset file that extends what it came from."""
    return as_preset(name, story, scenario).to_json()


def bundle_zip(written: str, story: Preset, scenario: Scenario, customers: int) -> bytes:
    """Return the archive of the bundle, its files byte for byte what the script writes."""
    return zipped(written, formats()["json"].files(bake(written, story, scenario, customers)))


def telco_csv(written: str, story: Preset, scenario: Scenario, customers: int) -> bytes:
    """Return the customers in the 21 columns of the IBM Telco sample, byte for byte what the script writes."""
    return formats()["telco-csv"].table(bake(written, story, scenario, customers))


def command(name: str, story: Preset, scenario: Scenario, written: str, customers: int) -> str:
    """Return the command line that writes the same bundle: from a preset's name if that is enough, else a file."""
    words = ["python", "scripts/generate_demo_data.py"]
    if name in preset_names() and is_shipped(name, story, preset_scenario(name)):
        changes = scenario.changes_from(preset_scenario(name))
        words += [name, *(word for path, value in changes.items() for word in ("--set", f"{path}={value}"))]
    else:
        words.append(f"{written}.json")
    if customers != SCRIPT_DEFAULT:
        words += ["--customers", str(customers)]
    return shlex.join([*words, "--out", DEMO_FOLDER])


def page_of(scenario: Scenario, story: Preset, tables: Mapping[str, Any], line: str) -> Brief:
    """Return what the one-page brief of the scenario on screen holds; it is drawn where there is no session."""
    names = (*BRIEF, "offer_economics" if len(tables["campaign"]) else "segments")
    return Brief(
        story.title,
        numbers(story.story),
        says(scenario, tables),
        scenario,
        st.session_state["loaded"],
        st.session_state["name"],
        tables["headline"],
        [(name, tables[charts()[name].MEASURE]) for name in names],
        state.address(scenario, "Overview"),
        line,
        min(LIVE_CUSTOMERS, scenario.setting.subscribers),
        brand.name(),
        _primary(),
        st.session_state[NUMBERS],
    )


def _charts(written: str, scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the downloads of one chart: picture and data."""
    known = {name: module for name, module in charts().items() if module.MEASURE in tables}
    name = st.selectbox("Chart", list(known), key="export chart", format_func=lambda n: known[n].TITLE) or next(
        iter(known)
    )
    table, notation = tables[known[name].MEASURE], notation_in(scenario.setting.currency)
    makers: dict[str, tuple[Callable[[], bytes], str]] = {
        "PNG": (lambda: chart_image(name, table, notation, "png", primary=_primary()), "image/png"),
        "SVG": (lambda: chart_image(name, table, notation, "svg", primary=_primary()), "image/svg+xml"),
        "CSV": (lambda: chart_csv(name, table), "text/csv"),
    }
    for column, (kind, (make, mime)) in zip(st.columns(len(makers)), makers.items(), strict=True):
        file = f"{written}-{name.replace('_', '-')}.{kind.lower()}"
        column.download_button(kind, make, file, mime, key=f"chart as {kind}", width="stretch")


def _primary() -> str:
    return brand.brand()[0]["primary"]


def take_in() -> None:
    """Load the uploaded preset file; where it is wrong, keep the screen and remember every mistake."""
    upload = st.session_state["upload"]
    st.session_state["mistakes"] = []
    if upload is None:
        return
    try:
        name = checked_name(COPY.sub("", PurePath(upload.name).stem))
        story, scenario = parse_preset(upload.getvalue(), upload.name)
    except InputError as error:
        st.session_state["mistakes"] = str(error).splitlines()
        return
    state.load(name, story, scenario)


def show(scenario: Scenario, tables: Mapping[str, Any]) -> None:
    """Draw the view."""
    header(scenario, tables)
    name = st.session_state["name"]
    written, story = on_screen(scenario)
    notation = notation_in(scenario.setting.currency)  # once: what the box shows is asked for outside a run, too
    out, into = st.columns(2, gap="large")
    with out:
        st.subheader("Take away")
        customers = st.selectbox(
            "Customers simulated for the bundle and the CSV", SIZES, key="export size",
            format_func=lambda n: notation.write(f"{n:,}"),
        )  # fmt: skip
        customers = customers or SCRIPT_DEFAULT
        raw = preset_file(name, story, scenario)
        st.download_button("The scenario (preset JSON)", raw, f"{written}.json", "application/json", width="stretch")
        st.download_button(
            "The whole bundle (zip)",
            lambda: bundle_zip(written, story, scenario, customers),
            f"{written}.zip",
            "application/zip",
            width="stretch",
            type="primary",
        )
        st.download_button(
            "The customers, as the IBM Telco sample has them (CSV)",
            lambda: telco_csv(written, story, scenario, customers),
            f"{written}-telco-customers.csv",
            "text/csv",
            width="stretch",
            help="21 columns, labels and blanks as in that file, with Churn within 12 months; notebooks run unchanged.",
        )
        line = command(name, story, scenario, written, customers)
        page = page_of(scenario, story, tables, command(name, story, scenario, written, LIVE_CUSTOMERS))
        st.download_button(
            "The brief (one page, PDF)",
            lambda: brief(page),
            f"{written}-brief.pdf",
            "application/pdf",
            width="stretch",
            help="Figures with intervals, four charts, the assumptions, the link, and the command that makes it again.",
        )
        first = " Download the scenario first, into the folder you run it in." if f"{written}.json" in line else ""
        st.caption(f"The same bundle on the command line, byte for byte; the CSV with --format telco-csv.{first}")
        st.code(line, language=None, wrap_lines=True)
        st.subheader("A chart")
        _charts(written, scenario, tables)
    with into:
        st.subheader("Bring in")
        st.file_uploader("A preset JSON, from here or written by hand", type="json", key="upload", on_change=take_in)
        for mistake in st.session_state.get("mistakes", []):
            st.error(plain(mistake))
        if st.session_state.get("mistakes"):
            st.caption("The scenario on screen is as it was.")
