"""How late this machine wakes up whoever asked to be woken: what no program can do better."""

import threading
import time
from types import TracebackType
from typing import Self

import numpy as np

TICK = 1e-3


class Jitter:
    """Ask to be woken every millisecond on a thread of its own, while the ``with`` block lasts."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._late: list[float] = []
        self._thread = threading.Thread(target=self._run, name="jitter", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()

    @property
    def p99_ms(self) -> float:
        """The 99th percentile of how late it came, in milliseconds."""
        return 1e3 * float(np.percentile(self._late, 99)) if self._late else float("nan")

    def _run(self) -> None:
        before = time.perf_counter()
        while not self._ending.wait(TICK):
            now = time.perf_counter()
            self._late.append(now - before - TICK)
            before = time.perf_counter()
