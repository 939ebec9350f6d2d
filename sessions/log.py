"""The training process's own files: ``events.jsonl`` and ``decisions.bin``.

Whoever has it first writes it. Every line and every row is one unbuffered append, so that a
killed process leaves whole lines; a thread of its own makes them safe against a power cut once a
second, because a slow disk must not hold up a decision. While the disk is full, which the headset
process says aloud, lines wait in memory: no disk ends a session in front of the patient.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sessions.errors import SessionError
from sessions.record import DECISION_COLUMNS
from station.clock import Clock
from station.events import Event
from station.language import N_

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
        self._files: list[_Lines] = []
        self._number = 0

    def __enter__(self) -> Self:
        path = self._folder / EVENTS
        if path.exists():
            self._number = path.read_bytes().count(b"\n")
        self._files = [_Lines(self._folder / name) for name in (EVENTS, DECISIONS)]
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
        left = [file.close() for file in self._files]
        if any(left) and error is None:
            raise SessionError(
                N_(
                    "The disk is full: the last {size} bytes of events and decisions in {folder!r} could "
                    "not be written. Make room before the next session."
                ),
                size=sum(left),
                folder=str(self._folder),
            )

    def event(self, type_: str, label: str, row: int, **details: object) -> Event:
        """Number, stamp and write an event; return it as written."""
        time = self._clock.now()
        wall, clock = self._started
        stamp = datetime.fromtimestamp(wall.timestamp() + time - clock, UTC)
        event = Event(
            self._number, type_, label, row, time, stamp.isoformat(timespec="milliseconds"), details
        )
        self._files[0].append((event.to_json() + "\n").encode("utf-8"))
        self._number += 1
        for listen in self._listeners:
            listen(event)
        return event

    def decision(self, values: NDArray[np.float64]) -> None:
        """Write one row of decisions, shape ``(len(DECISION_COLUMNS),)``."""
        if values.shape != (len(DECISION_COLUMNS),):
            raise ValueError(f"a decision has {len(DECISION_COLUMNS)} values, not {values.shape}")
        self._files[1].append(values.astype("<f8").tobytes())

    def _keep_safe(self) -> None:
        while not self._closing.wait(1.0):
            for file in self._files:
                file.sync()


class _Lines:
    """A file that is appended to in whole lines (or rows), which wait while the disk is full."""

    def __init__(self, path: Path) -> None:
        mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, mode, 0o644)
        self._end = os.fstat(self._file).st_size
        self._waiting: deque[bytes] = deque()
        self._lock = threading.Lock()  # two threads must not both write what waits

    def append(self, line: bytes) -> None:
        with self._lock:
            self._waiting.append(line)
            try:
                while self._waiting:
                    self._write(self._waiting[0])
                    self._end += len(self._waiting.popleft())
            except OSError:
                os.ftruncate(self._file, self._end)  # what found room of it makes no whole line

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._file, data) :]

    def sync(self) -> None:
        with suppress(OSError):  # the headset process says so: it writes to the same disk
            os.fsync(self._file)

    def close(self) -> int:
        """Close the file; return how many bytes found no room."""
        self.append(b"")
        self.sync()
        os.close(self._file)
        return sum(map(len, self._waiting))
