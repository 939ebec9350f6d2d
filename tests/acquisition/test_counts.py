"""A Ganglion numbers packets of two rows: what is lost of them is counted at once."""

import numpy as np
import pytest

from acquisition.board import Samples
from acquisition.board_settings import Connection
from acquisition.boards._counts import AsSent, AsTheyCome, Packets, count_of
from acquisition.catalogue import board_profile
from acquisition.sequencer import Sequencer
from station.stream import LOST, StreamInfo

RATE = 200.0
# What the firmwares send in a turn: packet numbers, each twice but the first one's 0.
FIRST = [0, *np.repeat(range(101, 201), 2).tolist()]
FIRST_MOVED = [0, *np.repeat(range(1, 101), 2).tolist()]
LATER = np.repeat(range(100, 200), 2).tolist()
LATER_MOVED = np.repeat(range(100), 2).tolist()
TURNS = pytest.mark.parametrize("turn", [FIRST, FIRST_MOVED, LATER, LATER_MOVED])


def numbered(packets: list[int], sent: np.ndarray, size: int = 7) -> np.ndarray:
    """Return the counters of the rows that came, read in pieces."""
    count = Packets(RATE)
    came = np.array(packets, np.float64)[sent]
    parts = [
        count.numbers(came[first : first + size], sent[first : first + size] / RATE)
        for first in range(0, len(came), size)
    ]
    return np.concatenate(parts)


@TURNS
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_rows_of_either_firmware_are_counted_on(turn: list[int], size: int) -> None:
    sent = np.arange(5 * len(turn))

    assert numbered(5 * turn, sent, size).tolist() == sent.tolist()


@TURNS
@pytest.mark.parametrize("lost", [1, 2, 3, 30])
def test_lost_packets_are_counted_wherever_they_are(turn: list[int], lost: int) -> None:
    """One after another, over five turns; in the first the firmware is still to be learnt."""
    packets = 5 * turn
    starts = np.flatnonzero(np.diff(packets, prepend=-1))  # rows that begin a packet
    after = np.flatnonzero(starts >= 2 * len(turn))
    for first in after[: 2 * 100 : 9]:
        gone = range(starts[first], starts[first + lost])
        sent = np.setdiff1d(np.arange(len(packets)), gone)

        assert numbered(packets, sent).tolist() == sent.tolist()


def test_numbers_that_mean_something_else_are_not_believed_for_long() -> None:
    """A firmware that counted by two would seem to lose every second packet."""
    packets = np.repeat(np.arange(0, 4000, 2) % 200, 2).astype(np.float64)
    times = np.arange(len(packets)) / RATE
    count = Packets(RATE)

    rows = np.concatenate(
        [count.numbers(packets[i : i + 10], times[i : i + 10]) for i in range(0, len(times), 10)]
    )

    assert np.all(np.diff(rows[400:]) == 1)
    assert rows[-1] < len(rows) + 2 * RATE


def test_a_loss_of_twenty_milliseconds_is_flagged_at_once_and_in_its_place() -> None:
    """Times alone would have told of it two seconds later, or not at all."""
    packets, info = 8 * LATER, StreamInfo("ganglion", "test", "live", ("C3",), RATE)
    sequencer, count = Sequencer(info, 0, has_counter=False), Packets(RATE)
    sent = np.setdiff1d(np.arange(len(packets)), range(1000, 1004))
    flags = []
    for first in range(0, len(sent), 6):
        rows = sent[first : first + 6]
        times = np.full(len(rows), rows[-1] / RATE + 0.005)
        counters = count.numbers(np.array(packets, np.float64)[rows], times)
        values = rows[:, None].astype(np.float32)
        flags.append(sequencer.rows(Samples(values, counters, times)).flags)

    lost = np.flatnonzero(np.concatenate(flags) & LOST)

    assert lost.tolist() == [1000, 1001, 1002, 1003]
    assert sequencer.tally.lost == 4


def test_each_headset_is_counted_as_it_counts() -> None:
    kinds = {
        name: type(count_of(board_profile(name, Connection())))
        for name in ("cyton", "ganglion", "ganglion_native_board", "muse_2_board")
    }

    assert list(kinds.values()) == [AsSent, Packets, Packets, AsTheyCome]
