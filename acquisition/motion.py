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
        self._mean: tuple[float, float, float] | None = None
        self._held = 0

    def moved(self, acceleration: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return in which rows the head moves, however they are cut into pieces.

        Parameters
        ----------
        acceleration : ndarray, shape (3, n_rows)
            In g. A row of zeros tells nothing: a board that has not measured yet, or has no
            accelerometer, sends them.
        """
        along, across, upwards = acceleration.tolist()
        return np.array([*map(self._moves, along, across, upwards)], np.bool_)

    def _moves(self, x: float, y: float, z: float) -> bool:
        self._held = max(0, self._held - 1)
        if 0.0 < abs(x) + abs(y) + abs(z) < math.inf:
            mean_x, mean_y, mean_z = self._mean or (x, y, z)
            dx, dy, dz, share = x - mean_x, y - mean_y, z - mean_z, self._share
            self._mean = mean_x + share * dx, mean_y + share * dy, mean_z + share * dz
            if math.hypot(dx, dy, dz) > CHANGE:
                self._held = self._hold
        return self._held > 0
