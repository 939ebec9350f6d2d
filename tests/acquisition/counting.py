"""A board whose every value says which sample it is, with losses built in.

``python -m tests.acquisition.counting CONFIG.json`` is the headset process with this board.
"""

import sys
from typing import Self

import numpy as np
from numpy.typing import NDArray

from acquisition.board import Samples
from acquisition.spec import BoardSpec
from station.stream import Cue, StreamInfo


class CountingBoard:
    """Channel ``c`` of sample ``n`` is ``n + 0.25 * c`` µV; ``lost`` samples never arrive.

    ``stale`` samples arrive with the values and the counter of the sample before them.
    """

    def __init__(
        self,
        *,
        channels: int = 2,
        rate: float = 125.0,
        modulus: int = 256,
        step: int = 1,
        lost: frozenset[int] = frozenset(),
        stale: frozenset[int] = frozenset(),
        cues: tuple[Cue, ...] = (),
    ) -> None:
        names = tuple(f"C{number}" for number in range(1, channels + 1))
        self.info = StreamInfo("counting", "test-1", "simulated", names, rate)
        self.counter_modulus, self.counter_step = modulus, step
        self._lost, self._stale, self._told = lost, stale, cues
        self._next, self._start = 0, 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def start(self, now: float) -> None:
        self._start = now

    def read(self, now: float) -> Samples:
        end = int(np.floor((now - self._start) * self.info.rate + 1e-6)) + 1
        numbers = np.array([n for n in range(self._next, end) if n not in self._lost], np.int64)
        self._next = max(end, self._next)
        return self.samples(numbers, self._start + numbers / self.info.rate)

    def samples(self, numbers: NDArray[np.int64], times: NDArray[np.float64]) -> Samples:
        """Return the samples of these numbers, arriving at these times."""
        shown = np.array([n - 1 if n in self._stale else n for n in numbers], np.int64)
        values = shown[:, None] + 0.25 * np.arange(len(self.info.channels))
        counters = shown * self.counter_step
        if self.counter_modulus:
            counters %= self.counter_modulus
        return Samples(values.astype(np.float32), counters.astype(np.int32), np.asarray(times))


def _make(spec: BoardSpec) -> CountingBoard:
    return CountingBoard(channels=16, lost=frozenset({40, 41, 42, 43}))


if __name__ == "__main__":
    from acquisition.service import main

    sys.exit(main(sys.argv[1:], _make))
