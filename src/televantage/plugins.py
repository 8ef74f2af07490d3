"""Discovery of plugins: a plugin is a module of a folder whose name has no leading underscore."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def discover(package: str, *needs: str) -> dict[str, ModuleType]:
    """Return the plugin modules of a package by name, in alphabetical order.

    Parameters
    ----------
    package
        Dotted name of the package, e.g. ``"televantage.measures"``.
    needs
        Names that every plugin must define.

    Raises
    ------
    TypeError
        If a plugin lacks one of the names, or its docstring.
    """
    path = import_module(package).__path__
    names = sorted(info.name for info in iter_modules(path) if not info.name.startswith("_"))
    found = {name: import_module(f"{package}.{name}") for name in names}
    for name, module in found.items():
        missing = [need for need in (*needs, "__doc__") if not getattr(module, need, None)]
        if missing:
            raise TypeError(f"Plugin {package}.{name} lacks {', '.join(missing)}.")
    return found
