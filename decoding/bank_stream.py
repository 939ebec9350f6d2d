"""The filter bank on a live stream: the last seconds in every band, and which rows may be used.

Filters run on from the first sample and start anew exactly where the one of
:class:`decoding.windows.WindowCutter` does. What was filtered is kept, so that a whole trial can be
read at its end.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from decoding.gate import Gate
from decoding.preprocess import SETTLING, CausalFilter, SignalConfig
from decoding.windows import SPOILT, picks, segments
from station.stream import Chunk, RowFlag

# Rows that are filtered at once: a recording read in one piece must not need room for all of it.
_PIECE = 250
_SPOILT, _MOVED, _NONE = int(SPOILT), int(RowFlag.MOVED), np.empty(0, dtype=np.intp)


class BankStream:
    """Filter a stream in several bands and keep its last rows.

    Parameters
    ----------
    bands : sequence of SignalConfig
    rate : float
        Sampling rate in Hz.
    channels : sequence of str
        Channels of the stream, in its order.
    wanted : sequence of str
        Channels to keep, in their order.
    step : int
        A decision falls on every row ``r`` with ``(r + 1) % step == 0``.
    room : int
        Rows to keep.
    gate : Gate, optional
        Judges every row; by default all that were not lost are clean.

    Raises
    ------
    DecodingError
        If the stream lacks a wanted channel.
    """

    def __init__(
        self,
        bands: Sequence[SignalConfig],
        rate: float,
        channels: Sequence[str],
        wanted: Sequence[str],
        *,
        step: int,
        room: int,
        gate: Gate | None = None,
    ) -> None:
        picked = picks(channels, wanted)
        is_whole = picked == list(range(len(channels)))
        self._picks = slice(None) if is_whole else np.array(picked, dtype=np.intp)
        self._filters = [CausalFilter(band, rate, len(wanted)) for band in bands]
        self._step = step
        self._settling = round(SETTLING * rate)
        self._next: int | None = None
        self._was_held = False
        self._unsettled = self._settling
        self._taken = self._at = 0
        self._end = 0  # of what is kept, in rows of the buffer
        # Behind the newest row that is not good, and that is not clean, likewise.
        self._ungood = self._unclean = 0
        self._room = 0
        self._volts = np.empty((len(bands), len(wanted), 0))
        self._newest = self._volts
        self._is_good = np.empty(0, dtype=bool)
        self._gate = gate
        self._is_bad = np.empty((len(wanted), 0), dtype=bool)
        self._is_off = np.empty((len(wanted), 0), dtype=bool)
        self._is_restless = np.empty(0, dtype=bool)
        self.reserve(room)

    def reserve(self, room: int) -> None:
        """Keep at least so many rows from now on."""
        if room <= self._room:
            return
        volts = np.empty((*self._volts.shape[:2], 2 * room + _PIECE))
        is_good = np.empty(volts.shape[-1], dtype=bool)
        volts[..., : self._end] = self._volts[..., : self._end]
        is_good[: self._end] = self._is_good[: self._end]
        self._volts, self._is_good, self._room = volts, is_good, room
        more = volts.shape[-1] - self._is_restless.shape[-1]
        self._is_bad = np.pad(self._is_bad, ((0, 0), (0, more)))
        self._is_off = np.pad(self._is_off, ((0, 0), (0, more)))
        self._is_restless = np.pad(self._is_restless, (0, more))

    def restart(self, row: int) -> None:
        """Start anew: the next chunk begins at ``row`` and remembers nothing."""
        self._next = row
        self._end = self._ungood = self._unclean = 0
        self._unmark(0)
        self._begin_anew()

    def feed(self, chunk: Chunk) -> Iterator[int]:
        """Take the next rows; return the rows that decisions fall on, oldest first.

        When a row is returned, everything up to it can be read with :meth:`rows`. The iterator
        must be read to its end.
        """
        if len(chunk) and chunk.first != self._next:
            self.restart(chunk.first)
        volts = chunk.volts[self._picks] if len(chunk) else chunk.volts
        for start in range(0, len(chunk), _PIECE):
            stop = min(start + _PIECE, len(chunk))
            self._take(volts[:, start:stop], chunk.flags[start:stop])
            first = chunk.first + start
            self._next = chunk.first + stop
            for row in range(first + (-first - 1) % self._step, chunk.first + stop, self._step):
                self._at = row - first
                yield row

    def rows(self, first: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]] | None:
        """Return the rows ``[first, stop)`` and which may be used; None if they are not all kept.

        Returns
        -------
        volts : ndarray, shape (n_bands, n_channels, n_rows)
            A view, until the next chunk is taken.
        is_good : ndarray of bool, shape (n_rows,)
        """
        assert self._next is not None
        begin = self._end - (self._next - first)
        if begin < 0 or stop > self._next:
            return None
        end = begin + stop - first
        return self._volts[..., begin:end], self._is_good[begin:end]

    def is_clean(self, first: int, stop: int, channels: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which of the rows ``[first, stop)``, all kept, hold EEG on these channels."""
        assert self._next is not None
        begin = self._end - (self._next - first)
        if self._unclean <= begin:  # nearly always
            return np.ones(stop - first, dtype=bool)
        part = slice(begin, begin + stop - first)
        return np.asarray(~(self._is_bad[channels, part].any(axis=0) | self._is_restless[part]))

    def is_all_clean(self, first: int, stop: int, channels: NDArray[np.intp]) -> bool:
        """Return whether all of them do."""
        assert self._next is not None
        if self._unclean <= self._end - (self._next - first):  # nearly always
            return True
        return bool(self.is_clean(first, stop, channels).all())

    def is_all_good(self, first: int, stop: int) -> bool:
        """Return whether all of the rows ``[first, stop)``, all kept, may be used."""
        assert self._next is not None
        begin = self._end - (self._next - first)
        if self._ungood <= begin:  # nearly always
            return True
        return bool(self._is_good[begin : begin + stop - first].all())

    def come_off(self) -> NDArray[np.intp]:
        """Return the channels that are given up at the row of the decision under way."""
        place = self._end - self._taken + self._at
        if self._gate is None or not self._is_good[place]:
            return _NONE
        return self._gate.come_off(self._is_off[:, place])

    def _take(self, volts: NDArray[np.float64], flags: NDArray[np.uint8]) -> None:
        n_rows = self._taken = len(flags)
        if self._end + n_rows > self._volts.shape[-1]:
            self._make_room()
        if not self._was_held and not flags.any():
            self._filter(volts, None)  # nearly always
            return
        for start, stop in segments(flags, self._was_held):
            if start > 0 or flags[0] & RowFlag.RESTART or self._after_gap(flags[0]):
                self._begin_anew()
            self._filter(volts[:, start:stop], flags[start:stop])
            self._was_held = bool(flags[stop - 1] & RowFlag.HELD)

    def _make_room(self) -> None:
        kept = slice(self._end - self._room, self._end)
        self._volts[..., : self._room] = self._volts[..., kept].copy()
        for marks in (self._is_good, self._is_bad, self._is_off, self._is_restless):
            marks[..., : self._room] = marks[..., kept].copy()
        self._ungood -= kept.start
        self._unclean -= kept.start
        self._end = self._room
        self._unmark(self._end)

    def _unmark(self, place: int) -> None:
        """Say of what will be written from a place on that it is clean, until the gate says otherwise."""
        for marks in (self._is_bad, self._is_off, self._is_restless):
            marks[..., place:] = False

    def _filter(self, volts: NDArray[np.float64], flags: NDArray[np.uint8] | None) -> None:
        """Take rows with their flags, or with none set."""
        place = slice(self._end, self._end + volts.shape[1])
        if self._newest.shape[-1] != volts.shape[1]:
            self._newest = np.empty((*self._volts.shape[:2], volts.shape[1]))
        self._newest[:] = volts
        for out, band in zip(self._newest, self._filters, strict=True):
            band.apply_within(out)
        self._volts[..., place] = self._newest
        if self._gate is not None:
            self._judge(self._gate, volts, flags, place)
        self._end = place.stop
        self._is_good[place] = True
        if flags is not None or self._unsettled:
            self._find_good(self._is_good[place], flags)

    def _find_good(self, is_good: NDArray[np.bool_], flags: NDArray[np.uint8] | None) -> None:
        if flags is not None:
            np.equal(flags & _SPOILT, 0, out=is_good)
        is_good[: self._unsettled] = False
        self._unsettled = max(0, self._unsettled - len(is_good))
        if not is_good.all():
            self._ungood = self._end

    def _judge(
        self,
        gate: Gate,
        volts: NDArray[np.float64],
        flags: NDArray[np.uint8] | None,
        place: slice,
    ) -> None:
        bad, off, restless = gate.feed(volts, self._newest[0])
        has_moved = flags is not None and bool((flags & _MOVED).any())
        if gate.is_clean and not has_moved:
            return  # nearly always
        if flags is not None:
            restless = restless | (flags & _MOVED != 0)
        self._is_bad[:, place], self._is_off[:, place] = bad, off
        self._is_restless[place] = restless
        if bad.any() or restless.any():
            self._unclean = place.stop

    def _after_gap(self, flag: int) -> bool:
        return self._was_held and not flag & RowFlag.HELD

    def _begin_anew(self) -> None:
        for band in self._filters:
            band.restart()
        if self._gate is not None:
            self._gate.restart()
        self._unsettled = self._settling
        self._was_held = False
