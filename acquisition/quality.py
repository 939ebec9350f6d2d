"""How good the signals are, channel by channel, four times a second, and what to do about it.

Every check of CLINICAL 3.3 gives one number for each channel from the last two seconds (bridges and
gaps: ten), and each number has a limit for amber and one for red. The index of a channel is 100 for
a signal without reproach, 60 where amber begins, 20 where red does; the worst check counts, and over
all, the worst channel that is decoded.
"""

from collections import deque
from dataclasses import dataclass
from enum import IntFlag, StrEnum

import numpy as np
from numpy.typing import NDArray

from acquisition.errors import AcquisitionError
from acquisition.simulation import position
from station.stream import LOST, Rows, StreamInfo, eeg_of

WINDOW = 2.0  # s
UPDATE = 0.25  # s
LONG = 10.0  # s, for bridges and gaps
RAIL_UV = 187_500.0  # at gain 24
AMBER, RED = 60.0, 20.0  # the index at which they begin

_NEAR = 0.3  # of the head's radius: the next electrodes of the 10-10 system, diagonals included
_MOST_FILLED = 0.25  # with more of a window filled in, nothing but the gap can be told
# Own baseline of the muscle check: a mean that follows within a minute, and only quiet signals.
_SETTLING, _FOLLOW, _SMOOTH = 12, UPDATE / 60.0, 0.15
_LASTING = round(4.0 / UPDATE)  # updates: a cough is common to all electrodes, too, and shorter


class Fault(IntFlag):
    """What may be wrong with a channel, in the order of :data:`LIMITS`."""

    RAILED = 1
    FLAT = 2
    NOISY = 4
    MAINS = 8
    MUSCLE = 16
    BRIDGED = 32
    DRIFTING = 64
    GAPS = 128
    REFERENCE = 256


class Colour(StrEnum):
    """What a person sees at once."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


# Amber and red (CLINICAL 3.3). Flat is the one that is worse the smaller it is.
LIMITS: dict[Fault, tuple[float, float]] = {
    Fault.RAILED: (0.75, 0.90),  # of the rail
    Fault.FLAT: (1.0, 0.5),  # µV, SD from 1 to 40 Hz
    Fault.NOISY: (35.0, 75.0),  # the same
    Fault.MAINS: (5.0, 20.0),  # power at the mains against 1 to 45 Hz without it
    Fault.MUSCLE: (2.0, 4.0),  # 25-45 Hz against 8-13 Hz, against the channel's own baseline
    Fault.BRIDGED: (0.97, 0.99),  # correlation with a neighbour, 1 to 30 Hz
    Fault.DRIFTING: (500.0, 2000.0),  # µV in two seconds
    Fault.GAPS: (0.01, 0.05),  # of all rows
    Fault.REFERENCE: (0.90, 0.95),  # of the power common to all electrodes, if much (CLINICAL 3.2)
}
# Whatever explains the others comes first: it is what has to be mended. Gaps are the same on every
# channel, and explain noise and drift, but no electrode that has come off.
_FIRST = (
    *(Fault.RAILED, Fault.FLAT, Fault.REFERENCE, Fault.MAINS, Fault.GAPS),
    *(Fault.BRIDGED, Fault.DRIFTING, Fault.NOISY, Fault.MUSCLE),
)


@dataclass(frozen=True)
class Quality:
    """How good the signals are now.

    Attributes
    ----------
    row : int
        The last row that was looked at.
    time : float
        Its time.
    channels : tuple of str
    index : ndarray of float64, shape (n_channels,)
        0 to 100.
    amber, red : ndarray of int64, shape (n_channels,)
        Sums of :class:`Fault`; what is red is amber as well.
    overall : float
        The worst index of the channels that are decoded.
    """

    row: int
    time: float
    channels: tuple[str, ...]
    index: NDArray[np.float64]
    amber: NDArray[np.int64]
    red: NDArray[np.int64]
    overall: float

    def colour(self, channel: int) -> Colour:
        """Return the colour of a channel."""
        if self.red[channel]:
            return Colour.RED
        return Colour.AMBER if self.amber[channel] else Colour.GREEN

    def fault(self, channel: int) -> Fault | None:
        """Return what to mend first; None for a green channel."""
        return first_fault(int(self.red[channel]) or int(self.amber[channel]))


def first_fault(flags: int) -> Fault | None:
    """Return which of the faults in a sum has to be mended first."""
    return next((fault for fault in _FIRST if flags & fault), None)


class QualityMonitor:
    """Follow the rows of a headset.

    Parameters
    ----------
    info : StreamInfo
    mains : float
        Mains frequency in Hz.
    rail_uv : float
        Largest value that the amplifiers can send, in µV.
    """

    def __init__(self, info: StreamInfo, *, mains: float, rail_uv: float = RAIL_UV) -> None:
        self._info = info
        self._rail = rail_uv
        size = self._size = round(WINDOW * info.rate)
        self._hop = round(UPDATE * info.rate)
        frequencies = np.fft.rfftfreq(size, 1 / info.rate)
        self._taper = np.hanning(size + 1)[:-1]
        # Power of a real signal lies in both halves of the spectrum; Hann takes 3/8 of it away.
        self._scale = 2.0 / (np.sum(self._taper**2) * size)
        self._line = np.linspace(-1.0, 1.0, size)
        at_mains = np.abs(frequencies - mains) <= 1.0
        self._mains = at_mains
        self._eeg = _between(frequencies, 1, 45) & ~at_mains
        self._wide = _between(frequencies, 1, 40)
        self._bridge = _between(frequencies, 1, 30)
        self._high, self._alpha = (_between(frequencies, *b) for b in ((25, 45), (8, 13)))
        self._high &= ~at_mains
        self._neighbours = _neighbours(info.channels)
        count = len(info.channels)
        self._decoded = np.array([name in eeg_of(info.channels) for name in info.channels])
        self._parts: list[NDArray[np.float32]] = []
        self._held = 0  # rows in parts
        self._new = self._new_lost = 0
        self._lost: deque[tuple[int, int]] = deque(maxlen=round(LONG / UPDATE))
        self._products: deque[NDArray[np.float64]] = deque(maxlen=round(LONG))
        self._updates = self._alike = 0
        self._ratio = np.zeros(count)
        self._baseline = np.zeros(count)
        self._values = np.ones((len(LIMITS), count)) * [
            [a if a > r else 0] for a, r in LIMITS.values()
        ]

    def take(self, rows: Rows) -> Quality | None:
        """Take the next rows; return how good the signals are when an update is due."""
        if len(rows) == 0:
            return None
        self._parts.append(rows.microvolts)
        self._held += len(rows)
        self._new += len(rows)
        if rows.flags.any():
            self._new_lost += int(np.count_nonzero(rows.flags & LOST))
        if self._new < self._hop:
            return None
        self._lost.append((self._new_lost, self._new))
        self._new = self._new_lost = 0
        if self._held < self._size:
            return None
        newest = np.concatenate(self._parts)[-self._size :]
        self._parts, self._held = [newest], self._size
        self._look(newest.T.astype(np.float64))
        return self._judge(rows)

    def _look(self, microvolts: NDArray[np.float64]) -> None:
        lost, count = (sum(column) for column in zip(*self._lost, strict=True))
        values = self._values
        values[7] = lost / count
        recent = list(self._lost)[-round(WINDOW / UPDATE) :]
        if sum(pair[0] for pair in recent) > _MOST_FILLED * self._size:
            return
        values[0] = np.abs(microvolts).max(axis=1) / self._rail
        centred = microvolts - microvolts.mean(axis=1, keepdims=True)
        slope = centred @ self._line / (self._line @ self._line)
        values[6] = np.abs(2 * slope)
        spectrum = np.fft.rfft((centred - np.outer(slope, self._line)) * self._taper)
        power = (spectrum.real**2 + spectrum.imag**2) * self._scale
        values[1] = values[2] = np.sqrt(power @ self._wide)
        values[3] = power @ self._mains / np.maximum(power @ self._eeg, 1e-9)
        values[4] = self._muscle(power)
        if self._updates % round(1 / UPDATE) == 0:
            part = spectrum[:, self._bridge]
            self._products.append((part @ part.conj().T).real)
        values[5] = self._bridges()
        values[8] = self._reference(spectrum, power)
        # Of muscles neither is a fault: they shall contract.
        values[2, ~self._decoded] = values[4, ~self._decoded] = 1.0
        self._updates += 1

    def _muscle(self, power: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the muscles' share against the channel's own, both as slow means of logarithms."""
        ratio = np.log(np.maximum(power @ self._high, 1e-9) / np.maximum(power @ self._alpha, 1e-9))
        if self._updates == 0:
            self._ratio, self._baseline = ratio, ratio.copy()
        self._ratio += _SMOOTH * (ratio - self._ratio)
        share = np.exp(self._ratio - self._baseline)
        if self._updates < _SETTLING:
            self._baseline += (ratio - self._baseline) / (self._updates + 1)
            return np.ones_like(share)
        # Less is the better baseline at once: the patient may have begun tense.
        quiet = share < LIMITS[Fault.MUSCLE][0]
        self._baseline += np.where(quiet, _FOLLOW, 0.0) * (self._ratio - self._baseline)
        return share

    def _reference(
        self, spectrum: NDArray[np.complex128], power: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the share of the power that all electrodes have in common, once that is much and lasts."""
        levels = self._values[1]
        lively = self._decoded & (levels > LIMITS[Fault.FLAT][0])
        lively &= self._values[0] < LIMITS[Fault.RAILED][0]
        share = 0.0
        if np.count_nonzero(lively) > 2 and np.median(levels[lively]) > LIMITS[Fault.NOISY][1]:
            common = np.abs(spectrum[lively].mean(axis=0)) ** 2 * self._scale
            share = float(common @ self._wide / (power[lively] @ self._wide).mean())
        self._alike = self._alike + 1 if share > LIMITS[Fault.REFERENCE][0] else 0
        return np.where(lively, share if self._alike >= _LASTING else 0.0, 0.0)

    def _bridges(self) -> NDArray[np.float64]:
        """Return each channel's largest correlation with a neighbour over ten seconds."""
        total = np.sum(self._products, axis=0)
        level = np.sqrt(np.maximum(np.diag(total), 1e-12))
        alike = np.abs(total / np.outer(level, level))
        worst: NDArray[np.float64] = (alike * self._neighbours).max(axis=1)
        others = alike[~np.eye(len(alike), dtype=np.bool_)]
        # All alike is no gel between two electrodes, but a reference that has come off.
        is_reference = len(alike) > 2 and np.median(others) > LIMITS[Fault.BRIDGED][0]
        if len(self._products) < LONG or is_reference:
            return np.zeros_like(worst)
        return worst

    def _judge(self, rows: Rows) -> Quality:
        amber, red = np.array(list(LIMITS.values())).T[:, :, None]
        beyond = np.log(np.maximum(self._values, 1e-9) / amber) / np.log(red / amber)
        bits = np.array(list(Fault))[:, None]
        index = np.clip(AMBER - (AMBER - RED) * beyond, 0.0, 100.0).min(axis=0)
        return Quality(
            row=rows.first + len(rows) - 1,
            time=float(rows.times[-1]),
            channels=self._info.channels,
            index=index,
            amber=np.sum(bits * (beyond > 0), axis=0),
            red=np.sum(bits * (beyond > 1), axis=0),
            overall=float(index[self._decoded].min()) if self._decoded.any() else 0.0,
        )


def _between(frequencies: NDArray[np.floating], low: float, high: float) -> NDArray[np.bool_]:
    return (frequencies >= low) & (frequencies <= high)


def _neighbours(channels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which channels lie side by side on the head, shape (n_channels, n_channels)."""
    places = {}
    for number, name in enumerate(channels):
        try:
            places[number] = np.array(position(name))
        except AcquisitionError:
            continue  # a muscle, or a name of one's own
    near = np.zeros((len(channels), len(channels)), np.bool_)
    for one, here in places.items():
        for other, there in places.items():
            near[one, other] = one != other and float(np.linalg.norm(here - there)) < _NEAR
    return near
