"""Open a lost board again, however long that takes, while everybody else goes on.

A driver that is asked to open a port may wait there for seconds. Each attempt therefore has a
thread of its own: commands are obeyed meanwhile, and the status goes on being told.
"""

import threading
from collections.abc import Callable

from station.clock import Clock

RETRY = 0.3  # s between the end of one attempt and the next


def _in_background(attempt: Callable[[], None]) -> None:
    threading.Thread(target=attempt, name="reopen", daemon=True).start()


class Reopening:
    """Try again and again, one attempt at a time.

    Parameters
    ----------
    attempt : callable
        Tries once, at a time on the stream clock; returns whether the board is open.
    clock : Clock
    run : callable
        Runs an attempt without waiting for it; a test runs it at once.
    """

    def __init__(
        self,
        attempt: Callable[[float], bool],
        clock: Clock,
        run: Callable[[Callable[[], None]], None] = _in_background,
    ) -> None:
        self._attempt = attempt
        self._clock = clock
        self._run = run
        self._idle = threading.Event()
        self._idle.set()
        self._is_open = False
        self._tried_at = float("-inf")

    def has_opened(self) -> bool:
        """Try again if it is time; return whether an attempt has succeeded since the last call."""
        if not self._idle.is_set():
            return False
        if self._is_open:
            self._is_open = False
            return True
        if self._clock.now() - self._tried_at >= RETRY:
            self._idle.clear()
            self._run(self._try)
        return False

    def end(self, patience: float) -> bool:
        """Wait for an attempt under way; return whether it ended in so many seconds."""
        return self._idle.wait(patience)

    def _try(self) -> None:
        try:
            self._is_open = self._attempt(self._clock.now())
        finally:
            self._tried_at = self._clock.now()
            self._idle.set()
