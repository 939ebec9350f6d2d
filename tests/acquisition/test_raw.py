"""The raw recording: what was appended can be read, whole or torn, by us and by MNE."""

import errno
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import mne
import numpy as np
import pytest

from acquisition.brainvision import MARKERS, read_raw
from acquisition.disk import Disk
from acquisition.errors import BrokenRecording, DiskError
from acquisition.raw import RawWriter
from acquisition.salvage import salvage
from station.events import Event
from station.stream import RowFlag, Rows, StreamInfo

INFO = StreamInfo("counting", "test-1", "simulated", ("C3", "Cz", "C4"), 125.0)


def _rows(first: int, count: int) -> Rows:
    numbers = np.arange(first, first + count)
    microvolts = (numbers[:, None] + [0.0, 0.25, 0.5]).astype(np.float32)
    zeros = np.zeros(count, np.uint8)
    return Rows(first, microvolts, numbers / 125.0, (numbers % 256).astype(np.int32), zeros)


def _written(folder: Path, count: int = 500) -> None:
    with RawWriter(folder, INFO, mains=50.0) as writer:
        for first in range(0, count, 10):
            writer.append(_rows(first, 10))


def test_what_was_appended_is_read_back(tmp_path: Path) -> None:
    _written(tmp_path)
    raw = read_raw(tmp_path)
    expected = _rows(0, 500)
    assert (raw.channels, raw.rate, raw.torn) == (INFO.channels, INFO.rate, 0)
    for name in ("microvolts", "times", "counters", "flags"):
        assert np.array_equal(getattr(raw, name), getattr(expected, name)), name


def test_mne_reads_the_same_volts(tmp_path: Path) -> None:
    _written(tmp_path)
    raw = mne.io.read_raw_brainvision(tmp_path / "eeg.vhdr", verbose="error")
    assert raw.info["sfreq"] == 125.0
    assert np.allclose(raw.get_data() * 1e6, _rows(0, 500).microvolts.T, atol=1e-4)


def test_a_torn_tail_is_cut_to_whole_rows_and_said(tmp_path: Path) -> None:
    _written(tmp_path)
    os.truncate(tmp_path / "eeg.eeg", 400 * 12 + 5)
    raw = read_raw(tmp_path)
    assert len(raw) == 400
    assert raw.torn == 5 + 100 * 13
    mne.io.read_raw_brainvision(tmp_path / "eeg.vhdr", preload=True, verbose="error")


def test_markers_keep_commas_chinese_and_rows(tmp_path: Path) -> None:
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(_rows(0, 250))
        writer.hear(Event(0, "cue", "right_hand", 125, 1.0, "w"))
        writer.marker(200, "停, please\nnow")
    marks = mne.io.read_raw_brainvision(tmp_path / "eeg.vhdr", verbose="error").annotations
    assert list(marks.description) == ["Comment/cue/right_hand", "Comment/停, please now"]
    assert marks.onset.tolist() == [1.0, 1.6]


def test_each_marker_line_is_one_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    write = os.write

    def spy(file: int, data: bytes) -> int:
        written.append(bytes(data))
        return write(file, data)

    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        monkeypatch.setattr(os, "write", spy)
        writer.marker(3, "a")
    assert written == [b"Mk2=Comment,a,4,1,0\n"]


def test_gaps_and_restarts_are_marked(tmp_path: Path) -> None:
    rows = _rows(0, 100)
    rows.flags[10:12] = RowFlag.INTERPOLATED
    rows.flags[50:60] = RowFlag.HELD
    rows.flags[60] = RowFlag.RESTART
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(rows)
    lines = (tmp_path / MARKERS).read_text("utf-8").splitlines()[-3:]
    assert lines == [
        "Mk2=Comment,interpolated,11,2,0",
        "Mk3=Bad Interval,gap,51,10,0",
        "Mk4=New Segment,,61,1,0",
    ]


def test_a_recording_that_was_left_behind_is_mended_and_gone_on_with(tmp_path: Path) -> None:
    _written(tmp_path)
    os.truncate(tmp_path / "eeg.eeg", 400 * 12 + 5)
    with (tmp_path / MARKERS).open("ab") as file:
        file.write(b"Mk2=Comment,torn")
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        assert writer.left is not None
        assert writer.left[:2] == (400, 399 / 125.0)
        writer.append(_rows(400, 100))
        writer.marker(400, "whole")
    assert np.array_equal(read_raw(tmp_path).microvolts, _rows(0, 500).microvolts)
    marks = mne.io.read_raw_brainvision(tmp_path / "eeg.vhdr", verbose="error").annotations
    assert list(marks.description) == ["Comment/whole"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_a_folder_that_cannot_be_synced_is_recorded_into_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory sticks and network folders answer so; their files are synced as any others."""
    sync = os.fsync

    def refuse(file: int) -> None:
        if stat.S_ISDIR(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        sync(file)

    monkeypatch.setattr(os, "fsync", refuse)
    _written(tmp_path, 50)
    assert len(read_raw(tmp_path)) == 50


def test_a_header_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenRecording, match="not the header"):
        read_raw(tmp_path)


def test_closing_leaves_everything_saved(tmp_path: Path) -> None:
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(_rows(0, 30))
    assert writer.saved_up_to == writer.rows == 30


@pytest.fixture
def limit() -> Iterator[Callable[[int | None], None]]:
    """Return what limits the size of files, as a full disk does; None takes the limit away."""
    if sys.platform == "win32":
        pytest.skip("needs a limit on file sizes")
    import resource

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def set_limit(size: int | None) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft if size is None else size, hard))

    yield set_limit
    set_limit(None)
    signal.signal(signal.SIGXFSZ, handler)


Limit = Callable[[int | None], None]


def test_a_full_disk_is_said_once_and_leaves_whole_rows(tmp_path: Path, limit: Limit) -> None:
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(_rows(0, 100))
        limit(2000)
        with pytest.raises(DiskError, match="make room"):
            writer.append(_rows(100, 100))
        writer.append(_rows(200, 100))
        assert writer.is_behind
        raw = read_raw(tmp_path)
        assert raw.torn == 0
        assert np.array_equal(raw.microvolts, _rows(0, 100).microvolts)
        assert writer.rows == 100


def test_what_came_while_the_disk_was_full_is_written_once_there_is_room(
    tmp_path: Path, limit: Limit
) -> None:
    """About once a second it is tried again: 125 rows."""
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(_rows(0, 100))
        limit(2000)
        with pytest.raises(DiskError):
            writer.append(_rows(100, 100))
        writer.marker(150, "while it was full")
        limit(None)
        writer.append(_rows(200, 60))
        assert writer.is_behind
        writer.append(_rows(260, 70))
        assert not writer.is_behind
        writer.marker(320, "later")
    assert np.array_equal(read_raw(tmp_path).microvolts, _rows(0, 330).microvolts)
    assert salvage(tmp_path).mended == salvage(tmp_path).damaged == ()
    lines = (tmp_path / MARKERS).read_text("utf-8").splitlines()[-2:]
    assert lines == ["Mk2=Comment,while it was full,151,1,0", "Mk3=Comment,later,321,1,0"]


def test_a_marker_that_found_no_room_is_written_at_the_end(tmp_path: Path, limit: Limit) -> None:
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        limit((tmp_path / MARKERS).stat().st_size + 5)
        with pytest.raises(DiskError):
            writer.marker(0, "torn")
        assert (tmp_path / MARKERS).read_bytes().endswith(b"\n")
        limit(None)
    assert (tmp_path / MARKERS).read_text("utf-8").endswith("\nMk2=Comment,torn,1,1,0\n")


def test_a_recording_ends_where_no_more_could_be_kept(
    tmp_path: Path, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row's place in the file is its time: behind a hole every time would be wrong."""
    monkeypatch.setattr("acquisition.backlog.MOST_KEPT", 5000)
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        limit(600)
        with pytest.raises(DiskError):
            writer.append(_rows(0, 200))
        writer.append(_rows(200, 100))
        limit(None)
        writer.append(_rows(300, 200))
        assert writer.is_behind
    assert len(read_raw(tmp_path)) == 200


class TroubledDisk(Disk):
    """A disk that writes late: what it could not keep it forgets when it is told to make it safe.

    ``is_full``: it forgets. ``is_pulled``: it does nothing any more.
    """

    def __init__(self) -> None:
        self.is_full = self.is_pulled = False
        self._asked = threading.Semaphore(0)
        self._safe: dict[int, int] = {}

    def write(self, file: int, data: bytes) -> int:
        """Append."""
        if self.is_pulled:
            raise OSError(errno.EIO, "Input/output error")
        return super().write(file, data)

    def sync(self, file: int) -> None:
        """Keep what was written, or say once that it is gone."""
        size = os.fstat(file).st_size
        if self.is_full and size > self._safe.get(file, 0):
            os.ftruncate(file, self._safe.get(file, 0))
            os.ftruncate(file, size)  # as long as before, and zeros: as after a power cut
            self._asked.release()
            raise OSError(errno.ENOSPC, "No space left on device")
        super().sync(file)
        self._safe[file] = size

    def wait(self, writer: RawWriter) -> None:
        """Wait until the writer has learnt that something is gone."""
        assert self._asked.acquire(timeout=5.0)
        with writer._syncing:  # held while it learns
            pass

    def truncate(self, file: int, size: int) -> None:
        """Cut a file."""
        if self.is_pulled:
            raise OSError(errno.EIO, "Input/output error")
        super().truncate(file, size)


def test_what_a_disk_forgot_before_it_was_safe_is_written_again(tmp_path: Path) -> None:
    """Network folders take every write and say only later that they are full."""
    disk, said = TroubledDisk(), 0
    with RawWriter(tmp_path, INFO, mains=50.0, disk=disk) as writer:
        writer.append(_rows(0, 100))
        disk.is_full = True
        disk.wait(writer)
        for first in range(100, 300, 10):
            try:
                writer.append(_rows(first, 10))
            except DiskError:
                said += 1
        assert said == 1
        assert writer.is_behind
        disk.is_full = False
        for first in range(300, 600, 10):
            writer.append(_rows(first, 10))
        assert not writer.is_behind

    assert np.array_equal(read_raw(tmp_path).microvolts, _rows(0, 600).microvolts)
    assert salvage(tmp_path).mended == ()


def test_a_disk_that_is_full_until_the_end_is_tried_once_more_at_the_end(tmp_path: Path) -> None:
    disk = TroubledDisk()
    with RawWriter(tmp_path, INFO, mains=50.0, disk=disk) as writer:
        disk.is_full = True
        writer.append(_rows(0, 100))
        disk.wait(writer)
        disk.is_full = False

    assert np.array_equal(read_raw(tmp_path).microvolts, _rows(0, 100).microvolts)
    assert salvage(tmp_path).mended == ()


def test_a_disk_that_is_pulled_out_does_not_end_the_session(tmp_path: Path) -> None:
    """It cannot even take back what is half-written; it is back later."""
    disk = TroubledDisk()
    with RawWriter(tmp_path, INFO, mains=50.0, disk=disk) as writer:
        writer.append(_rows(0, 100))
        disk.is_pulled = True
        with pytest.raises(DiskError, match="Input/output error"):
            writer.append(_rows(100, 10))
        writer.append(_rows(110, 190))
        disk.is_pulled = False
        writer.append(_rows(300, 200))

    assert np.array_equal(read_raw(tmp_path).microvolts, _rows(0, 500).microvolts)
    assert salvage(tmp_path).mended == ()
