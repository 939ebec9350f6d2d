"""The training process's own files: ``events.jsonl`` and ``decisions.bin``.

Whoever has it first writes it. Every line and every row is one unbuffered append, so that a
killed process leaves whole lines; a thread of its own makes them safe against a power cut once a
second, because a slow disk must not hold up a decision.
"""

import os
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sessions.record import DECISION_COLUMNS
from station.clock import Clock
from station.events import Event

EVENTS = "events.jsonl"
DECISIONS = "decisions.bin"


class SessionLog:
    """Append events and decisions while the ``with`` block lasts.

    Parameters
    ----------
    folder : Path
        The session folder.
    clock : Clock
        Stamps the events.
    started : tuple of (datetime, float)
        Wall time, and the stream clock at that instant: wall times follow the stream clock from
        there, so that a clock set anew in mid-session cannot reorder them.
    listeners : sequence of callable
        Told of every event once it is written: the marker stream, the therapist's screen.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        started: tuple[datetime, float],
        listeners: Sequence[Callable[[Event], None]] = (),
    ) -> None:
        self._folder = folder
        self._listeners = tuple(listeners)
        self._clock = clock
        self._started = started
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep_safe, name="log", daemon=True)
        self._files: list[int] = []
        self._number = 0

    def __enter__(self) -> Self:
        mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        path = self._folder / EVENTS
        if path.exists():
            self._number = path.read_bytes().count(b"\n")
        self._files = [os.open(self._folder / name, mode, 0o644) for name in (EVENTS, DECISIONS)]
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._thread.join(timeout=2.0)
        for file in self._files:
            os.fsync(file)
            os.close(file)

    def event(self, type_: str, label: str, row: int, **details: object) -> Event:
        """Number, stamp and write an event; return it as written."""
        time = self._clock.now()
        wall, clock = self._started
        stamp = datetime.fromtimestamp(wall.timestamp() + time - clock, UTC)
        event = Event(
            self._number, type_, label, row, time, stamp.isoformat(timespec="milliseconds"), details
        )
        os.write(self._files[0], (event.to_json() + "\n").encode("utf-8"))
        self._number += 1
        for listen in self._listeners:
            listen(event)
        return event

    def decision(self, values: NDArray[np.float64]) -> None:
        """Write one row of decisions, shape ``(len(DECISION_COLUMNS),)``."""
        if values.shape != (len(DECISION_COLUMNS),):
            raise ValueError(f"a decision has {len(DECISION_COLUMNS)} values, not {values.shape}")
        os.write(self._files[1], values.astype("<f8").tobytes())

    def _keep_safe(self) -> None:
        while not self._closing.wait(1.0):
            for file in self._files:
                os.fsync(file)
