"""What is kept of a stream in several bands, and what is said of its rows, are those of the whole recording."""

import numpy as np
import pytest
from numpy.typing import NDArray

from decoding.bank import BANDS, filtered
from decoding.bank_stream import BankStream
from decoding.gate import Gate
from station.stream import Chunk, RowFlag
from tests.decoding.signals import RATE, recording
from tests.decoding.test_gate import STEP, gate

WINDOW, ROOM = 250, 500
ALL = np.arange(4)


def noisy(n_rows: int) -> NDArray[np.float64]:
    """Return noise with a pop or a burst every few seconds, on one channel at a time."""
    generator = np.random.default_rng(5)
    volts = generator.normal(size=(4, n_rows)) * 10e-6
    for at in generator.integers(200, n_rows - 200, size=25):
        volts[generator.integers(4), at : at + generator.integers(1, 60)] += 400e-6
    return volts


@pytest.mark.parametrize("size", [STEP, 3 * STEP, 37])
def test_rows_are_called_clean_as_the_gate_calls_them_in_one_piece(size: int) -> None:
    volts = noisy(round(90 * RATE))
    judged, whole = gate()
    bad, _, tense = judged.feed(volts, whole.apply(volts))
    stream = stream_of(gate()[0])
    seen = 0
    for first in range(0, volts.shape[1], size):
        piece = volts[:, first : first + size]
        for row in stream.feed(chunk(first, piece)):
            begin, end = row + 1 - WINDOW, row + 1
            if begin < 0:
                continue
            expected = ~(bad[:, begin:end].any(axis=0) | tense[begin:end])
            assert np.array_equal(stream.is_clean(begin, end, ALL), expected)
            assert stream.is_all_clean(begin, end, ALL) == expected.all()
            seen += not expected.all()
    assert seen > 100


def test_rows_are_called_good_until_the_newest_that_is_not_has_left() -> None:
    whole = recording(trials=6)
    flags = whole.flags.copy()
    flags[1500:1540] = RowFlag.HELD
    flags[2600] = RowFlag.REPEATED
    expected = np.array((flags & (RowFlag.HELD | RowFlag.REPEATED | RowFlag.RESTART)) == 0)
    expected[:125] = expected[1500:1540] = expected[1540:1665] = False
    raw = whole.microvolts.T.astype(np.float64) * 1e-6
    stream = BankStream(BANDS, RATE, whole.info.channels, whole.info.channels, step=STEP, room=ROOM)
    said, known = [], []
    for first in range(0, len(whole), 25):
        part = slice(first, first + 25)
        for row in stream.feed(chunk(first, raw[:, part], flags[part])):
            if row + 1 >= WINDOW:
                said.append(stream.is_all_good(row + 1 - WINDOW, row + 1))
                known.append(bool(expected[row + 1 - WINDOW : row + 1].all()))
    assert said == known
    assert 0 < sum(said) < len(said)


def test_what_is_kept_is_the_filtered_recording_also_when_room_is_made() -> None:
    whole = recording(trials=6)
    volts, _ = filtered(whole, BANDS)
    raw = whole.microvolts.T.astype(np.float64) * 1e-6
    names = whole.info.channels
    stream = BankStream(BANDS, RATE, names, names, step=STEP, room=ROOM)
    for first in range(0, len(whole), 40):
        for row in stream.feed(chunk(first, raw[:, first : first + 40])):
            if row > 1000:
                stream.reserve(900)
            if row + 1 >= WINDOW:
                found = stream.rows(row + 1 - WINDOW, row + 1)
                assert found is not None
                assert np.array_equal(found[0], volts[..., row + 1 - WINDOW : row + 1])


def stream_of(judge: Gate) -> BankStream:
    names = [f"E{i}" for i in range(4)]
    return BankStream(BANDS, RATE, names, names, step=STEP, room=ROOM, gate=judge)


def chunk(first: int, volts: NDArray[np.float64], flags: NDArray[np.uint8] | None = None) -> Chunk:
    n_rows = volts.shape[1]
    no = np.zeros(n_rows, dtype=np.uint8)
    return Chunk(first, volts, np.zeros(n_rows), no if flags is None else flags)
