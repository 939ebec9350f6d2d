"""Whether the head moves, from the accelerometer on the board.

A cap that is bumped or a head that turns puts slow waves and pops on every electrode at once, which no
single channel gives away. Gravity alone changes nothing: what counts is how far the acceleration lies
from its own mean of the last half second (CLINICAL 3.6).
"""

import math

import numpy as np
from numpy.typing import NDArray

CHANGE = 0.15  # g
_MEAN, _HOLD = 0.5, 0.25  # s: what a change is held against; a shake passes its middle so often


class Motion:
    """Follow the accelerometer of one board.

    Parameters
    ----------
    rate : float
        Rows per second.
    """

    def __init__(self, rate: float) -> None:
        self._share = 1 - math.exp(-1 / (_MEAN * rate))
        self._hold = max(1, round(_HOLD * rate))
        self._mean: tuple[float, ...] | None = None
        self._held = 0

    def moved(self, acceleration: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return in which rows the head moves, however they are cut into pieces.

        Parameters
        ----------
        acceleration : ndarray, shape (n_rows, 3)
            In g. A row of zeros tells nothing: a board that has not measured yet, or has no
            accelerometer, sends them.
        """
        return np.fromiter(map(self._moves, acceleration.tolist()), np.bool_, len(acceleration))

    def _moves(self, now: list[float]) -> bool:
        self._held = max(0, self._held - 1)
        if any(now) and all(map(math.isfinite, now)):
            mean = self._mean or tuple(now)
            self._mean = tuple(m + self._share * (a - m) for m, a in zip(mean, now, strict=True))
            if math.dist(now, mean) > CHANGE:
                self._held = self._hold
        return self._held > 0
