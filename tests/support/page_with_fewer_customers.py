"""The explorer as it ships but for the number of customers it simulates; Streamlit runs this file as the page."""

import runpy
import sys
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
sys.path.insert(0, str(APP))

import outcome  # noqa: E402

outcome.LIVE_CUSTOMERS, outcome.MANY_CUSTOMERS, outcome.WAREHOUSE_CUSTOMERS = 8_000, 2_000, 2_000
runpy.run_path(str(APP / "streamlit_app.py"), run_name="__main__")
