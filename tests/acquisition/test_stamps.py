"""Times of rows whose driver reads the wall clock, while somebody sets that clock."""

import numpy as np
import pytest

from acquisition.board import Samples
from acquisition.boards._stamps import WallStamps
from acquisition.sequencer import Sequencer
from station.clock import VirtualClock
from station.stream import StreamInfo

INTERVAL = 0.004
TWO_O_CLOCK = 1.7e9


class Wall:
    """A wall clock that somebody sets."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.ahead = TWO_O_CLOCK
        self.pause = 0.0  # for which the machine does something else before it answers

    def now(self) -> float:
        pause, self.pause = self.pause, 0.0
        self._clock.advance(pause)
        return self._clock.now() + self.ahead


@pytest.mark.parametrize("step", [3600.0, 30.0, 1.0, 0.2, -0.2, -1.0, -3600.0])
def test_a_wall_clock_that_is_set_between_a_row_and_its_reading_makes_no_loss(step: float) -> None:
    clock = VirtualClock(100.0)
    wall = Wall(clock)
    stamps = WallStamps(clock, wall.now)
    sequencer = Sequencer(StreamInfo("cyton", "d", "live", ("C3",), 250.0), 256)
    off, looked = [], clock.now()
    for row in range(2500):
        clock.advance(INTERVAL)
        came, stamp = clock.now(), wall.now()
        if row == 1250:
            wall.ahead += step
        times = stamps.times(np.array([stamp]), looked)
        looked = clock.now()
        values, counters = np.zeros((1, 1), np.float32), np.array([row % 256], np.int32)
        rows = sequencer.rows(Samples(values, counters, times))
        off.append(float(rows.times[-1]) - came)

    assert (sequencer.tally.rows, sequencer.tally.lost, sequencer.tally.filled) == (2500, 0, 0)
    assert np.abs(off).max() < 1e-3


def test_distances_between_rows_stay_exact_while_nobody_sets_the_clock() -> None:
    clock = VirtualClock(100.0)
    wall = Wall(clock)
    stamps = WallStamps(clock, wall.now)
    stamps.times(np.array([wall.now()]), 99.0)
    wall.ahead += 0.0005  # as two clocks that are read one after the other differ

    times = stamps.times(np.array([TWO_O_CLOCK + 90.0, TWO_O_CLOCK + 90.004]), 99.5)

    # Ten seconds late, as after a stall: older than the last look, and believed all the same.
    assert times == pytest.approx([90.0, 90.004], abs=1e-6)


def test_a_machine_that_pauses_between_its_two_clocks_makes_no_row_early() -> None:
    clock = VirtualClock(100.0)
    wall = Wall(clock)
    stamps = WallStamps(clock, wall.now)
    for pause in (0.02, 0.0, 0.02, 0.0):
        looked = clock.now()
        clock.advance(INTERVAL)
        came, stamp = clock.now(), wall.now()
        wall.pause = pause

        assert stamps.times(np.array([stamp]), looked) == pytest.approx([came], abs=1e-6)
