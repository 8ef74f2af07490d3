"""Text that anybody may have written, made harmless: it is shown literally, never as markup or Markdown."""

from __future__ import annotations

import html
import string

from televantage.units import BREAK

_ESCAPES = str.maketrans({mark: f"\\{mark}" for mark in string.punctuation})


def plain(text: str) -> str:
    """Return text that a Markdown element shows as it is.

    >>> plain("![x](http://y)")
    '\\\\!\\\\[x\\\\]\\\\(http\\\\:\\\\/\\\\/y\\\\)'
    """
    return BREAK.sub(" ", text).strip().translate(_ESCAPES)


def escaped(text: str) -> str:
    """Return text for use inside an HTML element."""
    return html.escape(text, quote=True)
