"""How the samples of a headset are numbered: by its own counter, by its packets, or as they come.

A Ganglion numbers its packets, and a packet holds two rows. Its first firmware counts 1 to 100 (101 to 200
without accelerometer) with one packet 0 of a single row before each turn; its later one 0 to 99 (100 to 199).
Both are told from one stream, so that nobody must know which it is. None of it was tried on a headset: should
the numbers speak of more rows than time has passed, they mean something else and are no longer believed.

Source: OpenBCI, Ganglion data format, https://docs.openbci.com/Ganglion/GanglionDataFormat/, and
BrainFlow's drivers of either firmware.
"""

import logging
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from acquisition.profiles import Profile

logger = logging.getLogger(__name__)

_GANGLIONS = ("GANGLION_BOARD", "GANGLION_NATIVE_BOARD")
_TURN, _PER_PACKET, _LARGEST = 100, 2, 200
_AHEAD = 0.5  # s by which rows may seem to be early: lumps of a radio


class Count(Protocol):
    """Numbers the rows of one connection."""

    def numbers(
        self, packets: NDArray[np.float64], times: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        """Return the counters of rows, from the driver's packet numbers and the rows' times."""


def count_of(profile: Profile) -> Count:
    """Return how a new connection to a headset is numbered."""
    if profile.counter_modulus:
        return AsSent()
    return Packets(profile.rate) if profile.driver in _GANGLIONS else AsTheyCome()


class AsSent:
    """The device's own counter."""

    def numbers(
        self, packets: NDArray[np.float64], times: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        """Return the counters of rows."""
        return packets.astype(np.int32)


class AsTheyCome:
    """One more for each row: the device's counter means nothing that is known."""

    def __init__(self) -> None:
        self._next = 0

    def numbers(
        self, packets: NDArray[np.float64], times: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        """Return the counters of rows."""
        first, self._next = self._next, self._next + len(packets)
        return np.arange(first, self._next, dtype=np.int32)


class Packets:
    """One more for each row, and as many more as a Ganglion's lost packets held.

    Exactly a hundred lost packets are invisible; only times tell.

    Parameters
    ----------
    rate : float
        Rows per second.
    """

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._row = -1
        self._began: tuple[int, float] | None = None  # row and time of the first
        self._packet = -1
        self._is_first = False  # whether the newest row is the first of its packet
        self._has_zero = False  # the first firmware: a packet 0 of one row in each turn
        self._is_believed = True

    def numbers(
        self, packets: NDArray[np.float64], times: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        """Return the counters of rows."""
        rows = [self._next(int(packet)) for packet in packets]
        if len(rows) and self._is_believed:
            self._check(rows[-1], float(times[-1]))
        return np.array(rows, np.int32)

    def _check(self, row: int, time: float) -> None:
        if self._began is None:
            self._began = row, time
        first, began = self._began
        if row - first > (time - began + _AHEAD) * self._rate * 1.02:
            self._is_believed = False
            logger.warning(
                "The headset's packet numbers mean nothing that is known; they are ignored."
            )

    def _next(self, packet: int) -> int:
        before, self._packet = self._packet, packet
        is_second = packet == before and self._is_first
        self._is_first = not is_second
        lost = 0 if is_second or before < 0 or not self._is_believed else self._lost(before, packet)
        self._row += 1 + lost
        return self._row

    def _lost(self, before: int, packet: int) -> int:
        """Return how many rows were lost between two packets."""
        if not (0 <= packet <= _LARGEST and 0 <= before <= _LARGEST):
            return 0
        ahead = (packet - before) % _TURN
        if packet == 0 and (self._has_zero or before >= _TURN):
            self._has_zero = True
            return _PER_PACKET * ahead
        if ahead == 0:
            return 0
        is_new_turn = (packet - 1) % _TURN < (before - 1) % _TURN and 0 not in (packet, before)
        return _PER_PACKET * (ahead - 1) + (self._has_zero and is_new_turn)
