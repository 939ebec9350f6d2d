"""Put what a board delivers on one gapless grid of rows, and count what is missing.

The device's own counter says how many samples were lost; arrival times say so where the counter
cannot (exactly one turn of the counter lost). Lost rows are filled in, so that row numbers are
time: a line between the neighbours up to 16 ms, the last value held beyond. Radio and USB deliver
samples in bunches, so a row's time is not when it arrived but where its number lies on a line
through the arrivals (see :mod:`acquisition.timeline`).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from acquisition.board import Samples
from acquisition.numbering import Numbering, Numbers
from acquisition.tally import Tally
from acquisition.timeline import Timeline
from station.stream import RowFlag, Rows, StreamInfo

_MOVED, _REPEATED = np.uint8(RowFlag.MOVED), np.uint8(RowFlag.REPEATED)
LONGEST_LINE = 0.016  # seconds; CLINICAL 3.5: a longer gap is held, not interpolated


class Sequencer:
    """Number, stamp and fill the samples of one stream.

    Parameters
    ----------
    info : StreamInfo
    counter_modulus : int
        After which value the device's counter starts again; 0 if it never does.
    counter_step : int
        How much the counter grows per sample (2 for a Cyton with Daisy).
    has_counter : bool
        False where samples are merely counted as they arrive, and only times tell of losses.
    """

    def __init__(
        self,
        info: StreamInfo,
        counter_modulus: int,
        counter_step: int = 1,
        *,
        has_counter: bool = True,
    ) -> None:
        self._interval = 1.0 / info.rate
        self._line = Timeline(self._interval)
        self._numbering = Numbering(
            counter_modulus, counter_step, self._line, has_counter=has_counter
        )
        self._stash: Samples | None = None
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
        self._is_restarted = False
        self._sent = self._lost = self._filled = self._repeated = 0

    @property
    def next_row(self) -> int:
        """Number that the next row will have."""
        return self._row + 1

    @property
    def none(self) -> Rows:
        """No row."""
        return replace(self._none, first=self.next_row)

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        span = self._last_time - self._first_time
        rate = (self._sent - 1) / span if self._sent > 1 and span > 0 else 0.0
        return Tally(
            rows=self._row + 1,
            sent=self._sent,
            lost=self._lost,
            filled=self._filled,
            repeated=self._repeated,
            rate=float(rate),
            clock=1.0 / self._line.interval,
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
            return self.none
        if self._is_next(samples):
            return self._one(samples)
        stash, self._stash = self._stash, None
        before = None
        if stash is not None and self._is_restarted:
            before = self._place(stash, is_restarted=False)
        elif stash is not None:
            samples = stash.and_then(samples)
        is_restarted, self._is_restarted = self._is_restarted, False
        if not is_restarted and self._is_uncertain(samples):
            self._stash = samples
            return self.none
        rows = self._place(samples, is_restarted)
        return rows if before is None else _appended(before, rows)

    def _is_next(self, samples: Samples) -> bool:
        if len(samples) > 1 or self._stash is not None or self._is_restarted or self._row < 0:
            return False
        return self._numbering.takes_next(int(samples.counters[0]), float(samples.times[0]))

    def _one(self, samples: Samples) -> Rows:
        """Return the row of a sample that came alone and is the next one."""
        row = self._row + 1
        self._line.hear(row, float(samples.times[0]))
        time = self._line.time(row)
        if time <= self._last_time:  # the line may move back, time may not
            time = self._last_time + 1e-6
        self._last, self._last_time = samples.microvolts[0].copy(), time
        self._row, self._sent = row, self._sent + 1
        flags = np.zeros(1, np.uint8)
        if samples.moved is not None and samples.moved[0]:
            flags[0] = _MOVED
        return Rows(row, samples.microvolts, np.array([time]), samples.counters, flags)

    def flush(self) -> Rows:
        """Return the rows of samples that were held back to be certain: the stream has ended."""
        stash, self._stash = self._stash, None
        if stash is None:
            return self.none
        return self._place(stash, is_restarted=False)

    def _is_uncertain(self, samples: Samples) -> bool:
        return self._row >= 0 and self._numbering.may_catch_up(samples)

    def _place(self, samples: Samples, is_restarted: bool) -> Rows:
        if is_restarted or self._row < 0:
            self._begin(samples, is_restarted)
        numbers = self._numbering.number(samples)
        if not np.all(numbers.is_kept):
            samples = samples.where(numbers.is_kept)
            if len(samples) == 0:
                return self.none
        places = numbers.rows
        if not is_restarted:
            self._learn(samples, numbers)
            self._lost += int(places[-1]) - self._row - len(samples)
        if self._row < 0:
            self._first_time = float(self._line.times(places[:1])[0])
        total = int(places[-1]) - self._row
        if total == len(samples) and not is_restarted:
            rows = self._as_sent(samples, numbers.is_doubtful)
        else:
            rows = self._filled_up(samples, places, numbers.is_doubtful, is_restarted)
        self._last, self._last_time = rows.microvolts[-1].copy(), float(rows.times[-1])
        self._row += total
        self._sent += len(samples)
        self._filled += total - len(samples)
        self._repeated += int(np.count_nonzero(numbers.is_doubtful))
        return rows

    def _learn(self, samples: Samples, numbers: Numbers) -> None:
        sure = ~numbers.is_doubtful
        if np.any(sure):
            self._line.update(numbers.rows[sure], samples.times[sure])

    def _begin(self, samples: Samples, is_restarted: bool) -> None:
        """Lay the line through the first samples, at the row that their time asks for."""
        count = np.arange(len(samples))
        first = float(np.min(samples.times - count * self._line.interval))
        row = 0
        if is_restarted:
            first = max(first, self._reopened, self._last_time)
            row = self._row + max(1, round((first - self._last_time) / self._line.interval))
        self._line.anchor(row, first)
        self._numbering.begin(int(samples.counters[0]), row)

    def _as_sent(self, samples: Samples, repeated: NDArray[np.bool_]) -> Rows:
        first = self._row + 1
        flags = _flags(samples, repeated)
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
        flags[places] = _flags(samples, repeated)
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


def _flags(samples: Samples, repeated: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return what is known of each sample as it was sent."""
    flags = repeated.astype(np.uint8) * _REPEATED
    if samples.moved is not None:
        flags |= samples.moved.astype(np.uint8) * _MOVED
    return flags


def _appended(one: Rows, other: Rows) -> Rows:
    names = ("microvolts", "times", "counters", "flags")
    return Rows(one.first, *(np.concatenate([getattr(one, n), getattr(other, n)]) for n in names))
