"""The headset process: what it sends is what it writes, and killing it loses next to nothing."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mne
import numpy as np
import pytest

from acquisition.brainvision import read_raw
from acquisition.lsl import lsl_config_text
from acquisition.montage import MONTAGES
from acquisition.ring import Ring
from station.stream import Chunk, RowFlag

ROOT = Path(__file__).resolve().parents[2]
process = pytest.mark.process


@contextmanager
def _headset(folder: Path, **changes: object) -> Iterator["subprocess.Popen[str]"]:
    config = folder / "headset.json"
    settings = {
        "folder": str(folder),
        "home": str(folder / "home"),
        "session": f"test-{secrets.token_hex(6)}",
        "board": {"name": "counting"},
        **changes,
    }
    config.write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "tests.acquisition.counting", str(config)]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()


def _say(child: "subprocess.Popen[str]", command: str) -> None:
    assert child.stdin is not None
    child.stdin.write(json.dumps({"command": command}) + "\n")
    child.stdin.flush()


def _await(child: "subprocess.Popen[str]", status: str, rows: int = 0) -> dict[str, object]:
    assert child.stdout is not None
    for line in child.stdout:
        said: dict[str, object] = json.loads(line)
        if said["status"] == status and int(str(said.get("rows", 0))) >= rows:
            return said
    raise AssertionError(f"it never said {status!r}")


@process
@pytest.mark.timeout(60)
def test_it_waits_for_the_start_counts_what_is_lost_and_stops_when_told(tmp_path: Path) -> None:
    with _headset(tmp_path) as child:
        assert _await(child, "ready")["rows"] == 0
        _say(child, "start")
        _await(child, "streaming", rows=100)
        _say(child, "stop")
        last = _await(child, "stopped")
        assert child.wait(timeout=5.0) == 0
    raw = read_raw(tmp_path)
    assert len(raw) == last["rows"] == last["saved"]
    assert last["lost"] == last["filled"] == 4
    sent = raw.flags == 0
    assert np.array_equal(raw.microvolts[sent, 0], np.flatnonzero(sent))
    assert np.all(raw.flags[40:44] == RowFlag.HELD)


@process
@pytest.mark.timeout(60)
def test_it_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    with _headset(tmp_path) as child:
        _await(child, "ready")
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(timeout=5.0) == 0


@process
@pytest.mark.timeout(60)
def test_sigterm_stops_it_cleanly(tmp_path: Path) -> None:
    with _headset(tmp_path) as child:
        _await(child, "ready")
        _say(child, "start")
        _await(child, "streaming", rows=50)
        child.terminate()
        assert _await(child, "stopped")["saved"] == len(read_raw(tmp_path))


@process
@pytest.mark.timeout(60)
def test_killed_in_mid_stream_it_leaves_a_recording_that_reads_and_can_go_on(
    tmp_path: Path,
) -> None:
    with _headset(tmp_path) as child:
        _await(child, "ready")
        _say(child, "start")
        said = int(str(_await(child, "streaming", rows=200)["rows"]))
        child.kill()
        child.wait()
    raw = read_raw(tmp_path)
    assert len(raw) >= said  # what it had said is there
    mne.io.read_raw_brainvision(tmp_path / "eeg.vhdr", preload=True, verbose="error")
    with _headset(tmp_path) as child:
        _await(child, "ready")
        _say(child, "start")
        _await(child, "streaming", rows=len(raw) + 50)
        _say(child, "stop")
        _await(child, "stopped")
    whole = read_raw(tmp_path)
    restart = np.flatnonzero(whole.flags & RowFlag.RESTART)
    assert len(restart) == 1
    assert np.all(whole.flags[len(raw) : restart[0]] == RowFlag.HELD)
    assert whole.microvolts[restart[0], 0] == 0.0
    gap = whole.times[restart[0]] - whole.times[len(raw) - 1]
    assert restart[0] - len(raw) + 1 == pytest.approx(gap * 125, abs=1)
    mne.io.read_raw_brainvision(tmp_path / "eeg.vhdr", preload=True, verbose="error")


@process
@pytest.mark.timeout(60)
def test_settings_that_cannot_be_read_are_said_in_one_line(tmp_path: Path) -> None:
    with _headset(tmp_path, mains=-1) as child:
        said = _await(child, "error")
        assert "cannot be read" in str(said["sentence_template"])
        assert child.wait(timeout=5.0) == 2
    assert not (tmp_path / "eeg.vhdr").exists()


@process
@pytest.mark.timeout(60)
def test_an_lsl_that_is_not_private_streams_nothing(tmp_path: Path) -> None:
    # liblsl reads braces as a list and drops the whole configuration: the id is never in force.
    station = "{bad\n[[["
    assert station in lsl_config_text(station)
    with _headset(tmp_path, station=station) as child:
        assert "nothing is sent" in str(_await(child, "error")["sentence_template"])
        assert child.wait(timeout=5.0) == 2
    assert not (tmp_path / "eeg.vhdr").exists()


def test_the_ring_keeps_the_newest_samples_in_their_order() -> None:
    ring = Ring(1, 5)
    total = np.arange(23.0)
    seen = 0
    for cut in np.split(total, [2, 3, 4, 12, 12, 20]):
        zeros = np.zeros(len(cut), np.uint8)
        ring.append(Chunk(0, cut[None], cut, zeros))
        seen += len(cut)
        assert np.array_equal(ring.recent()[0], total[max(0, seen - 5) : seen])


@pytest.mark.parametrize("name", sorted(MONTAGES))
def test_a_montage_fits_its_board_and_names_no_electrode_twice(name: str) -> None:
    montage = MONTAGES[name]
    assert len(montage.channels) == (8 if montage.board == "cyton" else 16)
    assert len(set(montage.channels)) == len(montage.channels)
    assert {"C3", "C4"} <= set(montage.eeg)
