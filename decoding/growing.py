"""Covariances of a phase so far, without multiplying the same rows again.

While a scored phase lasts, its evidence is read at every step from all of its rows. Each step adds its own
products to the sum of those before it.
"""

import numpy as np
from numpy.typing import NDArray

from decoding.covariance import LAG, scale
from decoding.members import Views


class GrowingViews:
    """The covariances of :func:`decoding.members.views` for rows that grow at their end.

    Parameters
    ----------
    n_bands, n_channels : int
    rate : float
        Sampling rate in Hz.
    """

    def __init__(self, n_bands: int, n_channels: int, rate: float) -> None:
        self._lag = round(LAG * rate)
        self._bank = _Sum(n_bands, n_channels)
        self._pair = _Sum(1, 2 * n_channels)
        self.forget()

    def forget(self) -> None:
        """Begin anew, whatever rows come next."""
        self._first = self._stop = -1

    def views(self, first: int, stop: int, volts: NDArray[np.float64]) -> Views:
        """Return the covariances of the rows ``[first, stop)``.

        Parameters
        ----------
        first, stop : int
            Quick where ``first`` is that of the call before and ``stop`` lies behind its own.
        volts : ndarray, shape (n_bands, n_channels, stop - first)
            More rows than the lag; what was shown before must not have changed.

        Returns
        -------
        views : tuple of ndarray
            Written over by the next call.
        """
        n_rows, lag = stop - first, self._lag
        known = self._stop - first if self._first == first and self._stop <= stop else 0
        if known <= lag:  # nothing to add to
            known = 0
            self._bank.begin()
            self._pair.begin()
        self._first, self._stop = first, stop
        # Copied, so that the memory layout, and with it the last bit, is the same whatever the chunks were.
        self._bank.add(np.ascontiguousarray(volts[..., known:]))
        whole, known = volts[:1], max(0, known - lag)
        pair = (whole[..., known : n_rows - lag], whole[..., known + lag :])
        self._pair.add(np.concatenate(pair, axis=1))
        return self._bank.covariance(n_rows), self._pair.covariance(n_rows - lag)


class _Sum:
    """The sum of products of rows."""

    def __init__(self, n_bands: int, n: int) -> None:
        self._total, self._part, self._matrices = (np.zeros((n_bands, n, n)) for _ in range(3))
        self._shrunk = scale(n, 1)

    def begin(self) -> None:
        self._total[:] = 0.0

    def add(self, volts: NDArray[np.float64]) -> None:
        np.matmul(volts, volts.transpose(0, 2, 1), out=self._part)
        np.add(self._total, self._part, out=self._total)

    def covariance(self, n_rows: int) -> NDArray[np.float64]:
        np.multiply(self._total, self._shrunk, out=self._matrices)
        return np.divide(self._matrices, n_rows, out=self._matrices)
