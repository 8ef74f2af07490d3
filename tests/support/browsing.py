"""A person at the real page: what is waited for is what that person would see, never the clock."""

from __future__ import annotations

from typing import Any

WATCH = """new MutationObserver(() => { window.lastMoved = performance.now() })
  .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
window.lastMoved = performance.now();"""
"""Notes when something on the page last changed; a script that each page begins with."""
QUIET = """still => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector('[data-testid="stProgress"], [data-stale="true"]')
  && performance.now() - window.lastMoved > still"""
STILL = 350
"""Milliseconds without a change after which a page is done: longer than a click takes to the server and back."""


def watched(page: Any) -> Any:
    """Return a new page that notes when it changes, before it goes anywhere."""
    page.add_init_script(WATCH)
    return page


def quiet(page: Any, seconds: int = 120) -> None:
    """Wait until the page has run, no work beside it is left, and nothing moves any more."""
    page.wait_for_function(QUIET, arg=STILL, timeout=seconds * 1000)


def charts_drawn(page: Any, count: int) -> None:
    """Wait until at least so many charts are drawn, and nothing moves any more."""
    drawn = "count => document.querySelectorAll('[data-testid=stVegaLiteChart] svg.marks').length >= count"
    page.wait_for_function(drawn, arg=count, timeout=60_000)
    quiet(page)


def settled(page: Any) -> None:
    """Wait for the figures and the six charts of the first view."""
    page.wait_for_selector('[data-testid="stMetric"]', timeout=60_000)
    charts_drawn(page, 6)


def open_view(page: Any, title: str) -> None:
    """Click a view and wait for all of it."""
    page.get_by_test_id("stRadio").get_by_text(title.strip(), exact=True).click()
    quiet(page)


def choose(page: Any, title: str) -> None:
    """Choose a preset by its title, in the overview."""
    page.get_by_test_id("stSelectbox").first.click()
    page.get_by_role("option", name=title).click()
    page.wait_for_function(f"document.querySelector('.tv-title')?.textContent.includes({title!r})")
    settled(page)
