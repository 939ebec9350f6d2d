"""Whether an electrode came off during a trial that nobody judges, because there is no model yet.

An input that is off or at its limit holds one value. In play the decoder's own gate sees much more
than that; a calibration has only this, and what it lets pass is looked at again when a model is fitted.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from decoding.gate import MOST_SPOILT, STILL
from sessions.record import SessionRecord
from station.stream import Chunk, RowFlag, eeg_of

_KEPT = 60.0  # seconds: longer than any trial
# A channel that has been still for so long before a trial is known to be off: asking again is no help.
_GIVEN_UP = 30.0


class Stills:
    """Remember over which rows an EEG channel held its value.

    Parameters
    ----------
    record : SessionRecord
    """

    def __init__(self, record: SessionRecord) -> None:
        self._places = [record.channels.index(name) for name in eeg_of(record.channels)]
        self._rate = record.rate
        self._last: NDArray[np.float64] | None = None
        self._since = np.full(len(self._places), -1)  # first row that was like the one before it
        self._kept: deque[tuple[int, int, int]] = deque()  # channel, first row, row behind the last

    def feed(self, chunk: Chunk) -> None:
        """Take consecutive rows."""
        volts = chunk.volts[self._places]
        if self._last is None or chunk.flags[0] & RowFlag.RESTART:
            self._last = volts[:, :1] + 1.0
        is_same = np.diff(volts, axis=1, prepend=self._last) == 0
        is_same &= (chunk.flags & RowFlag.HELD) == 0
        self._last = volts[:, -1:].copy()
        if not is_same.any() and (self._since < 0).all():
            return  # nearly always
        for channel, same in enumerate(is_same):
            for row, value in enumerate(same.tolist(), chunk.first):
                self._follow(channel, row, is_same=value)
        oldest = chunk.first - round(_KEPT * self._rate)
        while self._kept and self._kept[0][2] < oldest:
            self._kept.popleft()

    def is_broken(self, first: int, end: int) -> bool:
        """Whether an electrode was off for too much of the rows ``[first, end)``, and newly so."""
        newly = first - round(_GIVEN_UP * self._rate)
        going_on = [(i, since, end) for i, since in enumerate(self._since.tolist()) if since >= 0]
        return any(
            min(stop, end) - max(start, first) > MOST_SPOILT * (end - first) and start > newly
            for _, start, stop in (*self._kept, *going_on)
        )

    def _follow(self, channel: int, row: int, *, is_same: bool) -> None:
        since = int(self._since[channel])
        if is_same and since < 0:
            self._since[channel] = row
        elif not is_same and since >= 0:
            self._since[channel] = -1
            if row - since >= round(STILL * self._rate):
                self._kept.append((channel, since, row))
