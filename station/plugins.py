"""Plug-ins: one file or one folder each, no registry.

The file's (or folder's) name is the name that people configure. Each ends with
``PLUGIN: <FactoryType> = ...``, so that the type checker proves it there.
"""

from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from station.errors import StationError
from station.language import N_


class UnknownPlugin(StationError):
    """A name that no file in the folder provides."""


def names(package: str) -> list[str]:
    """Return the names of the plug-ins in a package, sorted, without importing them."""
    path = import_module(package).__path__
    return sorted(m.name for m in iter_modules(path) if not m.name.startswith("_"))


def load(package: str, name: str, *, part: str = "") -> Any:
    """Import one plug-in and return its ``PLUGIN``.

    Parameters
    ----------
    package : str
        The package that holds the plug-ins, such as ``"decoding.decoders"``.
    name : str
        The plug-in's file or folder name.
    part : str
        For a folder of several files, the file that holds ``PLUGIN``.

    Raises
    ------
    UnknownPlugin
        If there is no such file; the message suggests the nearest name.
    """
    check(package, name)
    module = import_module(".".join(filter(None, (package, name, part))))
    return module.PLUGIN


def check(package: str, name: str) -> None:
    """Refuse a name that no file in the package provides, with a suggestion."""
    known = names(package)
    if name in known:
        return
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        raise UnknownPlugin(
            N_("There is no {name!r} in {folder}; did you mean {near!r}? Known: {known}."),
            name=name,
            folder=package,
            near=near[0],
            known=", ".join(known),
        )
    raise UnknownPlugin(
        N_("There is no {name!r} in {folder}; choose one of: {known}."),
        name=name,
        folder=package,
        known=", ".join(known),
    )
