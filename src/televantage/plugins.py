"""Discovery of plugins, and names that are imported when they are asked for.

A plugin is a module of a folder whose name has no leading underscore.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


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


def later(package: str, names: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package that imports a module when one of its names is first asked for (PEP 562).

    Parameters
    ----------
    package
        Dotted name of the package.
    names
        By module below the package, the names that the package takes from it.
    """
    holder = {name: module for module, held in names.items() for name in held}

    def found(name: str) -> Any:
        if name not in holder:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{holder[name]}"), name)

    return found
