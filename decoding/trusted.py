"""What a model file may hold: named types of named libraries, and what the decoder plug-ins define.

All types are named before anything is built, so that a foreign file runs no code.
"""

from importlib import import_module
from typing import Any

from skops.io import get_untrusted_types, loads

from station.plugins import names

# The types of libraries, beside those that skops itself holds harmless. A plug-in names further ones under
# ``TRUSTED`` in its own file.
TRUSTED = (
    "decoding.pipelines.Wrapped",
    "mne.decoding.csp.CSP",
    "pyriemann.classification.MDM",
    "pyriemann.spatialfilters.CSP",
    "pyriemann.tangentspace.TangentSpace",
)
_DECODERS = "decoding.decoders"


class ForeignTypes(ValueError):
    """A file holds types that no model has.

    Attributes
    ----------
    types : list of str
    """

    def __init__(self, types: list[str]) -> None:
        super().__init__(f"types that no model has: {', '.join(types)}")
        self.types = types


def unseal(sealed: bytes) -> Any:
    """Return what a skops file holds, if its types are those of models.

    Raises
    ------
    ForeignTypes
        If it holds others.
    """
    named = get_untrusted_types(data=sealed)
    foreign = {name for name in named if not _is_ours(name)}
    if foreign:  # only then are the plug-ins asked: their libraries take a second to import
        foreign -= _trusted_by_plugins()
    if foreign:
        raise ForeignTypes(sorted(foreign))
    return loads(sealed, trusted=named)


def _is_ours(type_: str) -> bool:
    package, _, name = type_.rpartition(".")[0].rpartition(".")
    return type_ in TRUSTED or (package == _DECODERS and name in names(_DECODERS))


def _trusted_by_plugins() -> set[str]:
    modules = (import_module(f"{_DECODERS}.{name}") for name in names(_DECODERS))
    return {type_ for module in modules for type_ in getattr(module, "TRUSTED", ())}
