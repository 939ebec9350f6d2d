"""Which software takes part in a session, and what of it has changed since another."""

import platform
from collections.abc import Mapping
from importlib.metadata import version

from decoding.version import code_version

# What can change a number in the record: packages, and beside them our own code (``decoding``).
_DECIDING = ("volition", "numpy", "scipy", "scikit-learn", "pyriemann", "mne")
_NAMED = (*_DECIDING, "brainflow", "pylsl")
UNKNOWN = "?"


def versions() -> dict[str, str]:
    """Return the software that is running, by name."""
    packages = {name: version(name) for name in _NAMED}
    return {"python": platform.python_version(), **packages, "decoding": code_version()}


def changed_since(then: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return what decides and is not as it was: then and now, by name.

    Parameters
    ----------
    then : mapping
        The ``versions`` of a session; what an earlier version did not note is :data:`UNKNOWN`.
    """
    now = versions()
    pairs = {name: (then.get(name, UNKNOWN), now[name]) for name in (*_DECIDING, "decoding")}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
