"""Covariances of overlapping windows, without multiplying the same rows again.

A window of two seconds moves on by a twenty-fifth of itself. The products of each step are worked out
once, and a window is the sum of its steps. Nothing is ever subtracted: a pop of 200 mV that has left
the window must leave no rounding error behind. So the steps stand in stretches as long as a window [1]_:
a window is the tail of one stretch, summed when the stretch was over, and the head of the next.

References
----------
.. [1] van Herk, M. (1992). A fast algorithm for local minimum and maximum filters on rectangular and
   octagonal kernels. Pattern Recognition Letters, 13(7), 517-521.
"""

import numpy as np
from numpy.typing import NDArray

from decoding.covariance import LAG, scale
from decoding.members import Views
from decoding.windows import WindowGrid


class SlidingViews:
    """The covariances of :func:`decoding.members.views` for the window at every decision.

    Parameters
    ----------
    n_bands, n_channels : int
    grid : WindowGrid
        A window must be longer than the lag and a step.
    """

    def __init__(self, n_bands: int, n_channels: int, grid: WindowGrid) -> None:
        lag = round(LAG * grid.rate)
        self._bank = _Sums(n_bands, n_channels, grid, 0)
        self._pair = _Sums(1, 2 * n_channels, grid, lag)
        self._lag, self._step, self._n_channels = lag, grid.step_rows, n_channels
        self._last = -1

    def views(self, row: int, volts: NDArray[np.float64]) -> Views | None:
        """Take the window that ends at a row, a step after the one before, and return its covariances.

        Every window must be shown, whether its answer is wanted or not.

        Parameters
        ----------
        row : int
        volts : ndarray, shape (n_bands, n_channels, window_rows)

        Returns
        -------
        views : tuple of ndarray or None
            Written over by the next; None until all steps of a window have been seen.
        """
        number = row // self._step
        if number != self._last + 1:
            self._bank.forget()
            self._pair.forget()
        self._last = number
        self._bank.put(volts, 0, slice(None))
        self._pair.put(volts[:1], 0, slice(None, self._n_channels))
        self._pair.put(volts[:1], self._lag, slice(self._n_channels, None))
        matrices = self._bank.total(number), self._pair.total(number)
        return None if matrices[0] is None or matrices[1] is None else (matrices[0], matrices[1])


class _Sums:
    """The sum of the products of the last steps, and of the rows before them that fill no step."""

    def __init__(self, n_bands: int, n: int, grid: WindowGrid, lag: int) -> None:
        n_rows = grid.window_rows - lag
        self._lag, self._step = lag, grid.step_rows
        self._n_steps, self._rest = divmod(n_rows, grid.step_rows)
        shape = (n_bands, n, n)
        self._newest = np.zeros((n_bands, n, grid.step_rows))
        self._oldest = np.zeros((n_bands, n, self._rest))
        self._steps = np.zeros((self._n_steps, *shape))
        self._tails = np.zeros((self._n_steps + 1, *shape))
        self._head, self._total, self._part = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self._scale = scale(n, n_rows)
        self._seen = 0

    def forget(self) -> None:
        """Begin anew: what comes next does not follow on what came before."""
        self._seen = 0
        for sums in (self._steps, self._tails, self._head):
            sums[:] = 0.0

    def put(self, volts: NDArray[np.float64], shift: int, channels: slice) -> None:
        """Put rows of a window, counted from ``shift`` on, where these channels stand."""
        stop = volts.shape[-1] - self._lag + shift
        self._newest[:, channels] = volts[..., stop - self._step : stop]
        if self._rest:
            self._oldest[:, channels] = volts[..., shift : shift + self._rest]

    def total(self, number: int) -> NDArray[np.float64] | None:
        """Return the covariance after the step of this number; None if steps are missing."""
        place = number % self._n_steps
        if place == 0:
            # One by one: np.add.accumulate along the first axis takes ten times as long.
            for i in range(self._n_steps - 1, -1, -1):
                np.add(self._tails[i + 1], self._steps[i], out=self._tails[i])
            self._head[:] = 0.0
        step = self._steps[place]
        np.matmul(self._newest, self._newest.transpose(0, 2, 1), out=step)
        np.add(self._head, step, out=self._head)
        self._seen += 1
        if self._seen < self._n_steps:
            return None
        np.add(self._head, self._tails[place + 1], out=self._total)
        if self._rest:
            np.matmul(self._oldest, self._oldest.transpose(0, 2, 1), out=self._part)
            np.add(self._total, self._part, out=self._total)
        return np.multiply(self._total, self._scale, out=self._total)
