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
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from acquisition.backlog import Backlog, Part
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
        self._syncing = threading.Lock()
        self._kept = Backlog()
        self._untried = 0  # rows since the disk was tried last
        self._unsafe: deque[Part] = deque()  # written, but a power cut can still take it
        self._is_torn = self._is_in_doubt = False
        self._rows = self._safe = 0
        self._markers = self._marker_bytes = self._safe_marker_bytes = 0
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
            logger.error("%s (%d rows)", self._error(failure), self._kept.rows)

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
        return len(self._kept) > 0 or self._kept.is_over

    def append(self, rows: Rows) -> None:
        """Write rows, and a marker for every gap and restart among them.

        Raises
        ------
        DiskError
            Once, when the disk begins to take no more. Rows are kept from then on, up to
            :data:`~acquisition.backlog.MOST_KEPT`, and about once a second it is tried again.
        """
        if len(rows) == 0:
            return
        eeg = np.asarray(rows.microvolts, "<f4").tobytes()
        table = sample_table(rows.times, rows.counters, rows.flags)
        checks = row_checks(self._rows + self._kept.rows, eeg, table)
        parts = [Part(((EEG, eeg), (SAMPLES, table), (CHECKS, checks)), len(rows))]
        if rows.flags.any():
            parts += self._gaps(rows)
        self._put(parts)

    def hear(self, event: Event) -> None:
        """Write a marker for an event of the training: ``type/label`` at its row."""
        self.marker(max(event.row, 0), "/".join(filter(None, (event.type, event.label))))

    def marker(self, row: int, text: str, *, kind: str = "Comment", length: int = 1) -> None:
        """Write a marker over ``length`` rows from ``row`` on; commas in the text are kept."""
        self._put([self._marker(row, text, kind=kind, length=length)])

    def _marker(self, row: int, text: str, *, kind: str = "Comment", length: int = 1) -> Part:
        self._markers += 1
        line = marker_line(self._markers, row, text, kind=kind, length=length)
        return Part(((MARKERS, line.encode("utf-8")),))

    def _gaps(self, rows: Rows) -> list[Part]:
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
        self._marker_bytes = self._safe_marker_bytes = (self._folder / MARKERS).stat().st_size
        if is_new:
            head = Part(((MARKERS, MARKER_HEAD.encode("utf-8")),))
            self._put([head, self._marker(0, "", kind="New Segment")])
            return
        raw = read_raw(self._folder)
        self._rows = self._safe = len(raw)
        if len(raw):
            self.left = (len(raw), float(raw.times[-1]), raw.microvolts[-1])

    def _put(self, parts: list[Part]) -> None:
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

    def _keep(self, parts: list[Part]) -> None:
        for part in parts:
            self._untried += part.rows
            self._kept.add(part)

    def _write_kept(self) -> OSError | None:
        """Write what is kept, in order; return what the disk said if it takes no more."""
        self._untried = 0
        self._take_back()
        while self._kept:
            error = self._write(self._kept.first)
            if error is not None:
                return error
            self._kept.remove_first()
        if self._is_in_doubt:
            self._make_safe()
            self._is_in_doubt = self._failure is not None
        return self._take_back()

    def _write(self, part: Part) -> OSError | None:
        """Write a part; if the disk takes no more, nothing of it, and return what the disk said."""
        if self._failure is not None:
            return self._take_back()
        try:
            if self._is_torn:
                self._cut()
            for name, data in part.writes:
                while data:
                    data = data[self._disk.write(self._files[name], data) :]
        except OSError as error:
            with suppress(OSError):  # a disk that was pulled out: tried again before the next part
                self._cut()
            return error
        self._rows += part.rows
        self._marker_bytes += part.marker_bytes
        self._unsafe.append(part)
        return None

    def _take_back(self) -> OSError | None:
        """Keep again what was written and could not be made safe; return what the disk said.

        The system tells of such a failure once and forgets the data: only writing it anew helps.
        """
        with self._syncing:
            failure, self._failure = self._failure, None
            if failure is None:
                return None
            self._is_in_doubt = True
            self._kept.put_back(self._unsafe)
            self._unsafe.clear()
            self._rows, self._marker_bytes = self._safe, self._safe_marker_bytes
            with suppress(OSError):
                self._cut()
            return failure

    def _cut(self) -> None:
        """Take back what a full disk left half-written."""
        self._is_torn = True
        frame = 4 * len(self._info.channels)
        sizes = [self._rows * size for size in (frame, SAMPLE.itemsize, CHECK)]
        for file, size in zip(self._files.values(), [*sizes, self._marker_bytes], strict=True):
            self._disk.truncate(file, size)
        self._is_torn = False

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
        with self._syncing:
            if self._failure is not None:  # what is missing would seem to be safe
                return
            count = len(self._unsafe)
            try:
                for file in self._files.values():
                    self._disk.sync(file)
            except OSError as error:  # told to the next caller by _write()
                self._failure = error
                return
            for part in (self._unsafe.popleft() for _ in range(count)):
                self._safe_marker_bytes += part.marker_bytes
                self._safe += part.rows
