"""One clock: seconds on the stream clock.

Live, it is the monotonic clock that LSL stamps with (``local_clock`` reads the same system
clock as :func:`time.perf_counter` on Linux, Windows and macOS; a test compares them). Fast, it
moves only when it is told to, so a session runs as fast as the processor allows and comes out
the same every time.
"""

import time
from typing import Protocol


class Clock(Protocol):
    """Something that knows the stream time."""

    def now(self) -> float:
        """Return seconds on the stream clock."""


class RealClock:
    """The machine's monotonic clock, shared by every process of a station."""

    def now(self) -> float:
        """Return seconds on the stream clock."""
        return time.perf_counter()


class VirtualClock:
    """A clock that moves only when it is advanced."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start

    def now(self) -> float:
        """Return seconds on the stream clock."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        if seconds < 0:
            raise ValueError(f"a clock cannot go back ({seconds:g} s)")
        self._now += seconds
