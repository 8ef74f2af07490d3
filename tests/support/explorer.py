"""The explorer in Streamlit's own test driver."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from streamlit.testing.v1 import AppTest

from televantage.scenario import sections
from tests.support.places import APP

with suppress(ImportError, AttributeError):  # a second of each page's first run is spent on what stays as it is
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def explorer(**query: str) -> AppTest:
    """Return the page before its first run, opened by a link, with every section of parameters unfolded."""
    app = AppTest.from_file(str(APP), default_timeout=120)
    for name in sections():
        app.session_state[f"section {name}"] = True
    for name, value in query.items():
        app.query_params[name] = value
    return app


def open_app() -> AppTest:
    return explorer().run()


def choose(app: AppTest, name: str) -> AppTest:
    return app.selectbox(key="preset").select(name).run()


def settle(app: AppTest) -> AppTest:
    """Wait for the work beside the page, as a person does."""
    for _ in range(60):
        if not app.get("progress"):
            return app
        for wanted in app.session_state["work"].values():
            wanted.job.future.exception(timeout=120)
        app.run()
    raise AssertionError("the work beside the page does not end")


def view(app: AppTest, title: str) -> AppTest:
    return settle(app.radio(key="view").set_value(title).run())


def command_shown(app: AppTest) -> str:
    """Return the command line on the page; the first code is the link."""
    return str(app.code[1].value)


def figure(app: AppTest, label: str) -> str:
    return str(next(m for m in app.metric if m.label == label).value)


def shown(app: AppTest) -> str:
    """Return what the page shows as HTML: its head."""
    return "".join(str(getattr(element, "body", "")) for element in app.get("html"))


def number(text: str) -> float:
    scale = {"bn": 1e9, "M": 1e6, "k": 1e3}
    head, *unit = text.replace("−", "-").replace("$", "").replace("×", "").replace("%", "").split()
    return float(head) * (scale[unit[0]] if unit else 1)


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()
