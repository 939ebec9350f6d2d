"""The raw recording, written so that nothing older than a second can be lost.

BrainVision, because MNE reads it without us and because an append is all it takes: ``eeg.vhdr``
first, ``eeg.eeg`` as little-endian float32 µV exactly as on the stream, ``eeg.vmrk`` line by line,
each in one write. ``samples.bin`` keeps per row what the format has no place for. A thread of its
own makes it all safe against a power cut once a second, so that a slow disk never holds up the
headset. A full disk is said aloud; the files stay whole, and what comes meanwhile is kept in memory
and written as soon as there is room again.
"""

import logging
import threading
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from acquisition.brainvision import (
    CHECK,
    CHECKS,
    EEG,
    HEADER,
    MARKER_HEAD,
    MARKERS,
    SAMPLE,
    SAMPLES,
    TORN_SAFE,
    header,
    marker_line,
    read_raw,
    row_checks,
    sample_table,
)
from acquisition.disk import Disk
from acquisition.errors import DiskError
from acquisition.salvage import salvage
from station.events import Event
from station.language import N_
from station.stream import RowFlag, Rows, StreamInfo

logger = logging.getLogger(__name__)

MOST_KEPT = 256_000_000  # bytes in memory while the disk is full: hours of any headset's EEG


@dataclass(frozen=True)
class _Part:
    """What must be written whole or not at all: the data for each file, and how many rows it is."""

    writes: tuple[tuple[str, bytes], ...]
    rows: int = 0

    @property
    def size(self) -> int:
        return sum(len(data) for _, data in self.writes)


class RawWriter:
    """Append rows and markers to a session folder while the ``with`` block lasts.

    A folder that already holds a recording is repaired and appended to; see :attr:`left`.

    Parameters
    ----------
    folder : Path
        The session folder; it exists.
    info : StreamInfo
    mains : float
        Mains frequency in Hz, for the header.
    disk : Disk
        A test hands in one that keeps a log.
    """

    def __init__(
        self, folder: Path, info: StreamInfo, *, mains: float, disk: Disk | None = None
    ) -> None:
        self._disk = disk or Disk()
        self._folder = folder
        self._info = info
        self._header = header(info, mains=mains)
        self._files: dict[str, int] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep_safe, name="raw", daemon=True)
        self._failure: OSError | None = None
        self._kept: deque[_Part] = deque()  # in memory, because the disk is full
        self._kept_bytes = self._kept_rows = self._untried = 0
        self._is_over = False  # more came than could be kept: the recording ends before it
        self._rows = self._safe = 0
        self._markers = self._marker_bytes = 0
        self.left: tuple[int, float, NDArray[np.float32]] | None = None

    def __enter__(self) -> Self:
        try:
            self._open()
        except OSError as error:
            raise self._error(error) from error
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
        last = self._write_kept()
        self._make_safe()
        for file in self._files.values():
            self._disk.close(file)
        self._files = {}
        failure = self._failure or last
        if failure is not None:
            logger.error("%s (%d rows)", self._error(failure), self._kept_rows)

    @property
    def rows(self) -> int:
        """Rows written so far."""
        return self._rows

    @property
    def saved_up_to(self) -> int:
        """Rows that a power cut can no longer take."""
        return self._safe

    @property
    def is_behind(self) -> bool:
        """Whether the disk is full, and something waits in memory for room, or is lost."""
        return bool(self._kept) or self._is_over

    def append(self, rows: Rows) -> None:
        """Write rows, and a marker for every gap and restart among them.

        Raises
        ------
        DiskError
            Once, when the disk begins to take no more. Rows are kept from then on, up to
            :data:`MOST_KEPT`, and about once a second it is tried again.
        """
        if len(rows) == 0:
            return
        eeg = np.asarray(rows.microvolts, "<f4").tobytes()
        table = sample_table(rows.times, rows.counters, rows.flags)
        checks = row_checks(self._rows + self._kept_rows, eeg, table)
        parts = [_Part(((EEG, eeg), (SAMPLES, table), (CHECKS, checks)), len(rows))]
        if rows.flags.any():
            parts += self._gaps(rows)
        self._put(parts)

    def hear(self, event: Event) -> None:
        """Write a marker for an event of the training: ``type/label`` at its row."""
        self.marker(max(event.row, 0), "/".join(filter(None, (event.type, event.label))))

    def marker(self, row: int, text: str, *, kind: str = "Comment", length: int = 1) -> None:
        """Write a marker over ``length`` rows from ``row`` on; commas in the text are kept."""
        self._put([self._marker(row, text, kind=kind, length=length)])

    def _marker(self, row: int, text: str, *, kind: str = "Comment", length: int = 1) -> _Part:
        self._markers += 1
        line = marker_line(self._markers, row, text, kind=kind, length=length)
        return _Part(((MARKERS, line.encode("utf-8")),))

    def _gaps(self, rows: Rows) -> list[_Part]:
        parts = []
        edges = np.flatnonzero(np.diff(rows.flags, prepend=0, append=0))
        for start, end in pairwise(edges.tolist()):
            flag, row = RowFlag(int(rows.flags[start])), rows.first + start
            length = end - start
            if RowFlag.HELD in flag:
                parts.append(self._marker(row, "gap", kind="Bad Interval", length=length))
            elif RowFlag.INTERPOLATED in flag:
                parts.append(self._marker(row, "interpolated", length=length))
            elif RowFlag.REPEATED in flag:
                parts.append(self._marker(row, "repeated", kind="Bad Interval", length=length))
            if RowFlag.RESTART in flag:
                parts.append(self._marker(row, "", kind="New Segment"))
        return parts

    def _open(self) -> None:
        path = self._folder / HEADER
        is_new = not path.exists()
        if is_new:
            self._disk.put(path, self._header.encode("utf-8"))
        else:
            self._markers = salvage(self._folder).last_marker
        self._files = {name: self._disk.open(self._folder / name) for name in TORN_SAFE}
        self._disk.sync_folder(self._folder)
        self._marker_bytes = (self._folder / MARKERS).stat().st_size
        if is_new:
            head = _Part(((MARKERS, MARKER_HEAD.encode("utf-8")),))
            self._put([head, self._marker(0, "", kind="New Segment")])
            return
        raw = read_raw(self._folder)
        self._rows = self._safe = len(raw)
        if len(raw):
            self.left = (len(raw), float(raw.times[-1]), raw.microvolts[-1])

    def _put(self, parts: list[_Part]) -> None:
        """Write parts, or keep them while the disk is full."""
        if self.is_behind:
            self._keep(parts)
            if self._untried >= self._info.rate:
                self._write_kept()
            return
        for number, part in enumerate(parts):
            error = self._write(part)
            if error is not None:
                self._keep(parts[number:])
                self._untried = 0
                raise self._error(error) from error

    def _keep(self, parts: list[_Part]) -> None:
        for part in parts:
            self._untried += part.rows
            self._is_over |= self._kept_bytes > MOST_KEPT
            if not self._is_over:  # a row's place in the file is its time: no hole may follow
                self._kept.append(part)
                self._kept_bytes += part.size
                self._kept_rows += part.rows

    def _write_kept(self) -> OSError | None:
        """Write what is kept, in order; return what the disk said if it takes no more."""
        self._untried = 0
        while self._kept:
            error = self._write(self._kept[0])
            if error is not None:
                return error
            part = self._kept.popleft()
            self._kept_bytes -= part.size
            self._kept_rows -= part.rows
        return None

    def _write(self, part: _Part) -> OSError | None:
        """Write a part; if the disk takes no more, nothing of it, and return what the disk said."""
        try:
            if self._failure is not None:
                raise self._failure
            for name, data in part.writes:
                while data:
                    data = data[self._disk.write(self._files[name], data) :]
        except OSError as error:
            self._cut()
            return error
        self._rows += part.rows
        self._marker_bytes += part.size if not part.rows else 0
        return None

    def _cut(self) -> None:
        """Take back what a full disk left half-written."""
        frame = 4 * len(self._info.channels)
        sizes = [self._rows * size for size in (frame, SAMPLE.itemsize, CHECK)]
        for file, size in zip(self._files.values(), [*sizes, self._marker_bytes], strict=True):
            self._disk.truncate(file, size)

    def _error(self, error: OSError) -> DiskError:
        return DiskError(
            N_(
                "The recording in {folder!r} can no longer be written ({reason}); make room on the disk."
            ),
            folder=str(self._folder),
            reason=error.strerror or str(error),
        )

    def _keep_safe(self) -> None:
        while not self._closing.wait(1.0):
            self._make_safe()

    def _make_safe(self) -> None:
        rows = self._rows
        try:
            for file in self._files.values():
                self._disk.sync(file)
        except OSError as error:  # told to the next caller by _write()
            self._failure = error
            return
        self._safe = rows
