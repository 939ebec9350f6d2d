"""A device whose rate is plainly not the nominal one loses nothing that the counter does not miss."""

import numpy as np
import pytest

from acquisition.board import Samples
from acquisition.sequencer import Sequencer
from station.stream import StreamInfo

_INFO = StreamInfo("cyton", "d", "simulated", ("C3", "C4"), 250.0)
_SECONDS = 60


def _run(rate: float, numbers: np.ndarray, bunch: float = 0.0) -> Sequencer:
    """Send the samples of these numbers, one by one, at another rate, in bunches of seconds."""
    chance = np.random.default_rng(1)
    times = numbers / rate
    if bunch:
        times = np.ceil(times / bunch) * bunch
    times = np.maximum.accumulate(times + chance.exponential(0.0005, len(numbers)))
    sequencer = Sequencer(_INFO, 256)
    values = np.zeros((1, 2), np.float32)
    for number, time in zip(numbers, times, strict=True):
        sequencer.rows(Samples(values, np.array([number % 256], np.int32), np.array([time])))
    sequencer.flush()
    return sequencer


@pytest.mark.parametrize("rate", [150.0, 192.0, 225.0, 235.0, 245.0, 275.0, 400.0])
@pytest.mark.parametrize("bunch", [0.0, 0.016])
def test_no_turn_of_the_counter_is_believed_lost_at_another_rate(rate: float, bunch: float) -> None:
    tally = _run(rate, np.arange(int(_SECONDS * rate)), bunch).tally

    assert (tally.lost, tally.filled, tally.repeated) == (0, 0, 0)
    assert tally.clock == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize("rate", [192.0, 250.0])
def test_a_lost_turn_is_still_counted(rate: float) -> None:
    numbers = np.arange(int(_SECONDS * rate))
    there = numbers[(numbers < 5000) | (numbers >= 5000 + 256)]

    assert _run(rate, there).tally.lost == 256
