"""The last few seconds of a stream at hand, for whoever wants to look at the signals."""

import numpy as np
from numpy.typing import NDArray

from station.stream import Chunk


class Ring:
    """Keep the newest samples; older ones fall out.

    Parameters
    ----------
    channels : int
    samples : int
        How many to keep.
    """

    def __init__(self, channels: int, samples: int) -> None:
        # Written twice, one length apart, so that the newest samples are always one slice.
        self._twice = np.zeros((channels, 2 * samples))
        self._size = samples
        self._count = 0

    def __len__(self) -> int:
        return min(self._count, self._size)

    def append(self, chunk: Chunk) -> None:
        """Add a chunk's samples."""
        volts = chunk.volts[:, -self._size :]
        places = (
            self._count + len(chunk) - volts.shape[1] + np.arange(volts.shape[1])
        ) % self._size
        self._twice[:, places] = volts
        self._twice[:, places + self._size] = volts
        self._count += len(chunk)

    def recent(self) -> NDArray[np.float64]:
        """Return what is at hand, oldest first, in volts, shape ``(n_channels, len(self))``.

        A view: copy it before the next :meth:`append`.
        """
        end = self._count % self._size + self._size
        return self._twice[:, end - len(self) : end]
