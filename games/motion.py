"""How things move: towards a goal, smoothly, without overshoot.

No pygame here: rules use it too.
"""

import math
from dataclasses import dataclass


def approach(value: float, goal: float, dt: float, seconds: float) -> float:
    """Return ``value`` moved towards ``goal``; ``seconds`` covers two thirds of the way."""
    return goal + (value - goal) * math.exp(-dt / seconds)


def spring(
    value: float, speed: float, goal: float, dt: float, seconds: float
) -> tuple[float, float]:
    """Return value and speed of a critically damped spring after ``dt`` seconds.

    The exact solution, so that it is stable for any step and the same for one long step as
    for many short ones; it starts and ends softly and never passes the goal from rest.
    ``seconds`` is the time constant; 95 % of the way takes about five of them.
    """
    rate = 1.0 / seconds
    away = value - goal
    push = speed + rate * away
    decay = math.exp(-rate * dt)
    return goal + (away + push * dt) * decay, (speed - rate * push * dt) * decay


def smooth(x: float) -> float:
    """Return x in 0 to 1, clipped and eased at both ends."""
    x = min(1.0, max(0.0, x))
    return x * x * (3.0 - 2.0 * x)


@dataclass(frozen=True)
class Moving:
    """Something between 0 and 1: how far it is on its way, and how fast."""

    way: float = 0.0
    speed: float = 0.0

    def to(self, goal: float, dt: float, seconds: float) -> "Moving":
        """Return it moved softly towards a goal; exactly at rest where it stands already."""
        if goal == self.way:
            return Moving(self.way)
        way, speed = spring(self.way, self.speed, goal, dt, seconds)
        return Moving(min(1.0, max(0.0, way)), speed)
