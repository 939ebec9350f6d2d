"""The muscles of the simulated patient: quiet noise, and bursts when the hand moves with a cue."""

import numpy as np
from numpy.typing import NDArray

from acquisition.background import BLOCK

_REST_UV = 2.0  # µV, SD: a relaxed forearm between two bipolar electrodes
_BURST_UV = 25.0  # µV, SD, of a weak contraction
_AFTER, _LENGTH = 0.4, 1.2  # seconds from the cue, and of the burst


class Muscles:
    """Bipolar muscle channels.

    Parameters
    ----------
    channels : int
    rate : float
        Rows per second.
    share : float
        Of the movement cues with which the muscles contract, 0 to 1.
    generator : numpy.random.Generator
    """

    def __init__(
        self, channels: int, rate: float, share: float, generator: np.random.Generator
    ) -> None:
        self._channels, self._rate, self._share = channels, rate, share
        noise, draws = generator.spawn(2)
        self._noise, self._draws = noise, draws
        self._block: tuple[int, NDArray[np.float64]] | None = None
        self._bursts: list[tuple[int, int]] = []

    def hear(self, row: int) -> None:
        """Take a cue for a movement at a row; the hand moves, or does not."""
        if self._draws.random() < self._share:
            first = row + round(_AFTER * self._rate)
            self._bursts.append((first, first + round(_LENGTH * self._rate)))

    def read(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return consecutive rows of one block, which come in order, shape (n, channels), in µV."""
        number = int(rows[0]) // BLOCK
        if self._block is None or self._block[0] != number:
            self._block = number, self._noise.standard_normal((BLOCK, self._channels))
        size = np.full(len(rows), _REST_UV)
        for first, end in self._bursts:
            size[(rows >= first) & (rows < end)] = _BURST_UV
        contracted: NDArray[np.float64] = self._block[1][rows % BLOCK] * size[:, None]
        return contracted
