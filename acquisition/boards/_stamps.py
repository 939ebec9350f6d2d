"""When rows came, on the stream clock, of a driver that stamps them by the wall clock.

Somebody may set the wall clock while a session runs: a laptop does so by itself as soon as it finds a
network. A row that was stamped before and is read after would seem to be an hour early, and the next one
an hour late: an hour of loss that never was.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from station.clock import Clock

_SET = 1e-3  # s by which the wall clock has moved; less is measuring noise
# s after the wall clock was set in which stamps of before may still be on their way.
_UNCERTAIN = 1.0
_LOOKS = 5


class WallStamps:
    """Turn a driver's stamps into times on the stream clock.

    One offset keeps the distances between rows exact; it is taken anew only when somebody has set the
    wall clock.

    Parameters
    ----------
    clock : Clock
        The stream clock.
    wall : callable
        Returns the wall clock's time, in seconds.
    """

    def __init__(self, clock: Clock, wall: Callable[[], float]) -> None:
        self._clock = clock
        self._wall = wall
        self._offset: float | None = None
        self._set_at = float("-inf")

    def times(self, stamps: NDArray[np.float64], looked: float) -> NDArray[np.float64]:
        """Return when rows came, in seconds on the stream clock.

        Parameters
        ----------
        stamps : ndarray, shape (n_rows,)
            When they came, by the wall clock.
        looked : float
            When the driver was asked before, on the stream clock: these rows were not there then.
        """
        now = self._clock.now()
        if self._offset is None or abs(now - self._wall() - self._offset) > _SET:
            offset = self._measured()
            if self._offset is None:
                self._offset = offset
            elif abs(offset - self._offset) > _SET:
                self._offset, self._set_at = offset, now
        times: NDArray[np.float64] = stamps + self._offset
        if now - self._set_at < _UNCERTAIN:
            np.clip(times, looked, now, out=times)
        return times

    def _measured(self) -> float:
        """Return how far the clocks are apart; the machine may pause between two looks at them."""
        best = (float("inf"), 0.0)
        for _ in range(_LOOKS):
            before, wall, after = self._clock.now(), self._wall(), self._clock.now()
            best = min(best, (after - before, (before + after) / 2 - wall))
        return best[1]
