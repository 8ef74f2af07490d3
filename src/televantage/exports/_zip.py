"""A zip archive whose bytes depend on nothing but its content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FIRST_TIME = (1980, 1, 1, 0, 0, 0)


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return an archive with the files in one folder, without clock or platform in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, raw in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", FIRST_TIME)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, raw)
    return buffer.getvalue()
