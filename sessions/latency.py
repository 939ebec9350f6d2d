"""How long each stage of the line took, measured in every live session."""

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

    def summary(self) -> dict[str, dict[str, float]]:
        """Return ``{stage: {"median": ms, "p99": ms}}``."""
        return {
            stage: {
                "median": round(1e3 * float(np.median(list(delays))), 3),
                "p99": round(1e3 * float(np.percentile(list(delays), 99)), 3),
            }
            for stage, delays in self._delays.items()
        }
