"""Put what a board delivers on one gapless grid of rows, and count what is missing.

The device's own counter says how many samples were lost; arrival times say so where the counter
cannot (exactly one turn of the counter lost). Lost rows are filled in, so that row numbers are
time: a line between the neighbours up to 16 ms, the last value held beyond. Radio and USB deliver
samples in bunches, so a row's time is not when it arrived but where its number lies on a line
through the arrivals (see :mod:`acquisition.timeline`).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from acquisition.board import Samples
from acquisition.timeline import Timeline
from station.stream import RowFlag, Rows, StreamInfo

LONGEST_LINE = 0.016  # seconds; CLINICAL 3.5: a longer gap is held, not interpolated
# A whole turn of the counter is missing once arrivals lie 3/4 of a turn behind the line. Serial
# lumps delay by half a second; a turn of a Cyton's counter takes one second.
_TURN_MISSING = 0.75


@dataclass(frozen=True)
class Tally:
    """What was counted since the stream began.

    Attributes
    ----------
    rows : int
        Rows on the grid.
    sent : int
        Samples that the board delivered.
    lost : int
        Samples that the device sent but that never arrived, by its counter.
    filled : int
        Rows filled in: the lost ones, and those of the time without a board.
    repeated : int
        Samples that came with stale values.
    rate : float
        Effective rate in Hz: samples delivered per second; 0 before the second one.
    """

    rows: int
    sent: int
    lost: int
    filled: int
    repeated: int
    rate: float

    @property
    def loss_percent(self) -> float:
        """Share of rows that had to be filled in, in percent."""
        return 100.0 * self.filled / self.rows if self.rows else 0.0


class Sequencer:
    """Number, stamp and fill the samples of one stream.

    Parameters
    ----------
    info : StreamInfo
    counter_modulus : int
        After which value the device's counter starts again; 0 if it never does.
    counter_step : int
        How much the counter grows per sample (2 for a Cyton with Daisy).
    """

    def __init__(self, info: StreamInfo, counter_modulus: int, counter_step: int = 1) -> None:
        self._modulus = counter_modulus
        self._step = counter_step
        self._turn = counter_modulus // counter_step
        self._interval = 1.0 / info.rate
        self._line = Timeline(self._interval)
        self._last = np.zeros(len(info.channels), dtype=np.float32)
        self._last_time = -np.inf
        self._reopened = -np.inf
        self._none = Rows(
            first=0,
            microvolts=np.zeros((0, len(info.channels)), np.float32),
            times=np.zeros(0),
            counters=np.zeros(0, np.int32),
            flags=np.zeros(0, np.uint8),
        )
        self._first_time = 0.0
        self._row = -1  # of the newest sample
        self._anchor = (0, -1)  # counter and row of the newest sample that was not repeated
        self._is_restarted = False
        self._sent = self._lost = self._filled = self._repeated = 0

    @property
    def next_row(self) -> int:
        """Number that the next row will have."""
        return self._row + 1

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        span = self._last_time - self._first_time
        rate = (self._sent - 1) / span if self._sent > 1 and span > 0 else 0.0
        return Tally(
            self._row + 1, self._sent, self._lost, self._filled, self._repeated, float(rate)
        )

    def restart(self, now: float) -> None:
        """Expect the board to begin anew, no earlier than ``now``.

        The rows of the time in between are held; the first new sample is flagged RESTART.
        """
        if self._row >= 0:
            self._is_restarted = True
            self._reopened = now

    def resume(self, rows: int, time: float, microvolts: NDArray[np.float32], now: float) -> None:
        """Go on with a raw recording that another process left behind.

        Parameters
        ----------
        rows : int
            How many rows it has.
        time : float
            Time of its last row, in seconds on the stream clock.
        microvolts : ndarray of float32, shape (n_channels,)
            Its last row.
        now : float
            Seconds on the stream clock.
        """
        if rows > 0:
            self._row, self._last_time, self._last = rows - 1, time, microvolts.copy()
            self._first_time = now
            self.restart(now)

    def rows(self, samples: Samples) -> Rows:
        """Return the rows that the samples make, those that had to be filled in included.

        Parameters
        ----------
        samples : Samples
            In the order in which they came; may be empty.
        """
        if len(samples) == 0:
            return replace(self._none, first=self.next_row)
        is_restarted, self._is_restarted = self._is_restarted, False
        if is_restarted or self._row < 0:
            self._begin(samples, is_restarted)
        numbers, repeated = self._number(samples)
        if not is_restarted:
            self._line.update(numbers, samples.times)
            self._lost += int(numbers[-1]) - self._row - len(samples)
        if self._row < 0:
            self._first_time = float(self._line.times(numbers[:1])[0])
        total = int(numbers[-1]) - self._row
        if total == len(samples) and not is_restarted:
            rows = self._as_sent(samples, repeated)
        else:
            rows = self._filled_up(samples, numbers, repeated, is_restarted)
        self._last, self._last_time = rows.microvolts[-1].copy(), float(rows.times[-1])
        self._row += total
        self._sent += len(samples)
        self._filled += total - len(samples)
        self._repeated += int(np.count_nonzero(repeated))
        return rows

    def _begin(self, samples: Samples, is_restarted: bool) -> None:
        """Lay the line through the first samples, at the row that their time asks for."""
        count = np.arange(len(samples))
        first = float(np.min(samples.times - count * self._line.interval))
        row = 0
        if is_restarted:
            first = max(first, self._reopened, self._last_time)
            row = self._row + max(1, round((first - self._last_time) / self._line.interval))
        self._line.anchor(row, first)
        self._anchor = (int(samples.counters[0]) - self._step, row - 1)

    def _number(self, samples: Samples) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return each sample's row, and whether it repeats the one before."""
        counters = samples.counters.astype(np.int64)
        counter, row = self._anchor
        steps = self._steps(np.diff(counters, prepend=counter))
        newest = max(self._row, row)
        if newest == row and np.all(steps == 1):
            numbers = row + np.cumsum(steps)
            if self._missing_turns(samples.times, numbers) == 0:
                self._anchor = (int(counters[-1]), int(numbers[-1]))
                return numbers, np.zeros(len(samples), np.bool_)
        return self._number_singly(samples.times, counters)

    def _number_singly(
        self, times: NDArray[np.float64], counters: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        numbers = np.empty(len(times), np.int64)
        repeated = np.zeros(len(times), np.bool_)
        counter, row = self._anchor
        newest = max(self._row, row)
        for i, value in enumerate(counters):
            step = int(self._steps(np.array([value - counter]))[0])
            guess = row + step if step else newest + 1
            ahead = guess + np.arange(len(times) - i)
            turns = self._missing_turns(times[i:], ahead)
            repeated[i] = step == 0 and turns == 0
            if step == 0 and turns:
                guess = row  # not a repeat: whole turns lie in between
            newest = numbers[i] = max(newest + 1, guess + turns * self._turn)
            if not repeated[i]:
                counter, row = int(value), int(newest)
        self._anchor = (counter, row)
        return numbers, repeated

    def _steps(self, differences: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return by how many samples the counter grew; 0 where it repeats."""
        if self._modulus:
            return np.rint(differences % self._modulus / self._step).astype(np.int64) % self._turn
        # A counter that never wraps but fell back: the device began anew without a word.
        steps = np.rint(differences / self._step).astype(np.int64)
        return np.where(steps < 0, 1, steps)

    def _missing_turns(self, times: NDArray[np.float64], numbers: NDArray[np.int64]) -> int:
        """Return how many whole turns of the counter the arrivals are behind the line.

        A lump comes late as well, but its last sample is on time: the smallest delay counts.
        """
        if self._turn == 0:
            return 0
        behind = float(np.min(times - self._line.times(numbers)))
        return max(0, math.floor(behind / (self._turn * self._line.interval) + 1 - _TURN_MISSING))

    def _as_sent(self, samples: Samples, repeated: NDArray[np.bool_]) -> Rows:
        first = self._row + 1
        flags = repeated.astype(np.uint8) * np.uint8(RowFlag.REPEATED)
        times = self._forward(self._line.times(first + np.arange(len(samples))))
        return Rows(first, samples.microvolts, times, samples.counters, flags)

    def _filled_up(
        self,
        samples: Samples,
        numbers: NDArray[np.int64],
        repeated: NDArray[np.bool_],
        is_restarted: bool,
    ) -> Rows:
        first = self._row + 1
        total = int(numbers[-1]) - self._row
        places = numbers - first
        microvolts = np.empty((total, len(self._last)), np.float32)
        counters = np.full(total, -1, np.int32)
        flags = np.zeros(total, np.uint8)
        microvolts[places], counters[places] = samples.microvolts, samples.counters
        flags[places[repeated]] = RowFlag.REPEATED
        self._fill_gaps(microvolts, flags, places, is_restarted)
        times = self._line.times(first + np.arange(total))
        if is_restarted:  # the board's new clock need not lie on the old grid
            held = int(places[0])
            flags[held] |= RowFlag.RESTART
            times[: held + 1] = np.linspace(self._last_time, times[held], held + 2)[1:]
        return Rows(first, microvolts, self._forward(times), counters, flags)

    def _forward(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return times that come after the last row's: the line may move back, time may not."""
        if times[0] <= self._last_time:
            least = self._last_time + 1e-6 * np.arange(1, len(times) + 1)
            np.maximum(times, least, out=times)
        return times

    def _fill_gaps(
        self,
        microvolts: NDArray[np.float32],
        flags: NDArray[np.uint8],
        places: NDArray[np.int64],
        is_restarted: bool,
    ) -> None:
        before = -1
        for index, place in enumerate(places.tolist()):
            gap = place - before - 1
            left = microvolts[before] if before >= 0 else self._last
            rows = slice(before + 1, place)
            if (
                gap
                and gap * self._interval <= LONGEST_LINE + 1e-9
                and not (is_restarted and index == 0)
            ):
                share = np.arange(1, gap + 1)[:, None] / (gap + 1)
                microvolts[rows] = (1 - share) * left + share * microvolts[place]
                flags[rows] = RowFlag.INTERPOLATED
            elif gap:
                microvolts[rows] = left
                flags[rows] = RowFlag.HELD
            before = place
