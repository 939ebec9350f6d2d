"""Speak to whatever reads: not every program and file takes every character.

Windows in China reads and writes GBK wherever it is no window, and GBK has no tick. What cannot be written is
written as something alike, because a command must not end in the middle of its answer.
"""

import codecs
from typing import TextIO

_NAME = "volition-alike"
_ALIKE = {"✓": "√+", "✗": "×x", "µ": "μu", "·": "-", "–": "-", "…": "."}  # the best first


def write_alike(stream: TextIO) -> None:
    """Let a stream write something alike for each character that its encoding does not have."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:  # what a test puts in its place takes everything
        reconfigure(errors=_NAME)


def _alike(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_fitting(character, error.encoding) for character in wrong), error.end


def _fitting(character: str, encoding: str) -> str:
    for candidate in _ALIKE.get(character, ""):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        return candidate
    return "?"


codecs.register_error(_NAME, _alike)
