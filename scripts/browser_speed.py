"""How fast the page answers, in a real browser: what ``scripts/benchmark.py --browser`` measures.

The clock is the browser's. It starts when the mouse lets a slider go and stops at the first frame after the last change
within a chart. The server's share is the time from the message that tells the new value to the last answer. A minimal
Streamlit app, a slider and a text, is measured in the same run: what no page of this framework can be faster than.
"""

from __future__ import annotations

import re
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import numpy as np

from scripts.gallery import CHROMIUM, FLAGS, PROJECTOR, ROOT, server

MOVES = 40
"""Moves of sliders that are measured, after as many sliders were moved once to warm up."""
GOLDEN = 0.6180339887498949
"""Steps of this size along a slider never come back to a place."""
QUIET = 400
"""Milliseconds without a change after which the page counts as painted."""
SLIDERS = ("Size of the change", "Price gap", "Price sensitivity", "12-month churn")
OPENED = "Churn law"
"""The group that is opened, so that its sliders can be moved."""
STARTS = {"preset": "price_war", "view": "Overview"}
WATCH = """(() => {
  const seen = window.speed = {released: 0, sent: 0, answered: 0, changed: 0, painted: 0, places: new Set()};
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...words) { super(...words); this.addEventListener('message', () => seen.answered = performance.now()) }
    send(data) { if (!seen.sent) seen.sent = performance.now(); super.send(data) }
  };
  window.addEventListener('pointerup', () => {
    Object.assign(seen, {released: performance.now(), sent: 0, answered: 0, changed: 0, painted: 0});
    seen.places.clear() }, true);
  new MutationObserver(found => {
    const within = node => (node.closest ? node : node.parentElement)?.closest(PLACES);
    const brought = node => within(node) ?? node.querySelector?.(PLACES);
    const places = found.flatMap(m => [within(m.target), ...[...m.addedNodes].map(brought)]).filter(Boolean);
    if (!places.length) return;
    places.forEach(place => seen.places.add(place));
    seen.changed = performance.now();
    requestAnimationFrame(() => setTimeout(() => seen.painted = performance.now()));
  }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
})()"""
CHARTS, TEXT = '[data-testid="stVegaLiteChart"]', '[data-testid="stMarkdown"]'
STILL = f"""() => {{ const s = window.speed, now = performance.now();
  return s.painted > s.changed && s.changed && now - Math.max(s.changed, s.answered) > {QUIET} }}"""
FIRST = """() => { const s = document.querySelector('[data-testid="stVegaLiteChart"] svg.marks path');
  return s && performance.now() }"""
MINIMAL = """import streamlit as st
st.write("It is", st.slider("Value", 0, 1000, 0))
"""


def new_page(browser: Any, places: str) -> Any:
    """Return a page of its own session that watches its own changes at some places."""
    page = browser.new_context(viewport={"width": PROJECTOR[0], "height": PROJECTOR[1]}).new_page()
    page.add_init_script(WATCH.replace("PLACES", repr(places)))
    return page


def move(page: Any, name: str, share: float) -> dict[str, float]:
    """Drag a slider to a share of its length and let it go; return the milliseconds that followed."""
    slider = page.get_by_role("slider", name=re.compile(f"^(● )?{name}"))
    slider.scroll_into_view_if_needed()
    box, track = (slider.locator(f"xpath=ancestor::*[@data-rac][{level}]").bounding_box() for level in (1, 2))
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, height)
    page.mouse.down()
    page.mouse.move(track["x"] + track["width"] * share, height, steps=3)
    page.wait_for_timeout(100)
    page.mouse.up()
    page.wait_for_function(STILL)
    found: dict[str, float] = page.evaluate(
        "(s => ({painted: s.painted - s.released, server: s.answered - s.sent, places: s.places.size}))(window.speed)"
    )
    return found


def moves(page: Any, sliders: tuple[str, ...], count: int) -> list[dict[str, float]]:
    """Move some sliders in turn, each to a place where it has not been."""
    places = [(sliders[i % len(sliders)], 0.1 + 0.8 * (GOLDEN * i % 1.0)) for i in range(count + len(sliders))]
    return [move(page, name, share) for name, share in places][len(sliders) :]


def told(found: list[dict[str, float]]) -> dict[str, object]:
    """Return median and 95th percentile of what was painted and of the server's share."""
    painted, served = ([row[name] for row in found] for name in ("painted", "server"))
    return {
        "moves": len(found),
        "painted_median_ms": round(statistics.median(painted)),
        "painted_p95_ms": round(float(np.quantile(painted, 0.95))),
        "server_median_ms": round(statistics.median(served)),
        "server_p95_ms": round(float(np.quantile(served, 0.95))),
    }


def minimal(browser: Any) -> dict[str, object]:
    """Return the speed of the smallest app there is."""
    with TemporaryDirectory() as folder:
        (script := Path(folder) / "app.py").write_text(MINIMAL, "utf-8")
        with server(script) as address:
            page = new_page(browser, TEXT)
            page.goto(address)
            page.get_by_role("slider").wait_for(timeout=30_000)
            page.wait_for_timeout(1_000)
            found = told(moves(page, ("Value",), MOVES))
            page.context.close()
    return found


def first_chart(browser: Any, address: str) -> int:
    """Return the milliseconds from opening the page to its first chart."""
    page = new_page(browser, CHARTS)
    page.goto(address, wait_until="commit")
    found = page.wait_for_function(FIRST, polling="raf", timeout=60_000).json_value()
    page.context.close()
    return round(found)


def explorer(browser: Any) -> dict[str, object]:
    """Return the speed of the explorer's overview, six charts of 50,000 customers."""
    with server(ROOT / "app" / "streamlit_app.py") as address:
        cold = first_chart(browser, address)
        warm = [first_chart(browser, address) for _ in range(3)]
        page = new_page(browser, CHARTS)
        page.goto(f"{address}/?{urlencode(STARTS)}")
        page.wait_for_function("document.querySelectorAll('svg.marks').length >= 6", timeout=60_000)
        page.get_by_test_id("stSidebar").get_by_text(OPENED, exact=True).click()
        page.wait_for_timeout(2_000)
        found = moves(page, SLIDERS, MOVES)
        page.context.close()
    return {
        "first_chart_new_server_ms": cold,
        "first_chart_ms": round(statistics.median(warm)),
        "charts_redrawn_least": min(row["places"] for row in found),
        **told(found),
    }


def measure() -> dict[str, object]:
    """Return the speeds of the explorer and of a minimal app, and their ratio."""
    if CHROMIUM is None:
        raise SystemExit("There is no Chromium on this machine; install one, e.g. Debian's package chromium.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        floor, found = minimal(browser), explorer(browser)
        browser.close()
    ratio = float(str(found["painted_median_ms"])) / float(str(floor["painted_median_ms"]))
    return {"overview": found, "minimal app": floor, "ratio of the medians": {"times": round(ratio, 1)}}
