"""Filter a stream and cut it into the windows of the grid.

Calibration, live play and replay take their windows from here and from nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from decoding.preprocess import SETTLING, CausalFilter, SignalConfig
from decoding.windows import SPOILT, WindowGrid, picks, segments
from station.stream import Chunk, RowFlag


@dataclass(frozen=True)
class Window:
    """The last seconds before a row.

    Attributes
    ----------
    row : int
        Its last row.
    volts : ndarray, shape (n_channels, window_rows)
        Band-passed EEG; empty if the window is not valid.
    is_valid : bool
        False if it touches lost or restarted rows, or the filter had not settled.
    """

    row: int
    volts: NDArray[np.float64]
    is_valid: bool


class WindowCutter:
    """Filter a stream and cut it into windows.

    Parameters
    ----------
    signal : SignalConfig
    grid : WindowGrid
    channels : sequence of str
        Channels of the stream, in its order.
    wanted : sequence of str
        Channels of the windows, in their order.

    Raises
    ------
    DecodingError
        If the stream lacks a wanted channel.
    """

    def __init__(
        self,
        signal: SignalConfig,
        grid: WindowGrid,
        channels: Sequence[str],
        wanted: Sequence[str],
    ) -> None:
        self._picks = picks(channels, wanted)
        self._filter = CausalFilter(signal, grid.rate, len(wanted))
        self._grid = grid
        self._settling_rows = round(SETTLING * grid.rate)
        self._next: int | None = None
        self._unsettled = 0
        self._was_held = False
        self._past: NDArray[np.float64] = np.empty((len(wanted), 0))
        self._past_bad: NDArray[np.bool_] = np.empty(0, dtype=bool)
        self._restart()

    def restart(self, row: int) -> None:
        """Start anew: the next chunk begins at ``row`` and remembers nothing."""
        self._next = row
        self._restart()

    def feed(self, chunk: Chunk) -> list[Window]:
        """Take the next rows and return the windows that end in them, oldest first.

        The filter starts anew at the first row, at every row marked ``RESTART``, after every held
        gap, and where row numbers jump.
        """
        if len(chunk) == 0:
            return []
        if chunk.first != self._next:
            self._restart()
        self._next = chunk.first + len(chunk)
        volts = chunk.volts[self._picks]
        windows: list[Window] = []
        for start, stop in segments(chunk.flags, self._was_held):
            if start > 0 or chunk.flags[0] & RowFlag.RESTART or self._after_gap(chunk.flags[0]):
                self._restart()
            windows += self._segment(
                chunk.first + start, volts[:, start:stop], chunk.flags[start:stop]
            )
            self._was_held = bool(chunk.flags[stop - 1] & RowFlag.HELD)
        return windows

    def _after_gap(self, flag: int) -> bool:
        return self._was_held and not flag & RowFlag.HELD

    def _segment(
        self, first: int, volts: NDArray[np.float64], flags: NDArray[np.uint8]
    ) -> list[Window]:
        n_rows = volts.shape[1]
        spoilt = (flags & SPOILT) != 0
        spoilt[: self._unsettled] = True
        self._unsettled = max(0, self._unsettled - n_rows)
        joined = np.concatenate([self._past, self._filter.apply(volts)], axis=1)
        bad = np.concatenate([self._past_bad, spoilt])
        origin = first - self._past.shape[1]
        keep = max(0, joined.shape[1] - self._grid.window_rows + 1)
        self._past, self._past_bad = joined[:, keep:], bad[keep:]
        return [
            self._window(row, row - origin + 1, joined, bad) for row in self._ends(first, n_rows)
        ]

    def _ends(self, first: int, n_rows: int) -> range:
        step = self._grid.step_rows
        return range(first + (-first - 1) % step, first + n_rows, step)

    def _window(
        self, row: int, stop: int, joined: NDArray[np.float64], bad: NDArray[np.bool_]
    ) -> Window:
        start = stop - self._grid.window_rows
        if start < 0 or bad[start:stop].any():
            return Window(row, np.empty((len(joined), 0)), is_valid=False)
        # A copy: the same memory layout whatever the chunks were, so the same last bit.
        return Window(row, joined[:, start:stop].copy(), is_valid=True)

    def _restart(self) -> None:
        self._filter.restart()
        self._unsettled = self._settling_rows
        self._was_held = False
        self._past = np.empty((len(self._picks), 0))
        self._past_bad = np.empty(0, dtype=bool)
