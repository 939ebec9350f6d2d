"""The board port: what every headset, recording and simulated patient looks like.

A board delivers what came since the last call, with the device's own counter, and knows
nothing of disks, streams or gaps; those are the headset's business (:mod:`acquisition.headset`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Literal, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from station.events import Event
from station.stream import Cue, StreamInfo

Pin = Literal["N", "P"]


@dataclass(frozen=True)
class Samples:
    """What a board delivered since the last call.

    Attributes
    ----------
    microvolts : ndarray of float32, shape (n_samples, n_channels)
    counters : ndarray of int32, shape (n_samples,)
        The device's sample counter, which wraps at the board's ``counter_modulus``.
    times : ndarray of float64, shape (n_samples,)
        When each sample reached this machine, in seconds on the stream clock.
    moved : ndarray of bool, shape (n_samples,), or None
        Whether the head moved meanwhile; None where nobody measures it.
    """

    microvolts: NDArray[np.float32]
    counters: NDArray[np.int32]
    times: NDArray[np.float64]
    moved: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.times)

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """Return some of them, shape (n_samples,)."""
        return replace(self, **{name: values[kept] for name, values in self._known()})

    def and_then(self, later: Self) -> Self:
        """Return these and later ones of the same board."""
        both = {n: np.concatenate([v, getattr(later, n)]) for n, v in self._known()}
        return replace(self, **both)

    def _known(self) -> list[tuple[str, NDArray[Any]]]:
        return [(name, values) for name, values in vars(self).items() if values is not None]


class Board(Protocol):
    """A source of samples; opened by ``with``, closed by ``with`` within two seconds."""

    @property
    def info(self) -> StreamInfo:
        """What it streams; known before it is opened."""

    @property
    def counter_modulus(self) -> int:
        """After how many samples the counter starts again; 0 if it never does."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def start(self, now: float) -> None:
        """Begin to stream; ``now`` is the time of the first sample on the stream clock."""

    def read(self, now: float) -> Samples:
        """Return every sample up to ``now`` since the last call, possibly none.

        A board with hardware behind it returns what its driver has. A recorded or simulated
        board returns the samples whose nominal time has come, so that it runs in step with
        whatever clock drives it.

        Raises
        ------
        AcquisitionError
            If the device reports that it can go on no longer. Silence is no error here.
        """


@runtime_checkable
class HearsMarkers(Protocol):
    """A board with a patient behind it who obeys the cues: the simulated one."""

    def hear(self, event: Event) -> None:
        """See what is on the screen."""


@runtime_checkable
class TellsCues(Protocol):
    """A board that replays the cues of its recording."""

    def cues(self) -> Sequence[Cue]:
        """Return all cues of the recording, in the order of their rows, ``end`` last."""


@runtime_checkable
class KnowsItsRail(Protocol):
    """A headset that knows beyond which value its amplifiers are deaf."""

    @property
    def rail_uv(self) -> float:
        """That value, in µV."""


@runtime_checkable
class InjectsLeadOff(Protocol):
    """A headset that can send a known current through one electrode, to measure its impedance."""

    def inject(self, channel: str | None, pin: Pin = "N") -> None:
        """Send the current through one electrode and no other; None, after the stream, ends it.

        A bipolar input has an electrode on either pin; the others have theirs on N.
        Never while a session is recorded: the current would be in the EEG.
        """

    def stop(self) -> None:
        """End the stream that :meth:`Board.start` began; it may be started again."""


BoardFactory = Callable[..., Board]
