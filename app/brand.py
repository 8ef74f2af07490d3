"""The look of the page: ``brand.toml`` beside this file names the brand, its colours, logo and locale."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config
from text import plain

from televantage.units import LOCALES

HERE = Path(__file__).parent
FILE = HERE / "brand.toml"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
KEYS = {"name": "TeleVantage", "primary": "#0f766e", "primary_dark": "#2dd4bf", "logo": "", "locale": "en"}


def checked(data: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Return a brand with defaults for what is missing or wrong, and a sentence for each mistake."""
    found, problems = dict(KEYS), []
    for key, value in data.items():
        if key not in KEYS:
            problems.append(f"brand.toml: there is no key {key[:40]!r}; it has {', '.join(KEYS)}.")
        elif not isinstance(value, str) or len(value) > 200:
            problems.append(f"brand.toml: {key} must be a text.")
        elif key.startswith("primary") and not COLOUR.fullmatch(value):
            problems.append(f"brand.toml: {key} must be a colour such as #0f766e.")
        elif key == "logo" and value and not (HERE / value).is_file():
            problems.append(f"brand.toml: the logo {value!r} does not lie beside brand.toml.")
        elif key == "locale" and value not in LOCALES:
            problems.append(f"brand.toml: locale must be one of {', '.join(LOCALES)}.")
        else:
            found[key] = value
    return found, problems


@cache
def _read(changed: float) -> tuple[dict[str, str], list[str]]:
    try:
        return checked(tomllib.loads(FILE.read_text("utf-8")))
    except (OSError, ValueError) as error:
        return dict(KEYS), [f"brand.toml cannot be read: {error}"]


def brand() -> tuple[dict[str, str], list[str]]:
    """Return the brand as the file has it now, and what is wrong with the file."""
    return _read(FILE.stat().st_mtime if FILE.exists() else 0.0)


def name() -> str:
    """Return the name that the page carries."""
    return brand()[0]["name"]


def is_dark() -> bool:
    """Tell whether the browser shows the dark theme."""
    return st.context.theme.type == "dark"


def primary() -> str:
    """Return the brand's colour on the theme that the browser shows."""
    return brand()[0]["primary_dark" if is_dark() else "primary"]


def wear() -> None:
    """Put the brand's logo on the page; say what is wrong with its file."""
    found, problems = brand()
    themes = {"theme.light.primaryColor": found["primary"], "theme.dark.primaryColor": found["primary_dark"]}
    if any(st.get_option(option) != colour for option, colour in themes.items()):
        for option, colour in themes.items():
            config.set_option(option, colour)
        st.rerun()  # a run begins with its theme
    if found["logo"]:
        st.logo(str(HERE / found["logo"]), size="large")
    for problem in problems:
        st.warning(plain(problem))
