"""The headset process: what it sends is what it writes, and killing it loses next to nothing."""

import io
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Self

import mne
import numpy as np
import pytest

from acquisition.board import Samples
from acquisition.brainvision import read_raw
from acquisition.errors import AcquisitionError
from acquisition.headset import Headset
from acquisition.lsl import lsl_config_text
from acquisition.montage import MONTAGES
from acquisition.reopening import Reopening
from acquisition.ring import Ring
from acquisition.service import Command, Service
from station.events import Event
from station.stream import Chunk, RowFlag
from tests.acquisition.counting import CountingBoard

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


class _Broken(CountingBoard):
    """Sample 5 is no number, sample 9 has one value that is none."""

    def read(self, now: float) -> Samples:
        samples = super().read(now)
        values = samples.microvolts
        values[values[:, 0] == 5.0] = np.nan
        values[values[:, 0] == 9.0, 1] = np.inf
        return samples


def test_what_is_no_number_counts_as_lost_and_never_reaches_a_stream() -> None:
    with Headset(_Broken(), None, mains=50.0) as headset:
        headset.start(0.0)
        rows = headset.pump(0.2)

        assert np.array_equal(rows.microvolts[:, 0], np.arange(26.0))
        assert rows.flags.nonzero()[0].tolist() == [5, 9]
        assert (headset.tally.rows, headset.tally.lost) == (26, 2)


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


class _Clock:
    """Time that moves with every wait of the service."""

    time = 100.0

    def now(self) -> float:
        return self.time


class _Unplugged(CountingBoard):
    """Silent from 1 s on; it can be opened again after the third attempt."""

    opened = 0

    def __enter__(self) -> Self:
        self.opened += 1
        if 1 < self.opened < 4:
            raise AcquisitionError("not there")
        return super().__enter__()

    def read(self, now: float) -> Samples:
        return super().read(now if self.opened > 1 else min(now, 101.0))


@pytest.mark.parametrize(("again", "statuses"), [(False, ["lost"]), (True, ["lost", "back"])])
def test_a_silent_board_is_reported_let_go_and_opened_again(
    again: bool, statuses: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, output, board = _Clock(), io.StringIO(), _Unplugged()

    class _Commands:
        said = 0

        def get(self, timeout: float | None) -> Command:
            self.said += 1
            if self.said == 1:
                return Command.START
            clock.time += timeout or 0.0
            if clock.time > (106.0 if again else 101.8):
                return Command.STOP
            raise Empty

    with Headset(board, tmp_path, mains=50.0) as headset:
        service = Service(headset, _Nobody(), None, _Nobody(), output)  # type: ignore[arg-type]
        monkeypatch.setattr(service, "_clock", clock)
        monkeypatch.setattr(service, "_commands", _Commands())
        at_once = Reopening(headset.reconnect, clock, run=lambda attempt: attempt())
        monkeypatch.setattr(service, "_reopening", at_once)
        service.run()
    said = [json.loads(line)["status"] for line in output.getvalue().splitlines()]
    assert [one for one in dict.fromkeys(said) if one in ("lost", "back")] == statuses
    if again:
        assert board.opened == 4
        assert np.count_nonzero(read_raw(tmp_path).flags & RowFlag.RESTART) == 1


def test_a_session_that_goes_on_waits_for_its_board(tmp_path: Path) -> None:
    """The process died while the dongle was out, and was started again on the same folder."""
    with Headset(CountingBoard(), tmp_path, mains=50.0) as headset:
        headset.start(100.0)
        headset.pump(101.0)
    board = _Unplugged()
    board.opened = 1
    with Headset(board, tmp_path, mains=50.0) as headset:
        headset.start(102.0)
        assert not headset.is_open
        assert not headset.reconnect(103.0)
        assert headset.reconnect(105.0)
        assert headset.is_open
        rows = headset.pump(106.0)

    assert (rows.first, len(rows)) == (126, 625)
    assert np.count_nonzero(rows.flags == RowFlag.HELD) == 499
    assert rows.flags[499] == RowFlag.RESTART
    assert len(read_raw(tmp_path)) == 751


def test_a_session_that_begins_needs_its_board(tmp_path: Path) -> None:
    board = _Unplugged()
    board.opened = 1
    with pytest.raises(AcquisitionError, match="not there"), Headset(board, tmp_path, mains=50.0):
        pass
    assert list(tmp_path.iterdir()) == []


class _Nobody:
    def push(self, rows: object) -> None:
        return None

    def events(self) -> list[Event]:
        return []
