"""How the simulated patient follows what is asked of a patient before training.

Closed eyes let alpha grow, blinks come once a second, clenched teeth cover everything with muscles.
"""

import numpy as np
from numpy.typing import NDArray

from acquisition.background import BLOCK
from acquisition.plausibility import Step
from acquisition.simulation import REACTION
from station.events import Event

_ALPHA_GAIN = 1.0  # added to alpha with closed eyes: twice the amplitude
_BLINK_UV, _BLINK_EVERY, _BLINK_LENGTH = 300.0, 1.0, 0.35  # on purpose, at the eyes; s; s
_CLENCH_UV = 25.0


class Instructions:
    """What was asked for so far.

    Parameters
    ----------
    rate : float
    seed : int
    eyes : ndarray, shape (n_channels,)
        How strongly each channel sees the eyelids.
    """

    def __init__(self, rate: float, seed: int, eyes: NDArray[np.float64]) -> None:
        self._rate, self._seed, self._eyes = rate, seed, eyes
        self._asked: list[tuple[int, str]] = []

    def hear(self, event: Event, row: int) -> None:
        """Take a request; it holds until the next one, beginning no earlier than ``row``."""
        self._asked.append((max(row, event.row) + round(REACTION * self._rate), event.label))

    def add(self, rows: NDArray[np.int64], alpha: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what following adds to the rows of one block, in µV.

        Parameters
        ----------
        rows : ndarray, shape (n_rows,)
        alpha : ndarray, shape (n_rows, n_channels)
            The alpha that is there anyway.
        """
        total = np.zeros(alpha.shape)
        for number, (first, label) in enumerate(self._asked):
            later = self._asked[number + 1 :]
            end = later[0][0] if later else rows[-1] + 1
            inside = ((rows >= first) & (rows < end))[:, None]
            if inside.any():
                total += inside * self._follow(label, rows, rows - first, alpha)
        return total

    def _follow(
        self,
        label: str,
        rows: NDArray[np.int64],
        since: NDArray[np.int64],
        alpha: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        match label:
            case Step.CLOSED:
                return _ALPHA_GAIN * alpha
            case Step.BLINK:
                phase = (since / self._rate) % _BLINK_EVERY / _BLINK_LENGTH
                lids = _BLINK_UV * np.sin(np.pi * np.clip(phase, 0.0, 1.0)) ** 2
                return np.outer(lids, self._eyes)
            case Step.CLENCH:
                # By block, so that it comes out alike however often the board is read.
                generator = np.random.default_rng((self._seed, int(rows[0]) // BLOCK))
                noise = generator.normal(0.0, _CLENCH_UV, (BLOCK, alpha.shape[1]))
                return noise[rows % BLOCK]
        return np.zeros(alpha.shape)
