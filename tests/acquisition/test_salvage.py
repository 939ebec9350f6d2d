"""After a power cut every row is either as it was written, or counted as lost."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import mne
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquisition.brainvision import (
    CHECKS,
    EEG,
    HEADER,
    MARKER_HEAD,
    MARKERS,
    SAMPLES,
    header,
    read_raw,
)
from acquisition.disk import Disk
from acquisition.errors import BrokenRecording
from acquisition.raw import RawWriter
from acquisition.salvage import Salvaged, salvage
from station.stream import Rows, StreamInfo

INFO = StreamInfo("counting", "test-1", "simulated", ("C3", "Cz", "C4"), 125.0)
WIDTHS = {EEG: 12, SAMPLES: 13, CHECKS: 4}
BLOCK = 512


def _rows(first: int, count: int) -> Rows:
    numbers = np.arange(first, first + count)
    microvolts = (numbers[:, None] + [1.0, 0.25, 0.5]).astype(np.float32)
    zeros = np.zeros(count, np.uint8)
    return Rows(first, microvolts, numbers / 125.0, (numbers % 256).astype(np.int32), zeros)


@dataclass
class LoggingDisk(Disk):
    """A disk that remembers what it was asked to do, in order."""

    log: list[tuple[str, bytes | None]] = field(default_factory=list)  # None is a sync
    names: dict[int, str] = field(default_factory=dict)

    def open(self, path: Path) -> int:
        file = super().open(path)
        self.names[file] = path.name
        return file

    def write(self, file: int, data: bytes) -> int:
        self.log.append((self.names[file], data))
        return super().write(file, data)

    def sync(self, file: int) -> None:
        self.log.append((self.names[file], None))


@dataclass
class _File:
    """What a file holds at one moment: all of it, and how much of that is safe."""

    data: bytes = b""
    safe: int = 0


def _recorded_log() -> list[tuple[str, bytes | None]]:
    """Return the log of a recording that is made safe now and then."""
    disk = LoggingDisk()
    with TemporaryDirectory() as folder:
        writer = RawWriter(Path(folder), INFO, mains=50.0, disk=disk)
        writer._open()
        for turn in range(24):
            writer.append(_rows(20 * turn, 20))
            if turn % 3 == 1:
                writer.marker(20 * turn, f"cue, {turn}")
            if turn % 8 == 7:
                writer._make_safe()
        writer._thread.start()
        writer.__exit__(None, None, None)
    return disk.log


LOG = _recorded_log()


def _at(moment: int) -> dict[str, _File]:
    files = {name: _File() for name in (*WIDTHS, MARKERS)}
    for name, data in LOG[:moment]:
        file = files[name]
        if data is None:
            file.safe = len(file.data)
        else:
            file.data += data
    return files


def _check(left: dict[str, bytes], safe: dict[str, int]) -> Salvaged:
    """Salvage what a power cut left, and hold it against what was written."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / HEADER).write_text(header(INFO, mains=50.0), encoding="utf-8")
        for file, data in left.items():
            (folder / file).write_bytes(data)
        found = salvage(folder)
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        again = salvage(folder)
        assert again.mended == ()
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
        raw = read_raw(folder)
    assert (len(raw), raw.torn) == (found.rows, 0)
    expected = _rows(0, found.rows)
    for part in ("microvolts", "times", "counters", "flags"):
        assert np.array_equal(getattr(raw, part), getattr(expected, part)), part
    reached = max(-(-len(left[file]) // width) for file, width in WIDTHS.items())
    assert found.rows + found.lost_rows == reached
    assert found.rows >= min(safe[file] // width for file, width in WIDTHS.items())
    assert not found.damaged
    markers = files[MARKERS]
    assert markers.startswith(MARKER_HEAD.encode())
    assert markers.endswith(b"\n")
    assert markers.count(b"\nMk") == found.markers >= left[MARKERS][: safe[MARKERS]].count(b"\nMk")
    return found


def test_every_moment_of_a_power_cut_is_salvaged() -> None:
    """At each step: all of it, only what was safe, and each torn or zeroed block of the rest."""
    for moment in range(len(LOG) + 1):
        files = _at(moment)
        safe = {name: file.safe for name, file in files.items()}
        everything = {name: file.data for name, file in files.items()}
        assert _check(everything, safe).lost_markers == 0
        kept = {name: file.data[: file.safe] for name, file in files.items()}
        assert _check(kept, safe).lost_markers == 0
        for name, left in _damages(files):
            _check({**everything, name: left}, safe)


def _damages(files: dict[str, _File]) -> Iterator[tuple[str, bytes]]:
    for name, file in files.items():
        for start in range(file.safe - file.safe % BLOCK, len(file.data), BLOCK):
            first, end = max(start, file.safe), min(start + BLOCK, len(file.data))
            yield name, file.data[:first]
            yield name, file.data[:first] + bytes(end - first) + file.data[end:]


@given(
    moment=st.integers(0, len(LOG)),
    cuts=st.tuples(*[st.floats(0.0, 1.0)] * 4),
    zeroed=st.sets(st.tuples(st.sampled_from([*WIDTHS, MARKERS]), st.integers(0, 40))),
)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_loss_of_what_was_not_safe_is_salvaged(
    moment: int, cuts: tuple[float, ...], zeroed: set[tuple[str, int]]
) -> None:
    files = _at(moment)
    left = {}
    for cut, (name, file) in zip(cuts, files.items(), strict=True):
        size = file.safe + round(cut * (len(file.data) - file.safe))
        data = bytearray(file.data[:size])
        for other, block in zeroed:
            start, end = max(block * BLOCK, file.safe), min((block + 1) * BLOCK, size)
            if other == name and start < end:
                data[start:end] = bytes(end - start)
        left[name] = bytes(data)

    _check(left, {name: file.safe for name, file in files.items()})


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(_rows(0, 5000))
        writer.marker(7, "cue")
    return tmp_path


def test_a_whole_recording_is_left_alone(recording: Path) -> None:
    before = {path.name: path.read_bytes() for path in recording.iterdir()}

    found = salvage(recording)

    assert (found.rows, found.seconds, found.markers) == (5000, 40.0, 2)
    assert (found.mended, found.is_whole) == ((), True)
    assert {path.name: path.read_bytes() for path in recording.iterdir()} == before


def test_an_empty_recording_is_salvaged_and_mne_says_nothing_worse(recording: Path) -> None:
    for name in (EEG, SAMPLES, CHECKS, MARKERS):
        (recording / name).write_bytes(b"")

    assert salvage(recording).rows == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a file has one name there")
def test_markers_are_never_gone_while_they_are_mended(recording: Path) -> None:
    """A full disk, or a power cut in the middle of mending, must not take the markers that were whole."""
    path = recording / MARKERS
    there = (
        path.read_bytes() + b"Mk3=Comment,one,5,1,0\nMk4=Com\0\0,9,1,0\nMk5=Comment,two,10,1,0\n"
    )
    path.write_bytes(there)
    before = recording / "the file that was there"
    before.hardlink_to(path)

    found = salvage(recording)

    assert found.lost_markers == 1
    assert before.read_bytes() == there
    assert path.read_bytes() == there.replace(b"Mk4=Com\0\0,9,1,0\n", b"")


def test_a_header_is_written_anew_from_the_record_of_the_session(recording: Path) -> None:
    whole = (recording / HEADER).read_bytes()
    record = (
        '{"board": "counting", "device": "test-1", "source": "simulated", "rate": 125.0,'
        ' "channels": ["C3", "Cz", "C4"], "mains": 50.0, "pseudonym": "P-0000"}'
    )
    (recording / "session.json").write_text(record, encoding="utf-8")
    for torn in (b"", whole[:100]):
        (recording / HEADER).write_bytes(torn)

        found = salvage(recording)

        assert "written anew" in found.mended[0].sentence
        assert (recording / HEADER).read_bytes() == whole
    mne.io.read_raw_brainvision(recording / HEADER, preload=True, verbose="error")


def test_a_header_that_the_record_contradicts_is_written_anew(recording: Path) -> None:
    whole = (recording / HEADER).read_text("utf-8")
    record = (
        '{"board": "counting", "device": "test-1", "source": "simulated", "rate": 125.0,'
        ' "channels": ["C3", "Cz", "C4"], "mains": 50.0}'
    )
    (recording / "session.json").write_text(record, encoding="utf-8")
    (recording / HEADER).write_text(whole.replace("Channels=3", "Channels=2"), encoding="utf-8")

    found = salvage(recording)

    assert (found.rows, found.lost_rows) == (5000, 0)
    assert (recording / HEADER).read_text("utf-8") == whole


def test_a_header_that_does_not_fit_the_rows_cuts_none_of_them(recording: Path) -> None:
    text = (recording / HEADER).read_text("utf-8")
    (recording / HEADER).write_text(text.replace("Channels=3", "Channels=2"), encoding="utf-8")
    before = (recording / EEG).read_bytes()

    with pytest.raises(BrokenRecording, match="cannot be repaired"):
        salvage(recording)

    assert (recording / EEG).read_bytes() == before


def test_without_header_and_record_it_is_said_what_lies_there(recording: Path) -> None:
    (recording / HEADER).unlink()

    with pytest.raises(BrokenRecording, match=r"its 5000 rows \(60000 bytes of EEG\)"):
        salvage(recording)


def test_a_recording_of_another_program_is_left_as_it_is(recording: Path) -> None:
    """BrainVision with 16-bit numbers is no recording of ours; read as floats it would be nonsense."""
    text = (recording / HEADER).read_text("utf-8")
    (recording / HEADER).write_text(text.replace("IEEE_FLOAT_32", "INT_16"), "utf-8")
    before = {path.name: path.read_bytes() for path in recording.iterdir()}

    with pytest.raises(BrokenRecording, match="nobody can say which electrodes"):
        salvage(recording)
    assert {path.name: path.read_bytes() for path in recording.iterdir()} == before


@pytest.mark.parametrize("gone", [(SAMPLES,), (SAMPLES, CHECKS)])
def test_eeg_without_its_times_is_left_as_it_is(recording: Path, gone: tuple[str, ...]) -> None:
    for name in gone:
        (recording / name).unlink()
    before = {path.name: path.read_bytes() for path in recording.iterdir()}

    with pytest.raises(BrokenRecording, match=r"its samples\.bin was deleted"):
        salvage(recording)
    assert {path.name: path.read_bytes() for path in recording.iterdir()} == before


def test_a_cut_before_the_first_file_was_made_leaves_an_empty_recording(recording: Path) -> None:
    for name in (EEG, SAMPLES, CHECKS, MARKERS):
        (recording / name).unlink()

    assert salvage(recording).rows == 0
    assert len(read_raw(recording)) == 0


def test_a_record_that_the_rows_contradict_changes_no_header(recording: Path) -> None:
    """What was recorded decides how many channels there are, not what somebody wrote beside it."""
    record = {"board": "cyton", "device": "d", "source": "live", "channels": ["C3"]}
    text = json.dumps({**record, "rate": 125.0, "mains": 50.0})
    (recording / "session.json").write_text(text, "utf-8")
    before = {path.name: path.read_bytes() for path in recording.iterdir()}

    found = salvage(recording)

    assert [mend.values["count"] for mend in found.damaged] == [3]
    assert not found.mended
    assert {path.name: path.read_bytes() for path in recording.iterdir()} == before


def test_more_than_an_end_is_never_cut(recording: Path) -> None:
    (recording / SAMPLES).write_bytes(b"")

    with pytest.raises(BrokenRecording, match=r"samples.bin ends 5000 rows \(40.0 s\) before"):
        salvage(recording)
    assert (recording / EEG).stat().st_size == 60_000


def test_damage_long_before_the_end_is_reported_and_left(recording: Path) -> None:
    damaged = bytearray((recording / EEG).read_bytes())
    damaged[1200] ^= 1
    (recording / EEG).write_bytes(damaged)

    found = salvage(recording)

    assert found.damaged[0].values == {"rows": 1, "seconds": 0.008, "first": 100}
    assert (found.rows, found.is_whole) == (5000, False)
    assert (recording / EEG).read_bytes() == bytes(damaged)


_FULL = """
import resource, signal, sys
from pathlib import Path
from acquisition.errors import DiskError
from acquisition.headset import Headset
from tests.acquisition.counting import CountingBoard
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
with Headset(CountingBoard(), Path(sys.argv[1]), mains=50.0) as headset:
    headset.start(0.0)
    streamed, said_at = 0, None
    for turn in range(200):
        streamed += len(headset.pump(0.1 * turn))
        if said_at is None and headset.disk_error is not None:
            said_at = turn
print(streamed, said_at, headset.disk_error)
"""


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_a_full_disk_is_said_at_once_and_streaming_goes_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    streamed, said_at, sentence = done.stdout.split(maxsplit=2)
    assert int(streamed) > 2000
    assert int(said_at) < 60
    assert "make room on the disk" in sentence
    found = salvage(tmp_path)
    assert (found.mended, found.is_whole) == ((), True)
    assert 0 < found.rows < int(streamed)
