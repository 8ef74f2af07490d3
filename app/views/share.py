"""Export and import: take the scenario or the whole bundle away, or bring a scenario in."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import Any

import controls
import streamlit as st
from text import plain

from televantage.exports import as_preset, bake, formats, variant_name, zipped
from televantage.scenario import InputError, Preset, Scenario, checked_name, parse_preset, preset_names, preset_scenario
from views._header import header

TITLE = "Export and import"
ORDER = 3
SIZES = (200_000, 50_000, 1_000_000)
SCRIPT_DEFAULT = 200_000


def preset_file(name: str, story: Preset, scenario: Scenario) -> tuple[str, bytes]:
    """Return the file name and the bytes of the scenario as a preset file."""
    return f"{variant_name(name, scenario)}.json", as_preset(name, story, scenario).to_json()


def bundle_zip(name: str, story: Preset, scenario: Scenario, customers: int) -> bytes:
    """Return the archive of the bundle, its files byte for byte what the script writes."""
    done = bake(name, story, scenario, customers)
    return zipped(done.name, formats()["json"].files(done))


def command(name: str, scenario: Scenario, customers: int) -> str:
    """Return the command line that writes the same bundle."""
    words = ["python", "scripts/generate_demo_data.py"]
    if name in preset_names():
        changes = scenario.changes_from(preset_scenario(name))
        words += [name, *(word for path, value in changes.items() for word in ("--set", f"{path}={value}"))]
    else:
        words.append(f"{variant_name(name, scenario)}.json")
    if customers != SCRIPT_DEFAULT:
        words += ["--customers", str(customers)]
    return shlex.join(words)


def take_in() -> None:
    """Load the uploaded preset file; where it is wrong, keep the screen and remember every mistake."""
    upload = st.session_state["upload"]
    st.session_state["mistakes"] = []
    if upload is None:
        return
    try:
        name = checked_name(PurePath(upload.name).stem)
        story, scenario = parse_preset(upload.getvalue(), upload.name)
    except InputError as error:
        st.session_state["mistakes"] = str(error).splitlines()
        return
    controls.load(name, story, scenario)
    if name in preset_names():
        st.session_state["preset"] = name


def show(scenario: Scenario, tables: dict[str, Any]) -> None:
    """Draw the view."""
    header(scenario)
    name, story = st.session_state["name"], st.session_state["story"]
    out, into = st.columns(2, gap="large")
    with out:
        st.subheader("Take away")
        customers = st.selectbox(
            "Customers simulated for the bundle", SIZES, key="export size", format_func="{:,}".format
        )
        file_name, raw = preset_file(name, story, scenario)
        st.download_button("The scenario (preset JSON)", raw, file_name, "application/json", width="stretch")
        st.download_button(
            "The whole bundle (zip)",
            lambda: bundle_zip(name, story, scenario, customers),
            f"{variant_name(name, scenario)}.zip",
            "application/zip",
            width="stretch",
            type="primary",
        )
        st.caption("The same bundle on the command line, byte for byte:")
        st.code(command(name, scenario, customers), language="bash", wrap_lines=True)
    with into:
        st.subheader("Bring in")
        st.file_uploader("A preset JSON, from here or written by hand", type="json", key="upload", on_change=take_in)
        for mistake in st.session_state.get("mistakes", []):
            st.error(plain(mistake))
        if st.session_state.get("mistakes"):
            st.caption("The scenario on screen is as it was.")
