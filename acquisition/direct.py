"""The direct transport: headset and training in one process, in lock step on a virtual clock.

Every read advances the clock by one block and hands over what the headset made of it. Nothing else
differs from LSL: the same rows, the same flags, cues not before their row.
"""

from collections import deque
from typing import Self

import numpy as np
from numpy.typing import NDArray

from acquisition.headset import Headset
from acquisition.inlet import due
from station.clock import VirtualClock
from station.events import Event
from station.stream import Chunk, Cue, StreamInfo, to_chunk


class DirectTransport:
    """Hear a headset in the same process while the ``with`` block lasts.

    The transport does not own the headset: whoever opened it closes it, afterwards.

    Parameters
    ----------
    headset : Headset
        Open; its stream begins when the block is entered.
    clock : VirtualClock
    block : float
        Seconds that pass with each read.
    """

    def __init__(self, headset: Headset, clock: VirtualClock, block: float) -> None:
        self._headset = headset
        self._clock = clock
        self._block = block
        self._cues: deque[Cue] = deque()

    def __enter__(self) -> Self:
        self._headset.start(self._clock.now())
        return self

    def __exit__(self, *_: object) -> None:
        self._cues.clear()

    @property
    def info(self) -> StreamInfo:
        """What the stream is."""
        return self._headset.info

    def read(self) -> Chunk | None:
        """Let one block pass and return its rows; None when there is none."""
        self._clock.advance(self._block)
        rows = self._headset.pump(self._clock.now())
        self._cues.extend(self._headset.cues())
        return to_chunk(rows) if len(rows) else None

    def cues(self) -> list[Cue]:
        """Return the cues whose row has been read since the last call."""
        return due(self._cues, self._headset.tally.rows)

    def send(self, event: Event) -> None:
        """Show an event to the patient behind the board, and write it down."""
        self._headset.hear(event)

    def send_intention(self, time: float, values: NDArray[np.float64]) -> None:
        """Nobody else listens in one process: decisions are in the log."""
