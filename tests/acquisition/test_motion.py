"""A head that moves is known by the accelerometer; one that is held anyhow, but still, is not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.boards.recorded import RecordedBoard
from acquisition.emulator.faults import Fault, FaultKind
from acquisition.motion import Motion
from acquisition.sequencer import Sequencer
from station.stream import RowFlag
from tests.acquisition.counting import CountingBoard
from tests.acquisition.test_cyton_emulator import pty, recording, through_driver

RATE = 125.0


def held(
    seconds: float, gravity: tuple[float, float, float] = (0.0, 0.0, 1.0)
) -> NDArray[np.float64]:
    return np.tile(gravity, (round(seconds * RATE), 1))


def swaying(seconds: float, g: float) -> NDArray[np.float64]:
    """Return a head that goes to and fro twice a second."""
    moving = held(seconds)
    moving[:, 0] = g * np.sin(2 * np.pi * 2.0 * np.arange(len(moving)) / RATE)
    return moving


def moved(*parts: NDArray[np.float64]) -> NDArray[np.bool_]:
    return Motion(RATE).moved(np.concatenate(parts).T)


@pytest.mark.parametrize("gravity", [(0.0, 0.0, 1.0), (0.6, -0.8, 0.0)])
def test_a_still_head_does_not_move_however_it_is_held(gravity: tuple[float, float, float]) -> None:
    assert not moved(held(4.0, gravity)).any()


def test_breathing_and_a_pulse_are_no_movement() -> None:
    assert not moved(held(1.0), swaying(4.0, 0.1)).any()


def test_a_shaken_head_moves_throughout_and_for_a_moment_behind() -> None:
    rows = np.flatnonzero(moved(held(2.0), swaying(2.0, 0.5), held(3.0))) / RATE

    assert 2.0 < rows[0] < 2.1
    assert 4.0 < rows[-1] < 4.5
    assert np.all(np.diff(rows) < 1.5 / RATE)


def test_a_head_that_turned_is_still_again_where_it_came_to_rest() -> None:
    rows = np.flatnonzero(moved(held(2.0), held(6.0, (0.0, 1.0, 0.0)))) / RATE

    assert rows[0] == 2.0
    assert 3.0 < rows[-1] < 4.0


def test_zeros_are_no_measurement() -> None:
    """A headset sends them until its accelerometer has spoken; then it weighs one g at once."""
    assert not moved(0 * held(1.0), held(2.0)).any()
    assert not moved(0 * held(1.0)).any()


def test_pieces_make_no_difference() -> None:
    whole = np.concatenate([held(1.0), swaying(1.0, 0.5), held(2.0)])
    motion = Motion(RATE)
    parts = [motion.moved(whole[first : first + 7].T) for first in range(0, len(whole), 7)]

    np.testing.assert_array_equal(np.concatenate(parts), Motion(RATE).moved(whole.T))


@pytest.mark.parametrize("block", [1, 25])
def test_a_movement_stays_with_its_samples_across_a_gap(block: int) -> None:
    """What is filled in did not move; rows, times and values are those without the flag."""
    board = CountingBoard()
    sequencer = Sequencer(board.info, board.counter_modulus, board.counter_step)
    sent = np.array([number for number in range(500) if not 200 <= number < 240])
    flags = []
    for first in range(0, len(sent), block):
        numbers = sent[first : first + block]
        samples = board.samples(numbers, 100.0 + numbers / RATE)
        moves = (numbers >= 190) & (numbers < 260)
        flags += sequencer.rows(replace(samples, moved=moves)).flags.tolist()

    places = np.flatnonzero(np.array(flags) & RowFlag.MOVED)
    assert places.tolist() == [*range(190, 200), *range(240, 260)]
    assert set(flags[200:240]) == {RowFlag.HELD}


@pty
@pytest.mark.process
@pytest.mark.parametrize(("rate", "channels"), [(250.0, 8), (125.0, 16)])
def test_a_shaken_head_comes_through_the_real_driver(
    tmp_path: Path, rate: float, channels: int
) -> None:
    played = recording(rate, channels, 3.0)
    shake = Fault(kind=FaultKind.SHAKE, start=1.0, duration=1.0)

    samples, _ = through_driver(played, tmp_path, len(played), faults=(shake,))

    assert samples.moved is not None
    seconds = np.flatnonzero(samples.moved) / rate
    assert 1.0 < seconds[0] < 1.2
    assert 2.0 < seconds[-1] < 2.6
    assert len(seconds) > 0.95 * (seconds[-1] - seconds[0]) * rate


def test_a_board_without_an_accelerometer_says_nothing_of_it() -> None:
    assert RecordedBoard([recording(RATE, 8, 1.0)]).read(0.0).moved is None
