"""A line through arrivals: what time a row has, whatever the bunches it came in.

Arrivals are late by whatever radio, USB and scheduler add, never early, and the freshest sample of
a bunch is late the least. So each moment gives one point, its least delay, to a Kalman filter of two
states: the time of the newest row, and the interval between rows. A device's quartz may be wrong
by half a percent; a stall of the machine must not bend the line, so surprises are cut at three
standard deviations. Times that lie exactly on the line come back unchanged.
"""

import math

import numpy as np
from numpy.typing import NDArray

_NOISE = 0.004  # s: scatter of the least delay of a moment, from 16 ms bunches of an FTDI dongle
# s: what belongs to one moment. A lump of half a second is read within a few milliseconds, perhaps
# in pieces, and only its last piece is on time.
_MOMENT = 0.05
_SLOPE = 0.005  # an ADS1299 clock is within 0.5 %
_WANDER = 1e-6  # per square root of a second: how fast a quartz drifts as it warms
_CUT = 3.0  # standard deviations
# s: a sample cannot come before it was sent. One that is so early says that lateness was learned as
# a slower device, and the line begins anew.
_EARLY = 0.05
# A device whose rate is plainly another one (an emulator, a wrong profile): this many stretches of so
# many seconds each off by this share, all to one side. A machine that falls behind looks the same, but
# a device has its rate from the start: after so many stretches in a row on the line, it is known.
_STRETCHES, _STRETCH, _PLAINLY, _KNOWN = 3, 0.4, 0.08, 5
# No device is that many times faster or slower than its profile says: a backlog is read so fast.
_FARTHEST = 1.8


class Timeline:
    """Estimate the time of each row from when rows arrived.

    Parameters
    ----------
    interval : float
        Nominal seconds between rows.
    """

    def __init__(self, interval: float) -> None:
        self._nominal = interval
        self._interval = interval
        self._row = 0
        self._time = 0.0
        self._slope_variance = (_SLOPE * interval) ** 2
        self._covariance = 0.0
        self._time_variance = _NOISE**2
        self._freshest: tuple[int, float] | None = None  # row and arrival, in this moment
        self._moment_end = -math.inf
        self._points: list[tuple[int, float]] = []  # row and arrival where stretches end
        self._agreeing = 0  # stretches in a row that took as long as the line says

    @property
    def interval(self) -> float:
        """Estimated seconds between rows."""
        return self._interval

    def anchor(self, row: int, time: float) -> None:
        """Let the line pass through ``time`` at ``row``, keeping its slope."""
        self._time_variance, self._covariance = _NOISE**2, 0.0
        self._row, self._time = row, time
        self._freshest, self._moment_end = None, -math.inf
        self._points = []

    def time(self, row: int) -> float:
        """Return the time of a row, in seconds on the stream clock."""
        return self._time + (row - self._row) * self._interval

    def times(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the times of rows, shape as given, in seconds on the stream clock."""
        return np.asarray(self._time + (rows - self._row) * self._interval, np.float64)

    def update(self, rows: NDArray[np.int64], arrivals: NDArray[np.float64]) -> None:
        """Learn from a chunk.

        Parameters
        ----------
        rows, arrivals : ndarray, shape (n_samples,)
            Row numbers and arrival times of consecutive samples.
        """
        delays = arrivals - self.times(rows)
        best = len(delays) - 1 - int(np.argmin(delays[::-1]))
        row, arrival = int(rows[best]), float(arrivals[best])
        if arrivals[-1] > self._moment_end:
            if self._freshest is not None:
                self._learn(*self._freshest)
            self._freshest, self._moment_end = (row, arrival), float(arrivals[0]) + _MOMENT
        elif self._freshest is None or delays[best] <= self._delay(*self._freshest):
            self._freshest = (row, arrival)

    def hear(self, row: int, arrival: float) -> None:
        """Learn from a row that came alone; as :meth:`update`, without the cost of arrays."""
        if arrival > self._moment_end:
            if self._freshest is not None:
                self._learn(*self._freshest)
            self._freshest, self._moment_end = (row, arrival), arrival + _MOMENT
        elif self._freshest is None or self._delay(row, arrival) <= self._delay(*self._freshest):
            self._freshest = (row, arrival)

    def _delay(self, row: int, arrival: float) -> float:
        return arrival - self._time - (row - self._row) * self._interval

    def _learn(self, row: int, arrival: float) -> None:
        if self._is_of_another_rate(row, arrival):
            self._adopt()
            return
        if self.time(row) - arrival > _EARLY:
            self._begin_anew(row, arrival, self._nominal)
            return
        self._move(row)
        variance = self._time_variance + _NOISE**2
        surprise = min(arrival - self._time, _CUT * math.sqrt(variance))
        gain, slope_gain = self._time_variance / variance, self._covariance / variance
        self._time += gain * surprise
        self._interval += slope_gain * surprise
        self._slope_variance -= slope_gain * self._covariance
        self._covariance *= 1.0 - gain
        self._time_variance *= 1.0 - gain

    def _is_of_another_rate(self, row: int, arrival: float) -> bool:
        """Whether the last stretches all took plainly longer, or all plainly shorter, than the line."""
        points = self._points
        if self._agreeing >= _KNOWN or (
            points and (row - points[-1][0]) * self._interval < _STRETCH
        ):
            return False
        points.append((row, arrival))
        del points[: -_STRETCHES - 1]
        if len(points) == 1:
            return False
        rows, times = np.diff(np.array(points), axis=0).T
        ratios = times / (rows * self._interval)
        slow, fast = ratios > 1 + _PLAINLY, ratios < 1 / (1 + _PLAINLY)
        self._agreeing = 0 if slow[-1] or fast[-1] else self._agreeing + 1
        is_steady = ratios.max() < (1 + _PLAINLY) * ratios.min()  # no catching up among them
        is_likely = ratios.min() > 1 / _FARTHEST and ratios.max() < _FARTHEST
        is_plain = is_likely and is_steady and (slow.all() or fast.all())
        return len(ratios) == _STRETCHES and bool(is_plain)

    def _adopt(self) -> None:
        """Take the rate of the last stretches, as if it had been the nominal one."""
        (first, start), (row, end) = self._points[0], self._points[-1]
        self._agreeing, self._points = 0, []
        self._begin_anew(row, end, (end - start) / (row - first))

    def _begin_anew(self, row: int, time: float, interval: float) -> None:
        """Forget what was learned: the line goes through a point, with a rate that is believed."""
        points = self._points
        self.anchor(row, time)
        self._points, self._interval = points, interval
        self._slope_variance = (_SLOPE * interval) ** 2

    def _move(self, row: int) -> None:
        """Carry the states forward to another row, their uncertainty growing."""
        count = row - self._row
        self._row = row
        self._time += count * self._interval
        self._time_variance += count * (2.0 * self._covariance + count * self._slope_variance)
        self._covariance += count * self._slope_variance
        self._slope_variance += (_WANDER * self._nominal) ** 2 * abs(count) * self._nominal
