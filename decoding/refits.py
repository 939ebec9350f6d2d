"""What was learned in mid-session, as files: plain arrays, or a fitted decoder of windows.

A file is read only by its digest in the log, and holds no other types than a model file may.
"""

import io
from dataclasses import asdict

import numpy as np
from skops.io import dumps

from decoding.adaptive_windows import WindowsLearned
from decoding.following import Teaching
from decoding.knowledge import learned_arrays, learned_from
from decoding.members import Learned
from decoding.recenter import Reference
from decoding.trusted import unseal

_ARRAYS, _SKOPS = ".npz", ".skops"


def dump(learned: Teaching) -> tuple[str, bytes]:
    """Return the suffix of a file and its content."""
    if isinstance(learned, WindowsLearned):
        (place,) = learned.references
        scalars = {
            name: float(getattr(learned, name)) for name in ("gain", "offset", "expected", "spread")
        }
        held = {"fitted": learned.fitted, "origin": learned.origin, **asdict(place), **scalars}
        return _SKOPS, dumps(held)
    assert isinstance(learned, Learned)
    content = io.BytesIO()
    # A type mypy cannot follow: the names of the arrays are the keywords.
    np.savez(content, **learned_arrays(learned))  # type: ignore[arg-type]
    return _ARRAYS, content.getvalue()


def read(name: str, content: bytes) -> Teaching:
    """Return what :func:`dump` wrote into a file of this name.

    Raises
    ------
    ValueError
        If it holds types that no model has.
    """
    if name.endswith(_SKOPS):
        held = unseal(content)
        place = Reference(held.pop("matrices"), held.pop("trials"))
        return WindowsLearned(references=(place,), **held)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return learned_from(dict(arrays))
