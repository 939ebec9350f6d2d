"""Samples on their way: the types that cross between the headset and everything behind it.

The transport is the one seam between acquisition and the rest. It has two implementations:
over LSL between processes at real speed, and direct within one process on a virtual clock.
Behind it nobody can tell them apart: the same rows, in the same order, with the same times.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from station.events import Event
from station.task import SourceKind


class RowFlag(IntFlag):
    """What is known about one row of the raw recording; 0 is a sample as it was sent."""

    INTERPOLATED = 1  # lost, up to 16 ms: a line between its neighbours
    HELD = 2  # lost, longer: the last value held
    REPEATED = 4  # sent, but with stale values (a lost Daisy packet)
    RESTART = 8  # the first row after the board was opened again
    MOVED = 16  # the head moved, by the board's accelerometer


LOST = RowFlag.INTERPOLATED | RowFlag.HELD


@dataclass(frozen=True)
class StreamInfo:
    """What a stream of EEG is.

    Attributes
    ----------
    board : str
        Name of the board plug-in, or of the profile within it ("cyton", "daisy", …).
    device : str
        Serial of the dongle or board; a recording's or simulation's own mark otherwise.
    source : {"live", "recorded", "simulated"}
        Where the EEG comes from. A driver does not change it: a recording that is played
        through an emulated headset stays recorded.
    channels : tuple of str
        10-10 names, in the order of the rows.
    rate : float
        Nominal sampling rate in Hz.
    reference, ground : str
        Where those electrodes are; "n/a" where nobody knows.
    """

    board: str
    device: str
    source: SourceKind
    channels: tuple[str, ...]
    rate: float
    reference: str = "n/a"
    ground: str = "n/a"


MUSCLE = "EMG"  # begins the name of a bipolar muscle input

Kind = Literal["EEG", "EMG", "EOG", "ECG", "MISC"]
# Words that say of an input that it is not on the brain: muscles, eyes, heart, and everything else that
# amplifiers and recordings carry beside EEG. No electrode of the 10-10 system is called so.
_WORDS: Mapping[Kind, str] = {
    "EMG": r"emg",
    "EOG": r"[hv]?eog",
    "ECG": r"e[ck]g",
    "MISC": r"acc|aux|eda|event|gsr|gyro|marker|misc|photo|pleth|ppg|resp|spo2|status|stim|temp\b|trig",
}
_NOT_EEG = {kind: re.compile(rf"(?<![a-z])({words})", re.I) for kind, words in _WORDS.items()}


def kind_of(channel: str) -> Kind:
    """Return what a channel measures, by a word of its name: ``"EOG left"``, ``"hEOG"``, ``"ECG1"``."""
    return next((kind for kind, words in _NOT_EEG.items() if words.search(channel)), "EEG")


def eeg_of(channels: Sequence[str]) -> tuple[str, ...]:
    """Return the channels that are EEG, in their order; all others are recorded and no more.

    Eyes and heart must never be decoded: a patient who looks at the target would seem to imagine.
    """
    return tuple(name for name in channels if kind_of(name) == "EEG")


@dataclass(frozen=True)
class Rows:
    """Consecutive rows as they go to disk and to LSL, byte for byte.

    Attributes
    ----------
    first : int
        Row number of the first one in the raw recording, from 0, gaps included.
    microvolts : ndarray of float32, shape (n_rows, n_channels)
        Unfiltered EEG in µV, the unit of the wire.
    times : ndarray of float64, shape (n_rows,)
        Seconds on the stream clock.
    counters : ndarray of int32, shape (n_rows,)
        The device's own sample counter; -1 where a row was filled in.
    flags : ndarray of uint8, shape (n_rows,)
        A :class:`RowFlag` per row.
    """

    first: int
    microvolts: NDArray[np.float32]
    times: NDArray[np.float64]
    counters: NDArray[np.int32]
    flags: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.times)


@dataclass(frozen=True)
class Chunk:
    """Consecutive rows as the decoder takes them: volts, channels first.

    Attributes
    ----------
    first : int
        Row number of the first sample.
    volts : ndarray of float64, shape (n_channels, n_samples)
    times : ndarray of float64, shape (n_samples,)
        Seconds on the stream clock.
    flags : ndarray of uint8, shape (n_samples,)
        A :class:`RowFlag` per sample.
    """

    first: int
    volts: NDArray[np.float64]
    times: NDArray[np.float64]
    flags: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.times)


def to_chunk(rows: Rows) -> Chunk:
    """Return rows in volts, channels first: the one place where µV end."""
    volts = np.ascontiguousarray(rows.microvolts.T, dtype=np.float64) * 1e-6
    return Chunk(first=rows.first, volts=volts, times=rows.times, flags=rows.flags)


@dataclass(frozen=True)
class Cue:
    """A cue of a recording, tied to the row that it belongs to.

    ``label`` is a class label, or ``"end"`` for the end of the recording: no row follows it.
    """

    row: int
    label: str


END_OF_RECORDING = "end"


class Transport(Protocol):
    """What training sees of the headset."""

    @property
    def info(self) -> StreamInfo:
        """What the stream is; known once the transport is open."""

    def read(self) -> Chunk | None:
        """Return every row since the last call as one chunk; None when there is none.

        Raises
        ------
        AcquisitionError
            If the stream is lost.
        """

    def cues(self) -> list[Cue]:
        """Return the recording's cues heard since the last call; [] for other boards."""

    def send(self, event: Event) -> None:
        """Tell everybody who listens what training just did (``Volition-Markers``)."""

    def send_intention(self, time: float, values: NDArray[np.float64]) -> None:
        """Publish one decision (``Volition-Intention``): probabilities, then evidence."""
