"""A scored phase once it has been judged: what may be followed and learned from it."""

from dataclasses import dataclass
from typing import Any

from decoding.members import Views


@dataclass(frozen=True)
class Judged:
    """A scored phase as it was judged.

    Attributes
    ----------
    views : tuple of ndarray
        Its covariances, per member.
    logit : float
        Before the threshold's offset.
    is_clean : bool
        Whether every row could be used; only then may it be learned from.
    lesson : tuple of ndarray or ndarray
        What is learned from it: the covariances again, or the windows.
    rows : tuple of int
        The first of its rows, and the one behind the last.
    """

    views: Views
    logit: float
    is_clean: bool
    lesson: Any
    rows: tuple[int, int]
