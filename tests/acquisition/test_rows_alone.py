"""Rows that come one by one take a shorter way, which must lead to the same place."""

import numpy as np
import pytest

from acquisition.board import Samples
from acquisition.sequencer import Sequencer
from station.stream import StreamInfo

_CHANNELS = ("C3", "C4")


def _info(rate: float) -> StreamInfo:
    return StreamInfo("cyton", "d", "simulated", _CHANNELS, rate, "n/a", "n/a")


def _stream(seed: int, rate: float, step: int) -> list[Samples]:
    """Return 2000 rows that come alone: late, lost, repeated, with wrong counters, a turn gone."""
    chance = np.random.default_rng(seed)
    numbers = np.flatnonzero(chance.random(2400) > 0.01)
    numbers = numbers[(numbers < 900) | (numbers >= 900 + 256 // step)]
    times = numbers / rate + chance.exponential(0.002, len(numbers))
    times = np.maximum.accumulate(times)
    counters = numbers * step % 256
    wrong = chance.random(len(numbers)) < 0.003
    counters[wrong] = chance.integers(0, 256, np.count_nonzero(wrong))
    values = chance.normal(size=(len(numbers), 2)).astype(np.float32)
    parts = zip(values, counters.astype(np.int32), times, strict=True)
    return [Samples(v[None], np.array([c], np.int32), np.array([t])) for v, c, t in parts]


def _all(sequencer: Sequencer, stream: list[Samples]) -> list[np.ndarray]:
    rows = [sequencer.rows(samples) for samples in stream] + [sequencer.flush()]
    names = ("microvolts", "times", "counters", "flags")
    return [np.concatenate([getattr(r, name) for r in rows]) for name in names]


@pytest.mark.parametrize(("rate", "step"), [(250.0, 1), (125.0, 2)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_that_come_alone_are_placed_as_a_chunk_would_be(
    monkeypatch: pytest.MonkeyPatch, seed: int, rate: float, step: int
) -> None:
    stream = _stream(seed, rate, step)
    short = Sequencer(_info(rate), 256, step)
    found = _all(short, stream)
    monkeypatch.setattr(Sequencer, "_is_next", lambda self, samples: False)
    long = Sequencer(_info(rate), 256, step)
    for one, other in zip(found, _all(long, stream), strict=True):
        np.testing.assert_array_equal(one, other)
    assert short.tally == long.tally
    assert short.tally.lost > 0
