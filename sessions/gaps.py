"""Whether a trial's signal had a gap too long to be judged across.

CLINICAL 3.5: up to 16 ms a line is drawn, up to 200 ms the windows that touch the gap do not count,
and beyond that the trial does not: too little of it would speak for the whole.
"""

from collections import deque

import numpy as np

from station.stream import Chunk, RowFlag

LONGEST = 0.2  # s
_KEPT = 180.0  # s: longer than any trial, windows of self-paced play among them


class Gaps:
    """Remember the held rows of the last minutes.

    Parameters
    ----------
    rate : float
        Rows per second.
    """

    def __init__(self, rate: float) -> None:
        self._longest = round(LONGEST * rate)
        self._kept = round(_KEPT * rate)
        self._gaps: deque[tuple[int, int]] = deque()

    def feed(self, chunk: Chunk) -> None:
        """Take consecutive rows."""
        held = chunk.flags & RowFlag.HELD != 0
        if held.any():
            edges = np.flatnonzero(np.diff(held, prepend=False, append=False))
            for start, end in (chunk.first + edges.reshape(-1, 2)).tolist():
                if self._gaps and self._gaps[-1][1] == start:
                    start = self._gaps.pop()[0]
                self._gaps.append((start, end))
        while self._gaps and self._gaps[0][1] < chunk.first - self._kept:
            self._gaps.popleft()

    def is_broken(self, first: int, end: int) -> bool:
        """Whether a gap longer than :data:`LONGEST` lies in the rows ``[first, end)``."""
        return any(min(e, end) - max(s, first) > self._longest for s, e in self._gaps)
