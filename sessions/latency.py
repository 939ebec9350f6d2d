"""How long each stage of the line took, measured in every live session.

The host's time of a row is its time on the stream: a line through the arrivals, so a single delay
is off by what that row came early or late. ``benchmarks.latency`` measures from the arrivals
themselves.
"""

from collections import deque

import numpy as np

# Five minutes of decisions: enough for a p99, and a bound on memory in a long session.
_KEPT = 3750


class LatencyLog:
    """Collect the delays of named stages, in seconds; summarise them in milliseconds."""

    def __init__(self) -> None:
        self._delays: dict[str, deque[float]] = {}

    def add(self, stage: str, seconds: float) -> None:
        """Take one delay of a stage."""
        self._delays.setdefault(stage, deque(maxlen=_KEPT)).append(seconds)

    def decided(self, row: int, *, host: float, arrived: float, decided: float) -> None:
        """Take a decision's times, in seconds on the stream clock.

        Parameters
        ----------
        row : int
            Last row of the window that was decided on.
        host : float
            When that row reached this machine.
        arrived : float
            When it reached this process.
        decided : float
            When the game had the decision.
        """
        self.add("inlet_to_decision", decided - arrived)
        self.add("host_to_decision", decided - host)

    def flipped(self, *, decided: float, flipped: float) -> None:
        """Take when the first frame that shows a decision was on the screen."""
        self.add("decision_to_flip", flipped - decided)

    def summary(self) -> dict[str, dict[str, float]]:
        """Return ``{stage: {"median": ms, "p99": ms}}``."""
        return {
            stage: {
                "median": round(1e3 * float(np.median(list(delays))), 3),
                "p99": round(1e3 * float(np.percentile(list(delays), 99)), 3),
            }
            for stage, delays in self._delays.items()
        }
