"""A headset without a counter: only the times of its samples tell of a loss."""

from itertools import pairwise

import numpy as np
import pytest

from acquisition.board import Samples
from acquisition.boards.brainflow import BrainFlowBoard
from acquisition.sequencer import Sequencer
from acquisition.tally import Tally
from station.stream import LOST, RowFlag, StreamInfo

RATE = 200.0
LUMP = 0.03  # s: what a radio gathers before it sends


def hear(
    hole: float = 0.0, stall: float = 0.0, rate: float = RATE
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Tally]:
    """Hear thirty seconds; a hole is at 10 s, a machine that stands still at 20 s.

    Every sample's value is when it was measured. Returns values, times, flags and the tally.
    """
    seconds = np.arange(round(30.0 * rate)) / rate
    seconds = seconds[(seconds < 10.0) | (seconds >= 10.0 + hole)]
    jitter = np.random.default_rng(1).exponential(0.003, len(seconds))
    came = np.maximum.accumulate(np.ceil(seconds / LUMP) * LUMP + 0.005 + jitter)
    came[(came > 20.0) & (came < 20.0 + stall)] = 20.0 + stall
    info = StreamInfo("uncounted", "test", "live", ("C3",), RATE)
    sequencer = Sequencer(info, 0, has_counter=False)
    ends = np.searchsorted(came, np.arange(0.0, came[-1] + 0.02, 0.01), side="right")
    parts = []
    for first, end in pairwise(ends.tolist()):
        counters = np.arange(first, end, dtype=np.int32)
        values = seconds[first:end, None].astype(np.float32)
        parts.append(sequencer.rows(Samples(values, counters, came[first:end])))
    parts.append(sequencer.flush())
    values, times, flags = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("microvolts", "times", "flags")
    )
    return values[:, 0], times, flags, sequencer.tally


@pytest.mark.parametrize("hole", [0.3, 1.0])
def test_a_hole_is_held_flagged_and_counted_and_times_stay_right(hole: float) -> None:
    values, times, flags, tally = hear(hole)

    missing = round(hole * RATE)
    assert abs(tally.lost - missing) <= 3  # 15 ms, half a lump
    assert np.count_nonzero(flags & LOST) == tally.filled == tally.lost
    assert set(flags[flags != 0].tolist()) == {RowFlag.HELD}
    late = (times - values)[flags == 0]
    assert np.abs(late - np.median(late)).max() < 0.02


@pytest.mark.parametrize("hole", [0.05, 0.09, 0.14])
def test_a_small_hole_is_counted_once_its_lateness_has_stayed(hole: float) -> None:
    """After two and a half seconds its rows are held, and the times are right from there on."""
    values, times, flags, tally = hear(hole)

    assert abs(tally.lost - round(hole * RATE)) <= 2  # 10 ms, a third of a lump
    assert np.count_nonzero(flags == RowFlag.HELD) == tally.filled == tally.lost
    late = (times - values)[flags == 0]
    measured = values[flags == 0]
    usual = np.median(late[measured < 10.0])
    assert np.abs(late[measured > 12.6] - usual).max() < 0.01


def test_what_a_connection_may_shift_by_itself_is_no_loss() -> None:
    assert hear(0.01)[3].lost == 0


@pytest.mark.parametrize("stall", [0.0, 0.5, 2.0])
def test_a_machine_that_stands_still_loses_nothing(stall: float) -> None:
    _, _, flags, tally = hear(stall=stall)

    assert tally.lost == np.count_nonzero(flags) == 0


@pytest.mark.parametrize("rate", [192.0, 150.0, 208.0])
def test_a_device_of_another_rate_loses_nothing(rate: float) -> None:
    assert hear(rate=rate)[3].lost == 0


def test_a_driver_that_counts_in_a_way_of_its_own_is_taken_for_one_that_does_not() -> None:
    assert not BrainFlowBoard(profile="ganglion", port="x").has_counter
    assert not BrainFlowBoard(profile="muse_2_board").has_counter
    assert BrainFlowBoard(profile="daisy", port="x").has_counter
