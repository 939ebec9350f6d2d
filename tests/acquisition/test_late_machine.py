"""A machine that is late for seconds and catches up neither loses rows nor bends their times."""

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.board import Samples
from acquisition.sequencer import Sequencer
from station.stream import StreamInfo

_INFO = StreamInfo("cyton", "d", "simulated", ("C3", "C4"), 250.0)
_SECONDS = 40


def _run(
    arrivals: NDArray[np.float64], numbers: NDArray[np.int64] | None = None
) -> tuple[Sequencer, NDArray[np.float64]]:
    """Send samples, numbered from 0 or as told, as they arrive; return the times of the rows."""
    numbers = np.arange(len(arrivals)) if numbers is None else numbers
    sequencer = Sequencer(_INFO, 256)
    values = np.zeros((1, 2), np.float32)
    found = [
        sequencer.rows(Samples(values, np.array([number % 256], np.int32), np.array([arrival])))
        for number, arrival in zip(numbers, arrivals, strict=True)
    ]
    return sequencer, np.concatenate([rows.times for rows in [*found, sequencer.flush()]])


def _sent() -> NDArray[np.float64]:
    return np.arange(int(_SECONDS * _INFO.rate)) / _INFO.rate


def _received(arrivals: NDArray[np.float64]) -> NDArray[np.float64]:
    chance = np.random.default_rng(2)
    late = arrivals + chance.exponential(0.0005, len(arrivals))
    return np.asarray(np.maximum.accumulate(late), np.float64)


@pytest.mark.parametrize("start", [3.0, 20.0])
@pytest.mark.parametrize("stall", [1.5, 2.2, 3.0])
def test_a_stall_and_its_backlog_in_one_lump(start: float, stall: float) -> None:
    sent = _sent()
    held = (sent >= start) & (sent < start + stall)

    sequencer, times = _run(_received(np.where(held, start + stall, sent)))

    assert (sequencer.tally.lost, sequencer.tally.filled) == (0, 0)
    assert len(times) == len(sent)
    assert np.abs(times - sent).max() < 0.020


@pytest.mark.parametrize("start", [0.5, 3.0, 20.0])
@pytest.mark.parametrize("stall", [0.8, 1.5, 3.0])
@pytest.mark.parametrize("speed", [0.125, 0.25])
def test_a_backlog_that_takes_a_while_to_read_is_no_lost_turn(
    start: float, stall: float, speed: float
) -> None:
    sent = _sent()
    read = start + stall + speed * (sent - start)

    sequencer, times = _run(_received(np.where(sent >= start, np.maximum(sent, read), sent)))

    assert (sequencer.tally.lost, sequencer.tally.filled) == (0, 0)
    assert np.abs(times - sent).max() < 0.1
    assert np.abs(times - sent)[-250:].max() < 0.005


@pytest.mark.parametrize("start", [1.5, 10.0])
@pytest.mark.parametrize("lost", [255, 256, 257, 512])
def test_whole_turns_that_were_really_lost_are_counted(start: float, lost: int) -> None:
    sent = _sent()
    first = int(start * _INFO.rate)
    numbers = np.delete(np.arange(len(sent)), slice(first, first + lost))

    sequencer, times = _run(_received(sent)[numbers], numbers)

    assert (sequencer.tally.lost, sequencer.tally.filled) == (lost, lost)
    assert np.abs(times - sent).max() < 0.020


@pytest.mark.parametrize("start", [3.0, 20.0])
@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
def test_a_machine_that_falls_behind_for_two_seconds_and_catches_up(
    start: float, share: float
) -> None:
    sent = _sent()
    behind = start + (sent - start) * (1 + share)
    arrivals = np.where((sent >= start) & (sent < start + 2.0), behind, sent)

    sequencer, times = _run(_received(arrivals))

    assert (sequencer.tally.lost, sequencer.tally.filled) == (0, 0)
    assert np.abs(times - sent).max() < 0.050
    assert sequencer.tally.clock == pytest.approx(_INFO.rate, rel=0.002)


@pytest.mark.parametrize("start", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("seconds", [0.5, 2.0, 5.0])
@pytest.mark.parametrize("share", [0.03, 0.06, 0.1, 0.2])
def test_a_slow_start_is_not_learned_as_a_slow_device(
    start: float, seconds: float, share: float
) -> None:
    sent = _sent()
    behind = start + (sent - start) * (1 + share)
    arrivals = np.where((sent >= start) & (sent < start + seconds), behind, sent)

    sequencer, times = _run(_received(arrivals))

    assert (sequencer.tally.lost, sequencer.tally.filled) == (0, 0)
    assert np.abs(times - sent)[sent > start + seconds + 3.0].max() < 0.020
    assert np.abs(times - sent)[-250:].max() < 0.005
    assert sequencer.tally.clock == pytest.approx(_INFO.rate, rel=0.0002)


@pytest.mark.parametrize("start", [0.2, 0.5, 1.0])
@pytest.mark.parametrize("share", [0.3, 0.4])
def test_a_machine_that_is_late_from_the_start_is_forgiven(start: float, share: float) -> None:
    sent = _sent()
    behind = start + (sent - start) * (1 + share)
    arrivals = np.where((sent >= start) & (sent < start + 2.0), behind, sent)

    sequencer, times = _run(_received(arrivals))

    assert (sequencer.tally.lost, sequencer.tally.filled) == (0, 0)
    assert np.abs(times - sent)[sent > 10.0].max() < 0.020
    assert sequencer.tally.clock == pytest.approx(_INFO.rate, rel=0.002)


@pytest.mark.parametrize("speed", [2.0, 4.0, 10.0])
@pytest.mark.parametrize("stall", [2.0, 3.0])
def test_a_backlog_at_the_very_start_is_not_taken_for_a_fast_device(
    stall: float, speed: float
) -> None:
    sent = _sent()

    sequencer, times = _run(_received(np.maximum(sent, stall + sent / speed)))

    assert (sequencer.tally.lost, sequencer.tally.filled) == (0, 0)
    assert np.abs(times - sent)[sent > 10.0].max() < 0.020
    assert sequencer.tally.clock == pytest.approx(_INFO.rate, rel=0.002)
