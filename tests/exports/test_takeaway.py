"""Take away: pictures, numbers and the brief: the same bytes anywhere, nothing cut, nothing fetched, nothing untrue."""

from __future__ import annotations

import base64
import csv
import ctypes
import dataclasses
import io
import json
import math
import os
import re
import shlex
import socket
import string
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont

from televantage import __version__, quality
from televantage.charts import _style, charts, specification
from televantage.exports import _images as images
from televantage.exports import _sheet as sheets
from televantage.exports import _side as side
from televantage.exports import _typesetting as typesetting
from televantage.exports import brief, chart_csv, chart_image
from televantage.exports.bundle import records
from televantage.measures import FIGURES, measures
from televantage.scenario import DATA, Scenario, UsageError, parameters, preset_scenario
from televantage.simulation.prepare import effective
from televantage.units import Notation
from tests.support.pictures import (
    BRIEF_CHARTS,
    EUROS,
    STORY,
    SVG,
    flat,
    gallery,
    measured,
    page,
    placed,
    svg_of,
    text_of,
)
from tests.support.places import ROOT
from tests.support.tiers import beyond, examples

# The font


def test_the_font_has_every_letter_that_figures_need() -> None:
    needed = {*string.printable, *"−×€£·→≤≥κεσ…—–±▲▼●◆□’“”√ÄéßøŁğΔЖґ"} - {*"\t\n\r\x0b\x0c"}
    written = {c for chart in charts().values() for c in chart.TITLE + chart.QUESTION}
    said = {c for p in parameters().values() for c in p.label} | {c for f in FIGURES.values() for c in f.label}
    for bold in (False, True):
        assert (needed | written | said) <= set(typesetting.advances(bold))


def test_the_font_is_small_licensed_and_has_a_name_of_its_own() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (DATA / "fonts" / "OFL.txt").read_text("utf-8")
    for bold, style in typesetting.STYLES.items():
        path = Path(typesetting.font_file(bold))
        assert path.stat().st_size < 150_000
        with TTFont(path) as font:
            names = {n.nameID: n.toUnicode() for n in font["name"].names}
            assert (names[1], names[2]) == (typesetting.FAMILY, style)
            assert "Source" not in names[1] + names[4] + names[6] and "SIL Open Font License" in names[13]
            assert {"GPOS", "GSUB", "kern"}.isdisjoint(font.keys())  # the width of a text is the sum of its letters'


LETTERS = st.text(st.sampled_from("".join(sorted(typesetting.advances(False)))), max_size=60)


@given(LETTERS, st.booleans())
def test_a_text_is_as_wide_as_another_reader_of_the_font_says(text: str, bold: bool) -> None:
    text = typesetting.known(text)
    judge = ImageFont.truetype(typesetting.font_file(bold), 1000, layout_engine=ImageFont.Layout.BASIC)
    assert typesetting.width_of(text, 1000, bold) == pytest.approx(judge.getlength(text), abs=1)


# Where a text breaks


@given(st.text(max_size=200))
def test_known_text_is_in_the_font_on_one_line_and_stays_as_it_is(text: str) -> None:
    found = typesetting.known(text)
    assert set(found) <= set(typesetting.advances(False)) and found == " ".join(typesetting.words(found))
    assert typesetting.known(found) == found
    if set(text) <= set(string.ascii_letters + " "):
        assert found == " ".join(text.split())


WORDS = st.lists(st.text(string.ascii_letters + "−€北", min_size=1, max_size=30), max_size=40).map(" ".join)


@given(WORDS, st.floats(20, 400), st.booleans())
def test_lines_hold_every_letter_and_fit(text: str, width: float, bold: bool) -> None:
    lines = typesetting.wrapped(text, width, 10, bold)
    assert flat("".join(lines)) == flat(text)
    assert all(len(line) == 1 or typesetting.width_of(line, 10, bold) <= width for line in lines)
    for line, following in pairwise(lines):  # no line could have held the next letter, too
        assert typesetting.width_of(f"{line} {following.split()[0]}", 10, bold) > width


@given(WORDS, st.floats(40, 400), st.floats(15, 80))
def test_a_text_fits_its_box_or_says_that_it_goes_on(text: str, width: float, height: float) -> None:
    size, lines = typesetting.fitted(text, width, height, (12, 10, 8))
    assert len(lines) * size * typesetting.LEADING <= height
    assert all(typesetting.width_of(line, size) <= width for line in lines)
    whole = flat("".join(lines)) == flat(text)
    assert whole or (size == 8 and lines[-1].endswith("…"))
    if not whole:
        assert len(typesetting.wrapped(text, width, 8)) * 8 * typesetting.LEADING > height


# Pictures


THIRD = list(charts())[::3]


@pytest.mark.full
@pytest.mark.parametrize("name", [*THIRD, *beyond(pytest.mark.long, *(n for n in charts() if n not in THIRD))])
def test_every_chart_is_a_picture(name: str) -> None:
    raw = chart_image(name, gallery()[name], EUROS)
    image = Image.open(io.BytesIO(raw))
    image.load()
    assert image.format == "PNG" and image.width == 2 * 760 and 300 < image.height < 1600
    colours = image.convert("RGB").getcolors(1 << 24)
    assert colours is not None and len(colours) > 50
    assert image.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


@pytest.mark.full
@pytest.mark.parametrize("name", charts())
def test_a_vector_picture_brings_all_that_it_shows(name: str) -> None:
    svg = svg_of(name)
    root = ElementTree.fromstring(svg)  # well-formed
    assert "NaN" not in svg and "undefined" not in svg and "null" not in svg
    outside = re.findall(r'(?:href|src)\s*=\s*"(?!#)[^"]*|url\((?!#|data:)[^)]*|@import|https?://[^" ]+', svg)
    assert set(outside) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    style = root[0].text or ""
    for bold, face in enumerate(re.findall(r"base64,([A-Za-z0-9+/=]+)\)", style)):
        data = io.BytesIO(base64.b64decode(face))
        with TTFont(data) as font:
            shown = {c for element in root.iter(f"{SVG}text") for c in "".join(element.itertext())}
            assert shown <= set(map(chr, font.getBestCmap())), bold
    assert style.count("@font-face") == 2
    assert svg == chart_image(name, gallery()[name], EUROS, "svg").decode("utf-8")
    texts = [text for text, *_ in placed(svg)]
    title = charts()[name].TITLE
    assert title in texts and "Simulated data" in texts and set("".join(texts)) <= set(typesetting.advances(False))


@pytest.mark.full
@pytest.mark.parametrize("width", [440, *beyond(pytest.mark.long, 760)])
@pytest.mark.parametrize("name", charts())
def test_no_title_or_question_is_cut(name: str, width: int) -> None:
    svg = chart_image(name, gallery()[name], EUROS, "svg", width).decode("utf-8")
    assert float(ElementTree.fromstring(svg).get("width", "0")) == width
    found = list(placed(svg))
    said = [text for text, *_ in found]
    assert flat(charts()[name].QUESTION) in flat("".join(said))
    heading = [edges for text, *edges in found if flat(text) in flat(charts()[name].TITLE + charts()[name].QUESTION)]
    assert heading and all(left >= 0 and right <= width for left, right in heading)
    assert all(left >= -1 and right <= width + 1 for _, left, right in found)


def test_a_name_of_the_renderer_does_not_count_on() -> None:
    spec = {
        "data": {"values": [{"a": 1, "b": 2}, {"a": 2, "b": 5}]},
        "mark": {"type": "line", "clip": True},
        "encoding": {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b", "type": "quantitative"}},
    }
    drawn = [images._renderer().vegalite_to_svg(json.dumps(spec)) for _ in range(2)]
    assert drawn[0] != drawn[1]  # what makes the renumbering necessary
    assert images._renumbered(drawn[0]) == images._renumbered(drawn[1])
    assert set(re.findall(r"url\(#([^)]+)", images._renumbered(drawn[0]))) == {"id0"}


def test_the_brand_colours_the_scenario() -> None:
    assert images.PRIMARY == _style.SCENARIO
    table = gallery()["churn_by_month"]
    ours, theirs = (chart_image("churn_by_month", table, EUROS, "svg", primary=c) for c in ("#0f766e", "#7b2cbf"))
    assert b"#0f766e" in ours and b"#0f766e" not in theirs and b"#7b2cbf" in theirs


def test_amounts_are_in_the_currency() -> None:
    for currency, sign in (("EUR", "€"), ("CHF", "CHF ")):
        svg = chart_image("mrr_bridge", gallery()["mrr_bridge"], Notation(currency), "svg").decode("utf-8")
        texts = [text for text, *_ in placed(svg)]
        assert "$" not in "".join(texts) and any(sign in text for text in texts)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "gif"}, "There is no picture of kind 'gif'; it is png or svg."),
        ({"width": 10}, "A picture is 440 to 2,400 pixels wide, not 10."),
        ({"width": 99_999}, "not 99,999"),
        ({"primary": "red"}, "The colour is 'red', but must be written like #0f766e."),
        ({"name": "survivl"}, r"There is no chart 'survivl'\. Did you mean 'survival'\?"),
    ],
)
def test_a_mistake_is_a_sentence(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        chart_image(**({"name": "survival", "table": gallery()["survival"], "notation": EUROS} | wrong))


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    table = gallery()["survival"]

    def reaching_out(*words: Any, **named: Any) -> dict[str, Any]:
        layer = {"data": {"url": "http://127.0.0.1:9/rows.json"}, "mark": "point"}
        return specification(*words, **named) | {"layer": [layer], "datasets": {}}

    with monkeypatch.context() as patch:
        patch.setattr("televantage.charts.specification", reaching_out)
        with pytest.raises(ValueError, match="External data url not allowed"):
            chart_image("survival", table, EUROS)

    def unreachable(*_: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    assert chart_image("survival", table, EUROS) and brief(page())


@pytest.mark.parametrize("name", ["vl_convert", "fontTools.ttLib", "fpdf"])
def test_a_missing_package_is_a_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    for forget in (images._renderer, typesetting.advances):
        forget.cache_clear()
    try:
        with pytest.raises(UsageError, match=r'pip install -e "\.\[brief\]"'):
            brief(page())
    finally:
        for forget in (images._renderer, typesetting.advances):
            forget.cache_clear()


# Numbers


def rows_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))


@pytest.mark.parametrize("name", charts())
def test_the_numbers_behind_a_chart_are_those_of_the_bundle(name: str) -> None:
    table = gallery()[name]
    raw = chart_csv(name, table)
    assert raw.count(b"\r\n") == len(table) + 1 and b"\n" not in raw.replace(b"\r\n", b"")
    found, measure = rows_of(raw), charts()[name].MEASURE
    assert [*found[0]] == [*table.columns]
    declared = {"fidelity": quality.COLUMNS, **{key: module.COLUMNS for key, module in measures().items()}}
    if measure in declared:
        expected = records(table, declared[measure])
    else:
        expected = json.loads(table.to_json(orient="records", double_precision=6))
    for shown, meant in zip(found, expected, strict=True):
        for key, value in meant.items():
            if value is None:
                assert shown[key] == ""
            elif isinstance(value, str):
                assert shown[key].removeprefix("'") == value
            elif isinstance(value, bool):
                assert shown[key] == str(value)
            else:
                assert float(shown[key]) == pytest.approx(value, rel=1e-12, abs=1e-6)
                assert "e" not in shown[key].lower() or measure not in declared
                assert measure not in declared or float(shown[key]) == value


def test_decimals_are_those_of_the_unit() -> None:
    row = rows_of(chart_csv("policies", gallery()["policies"]))[0]
    assert re.fullmatch(r"-?\d+\.\d\d", row["profit"]) and re.fullmatch(r"-?0\.\d{6}", row["qini"])
    assert re.fullmatch(r"\d+", rows_of(chart_csv("survival", gallery()["survival"]))[0]["month"])


@given(st.sampled_from("=+-@\t\r"), st.text(max_size=20))
def test_no_text_is_a_formula(first: str, rest: str) -> None:
    table = gallery()["policies"].head(1).assign(policy=first + rest)
    raw = chart_csv("policies", table).decode("utf-8")
    cell = next(csv.DictReader(io.StringIO(raw, newline="")))["policy"]
    assert cell == f"'{first}{rest}"


def test_a_table_without_rows_is_its_header() -> None:
    table = gallery()["policies"].head(0)
    assert chart_csv("policies", table) == (",".join(table.columns) + "\r\n").encode()


# The brief


def test_the_brief_is_one_page_that_says_it_all() -> None:
    made = page(changes={"price.change": 0.05, "shock.month": 9})
    assert effective(made.scenario).hash != made.scenario.hash  # the month of a shock that does not come
    raw = brief(made)
    document = pypdfium2.PdfDocument(raw)
    assert len(document) == 1 and document[0].get_size() == pytest.approx((841.89, 595.28), abs=0.1)
    text = flat(text_of(raw))
    rows = made.figures
    for name in ("churn_12m", "customers_lost", "mrr_end", "revenue_at_risk", "margin", "saved_customers", "roi"):
        figure, row = FIGURES[name], rows[name]
        for end in ("", "_low", "_high"):
            assert flat(made.notation.write(figure.unit.show(row[f"scenario{end}"]))) in text, (name, end)
        assert flat(figure.label) in text
        if figure.both:
            assert flat(made.notation.write(figure.unit.show_change(row["difference"]))) in text
    for said in (made.title, made.story, made.sentence, "Simulated data", "As of 2026-01", "47.3 M subscribers",
                 effective(made.scenario).hash, f"televantage {__version__}", made.loaded_name,
                 "Size of the change", "0.0 % → 5.0 %", "USD → EUR", "none → risk", "no limit → €"):  # fmt: skip
        assert flat(said) in text, said
    for name in BRIEF_CHARTS:
        assert flat(charts()[name].TITLE) in text  # vectors: their text is text
    assert document.get_metadata_dict()["Title"] == made.title


def test_a_figure_without_money_gives_way() -> None:
    text = flat(text_of(brief(page("price_rise"))))
    assert "ROI" not in text and "Monthlychurn" in text and "Customersathorizon" in text


def test_differences_say_which_way_and_when_they_may_be_chance() -> None:
    made = page()
    rows = made.rows.copy()
    sure, chance = rows["figure"] == "mrr_end", rows["figure"] == "churn_12m"
    rows.loc[sure, ["difference", "difference_low", "difference_high"]] = (-2e6, -3e6, -1e6)
    rows.loc[chance, ["difference", "difference_low", "difference_high"]] = (0.01, -0.01, 0.03)
    rows.loc[rows["figure"] == "payback_month", "scenario"] = math.nan
    text = flat(text_of(brief(dataclasses.replace(made, rows=rows))))
    assert "▼−€2.0M" in text and "+1.0pt·luck?" in text and "notpaidback" in text


def test_a_change_that_rounding_hides_is_written_in_full() -> None:
    text = flat(text_of(brief(page(changes={"churn.annual_churn": 0.26504}))))
    assert "0.265→0.26504" in text


def test_business_as_usual_changes_nothing() -> None:
    loaded = preset_scenario("baseline")
    assert "nothingischanged" in flat(text_of(brief(page("baseline", scenario=loaded))))


def links(raw: bytes) -> list[str]:
    """Return where the links of the page lead."""
    document = pypdfium2.PdfDocument(raw)
    sheet = document[0]  # kept: its links die with it
    found, place, link = [], ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(sheet.raw, ctypes.byref(place), ctypes.byref(link)):
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, size)
        found.append(buffer.value.decode("utf-8"))
    return found


@pytest.mark.full
def test_the_link_opens_what_was_given() -> None:
    long = "https://example.org/?" + "&".join(f"offer.x{i}=(0.25)%20{i}" for i in range(100))
    assert len(long) > 2_000 and links(brief(page(link=long))) == [long]
    assert links(brief(page(link="https://example.org/北京"))) == ["https://example.org/%E5%8C%97%E4%BA%AC"]
    assert links(brief(page(link=""))) == []
    with pytest.raises(UsageError, match="must begin with http:// or https://"):
        brief(page(link="javascript:alert(1)"))


@pytest.mark.full
def test_the_number_of_charts_is_one_to_four() -> None:
    chart = ("survival", gallery()["survival"])
    for count in (0, 5):
        with pytest.raises(UsageError, match=f"A brief has 1 to 4 charts, not {count}"):
            brief(page(charts=[chart] * count))
    for count in (1, 2, 3):
        assert flat(text_of(brief(page(charts=[chart] * count)))).count("Survivalbycontract") == count


def moved(count: int) -> dict[str, Any]:
    """Return some changed parameters, as different from their defaults as may be."""
    numbers = [p for p in parameters().values() if p.kind in ("int", "float") and p.param.role != "setting"]
    return {p.path: p.param.high if p.default != p.param.high else p.param.low for p in numbers[:count]}


def typed(changes: dict[str, Any]) -> dict[str, Any]:
    return {path: int(v) if parameters()[path].kind == "int" else float(v) for path, v in changes.items()}


@pytest.mark.parametrize("count", [0, 1, 12, 24])
def test_the_command_on_the_page_is_the_command(count: int) -> None:
    sets = " ".join(f"--set {path}={value}" for path, value in typed(moved(count)).items())
    command = f"python scripts/generate_demo_data.py price_rise {sets} --set offer.policy='a b' --out demo"
    pen, lines = side.command_lines(command, 210, 340)
    assert all(pen.width(line) <= 210 for line in lines)
    assert shlex.split("\n".join(lines).replace("\\\n", " ")) == shlex.split(command)
    printed = subprocess.run(
        ["sh", "-c", "\n".join(lines).replace("python scripts/generate_demo_data.py", "printf '%s\\n'", 1)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert printed.stdout.splitlines() == shlex.split(command)[2:]


@pytest.mark.parametrize("command", ["x " * 3_000, "python x.py " + "y" * 200])
def test_a_command_that_is_too_long_says_so(command: str) -> None:
    pen, lines = side.command_lines(command, 210, 340)
    assert lines[-1].startswith("… too long") and len(lines) * pen.leading < 340


def boxes(raw: bytes) -> list[tuple[str, float, float, float, float]]:
    """Return the pieces of text on the page with their boxes: left, bottom, right, top."""
    text = pypdfium2.PdfDocument(raw)[0].get_textpage()
    rects = [text.get_rect(i) for i in range(text.count_rects())]
    return [(text.get_text_bounded(*rect), *rect) for rect in rects]


def check(raw: bytes) -> str:
    """Return the text of a page on which nothing leaves the sheet, and outside the charts nothing overlaps."""
    found = boxes(raw)
    assert found
    for text, left, bottom, right, top in found:
        assert left >= 20 and right <= 842 - 27 and bottom >= 5 and top <= 590, text
    column = [box for box in found if box[1] > 842 - 28 - 222 - 1 or box[4] > 480]
    for (one, *a), (other, *b) in combinations(column, 2):
        wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert wide <= 0.5 or high <= 1.5, (one, other)
    return flat(text_of(raw))


LONG = "Was, wenn ein Wettbewerber in 北京 20 % billiger wird? 👩‍💻🚀 Ελλάδα, Київ — "
EXTREMES: dict[str, dict[str, Any]] = {
    "long": {"title": (LONG * 9)[:80], "story": (LONG * 9)[:600], "sentence": LONG * 3},
    "wide": {"title": "W" * 80, "story": "W" * 600, "sentence": "W" * 500},
    "endless": {"title": "x " * 500, "story": "x " * 5_000, "sentence": "y" * 5_000},
    "linked": {"link": "https://a.b/" + "c" * 5_000},
    "strange": {"title": "\ud800\u202e\x00 \u0301", "story": "<b>&amp;</b> %s {} \\ (x) )", "sentence": "**_#_**"},
    "empty": {"title": "", "story": "", "sentence": "", "link": "", "command": ""},
    "many": {"changes": moved(20)},
    "all": {"changes": moved(100), "link": "https://example.org/?" + "a=1&" * 600, "command": "x --set a=1 " * 60},
    "francs": {"changes": {"setting.currency": "CHF", "setting.subscribers": 1_000_000_000}},
}  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("name", EXTREMES)
def test_nothing_is_cut_or_overlaps(name: str) -> None:
    given_page = dict(EXTREMES[name])
    made = page(changes=typed_or_same(given_page.pop("changes", {})), **given_page)
    text = check(brief(made))
    if name == "many":
        hidden = re.search(r"and(\d+)more:seethescenariofile", text)
        listed = text.count("→") - text.count("Openthisscenario→")
        total = len(made.scenario.changes_from(made.loaded)) + len(
            made.loaded.changes_from(preset_scenario("baseline"))
        )
        assert listed + (int(hidden[1]) if hidden else 0) == total and listed >= 20
    if name == "all":
        assert re.search(r"and\d+more:seethescenariofile", text)
    if name == "long":
        assert "□□" in text and "aletterthatthispage'sfontlacks" in text and "Ελλάδα,Київ" in text


def typed_or_same(changes: dict[str, Any]) -> dict[str, Any]:
    return {p: typed({p: v})[p] if parameters()[p].kind in ("int", "float") else v for p, v in changes.items()}


@examples(6)
@given(title=st.text(max_size=80), story=st.text(max_size=600), sentence=st.text(max_size=300))
def test_any_text_makes_a_page(title: str, story: str, sentence: str) -> None:
    chart = page().charts[:1]
    check(brief(page(title=title, story=story, sentence=sentence, charts=chart)))


SHORT = st.text(string.ascii_letters + " −€北", max_size=40)


@given(st.lists(st.tuples(SHORT, SHORT), max_size=40), st.floats(60, 400))
def test_the_list_of_assumptions_holds_or_counts_every_row(entries: list[tuple[str, str]], height: float) -> None:
    written: list[str] = []

    class Spy(sheets.Sheet):
        def text(self, left: float, top: float, text: str, pen: sheets.Pen) -> None:
            assert top + pen.leading <= height + 1e-6 and left >= -1e-6 and left + pen.width(text) <= 222 + 1e-6
            written.append(text)

    side.assumptions(Spy(None), sheets.Box(0, 0, 222, height), [("Changed", entries)])
    more = re.search(r"^and (\d+) more", written[-1]) if written else None
    hidden = int(more[1]) if more else 0
    shown = entries[: len(entries) - hidden]
    expected = ["Changed", *(part for entry in shown for part in entry)] if written and shown else []
    assert hidden <= len(entries) and (more or shown == entries)
    assert all(flat(typesetting.known(part))[:3] in flat("".join(written)) for part in expected)


# The vectors of the page against the pictures


def coarse(image: Image.Image) -> Any:
    """Return the mean colours of squares of four points: edges fall on pixels as a renderer likes."""
    width, height, side_ = 600 * images.SCALE, 400 * images.SCALE, 4 * images.SCALE
    dots = np.asarray(image.convert("RGB").crop((0, 0, width, height)), float)
    return dots.reshape(height // side_, side_, width // side_, side_, 3).mean((1, 3))


def worst(name: str, paintable: Callable[[str], bytes]) -> float:
    """Return how far a square of a chart on the page is off the picture's, out of 255."""
    svg = images.drawing(name, gallery()[name], EUROS, (600, 400), images.PRIMARY, dict.fromkeys(images.MARGIN, 4))
    with pytest.MonkeyPatch.context() as patch, sheets.blank("x", datetime(2026, 1, 1, tzinfo=UTC), "x") as sheet:
        patch.setattr(sheets, "paintable", paintable)
        sheet.picture(sheets.Box(0, 0, 600, 400), svg, "x")
        raw = sheet.done()
    drawn = pypdfium2.PdfDocument(raw)[0].render(scale=images.SCALE).to_pil()
    other = Image.open(io.BytesIO(images._renderer().svg_to_png(svg, scale=images.SCALE)))
    return float(np.abs(coarse(drawn) - coarse(other)).max())


@pytest.mark.full
@pytest.mark.parametrize("name", charts())
def test_a_chart_on_the_page_is_the_chart(name: str) -> None:
    assert worst(name, sheets.paintable) < 60


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("save_or_delay", (b' stroke="none"', b"")),  # black frames
        ("survival", (b'font-size="12"', b'font-size="9"')),  # pixels for points
        ("tornado", (b'y="12"', b'y="0"')),  # lines over each other
    ],
)
def test_a_chart_that_is_painted_wrong_is_seen(name: str, wrong: tuple[bytes, bytes]) -> None:
    right = sheets.paintable
    assert wrong[0] in right(svg_of(name))
    assert worst(name, lambda svg: right(svg).replace(*wrong)) > 75


# The same bytes


WRITES = """
import sys
from pathlib import Path
from tests.exports.test_takeaway import made
for name, raw in made(sys.argv[2:]).items():
    (Path(sys.argv[1]) / name).write_bytes(raw)
"""


def made(names: list[str]) -> dict[str, bytes]:
    """Return the pictures and numbers of charts, in this order, and the brief, by name of a file."""
    found: dict[str, bytes] = {}
    for name in names:
        table = measured(STORY)[charts()[name].MEASURE]
        found |= {f"{name}.{kind}": chart_image(name, table, EUROS, kind) for kind in ("png", "svg")}
        found[f"{name}.csv"] = chart_csv(name, table)
    return found | {"brief.pdf": brief(page())}


@pytest.mark.full
def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    """In another order, place and language."""
    names = ["survival", "profit_by_reach", "offer_economics"]
    there: list[dict[str, bytes]] = []
    for order, environment in (
        (names, {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}),
        (names[::-1], {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8"}),
    ):
        folder = tmp_path / str(len(there))
        folder.mkdir()
        line = [sys.executable, "-c", WRITES, str(folder), *order]
        abroad = {**os.environ, **environment}
        done = subprocess.run(line, cwd=ROOT, env=abroad, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        there.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert len(there[0]) == 10 and there[0] == there[1]
    assert brief(page()) == there[0]["brief.pdf"]


def test_the_brief_is_dated_by_the_scenario_and_names_no_machine() -> None:
    raw = brief(page(changes={"setting.as_of": "2031-07"}))
    assert b"(D:20310701000000Z" in raw and str(ROOT).encode() not in raw
    year = str(datetime.now(UTC).year).encode()
    assert b"D:" + year not in raw.replace(b"D:2031", b"") and Scenario().setting.as_of == "2026-01"
