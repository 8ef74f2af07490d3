"""The explorer in Streamlit's own test driver."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from televantage.scenario import sections

APP = Path(__file__).resolve().parents[1] / "app" / "streamlit_app.py"


def explorer(**query: str) -> AppTest:
    """Return the page before its first run, opened by a link, with every section of parameters unfolded."""
    app = AppTest.from_file(str(APP), default_timeout=120)
    for name in sections():
        app.session_state[f"section {name}"] = True
    for name, value in query.items():
        app.query_params[name] = value
    return app
