"""Photograph every view of the explorer, in a real browser, for docs/gallery.

It starts the app, opens each view by its link, waits for the work beside the page, and writes one picture a view, at
the size of a projector and, of the overview, at that of a laptop and on the dark theme. It needs a Chromium and the
requirements of the tests.

    python scripts/gallery.py
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "gallery"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PROJECTOR, LAPTOP = (1920, 1080), (1366, 768)
RISE = {"preset": "price_rise"}
WAR = {"preset": "price_war", "price.change": "0.05"}
UPLIFT = {"preset": "uplift_targeting"}
PICTURES: tuple[tuple[str, str, dict[str, str], tuple[int, int], str], ...] = (
    ("story", "Story", RISE, PROJECTOR, "light"),
    ("overview", "Overview", RISE, PROJECTOR, "light"),
    ("overview-laptop", "Overview", RISE, LAPTOP, "light"),
    ("overview-dark", "Overview", RISE, PROJECTOR, "dark"),
    ("segments", "Customers & segments", RISE, PROJECTOR, "light"),
    ("price", "Price & competition", WAR, PROJECTOR, "light"),
    ("retention", "Retention", UPLIFT, PROJECTOR, "light"),
    ("why", "Why", WAR, PROJECTOR, "light"),
    ("compare", "Compare", UPLIFT, PROJECTOR, "light"),
    ("evidence", "Evidence", UPLIFT, PROJECTOR, "light"),
    ("data", "Data", RISE, PROJECTOR, "light"),
    ("export", "Export", UPLIFT, PROJECTOR, "light"),
)
"""File, view, scenario, size and theme of each picture."""
COLOURS = 128


@contextmanager
def server(script: Path = ROOT / "app" / "streamlit_app.py") -> Iterator[str]:
    """Run the explorer, or another Streamlit script, on a free port; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true",
             "--server.port", str(port)]  # fmt: skip
    running = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)


def photograph(browser: Any, address: str, view: str, query: dict[str, str], size: tuple[int, int], theme: str
               ) -> bytes:  # fmt: skip
    """Return the picture of a view, once nothing on it moves any more."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{address}/?{urlencode(query | {'view': view})}")
    page.wait_for_selector(".tv-title", timeout=60_000)
    for _ in range(2):  # a result that arrives may ask for the next
        page.wait_for_function("!document.querySelector('[data-testid=\"stProgress\"]')", timeout=120_000)
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)
        page.wait_for_timeout(2_000)
    raw: bytes = page.screenshot()
    context.close()
    return raw


def main() -> int:
    """Take every picture; return the exit code."""
    if CHROMIUM is None:
        print("There is no Chromium on this machine; install one, e.g. Debian's package chromium.", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(exist_ok=True)
    with server() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, view, query, size, theme in PICTURES:
            raw = photograph(browser, address, view, query, size, theme)
            Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
            print(f"{FOLDER.relative_to(ROOT)}/{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
