"""The grid: every sample on its row, every lost one counted, every row on time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from acquisition.board import Samples
from acquisition.sequencer import Sequencer
from station.stream import RowFlag, Rows
from tests.acquisition.counting import CountingBoard


def _run(board: CountingBoard, seconds: float, block: float, start: float = 100.0) -> list[Rows]:
    sequencer = _sequencer(board)
    board.start(start)
    ends = np.arange(block, seconds + 1e-9, block)
    return [rows for end in ends if len(rows := sequencer.rows(board.read(start + float(end))))]


def _sequencer(board: CountingBoard) -> Sequencer:
    return Sequencer(board.info, board.counter_modulus, board.counter_step)


def _joined(parts: list[Rows]) -> Rows:
    assert [part.first for part in parts] == np.cumsum([0, *map(len, parts[:-1])]).tolist()
    fields = ("microvolts", "times", "counters", "flags")
    return Rows(0, *(np.concatenate([getattr(part, name) for part in parts]) for name in fields))


@pytest.mark.parametrize("block", [0.004, 0.08, 1.7])
@pytest.mark.parametrize(("modulus", "step"), [(256, 1), (256, 2), (0, 1)])
def test_a_counter_that_wraps_loses_nothing(block: float, modulus: int, step: int) -> None:
    rows = _joined(_run(CountingBoard(modulus=modulus, step=step), 12.0, block))
    assert np.array_equal(rows.microvolts[:, 0], np.arange(len(rows)))
    assert not rows.flags.any()


@pytest.mark.parametrize("lost", [1, 2, 3, 40, 127, 128, 129, 256, 300, 512])
@pytest.mark.parametrize(("modulus", "step"), [(256, 1), (256, 2), (0, 1)])
def test_a_gap_keeps_its_length_on_the_grid(lost: int, modulus: int, step: int) -> None:
    board = CountingBoard(modulus=modulus, step=step, lost=frozenset(range(200, 200 + lost)))
    rows = _joined(_run(board, 12.0, 0.08))
    sent = rows.flags == 0
    assert np.array_equal(np.flatnonzero(~sent), np.arange(200, 200 + lost))
    assert np.array_equal(rows.microvolts[sent, 0], np.flatnonzero(sent))
    assert np.all(rows.counters[~sent] == -1)


def test_a_short_gap_is_a_line_and_a_longer_one_is_held() -> None:
    rows = _joined(_run(CountingBoard(lost=frozenset({20, 21, 40, 41, 42})), 2.0, 0.08))
    assert rows.microvolts[19:23, 0].tolist() == [19, 20, 21, 22]
    assert rows.flags[[20, 21]].tolist() == [RowFlag.INTERPOLATED] * 2
    assert rows.microvolts[39:44, 0].tolist() == [39, 39, 39, 39, 43]
    assert rows.flags[[40, 41, 42]].tolist() == [RowFlag.HELD] * 3


def test_a_stale_half_of_a_daisy_is_flagged_and_shifts_nothing() -> None:
    rows = _joined(_run(CountingBoard(step=2, stale=frozenset({50, 77})), 4.0, 0.08))
    assert np.flatnonzero(rows.flags).tolist() == [50, 77]
    assert rows.flags[50] == RowFlag.REPEATED
    assert np.array_equal(rows.microvolts[51:77, 0], np.arange(51, 77))


def test_exact_times_come_back_unchanged() -> None:
    rows = _joined(_run(CountingBoard(lost=frozenset(range(90, 99))), 60.0, 0.08, 98765.4321))
    expected = 98765.4321 + np.arange(len(rows)) / 125
    assert np.max(np.abs(rows.times - expected)) < 1e-9


def test_a_fast_quartz_and_bunches_of_16_ms_are_seen_through_for_40_minutes() -> None:
    board, rate = CountingBoard(rate=250.0), 252.5
    sequencer = _sequencer(board)
    numbers = np.arange(int(40 * 60 * rate))
    sent = numbers / rate
    arrived = np.ceil(sent / 0.016) * 0.016 + 0.001
    edges = np.flatnonzero(np.diff(arrived) > 1e-6) + 1
    parts = [
        sequencer.rows(board.samples(part, arrived[part])) for part in np.split(numbers, edges)
    ]
    rows = _joined(parts)
    error = rows.times - sent - 0.001
    assert np.array_equal(rows.microvolts[:1000, 0], np.arange(1000))
    assert np.max(np.abs(error)) < 0.005
    assert np.all(np.diff(rows.times) > 0)
    assert sequencer.tally.rate == pytest.approx(rate, rel=1e-3)


def test_a_lump_of_half_a_second_moves_no_row() -> None:
    board = CountingBoard(rate=250.0)
    sequencer = _sequencer(board)
    numbers = np.arange(5000)
    arrived = numbers / 250.0
    arrived[2000:2125] = arrived[2125]
    parts = [
        sequencer.rows(board.samples(part, arrived[part]))
        for part in np.split(numbers, [*range(1, 2000), *range(2125, 5000)])
    ]
    rows = _joined(parts)
    assert len(rows) == 5000
    assert np.max(np.abs(rows.times - numbers / 250.0)) < 0.003


@pytest.mark.parametrize("rate", [247.5, 250.0, 252.5])
def test_lumps_of_half_a_second_read_in_pieces_leave_times_smooth(rate: float) -> None:
    board = CountingBoard(rate=250.0)
    sequencer = _sequencer(board)
    numbers = np.arange(int(300 * rate))
    arrived = np.ceil(numbers / rate / 0.5) * 0.5
    arrived += 4e-5 * (numbers - np.searchsorted(arrived, arrived))
    cuts = {*(np.flatnonzero(np.diff(arrived) > 1e-3) + 1), *range(37, len(numbers), 37)}
    parts = [
        sequencer.rows(board.samples(part, arrived[part]))
        for part in np.split(numbers, sorted(cuts))
    ]
    rows = _joined([part for part in parts if len(part)])
    settled = slice(int(30 * rate), None)
    line = np.polyval(np.polyfit(numbers[settled], rows.times[settled], 1), numbers[settled])
    assert np.array_equal(rows.microvolts[:, 0], numbers)
    assert np.max(np.abs(rows.times[settled] - line)) < 0.001
    assert np.max(np.abs(np.diff(rows.times[settled]) - 1 / rate)) < 0.001
    assert sequencer.tally.clock == pytest.approx(rate, rel=1e-4)


def test_a_backlog_read_in_two_pieces_is_no_lost_turn() -> None:
    board = CountingBoard(rate=250.0)
    sequencer = _sequencer(board)
    numbers = np.arange(3000)
    arrived = numbers / 250.0
    arrived[2000:2250] = 9.0  # a machine that stood still for a second
    parts = [
        sequencer.rows(board.samples(part, arrived[part]))
        for part in np.split(numbers, [2000, 2003, *range(2250, 3000, 2)])
    ]
    rows = _joined([part for part in parts if len(part)])
    assert np.array_equal(rows.microvolts[:, 0], numbers)
    assert not rows.flags.any()


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("block", [1, 5])
def test_a_wrong_counter_shifts_no_row(step: int, block: int) -> None:
    board = CountingBoard(step=step)
    sequencer = _sequencer(board)
    numbers = np.arange(3000)
    whole = board.samples(numbers, numbers / 125)
    wrong = np.random.default_rng(3).choice(np.arange(400, 2990), 100, replace=False)
    whole.counters[wrong] ^= np.random.default_rng(4).integers(1, 256, 100).astype(np.int32)
    parts = []
    for first in range(0, 3000, block):
        piece = slice(first, first + block)
        part = Samples(whole.microvolts[piece], whole.counters[piece], whole.times[piece])
        parts.append(sequencer.rows(part))
    rows = _joined([part for part in parts if len(part)])
    plain = rows.flags == 0
    assert len(rows) == 3000
    assert np.array_equal(rows.microvolts[plain, 0], np.flatnonzero(plain))
    assert np.count_nonzero(~plain) <= 2 * len(wrong)


def _singly(board: CountingBoard, numbers: NDArray[np.int64], times: NDArray[np.float64]) -> Rows:
    sequencer = _sequencer(board)
    return _joined([sequencer.rows(board.samples(np.array([n]), times[[n]])) for n in numbers])


def test_a_daisy_row_of_two_halves_is_betrayed_by_coming_late_before_a_gap() -> None:
    times = np.arange(1000) / 125
    # Lost: the second half of row 600 and the first of 601, so that 600 is completed a row late.
    times[600] = times[601]

    rows = _singly(CountingBoard(step=2), np.delete(np.arange(1000), 601), times)

    assert np.flatnonzero(rows.flags).tolist() == [601, 602]
    assert rows.flags[601] == RowFlag.INTERPOLATED
    assert rows.flags[602] == RowFlag.REPEATED


def test_a_daisy_row_that_only_comes_late_is_as_good_as_any() -> None:
    times = np.arange(1000) / 125
    times[600] = times[601]

    rows = _singly(CountingBoard(step=2), np.arange(1000), times)

    assert not rows.flags.any()


def test_after_a_reconnect_the_time_without_a_board_is_held() -> None:
    board = CountingBoard()
    sequencer = _sequencer(board)
    before = sequencer.rows(board.samples(np.arange(100), np.arange(100) / 125))
    sequencer.restart(5.0)
    after = sequencer.rows(board.samples(np.arange(10), 5.0 + np.arange(10) / 125))
    rows = _joined([before, after])
    restart = int(np.flatnonzero(rows.flags & RowFlag.RESTART)[0])
    assert restart == 5 * 125
    assert rows.times[restart] == pytest.approx(5.0, abs=1e-9)
    assert np.all(rows.flags[100:restart] == RowFlag.HELD)
    assert np.all(rows.microvolts[100:restart, 0] == 99)
    assert np.all(np.diff(rows.times) > 0)
    assert sequencer.tally.lost == 0
    assert sequencer.tally.filled == restart - 100


def test_the_tally_counts_what_was_sent_and_what_was_lost() -> None:
    board = CountingBoard(lost=frozenset(range(30, 45)))
    sequencer = _sequencer(board)
    board.start(0.0)
    sequencer.rows(board.read(0.799))
    tally = sequencer.tally
    assert (tally.rows, tally.sent, tally.lost, tally.filled) == (100, 85, 15, 15)
    assert tally.loss_percent == pytest.approx(15.0)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, 399)), st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_whatever_is_lost_every_sample_sent_is_on_its_row(lost: set[int], cuts: list[int]) -> None:
    board = CountingBoard(lost=frozenset(lost))
    sequencer = _sequencer(board)
    numbers = np.array([n for n in range(401) if n not in lost])
    whole = board.samples(numbers, numbers / 125)
    parts, done = [], 0
    for cut in [*cuts, len(numbers)]:
        piece = slice(done, done + cut)
        part = Samples(whole.microvolts[piece], whole.counters[piece], whole.times[piece])
        if len(part):
            parts.append(sequencer.rows(part))
        done += cut
    rows = _joined(parts)
    sent = rows.flags == 0
    assert np.array_equal(np.flatnonzero(sent), numbers)
    assert np.array_equal(rows.microvolts[sent], whole.microvolts)


def test_no_samples_make_no_rows() -> None:
    board = CountingBoard()
    sequencer = _sequencer(board)
    empty = board.samples(np.arange(0), np.zeros(0))
    assert len(sequencer.rows(empty)) == 0
    assert replace(sequencer.tally) == sequencer.tally
