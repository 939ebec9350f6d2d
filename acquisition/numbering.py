"""Which row a sample belongs on: by the device's counter, checked against when it came.

The counter decides, but it is eight bits on a line without a checksum. It cannot tell a whole turn
from none, so arrivals must say how many turns went by. And a counter that asks for a row whose time
has not yet come cannot be right: such a sample is put on the next row and marked as doubtful, so
that one wrong byte never shifts the rows behind it. A row that was already filled in stays filled:
a sample that turns out to belong there comes too late.

A Cyton with Daisy sends each row in two halves, and the driver completes a row whatever the age of
the first half. If it repeats the counter that is plain. If the second half of one row and the
first of the next were lost, the row that they make comes late, all by itself, and one row is
missing behind it: only both together give the mixture away, because any row may come late on a busy
machine. It is gone by then, so the row behind the gap is marked.

Where a device has no counter, samples are counted as they come, and only their times tell of a loss:
all that come from then on are later than before. What is shorter than 0.15 s cannot be told at once from
the jitter of a radio; a lateness that stays says it after two seconds (:mod:`acquisition.standing`).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acquisition.board import Samples
from acquisition.lateness import Lateness
from acquisition.standing import Standing
from acquisition.timeline import Timeline

# A whole turn of the counter is missing once arrivals lie 3/4 of a turn further behind the line than
# they lately did. Serial lumps delay by half a second; a turn of a Cyton's counter takes one second.
_TURN_MISSING = 0.75
# s: a loss is certain once samples of so long are no less late, by so much, than those before them.
_CERTAIN, _CATCHING_UP = 0.1, 0.02
_EARLY = 0.02  # s by which no sample comes before its time, once the line is known …
_EARLY_AT_FIRST = 0.25  # … and before that: the first samples may have waited in a buffer
_KNOWN = 250  # samples until the line is known
_MISSING = 0.15  # s later than lately, without a counter: something is lost
_CERTAIN_UNCOUNTED = 0.25  # s instead of _CERTAIN: longer than a radio's own lumps
_SETTLED = 3.0  # s until that is believed: the line must know the rate of the device first
_AGREED = 3  # doubtful samples in a row that agree with each other are right after all
_ODD = (0.6, 6.0)  # rows off the line, and times what is usual, that make a sample's time odd
_FORGET = 0.01  # per sample: how fast is learnt what is usual


@dataclass(frozen=True)
class Numbers:
    """Where samples belong.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_kept,)
        Growing.
    is_doubtful : ndarray of bool, shape (n_kept,)
        Samples whose values or counter are not what they should be.
    is_kept : ndarray of bool, shape (n_samples,)
        False for samples that came too late: their rows are filled in already.
    """

    rows: NDArray[np.int64]
    is_doubtful: NDArray[np.bool_]
    is_kept: NDArray[np.bool_]


class Numbering:
    """Number the samples of one board.

    Parameters
    ----------
    modulus : int
        After which value the counter starts again; 0 if it never does, and is always right.
    step : int
        How much it grows per sample.
    line : Timeline
        When rows are due; whoever owns it teaches it.
    has_counter : bool
        False where samples are merely counted as they arrive.
    """

    def __init__(
        self, modulus: int, step: int, line: Timeline, *, has_counter: bool = True
    ) -> None:
        self._modulus = modulus
        self._step = step
        self._has_counter = has_counter
        self._turn = modulus // step
        self._line = line
        self._newest = -1
        self._anchor = (0, -1)  # counter and row of the newest sample that was not doubtful
        self._gap = range(0)  # rows that were filled in last
        self._agreeing = (0, 0)  # counter of the newest doubtful sample, how many agree with it
        self._seen = 0
        self._usual = 0.0  # s off the line
        self._is_late = False  # whether the newest row came late and alone
        self._lateness = Lateness()
        self._standing = Standing()
        self._missed = 0  # rows that were lost a while ago, to be put before the next sample

    def begin(self, counter: int, row: int) -> None:
        """Expect a sample with this counter on this row: the board began to stream."""
        self._anchor, self._newest = (counter - self._step, row - 1), row - 1
        self._gap, self._seen, self._missed = range(0), 0, 0
        self._lateness.forget()
        self._standing.forget()

    def may_catch_up(self, samples: Samples) -> bool:
        """Whether a whole turn of the counter seems to be lost, but perhaps is only late.

        A machine that stood still delivers a backlog faster than it was sent, perhaps in many reads:
        as long as samples become less late, there is nothing to believe.
        """
        if self._missed:
            return False
        counter, row = self._anchor
        step = int(self._steps(np.array([int(samples.counters[0]) - counter]))[0])
        rows = row + step + np.arange(len(samples))
        if self._missing_turns(samples.times, rows) == 0:
            return False
        delays = samples.times - self._line.times(rows)
        certain = _CERTAIN if self._has_counter else _CERTAIN_UNCOUNTED
        is_new = samples.times > samples.times[-1] - certain
        if np.all(is_new):
            return True
        return float(np.min(delays[is_new])) < float(np.min(delays[~is_new])) - _CATCHING_UP

    def takes_next(self, counter: int, time: float) -> bool:
        """Take a sample that came alone if it is simply the next one; return whether it was.

        Nearly every sample is: this is :meth:`number` without the cost of arrays.
        """
        before, newest = self._anchor
        growth = (counter - before) % self._modulus if self._modulus else counter - before
        row = newest + 1
        is_next = self._newest == newest and growth == self._step
        delay = time - self._line.time(row)
        if not is_next or self._is_turn_late(delay):
            return False
        self._hear(time, delay)
        self._anchor, self._newest = (counter, row), row
        self._is_late = self._came_late(time, row)
        self._learn(time, row)
        self._seen += 1
        return True

    def _is_turn_late(self, behind: float) -> bool:
        if not self._has_counter:
            return self._missing_rows(behind - self._lateness.value) > 0
        missing = _TURN_MISSING * self._turn * self._line.interval
        return self._turn > 0 and behind >= missing + self._lateness.value

    def number(self, samples: Samples) -> Numbers:
        """Return where samples belong, in the order in which they came."""
        counters = samples.counters.astype(np.int64)
        counter, row = self._anchor
        steps = self._steps(np.diff(counters, prepend=counter))
        rows = row + np.cumsum(steps)
        if (
            self._newest == row
            and np.all(steps == 1)
            and self._missing_turns(samples.times, rows) == 0
        ):
            numbers = self._as_expected(samples.times, counters, rows)
        else:
            numbers = self._singly(samples.times, counters)
        times = samples.times[numbers.is_kept]
        if len(times):
            delay = float(np.min(times - self._line.times(numbers.rows)))
            self._hear(float(times[-1]), delay)
        self._seen += len(samples)
        return numbers

    def _as_expected(
        self, times: NDArray[np.float64], counters: NDArray[np.int64], rows: NDArray[np.int64]
    ) -> Numbers:
        self._anchor, self._newest = (int(counters[-1]), int(rows[-1])), int(rows[-1])
        self._is_late = len(rows) == 1 and self._came_late(float(times[0]), int(rows[0]))
        self._learn(float(times[-1]), int(rows[-1]))
        return Numbers(rows, np.zeros(len(rows), np.bool_), np.ones(len(rows), np.bool_))

    def _singly(self, times: NDArray[np.float64], counters: NDArray[np.int64]) -> Numbers:
        rows: list[int] = []
        doubtful: list[bool] = []
        kept = np.ones(len(times), np.bool_)
        for i in range(len(times)):
            place = self._place(times[i:], counters[i:])
            is_right = place is not None
            if place is None:
                place = self._newest + 1
            elif place <= self._newest:
                kept[i] = False
                continue
            is_behind_mixed = self._is_late and place == self._newest + 2
            is_followed = i + 1 < len(times) and counters[i + 1] - counters[i] == self._step
            self._is_late = not is_followed and self._came_late(float(times[i]), place)
            if place > self._newest + 1:
                self._gap = range(self._newest + 1, place)
            self._newest = place
            rows.append(place)
            doubtful.append(not is_right or is_behind_mixed)
        return Numbers(np.array(rows, np.int64), np.array(doubtful, np.bool_), kept)

    def _place(self, times: NDArray[np.float64], counters: NDArray[np.int64]) -> int | None:
        """Return the row of the first of the samples, or None if its counter cannot be right."""
        value = int(counters[0])
        counter, row = self._anchor
        step = int(self._steps(np.array([value - counter]))[0])
        guess = row + step if step else self._newest + 1
        turns = self._missing_turns(times, guess + np.arange(len(times)))
        if step == 0 and turns == 0:
            return None
        self._missed = 0
        place = row + step + turns * max(1, self._turn)
        if self._turn and step > 1 and turns == 0:
            early = self._early(float(times[0]), place)
            limit = _EARLY if self._seen > _KNOWN else _EARLY_AT_FIRST
            if place - self._turn in self._gap and early > limit:
                self._anchor = (value, place - self._turn)
                return place - self._turn
            if early > min(limit, self._odd) or self._is_contradicted(counters):
                return self._agreed(value, place if early <= limit else self._newest + 1)
        self._anchor = (value, place)
        return place

    def _agreed(self, value: int, place: int) -> int | None:
        """Believe a counter that seems wrong once others agree with it."""
        before, count = self._agreeing
        count = count + 1 if (value - before) % self._modulus == self._step else 1
        self._agreeing = (value, count)
        if count < _AGREED:
            return None
        self._agreeing = (0, 0)
        self._anchor = (value, place)
        return place

    def _is_contradicted(self, counters: NDArray[np.int64]) -> bool:
        """Whether the next sample goes on as if this one's counter had been as expected."""
        if len(counters) < 2:
            return False
        expected = (self._anchor[0] + 2 * self._step) % self._modulus
        return bool(counters[1] == expected != (counters[0] + self._step) % self._modulus)

    def _early(self, time: float, row: int) -> float:
        return self._line.time(row) - time

    @property
    def _odd(self) -> float:
        """By how many seconds off the line a sample's time is odd."""
        rows, times = _ODD
        known = max(rows * self._line.interval, times * self._usual)
        return known if self._seen > _KNOWN else _EARLY_AT_FIRST

    def _learn(self, time: float, row: int) -> None:
        off = min(abs(self._early(time, row)), _EARLY)
        self._usual += _FORGET * (off - self._usual)

    def _hear(self, time: float, delay: float) -> None:
        self._lateness.hear(time, delay)
        if not self._has_counter:
            self._missed += round(self._standing.hear(time, delay) / self._line.interval)

    def _came_late(self, time: float, row: int) -> bool:
        """Whether a row that came alone was completed by the half of a later one."""
        return self._step > 1 and self._turn > 0 and -self._early(time, row) > self._odd

    def _steps(self, differences: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return by how many samples the counter grew; 0 where it repeats."""
        if self._modulus:
            return np.rint(differences % self._modulus / self._step).astype(np.int64) % self._turn
        # A counter that never wraps but fell back: the device began anew without a word.
        steps = np.rint(differences / self._step).astype(np.int64)
        return np.where(steps < 0, 1, steps)

    def _missing_turns(self, times: NDArray[np.float64], rows: NDArray[np.int64]) -> int:
        """Return how many whole turns of the counter the arrivals are further behind than lately.

        A lump comes late as well, but its last sample is on time: the smallest delay counts. Without
        a counter, a turn is one row.
        """
        if self._turn == 0 and self._has_counter:
            return 0
        behind = float(np.min(times - self._line.times(rows))) - self._lateness.value
        if not self._has_counter:
            return self._missing_rows(behind)
        return max(0, math.floor(behind / (self._turn * self._line.interval) + 1 - _TURN_MISSING))

    def _missing_rows(self, behind: float) -> int:
        """Return how many rows are lost, of a device without a counter."""
        interval = self._line.interval
        if self._missed:
            return self._missed
        if behind < _MISSING or self._seen * interval < _SETTLED:
            return 0
        return round(behind / interval)
