"""A lateness that stays: something was lost, of a device that does not count its samples.

What is lost of such a device shows in nothing but the times: all that comes from then on is later than
before, by as much as is missing. Single samples come late for many reasons, and a machine or a radio
that falls behind is later with every sample and catches up. So the freshest sample of each half second
is followed, and a loss is a step from which it does not come back: far larger than it wandered before,
and level afterwards.
"""

import math

_STRETCH = 0.5  # s
_BEFORE, _AFTER = 6, 4  # stretches that are compared
# s: two packets of a Ganglion are 20 ms. Less is within what a connection may shift by itself.
_LEAST = 0.015
_WANDERED = 3.0  # times the wandering before
_LEVEL = 0.25  # of the step, by which it may wander afterwards


class Standing:
    """Look for a step in the least delay of each half second."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing: the board began anew."""
        self._least: list[float] = []
        self._now, self._until = math.inf, -math.inf

    def hear(self, arrival: float, delay: float) -> float:
        """Take a sample that came ``delay`` seconds after the time of its row.

        Returns
        -------
        step : float
            Seconds that are missing, told once; 0 nearly always.
        """
        if arrival <= self._until:
            self._now = min(self._now, delay)
            return 0.0
        if self._now < math.inf:
            self._least = [*self._least[1 - _BEFORE - _AFTER :], self._now]
        self._now, self._until = delay, arrival + _STRETCH
        return self._step()

    def _step(self) -> float:
        before, after = self._least[:_BEFORE], self._least[_BEFORE:]
        if len(after) < _AFTER:
            return 0.0
        step = min(after) - max(before)
        wandered = max(before) - min(before)
        if step < max(_LEAST, _WANDERED * wandered) or max(after) - min(after) > _LEVEL * step:
            return 0.0
        # The line begins to follow at once: by as much as these stretches fall, they have fallen before.
        fallen = (after[0] - after[-1]) / (_AFTER - 1)
        step = after[0] + fallen - sorted(before)[_BEFORE // 2]
        self._least = [*before, *(value - step for value in after)]
        return step
