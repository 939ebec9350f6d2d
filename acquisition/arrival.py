"""Whether the headset's samples come one by one or in lumps.

A dongle's USB chip, or a driver before it, may hold samples back and hand them over together: the
feedback then comes late, however fast everything behind it is. So the time between two lumps is
measured over the first seconds of a connection.
"""

import numpy as np
from numpy.typing import NDArray

# FIELD_NOTES: FTDI chips wait 16 ms by default; above this a person must mend something.
TOO_LONG = 0.05
_LUMPS = 20


class Arrival:
    """Measure how long the samples of a connection are held back."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._waits: list[float] = []

    def hear(self, times: NDArray[np.float64]) -> None:
        """Take the times at which samples reached this machine, in order."""
        if len(self._waits) >= _LUMPS or not len(times):
            return
        before = times[:1] if self._last is None else [self._last]
        waits = np.diff(np.concatenate([before, times]))
        # Samples of one lump come within microseconds of each other.
        self._waits.extend(waits[waits > 1e-3].tolist())
        self._last = float(times[-1])

    @property
    def lump(self) -> float | None:
        """Median seconds between two lumps; None before it is known."""
        if len(self._waits) < _LUMPS:
            return None
        return float(np.median(self._waits))

    @property
    def is_too_long(self) -> bool:
        """Whether the feedback would come noticeably late."""
        return self.lump is not None and self.lump > TOO_LONG
