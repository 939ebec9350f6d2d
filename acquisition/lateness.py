"""How late even the freshest samples of the last second came, so that lateness is no loss.

A machine that falls behind is late by a little more with every sample; a turn of the counter that was
lost is a jump. So what counts as a jump is measured from the least delay that was seen lately.
"""

import math

_SPAN = 0.75  # s: what was seen in this stretch and the one before it is "lately"


class Lateness:
    """Keep the least delay of the last 0.75 to 1.5 s in which samples came."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing: samples are as late as they are."""
        self._before, self._now, self._until = math.inf, math.inf, -math.inf

    @property
    def value(self) -> float:
        """Seconds; 0 while nothing is known, and never less."""
        least = min(self._before, self._now)
        return max(least, 0.0) if least < math.inf else 0.0

    def hear(self, arrival: float, delay: float) -> None:
        """Take a sample that came ``delay`` seconds after the time of its row."""
        if arrival > self._until:
            self._before, self._now, self._until = self._now, delay, arrival + _SPAN
        elif delay < self._now:
            self._now = delay
