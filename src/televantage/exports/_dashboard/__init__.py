"""The six files of the dashboard, one module each with FILE, CONTENT (the record of the file) and document(dossier)."""

from __future__ import annotations

from types import ModuleType

from televantage.exports._dashboard._dossier import Dossier
from televantage.exports._dashboard._record import Document
from televantage.plugins import discover


def dashboard_files() -> dict[str, ModuleType]:
    """Return the modules of the dashboard's files, by file name."""
    return {module.FILE: module for module in discover(__name__, "FILE", "CONTENT", "document").values()}


def documents(found: Dossier) -> dict[str, Document]:
    """Return the files of the dashboard by name."""
    return {name: module.document(found) for name, module in dashboard_files().items()}
