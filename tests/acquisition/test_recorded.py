"""A recorded board: every row, bit for bit, when it is due."""

import numpy as np
import pytest

from acquisition.board import TellsCues
from acquisition.boards.recorded import RecordedBoard
from acquisition.errors import AcquisitionError
from acquisition.recording import Recording
from station.stream import Cue, RowFlag, StreamInfo


def make(
    name: str, rows: int, cues: tuple[Cue, ...] = (), rate: float = 100.0, held: int | None = None
) -> Recording:
    """Return a recording of noise; ``held`` is a row that was lost."""
    generator = np.random.default_rng(rows)
    flags = np.zeros(rows, np.uint8)
    if held is not None:
        flags[held] = RowFlag.HELD
    return Recording(
        name,
        "",
        StreamInfo("recorded", name, "recorded", ("C3", "C4"), rate),
        generator.normal(size=(rows, 2)).astype(np.float32),
        flags,
        cues,
    )


def test_rows_come_one_recording_after_another_however_often_one_reads() -> None:
    """Times are when each sample was due, not when it was asked for."""
    recordings = [make("a", 150), make("b", 70)]
    wanted = np.concatenate([r.microvolts for r in recordings])

    for step in (0.01, 0.037, 5.0):
        board = RecordedBoard(recordings)
        board.start(50.0)
        parts = [board.read(50.0 + step * i) for i in range(int(4 / step) + 2)]
        np.testing.assert_array_equal(np.concatenate([p.microvolts for p in parts]), wanted)
        np.testing.assert_allclose(
            np.concatenate([p.times for p in parts]), 50.0 + np.arange(220) / 100.0
        )
        np.testing.assert_array_equal(np.concatenate([p.counters for p in parts]), np.arange(220))


def test_nothing_comes_before_its_time_or_after_the_end() -> None:
    """The first sample is due at the start; after the last there is silence."""
    with RecordedBoard([make("a", 10)]) as board:
        board.start(1.0)

        assert len(board.read(0.99)) == 0
        assert len(board.read(1.0)) == 1
        assert len(board.read(2.0)) == 9
        assert len(board.read(99.0)) == 0


def test_cues_are_shifted_to_the_common_rows() -> None:
    """And the end stands one past the last row."""
    board = RecordedBoard([make("a", 100, (Cue(5, "rest"),)), make("b", 50, (Cue(7, "rest"),))])

    assert isinstance(board, TellsCues)
    assert list(board.cues()) == [Cue(5, "rest"), Cue(107, "rest"), Cue(150, "end")]


def test_a_row_that_the_recording_lost_is_missing_again() -> None:
    """The counter jumps over it, so that the headset counts and fills it."""
    board = RecordedBoard([make("a", 5, held=2)])
    board.start(0.0)

    np.testing.assert_array_equal(board.read(1.0).counters, [0, 1, 3, 4])


def test_recordings_that_differ_are_refused() -> None:
    """One stream has one rate."""
    with pytest.raises(AcquisitionError, match="'b' does not have the channels and rate of 'a'"):
        RecordedBoard([make("a", 5), make("b", 5, rate=50.0)])
    with pytest.raises(AcquisitionError, match="no recording"):
        RecordedBoard([])
