"""A recording in memory, wherever it was read from: a foreign file or a session folder."""

from collections.abc import Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from station.stream import Cue, StreamInfo, eeg_of


@dataclass(frozen=True)
class Recording:
    """Rows of EEG with the cues that belong to them.

    Attributes
    ----------
    name : str
        File or session name, for provenance; never a path.
    sha256 : str
        Digest of the file that the samples were read from.
    info : StreamInfo
    microvolts : ndarray of float32, shape (n_rows, n_channels)
        Unfiltered EEG as it would stand on the wire.
    flags : ndarray of uint8, shape (n_rows,)
        A :class:`~station.stream.RowFlag` per row; 0 where nothing is known against it.
    cues : tuple of Cue
        In the order of their rows, without the end mark.
    """

    name: str
    sha256: str
    info: StreamInfo
    microvolts: NDArray[np.float32]
    flags: NDArray[np.uint8]
    cues: tuple[Cue, ...]

    def __len__(self) -> int:
        return len(self.microvolts)

    def eeg(self) -> "Recording":
        """Return the recording without its muscles, eyes and heart, from which nothing may be decoded."""
        kept = eeg_of(self.info.channels)
        return self.without(set(self.info.channels) - set(kept))

    def without(self, names: Set[str]) -> "Recording":
        """Return the recording without some channels."""
        kept = tuple(name for name in self.info.channels if name not in names)
        if kept == self.info.channels:
            return self
        places = [self.info.channels.index(name) for name in kept]
        info = replace(self.info, channels=kept)
        return replace(self, info=info, microvolts=self.microvolts[:, places])
