"""Muscles that move although nothing or only imagery was asked for (CLINICAL 3.6).

The envelope of a bipolar muscle channel is its root mean square over 100 ms, between 20 and 100 Hz
(as far as the sampling rate allows) without mains. A burst begins where the envelope stays above the mean
of the newest ten seconds of rest by more than three of their standard deviations, for 200 ms or longer.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, iirnotch, lfilter, sosfilt, tf2sos

from games.cues import TrialRows
from sessions.record import SessionRecord
from station.stream import MUSCLE, Chunk, RowFlag, kind_of
from station.task import REST, Side, hand, opposite

_BAND = (20.0, 100.0)  # Hz
_HIGHEST = 0.44  # of the sampling rate: 55 Hz at 125 Hz
_NOTCH_Q = 5.0  # short ringing
_WINDOW, _LEAST = 0.1, 0.2  # seconds of the envelope, and of the shortest burst
_BASELINE, _LEAST_BASELINE = 10.0, 3.0  # seconds of rest
_DEVIATIONS = 3.0
_KEPT = 90.0  # seconds: the longest trial and the rest before it
_SPOILT = RowFlag.HELD | RowFlag.REPEATED | RowFlag.RESTART
_SETTLING = 0.3  # seconds behind a gap

Role = Literal["imagined", "attempted", "other hand", "rest"]


@dataclass(frozen=True)
class Burst:
    """One contraction in a scored phase.

    Attributes
    ----------
    channel : str
    role : {"imagined", "attempted", "other hand", "rest"}
        Of the muscle's hand in the trial: "other hand" is a mirror movement, "rest" one although
        nothing was asked.
    onset : float
        Seconds from the cue.
    seconds : float
    peak_uv : float
        Of the envelope, in µV.
    limit_uv : float
        What it had to exceed.
    """

    channel: str
    role: Role
    onset: float
    seconds: float
    peak_uv: float
    limit_uv: float

    @property
    def is_overt(self) -> bool:
        """Whether a hand moved whose movement was only to be imagined."""
        return self.role == "imagined"

    def details(self) -> dict[str, object]:
        """Return everything but the channel, for an event."""
        told = asdict(self)
        del told["channel"]
        return told


class MuscleWatch:
    """Follow the muscle channels of one session; without any there are no bursts.

    Parameters
    ----------
    record : SessionRecord
    """

    def __init__(self, record: SessionRecord) -> None:
        self._record = record
        found = [(i, name) for i, name in enumerate(record.channels) if kind_of(name) == MUSCLE]
        self._places = [place for place, _ in found]
        self._names = [name for _, name in found]
        self._sides: list[Side] = [
            opposite(record.affected_side) if "unaffected" in name else record.affected_side
            for name in self._names
        ]
        self._envelope = _Envelope(len(found), record.rate, record.mains)
        self._kept: deque[tuple[int, NDArray[np.float64]]] = deque()
        self._rests: deque[tuple[int, int]] = deque(maxlen=64)

    def feed(self, chunk: Chunk) -> None:
        """Take consecutive rows."""
        if not self._places or not len(chunk):
            return
        microvolts = 1e6 * chunk.volts[self._places].T
        self._kept.append((chunk.first, self._envelope.feed(microvolts, chunk.flags)))
        oldest = chunk.first - round(_KEPT * self._record.rate)
        while self._kept[0][0] + len(self._kept[0][1]) < oldest:
            self._kept.popleft()

    def judge(self, trial: TrialRows) -> tuple[Burst, ...]:
        """Return the first burst of each channel in a trial's scored phase, which has just ended."""
        if not self._places:
            return ()
        if 0 <= trial.relax < trial.ready:
            self._rests.append((trial.relax, trial.ready))
        limits = self._limits(trial.cue)
        if trial.label == REST:
            self._rests.append((trial.cue, trial.end))
        if limits is None:
            return ()
        rms = self._rows(trial.cue, trial.end)
        found = (self._first(rms[:, i], limits[i], i, trial) for i in range(len(self._names)))
        return tuple(burst for burst in found if burst is not None)

    def _first(
        self, rms: NDArray[np.float64], limit: float, channel: int, trial: TrialRows
    ) -> Burst | None:
        rate = self._record.rate
        edges = np.flatnonzero(np.diff(rms > limit, prepend=False, append=False)).reshape(-1, 2)
        long = [(a, b) for a, b in edges.tolist() if b - a >= round(_LEAST * rate)]
        if not long:
            return None
        first, end = long[0]
        return Burst(
            channel=self._names[channel],
            role=self._role(trial, self._sides[channel]),
            onset=first / rate,
            seconds=(end - first) / rate,
            peak_uv=float(rms[first:end].max()),
            limit_uv=limit,
        )

    def _role(self, trial: TrialRows, side: Side) -> Role:
        if trial.label == REST:
            return "rest"
        if trial.label != hand(side):
            return "other hand"
        return "imagined" if self._record.mode == "imagery" else "attempted"

    def _limits(self, before: int) -> NDArray[np.float64] | None:
        """Return what each channel has to exceed, by the newest rest; None if there is too little."""
        wanted, rate = round(_BASELINE * self._record.rate), self._record.rate
        parts: list[NDArray[np.float64]] = []
        for first, end in reversed(self._rests):
            part = self._rows(max(first, end - wanted), min(end, before))
            part = part[np.isfinite(part).all(axis=1)]
            parts.append(part)
            wanted -= len(part)
            if wanted <= 0:
                break
        rest = np.concatenate(parts) if parts else np.empty((0, len(self._names)))
        if len(rest) < _LEAST_BASELINE * rate:
            return None
        limits: NDArray[np.float64] = rest.mean(axis=0) + _DEVIATIONS * rest.std(axis=0)
        return limits

    def _rows(self, first: int, end: int) -> NDArray[np.float64]:
        """Return the envelopes of rows as far as they are kept, shape (n, n_channels)."""
        parts: Sequence[NDArray[np.float64]] = [
            rms[max(0, first - start) : max(0, end - start)] for start, rms in self._kept
        ]
        return np.concatenate(parts) if parts else np.empty((0, len(self._names)))


class _Envelope:
    """The running root mean square of the muscles' band."""

    def __init__(self, channels: int, rate: float, mains: float) -> None:
        highest = min(_BAND[1], _HIGHEST * rate)
        sections = [butter(4, (_BAND[0], highest), "bandpass", fs=rate, output="sos")]
        harmonics = np.arange(mains, highest, mains)
        sections += [tf2sos(*iirnotch(line, _NOTCH_Q, fs=rate)) for line in harmonics]
        self._sos = np.concatenate(sections)
        self._state = np.zeros((len(self._sos), 2, channels))
        window = max(1, round(_WINDOW * rate))
        self._box = np.full(window, 1 / window)
        self._sums = np.zeros((window - 1, channels))
        self._settling = round(_SETTLING * rate)
        self._spoilt = self._settling  # rows that are still of no use

    def feed(
        self, microvolts: NDArray[np.float64], flags: NDArray[np.uint8]
    ) -> NDArray[np.float64]:
        """Return the envelope of consecutive rows in µV; NaN in a gap and shortly behind it."""
        band, self._state = sosfilt(self._sos, microvolts, axis=0, zi=self._state)
        mean, self._sums = lfilter(self._box, [1.0], np.square(band), axis=0, zi=self._sums)
        rms: NDArray[np.float64] = np.sqrt(np.maximum(mean, 0.0))
        for row, is_spoilt in enumerate((flags & _SPOILT != 0).tolist()):
            self._spoilt = self._settling if is_spoilt else max(0, self._spoilt - 1)
            if self._spoilt:
                rms[row] = np.nan
        return rms
