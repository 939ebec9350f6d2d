"""The raw recording, written so that nothing older than a second can be lost.

BrainVision, because MNE reads it without us and because an append is all it takes: ``eeg.vhdr``
first, ``eeg.eeg`` as little-endian float32 µV exactly as on the stream, ``eeg.vmrk`` line by line,
each in one write. ``samples.bin`` keeps per row what the format has no place for. A thread of its
own makes it all safe against a power cut once a second, so that a slow disk never holds up the
headset. A full disk is said once, aloud; from then on nothing more is written, so that the file
stays whole.
"""

import logging
import threading
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
        self._files: list[int] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep_safe, name="raw", daemon=True)
        self._failure: OSError | None = None
        self._is_failed = False
        self._rows = self._safe = 0
        self._markers = 0
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
        self._make_safe()
        for file in self._files:
            self._disk.close(file)
        self._files = []
        if self._failure is not None and not self._is_failed:
            logger.error("%s", self._error(self._failure))

    @property
    def rows(self) -> int:
        """Rows written so far."""
        return self._rows

    @property
    def saved_up_to(self) -> int:
        """Rows that a power cut can no longer take."""
        return self._safe

    def append(self, rows: Rows) -> None:
        """Write rows, and a marker for every gap and restart among them.

        Raises
        ------
        DiskError
            Once, if the disk takes no more; later rows are left out silently.
        """
        if len(rows) == 0:
            return
        samples = np.empty(len(rows), SAMPLE)
        samples["time"], samples["counter"] = rows.times, rows.counters
        samples["flags"] = rows.flags
        eeg, table = np.ascontiguousarray(rows.microvolts, "<f4").tobytes(), samples.tobytes()
        self._write(EEG, eeg)
        self._write(SAMPLES, table)
        self._write(CHECKS, row_checks(self._rows, eeg, table))
        if not self._is_failed:
            self._rows += len(rows)
        if np.any(rows.flags):
            self._mark_gaps(rows)

    def hear(self, event: Event) -> None:
        """Write a marker for an event of the training: ``type/label`` at its row."""
        self.marker(max(event.row, 0), "/".join(filter(None, (event.type, event.label))))

    def marker(self, row: int, text: str, *, kind: str = "Comment", length: int = 1) -> None:
        """Write a marker over ``length`` rows from ``row`` on; commas in the text are kept."""
        self._markers += 1
        line = marker_line(self._markers, row, text, kind=kind, length=length)
        self._write(MARKERS, line.encode("utf-8"))

    def _mark_gaps(self, rows: Rows) -> None:
        edges = np.flatnonzero(np.diff(rows.flags, prepend=0, append=0))
        for start, end in pairwise(edges.tolist()):
            flag, row = RowFlag(int(rows.flags[start])), rows.first + start
            length = end - start
            if RowFlag.HELD in flag:
                self.marker(row, "gap", kind="Bad Interval", length=length)
            elif RowFlag.INTERPOLATED in flag:
                self.marker(row, "interpolated", length=length)
            elif RowFlag.REPEATED in flag:
                self.marker(row, "repeated", kind="Bad Interval", length=length)
            if RowFlag.RESTART in flag:
                self.marker(row, "", kind="New Segment")

    def _open(self) -> None:
        path = self._folder / HEADER
        is_new = not path.exists()
        if is_new:
            self._disk.put(path, self._header.encode("utf-8"))
        else:
            self._markers = salvage(self._folder).last_marker
        self._files = [self._disk.open(self._folder / name) for name in TORN_SAFE]
        self._disk.sync_folder(self._folder)
        if is_new:
            self._write(MARKERS, MARKER_HEAD.encode("utf-8"))
            self.marker(0, "", kind="New Segment")
            return
        raw = read_raw(self._folder)
        self._rows = self._safe = len(raw)
        if len(raw):
            self.left = (len(raw), float(raw.times[-1]), raw.microvolts[-1])

    def _write(self, name: str, data: bytes) -> None:
        if self._is_failed:
            return
        file = self._files[TORN_SAFE.index(name)]
        try:
            if self._failure is not None:
                raise self._failure
            while data:
                data = data[self._disk.write(file, data) :]
        except OSError as error:
            self._is_failed = True
            self._cut()
            raise self._error(error) from error

    def _cut(self) -> None:
        """Take back what a full disk left half-written."""
        frame = 4 * len(self._info.channels)
        sizes = (self._rows * size for size in (frame, SAMPLE.itemsize, CHECK))
        for file, size in zip(self._files, sizes, strict=False):
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
            for file in self._files:
                self._disk.sync(file)
        except OSError as error:  # raised to the next caller by _write()
            self._failure = error
            return
        self._safe = rows
