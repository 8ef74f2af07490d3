"""A table for every chart, the brief of a preset, and what is read off pictures and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pypdfium2  # type: ignore[import-untyped]
from PIL import ImageFont

from televantage.charts import charts
from televantage.explaining import attribution_table, shapley, tornado, tornado_table
from televantage.explaining.response import response
from televantage.exports import Brief, chart_image
from televantage.exports import _typesetting as typesetting
from televantage.learning.evidence import evidence
from televantage.learning.tables import tables as learned
from televantage.measures import Outcome, side_by_side, tables
from televantage.quality import fidelity
from televantage.scenario import Scenario, preset, preset_scenario
from televantage.simulation import simulate
from televantage.simulation.parallel_lives import pair_of_lives
from televantage.units import Notation

FEW = 1_000
STORY, EUROS = "risk_targeting", Notation("EUR")
BRIEF_CHARTS = ("mrr_bridge", "churn_by_month", "segments", "offer_economics")
SVG = "{http://www.w3.org/2000/svg}"


@cache
def swings() -> pd.DataFrame:
    """Return a tornado; it takes dozens of simulations, and looks the same for every scenario."""
    return tornado_table(tornado(preset_scenario("price_war"), "margin", 1_000))


@cache
def everything(scenario: Scenario, customers: int) -> dict[str, pd.DataFrame]:
    """Return the table of every measure, the fidelity report, a customer's two lives, and the evidence."""
    outcome = Outcome(simulate(scenario, customers))
    prepared = outcome.cube.prepared
    if scenario.offer.policy == "none":
        changes = {"offer.policy": "random", "offer.month": 1, "offer.reach": 1.0}
        prepared = simulate(scenario.override(changes), customers).prepared
    months = pair_of_lives(prepared, 0).months
    more = {"fidelity": fidelity(outcome.cube.prepared), "parallel_lives": months, "tornado": swings()}
    more["attribution"] = attribution_table(shapley(scenario.neutral(), scenario, "margin", 1_000))
    more["response"] = response(scenario, "price.change", (-0.1, 0.0, 0.1), 1_000)
    own = tables(outcome)
    for name in ("survival", "churn_by_month", "mrr_bridge"):
        more[f"{name}_side_by_side"] = side_by_side(["1. One", "2. The other"], [own[name], own[name]])
    return own | more | learned(evidence(outcome, scenario))


@cache
def measured(name: str) -> dict[str, pd.DataFrame]:
    """Return the table of every measure of a preset."""
    return tables(Outcome(simulate(preset_scenario(name), FEW)))


@cache
def gallery() -> dict[str, pd.DataFrame]:
    """Return a table for every chart there is."""
    scenario = preset_scenario(STORY)
    along = response(scenario, "price.change", [-0.1, 0.0, 0.1], FEW)
    found = {"response": along} | everything(scenario, FEW)

    def table(chart: Any) -> pd.DataFrame:
        if chart.MEASURE == "side_by_side":
            return side_by_side(("Here", "There"), [measured(STORY)[chart.OF], measured("baseline")[chart.OF]])
        return found[chart.MEASURE]

    return {name: table(chart) for name, chart in charts().items()}


@cache
def svg_of(name: str) -> str:
    return chart_image(name, gallery()[name], EUROS, "svg").decode("utf-8")


def page(name: str = STORY, changes: dict[str, Any] | None = None, **more: Any) -> Brief:
    """Return the brief of a preset, some parameters changed on the screen."""
    loaded = preset_scenario(name)
    scenario = loaded.override({"setting.currency": EUROS.currency, **(changes or {})})
    found, story = measured(name), preset(name)
    own: dict[str, Any] = {
        "title": story.title, "story": story.story, "sentence": "The offer keeps 200 k customers.",
        "scenario": scenario, "loaded": loaded, "loaded_name": name, "rows": found["headline"],
        "charts": [(chart, found[charts()[chart].MEASURE]) for chart in BRIEF_CHARTS],
        "link": "https://example.org/?preset=risk_targeting", "customers": FEW,
        "command": f"python scripts/generate_demo_data.py {name} --set setting.currency=EUR --out demo",
    }  # fmt: skip
    return Brief(**(own | more))


def flat(text: str) -> str:
    """Return a text without its breaks: a page breaks lines where it must."""
    return "".join(text.split())


def text_of(raw: bytes) -> str:
    return str(pypdfium2.PdfDocument(raw)[0].get_textpage().get_text_bounded())


def placed(svg: str) -> Iterator[tuple[str, float, float]]:
    """Return every text of a picture that is not turned, with its left and right edge."""

    def walk(element: ElementTree.Element, left: float) -> Iterator[tuple[str, float, float]]:
        moved = re.findall(r"translate\(([-\d.e]+)", element.get("transform", ""))
        left += sum(map(float, moved))
        if element.tag == f"{SVG}text":
            bold = element.get("font-weight", "normal") not in ("normal", "400")
            size = float(element.get("font-size", "11px").removesuffix("px"))
            font = ImageFont.truetype(typesetting.font_file(bold), 1000, layout_engine=ImageFont.Layout.BASIC)
            for line in list(element) or [element]:
                wide = font.getlength(line.text or "") / 1000 * size
                start = {"end": left - wide, "middle": left - wide / 2}.get(element.get("text-anchor", ""), left)
                start += float(element.get("x", 0))
                if "rotate" not in element.get("transform", ""):
                    yield line.text or "", start, start + wide
        else:
            for child in element:
                yield from walk(child, left)

    return walk(ElementTree.fromstring(svg), 0.0)
