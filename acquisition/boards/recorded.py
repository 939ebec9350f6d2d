"""Play recordings as if the headset were streaming them now.

The recordings run one after another as one stream. A sample is due at ``start + row / rate``,
whoever asks and however often, so a session comes out the same on every clock. Rows that the
recording itself lost are not sent: the counter jumps over them, as the headset's did, and
whoever counts finds them missing again.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

import numpy as np

from acquisition.board import BoardFactory, Samples
from acquisition.errors import AcquisitionError
from acquisition.recording import Recording
from station.language import N_
from station.stream import END_OF_RECORDING, LOST, Cue, StreamInfo

_EARLY = 1e-6  # of a sample: a clock that says 0.999999999 of it has come


class RecordedBoard:
    """A headset that sends recordings, and tells their cues.

    The counter is the row on the recordings' common time grid.

    Parameters
    ----------
    recordings : sequence of Recording
        At least one; all with the same channels and rate.

    Raises
    ------
    AcquisitionError
        If there is no recording, or channels or rates differ.
    """

    def __init__(self, recordings: Sequence[Recording]) -> None:
        if not recordings:
            raise AcquisitionError(N_("There is no recording to play; name at least one file."))
        first = recordings[0]
        for other in recordings[1:]:
            if (other.info.channels, other.info.rate) != (first.info.channels, first.info.rate):
                raise AcquisitionError(
                    N_(
                        "{other!r} does not have the channels and rate of {first!r}; "
                        "recordings that are played together must be alike."
                    ),
                    other=other.name,
                    first=first.name,
                )
        self._info = StreamInfo(
            board="recorded",
            device=first.name,
            source="recorded",
            channels=first.info.channels,
            rate=first.info.rate,
        )
        self._microvolts = np.concatenate([recording.microvolts for recording in recordings])
        flags = np.concatenate([recording.flags for recording in recordings])
        self._sent = np.flatnonzero((flags & np.uint8(LOST)) == 0)
        self._cues = _in_one_stream(recordings)
        self._start = 0.0
        self._next = 0

    @property
    def info(self) -> StreamInfo:
        """What it streams."""
        return self._info

    @property
    def counter_modulus(self) -> int:
        """The counter never starts again."""
        return 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """There is nothing to close."""

    def start(self, now: float) -> None:
        """Begin to stream at the first row; ``now`` is the time of the first sample."""
        self._start = now
        self._next = 0

    def read(self, now: float) -> Samples:
        """Return every sample that is due by ``now`` and was not yet returned.

        After the last row there is nothing more, for ever.
        """
        last = np.floor((now - self._start) * self._info.rate + _EARLY)
        end = int(np.searchsorted(self._sent, int(last), side="right"))
        rows = self._sent[self._next : end]
        self._next = max(end, self._next)
        return Samples(
            microvolts=self._microvolts[rows],
            counters=rows.astype(np.int32),
            times=self._start + rows / self._info.rate,
        )

    def cues(self) -> Sequence[Cue]:
        """Return all cues of the recordings, ``end`` last."""
        return self._cues


def _in_one_stream(recordings: Sequence[Recording]) -> tuple[Cue, ...]:
    cues: list[Cue] = []
    first = 0
    for recording in recordings:
        cues += [Cue(first + cue.row, cue.label) for cue in recording.cues]
        first += len(recording)
    return (*cues, Cue(first, END_OF_RECORDING))


PLUGIN: BoardFactory = RecordedBoard
