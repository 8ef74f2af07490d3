"""Where things are in the checkout; no other test works out a path from its own."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app" / "streamlit_app.py"
GOLDEN = ROOT / "tests" / "golden"
NODE = ROOT / "scripts" / "node"
SCRIPTS = ROOT / "scripts"
