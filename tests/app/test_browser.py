"""The real page in a real browser: charts drawn, nothing cut, downloads as the script's, no outside request."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from scripts.gallery import CHROMIUM, FLAGS
from scripts.gallery import server as running_app
from tests.support.browsing import charts_drawn, choose, open_view, quiet, settled, watched
from tests.support.places import APP, NODE, ROOT
from tests.support.scripts import snapshot
from tests.support.tiers import beyond, tier

CUT = """() => [...document.querySelectorAll(`[data-testid="stMetricLabel"] p, [data-testid="stMetricValue"] p,
  [data-testid="stMetricDelta"] *, [data-testid="stSelectbox"] input,
  .tv-title, .tv-story, [data-testid="stSidebar"] label p`)]
  .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible')
  .map(e => e.textContent || e.value)"""
MARKS = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg.marks')].map(s =>
  s.querySelectorAll('.mark-line path, .mark-rect path, .mark-area path, .mark-text text, .mark-rule line').length)"""
OUTSIDE = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg.marks')].flatMap(s => {
  const box = s.getBoundingClientRect();
  return [...s.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect(); return b.width > 0 &&
    getComputedStyle(t).opacity !== '0' &&
    (b.left < box.left - 1 || b.right > box.right + 1 || b.top < box.top - 4 || b.bottom > box.bottom + 1) })
    .map(t => t.textContent) })"""
GHOSTS = (
    """() => document.querySelectorAll('[data-testid="stVegaLiteChart"] svg path[stroke-dasharray="4,3"]').length"""
)

PAGE_COLOUR = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
PAGE_COLOURS = {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 22, 35)"}
WORST = ("serious", "critical")

FEWER = ROOT / "tests" / "support" / "page_with_fewer_customers.py"

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    page = APP if tier() == "all" else FEWER
    with running_app(page) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), *beyond(pytest.mark.long, (1920, 1080))])
def test_every_chart_is_drawn_and_no_text_is_cut(server: str, browser: Any, width: int, height: int) -> None:
    page = watched(browser.new_page(viewport={"width": width, "height": height}))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server)
    settled(page)
    for title in ("The price rise that backfires", "Same budget at risk"):
        choose(page, title)
        marks = page.evaluate(MARKS)
        assert len(marks) == 6 and min(marks) >= 1 and sum(marks) > 100, marks
        assert page.evaluate(GHOSTS) >= 5  # survival four times, churn, risk: the baseline is visible
        assert page.evaluate(CUT) == [] and page.evaluate(OUTSIDE) == []
    assert problems == []
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts <= {"127.0.0.1", "localhost"}
    page.close()


def test_the_evidence_is_drawn(server: str, browser: Any) -> None:
    page = watched(browser.new_page(viewport={"width": 1366, "height": 900}))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server)
    settled(page)
    open_view(page, "Evidence")
    assert page.get_by_text("How close to the possible?").is_visible()
    marks = page.evaluate(MARKS)
    assert len(marks) == 6 and min(marks) >= 1 and sum(marks) > 60, marks
    assert page.evaluate(CUT) == [] and page.evaluate(OUTSIDE) == [] and problems == []
    page.close()


def test_the_downloaded_bundle_is_what_ships(server: str, browser: Any, tmp_path: Path) -> None:
    page = watched(browser.new_page(viewport={"width": 1366, "height": 900}))
    page.goto(server)
    settled(page)
    open_view(page, "Export")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="The whole bundle (zip)").click()
    download.value.save_as(tmp_path / "bundle.zip")
    archive = zipfile.ZipFile(tmp_path / "bundle.zip")
    shipped = ROOT / "src" / "data" / "baked" / "baseline"
    assert {n: archive.read(n) for n in archive.namelist()} == {
        f"baseline/{name}": raw for name, raw in snapshot(shipped).items()
    }
    page.close()


def test_markup_in_a_file_is_shown_as_it_is(server: str, browser: Any, tmp_path: Path) -> None:
    page = watched(browser.new_page(viewport={"width": 1366, "height": 900}))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server)
    settled(page)
    open_view(page, "Export")
    hostile = tmp_path / "mine.json"
    hostile.write_text('{"title": "![x](http://evil.example/y) **bold** &lt;b&gt;", "changes": {}}')
    page.locator("input[type=file]").set_input_files(str(hostile))
    page.wait_for_function("document.querySelector('.tv-title')?.textContent.includes('evil.example')")
    assert "![x](http://evil.example/y) **bold** &lt;b&gt;" in page.locator(".tv-title").inner_text()
    (tmp_path / "wrong.json").write_text('{"![x](http://evil.example/z)": 1}')
    page.locator("input[type=file]").set_input_files(str(tmp_path / "wrong.json"))
    page.get_by_text("![x](http://evil.example/z)").wait_for()
    assert not any("evil.example" in url for url in asked)
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), *beyond(pytest.mark.long, (1920, 1080))])
def test_the_retention_view_draws_the_offer(server: str, browser: Any, width: int, height: int) -> None:
    page = watched(browser.new_page(viewport={"width": width, "height": height}))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server)
    settled(page)
    open_view(page, "Retention")
    assert page.get_by_text("This scenario makes no offer").is_visible()
    page.get_by_test_id("stSelectbox").first.click()
    page.get_by_role("option", name="The campaign that backfired").click()
    charts_drawn(page, 8)
    marks = page.evaluate(MARKS)
    assert len(marks) == 8 and min(marks) >= 1 and sum(marks) > 100, marks
    assert page.evaluate(CUT) == [] and page.evaluate(OUTSIDE) == []
    page.get_by_test_id("stButtonGroup").get_by_text("oracle", exact=True).click()
    page.wait_for_function("document.querySelector('.tv-title').textContent.includes('1 changed')", timeout=30_000)
    assert problems == []
    page.close()


def test_the_fidelity_view_draws_its_statistics(server: str, browser: Any) -> None:
    page = watched(browser.new_page(viewport={"width": 1366, "height": 768}))
    page.goto(server)
    settled(page)
    open_view(page, "Evidence")
    page.get_by_test_id("stButtonGroup").get_by_text("Fidelity", exact=True).click()
    dots = """document.querySelectorAll('[data-testid="stVegaLiteChart"] svg.marks .mark-symbol path').length"""
    page.wait_for_function(f"{dots} > 80", timeout=60_000)
    quiet(page)
    assert page.evaluate(CUT) == [] and page.evaluate(OUTSIDE) == []
    assert page.get_by_text("108 of 108 statistics").is_visible()
    page.close()


def test_charts_write_amounts_in_the_currency_of_the_scenario(server: str, browser: Any) -> None:
    page = watched(browser.new_page(viewport={"width": 1366, "height": 768}))
    page.goto(server)
    settled(page)
    page.get_by_test_id("stSidebar").get_by_text("Setting", exact=True).click()
    box = page.get_by_role("combobox", name="Currency")
    box.wait_for()
    for _ in range(5):  # a list that opens while its group is still unfolding closes again
        quiet(page)
        box.click()
        quiet(page)
        if page.get_by_role("option", name="EUR").count():
            break
    page.get_by_role("option", name="EUR").click()
    page.wait_for_function(
        "document.querySelector('[class*=st-key-charts]')?.textContent.includes('€')", timeout=30_000
    )
    settled(page)
    assert "$" not in page.locator("[class*=st-key-charts]").inner_text()
    page.close()


def test_the_presenter_s_path(server: str, browser: Any, tmp_path: Path) -> None:
    """From the first screen to a link that somebody else opens: preset, slider, drill-down, pin, compare, why."""
    page = watched(browser.new_page(viewport={"width": 1366, "height": 900}))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server)
    settled(page)
    assert page.get_by_text("Help agents write better apps").count() == 0  # a pop-up of the framework
    page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Pin").click()
    slider = page.get_by_role("slider", name="Size of the change")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    says = "document.querySelector('.tv-says')?.textContent.includes('10 % price rise in month 3')"
    page.wait_for_function(says, timeout=30_000)
    page.wait_for_function("location.search.includes('price.change=0.1')")
    assert page.get_by_test_id("stSidebar").get_by_text("● Size of the change").is_visible()

    open_view(page, "Customers & segments")
    page.locator("svg.marks .mark-rect path").nth(4).click()
    page.get_by_text(re.compile("^Only .* value")).wait_for(timeout=30_000)
    quiet(page)
    customers = page.get_by_test_id("stMetricValue").first.inner_text()
    assert customers.strip() != "47.3 M"  # the figures are of the segment

    open_view(page, "Compare")
    page.wait_for_function("document.querySelectorAll('svg.marks').length == 3", timeout=30_000)
    assert page.locator("svg.marks").first.text_content().count("Business as usual") == 2  # both are in the legend

    open_view(page, "Why")
    assert page.locator("svg.marks").count() == 2
    assert page.evaluate(CUT) == [] and page.evaluate(OUTSIDE) == []
    address = page.url
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("!location.search.includes('price.change=0.1&')", timeout=30_000)

    other = watched(browser.new_page(viewport={"width": 1366, "height": 900}))  # two pages do not disturb each other
    other.goto(address)
    other.wait_for_function(says, timeout=60_000)
    assert other.get_by_role("radio", name="Why").is_checked()
    other.reload()
    other.wait_for_function(says, timeout=60_000)
    assert "price.change=0.1" in other.url and "price.change=0.1&" not in page.url
    assert problems == []
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts <= {"127.0.0.1", "localhost"}
    other.close()
    page.close()


def test_a_demo_is_played_with_the_keys(server: str, browser: Any) -> None:
    page = watched(browser.new_page(viewport={"width": 1920, "height": 1080}))
    page.goto(server)
    settled(page)
    page.get_by_role("button", name="Present").click()
    page.get_by_role("button", name="Churn in five minutes").click()
    page.get_by_text("1 of 6 ·").wait_for(timeout=30_000)
    page.get_by_test_id("stSidebar").wait_for(state="hidden", timeout=30_000)
    quiet(page)
    page.keyboard.press("ArrowRight")
    page.get_by_text("2 of 6 ·").wait_for(timeout=30_000)
    quiet(page)
    page.keyboard.press("ArrowLeft")
    page.get_by_text("1 of 6 ·").wait_for(timeout=30_000)
    quiet(page)
    page.keyboard.press("Escape")
    page.get_by_text("1 of 6 ·").wait_for(state="hidden", timeout=30_000)
    page.get_by_test_id("stSidebar").wait_for(state="visible", timeout=30_000)
    page.close()


def test_dark_charts_are_read_on_the_dark_page(server: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 900}, color_scheme="dark")
    page = watched(context.new_page())
    page.goto(server)
    settled(page)
    inks = page.evaluate("[...document.querySelectorAll('svg.marks .role-title-text text')].map(t => "
                         "t.getAttribute('fill'))")  # fmt: skip
    assert inks and set(inks) == {"#f2f4f7"}
    assert page.evaluate(PAGE_COLOUR) == PAGE_COLOURS["dark"]
    context.close()


EVERYWHERE = "/?preset=uplift_targeting&price.change=0.03"
"""A scenario in which every view has all it can show; the server keeps what it worked out for it."""
RULES = {"light": {}, "dark": {"runOnly": ["color-contrast", "link-in-text-block"]}}
"""Of axe-core, by theme: all of them, and those that look at colours."""
DARK = ("Story", "Overview", "Retention", "Data", "Export")
"""Views that have between them every kind of thing that has a colour."""


@pytest.mark.parametrize("theme", RULES)
def test_no_view_shuts_anybody_out(server: str, browser: Any, node: str, theme: str) -> None:
    """axe-core, on every view: nothing serious or critical."""
    assert node
    axe = (NODE / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    context = browser.new_context(viewport={"width": 1366, "height": 900}, color_scheme=theme)
    page = watched(context.new_page())
    page.goto(server + EVERYWHERE)
    settled(page)
    assert page.evaluate(PAGE_COLOUR) == PAGE_COLOURS[theme]
    found = {}
    titles = page.get_by_test_id("stRadio").get_by_role("radio").all()
    titles = [radio.locator("xpath=ancestor::label").inner_text() for radio in titles]
    assert len(titles) == 10
    for title in titles if theme == "light" or tier() == "all" else DARK:
        open_view(page, title)
        page.evaluate(axe)
        asked = {"resultTypes": ["violations"], **RULES[theme]}
        problems = page.evaluate("asked => axe.run(document, asked)", asked)["violations"]
        found[title] = [(p["id"], p["nodes"][0]["html"][:120]) for p in problems if p["impact"] in WORST]
    assert not any(found.values()), found
    context.close()


TABBED = """() => { const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) &&
    !e.closest('[inert], [aria-hidden=true]') && e.getBoundingClientRect().width > 0;
  const beside = e => e.tabIndex < 0 && (e.ariaHasPopup === 'listbox' || e.closest('[data-testid=stNumberInput]'));
  const all = 'button, summary, input, textarea, a[href], [role=slider], [role=combobox], [role=radio], [role=tab]';
  return [...document.querySelectorAll(all)].filter(e => shown(e) && !e.disabled && !beside(e)) }"""
"""What a person can act on, less the small arrows of a box: the arrow keys within the box do the same."""
REACH = f"""() => {{ window.wanted = ({TABBED})(); window.reached = new Set();
  document.addEventListener('focusin', event => window.reached.add(event.target), true);
  document.activeElement?.blur(); return window.wanted.length }}"""
MISSED = """() => window.wanted.filter(e => e.isConnected && !window.reached.has(e) &&
    ![...window.reached].some(r => e.closest('[role=radiogroup]')?.contains(r)))
  .map(e => e.outerHTML.slice(0, 200))"""  # one of a group of radio buttons has the focus; arrows choose in it


def test_everything_is_reached_with_the_keyboard(server: str, browser: Any) -> None:
    page = watched(browser.new_page(viewport={"width": 1366, "height": 900}))
    page.goto(server + EVERYWHERE)
    settled(page)
    for title in ("Story", "Overview", "Customers & segments", "Price & competition", "Retention", "Why", "Compare",
                  "Evidence", "Export"):  # fmt: skip
        open_view(page, title)
        wanted = page.evaluate(REACH)
        for pressed in range(3 * wanted):  # signs that open a help text are reached too
            page.keyboard.press("Tab")
            if pressed >= wanted and pressed % 10 == 0 and page.evaluate(MISSED) == []:
                break
        assert page.evaluate(MISSED) == [], title
        assert wanted > 30
    open_view(page, "Customers & segments")
    page.get_by_role("combobox", name="Segments").focus()
    page.keyboard.type("M2M · High")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("^Only M2M · High value")).wait_for(timeout=30_000)
    page.close()
