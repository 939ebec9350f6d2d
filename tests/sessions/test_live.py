"""Sessions in their own processes: the same decisions as fast, and no crash takes the data."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import mne
import numpy as np
import psutil
import pytest

from acquisition.spec import BoardSpec
from console.demo import through_driver
from sessions.assess import assess
from sessions.child import Status
from sessions.counts import read_sent
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.live import HEADSET, TRAINING, LiveOptions, run_live
from sessions.log import DECISIONS
from sessions.replay import replay
from sessions.store import changed_files, read_session
from station.errors import VolitionError
from station.events import Event
from station.stream import RowFlag
from tests.sessions.patients import Known, ignore, read_events, recorded_order

pytestmark = [pytest.mark.process, pytest.mark.timeout(120)]

HEADLESS = LiveOptions(headless=True)


class Follower:
    """Follow a session; do something once, at the n-th event of a type."""

    def __init__(
        self, type_: str = "", number: int = 1, act: Callable[[], None] = lambda: None
    ) -> None:
        self._type = type_
        self._left = number
        self._act = act
        self.events: list[Event] = []
        self.said: list[object] = []

    def hear(self, event: Event) -> None:
        """Take the next event."""
        self.events.append(event)
        if event.type == self._type:
            self._left -= 1
            if self._left == 0:
                self._act()

    def follow(self, status: Status) -> None:
        """Take what the headset process says."""
        self.said.append(status["status"])


def child_of(pid: int, module: str) -> psutil.Process:
    """Return the one child process that runs a module."""
    (found,) = (child for child in psutil.Process(pid).children() if module in child.cmdline())
    return found


def reads_in_mne(folder: Path) -> int:
    """Return how many rows MNE reads of a session's raw file."""
    raw = mne.io.read_raw_brainvision(folder / "eeg.vhdr", preload=True, verbose="ERROR")
    return int(raw.n_times)


def choices(folder: Path) -> list[object]:
    return [event.details["choice"] for event in read_events(folder) if event.type == "result"]


@pytest.fixture(scope="module")
def fast(short: Known, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the short patient's session on the virtual clock."""
    order, stored = recorded_order(tmp_path_factory.mktemp("fast"), short)
    return run_fast(order, (short.model, stored), ignore)


def test_live_decides_exactly_as_fast_does(short: Known, fast: Path, tmp_path: Path) -> None:
    order, stored = recorded_order(tmp_path, short)
    follower = Follower()

    folder = run_live(order, stored, HEADLESS, follower)

    assert (folder / DECISIONS).read_bytes() == (fast / DECISIONS).read_bytes()
    live, quick = (
        [(e.type, e.label, e.row) for e in read_events(one) if e.type not in ("model", "learned")]
        for one in (folder, fast)  # the labels of the others are files, which name the time
    )
    assert live == quick
    assert [event.to_json() for event in follower.events] == [
        event.to_json() for event in read_events(folder)
    ]
    session = read_session(folder)
    recording = short.patient.play()[0].microvolts
    assert np.array_equal(session.raw.microvolts, recording[: len(session.raw)])
    end = session.of_type("session_end")[0].details
    assert end["samples"] == {"received": read_sent(folder)}
    latency = end["latency_ms"]
    assert isinstance(latency, dict)
    assert latency["host_to_decision"]["median"] > 0
    assert changed_files(folder) == []
    assert replay(folder).agrees


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_through_the_driver_every_sample_arrives(short: Known, fast: Path, tmp_path: Path) -> None:
    """The headset's converter rounds to 0.022 µV; everything else is as sent."""
    order, stored = recorded_order(tmp_path, short)
    emulated = LiveOptions(headless=True, emulated=order.board)

    folder = run_live(through_driver(order), stored, emulated, Follower())

    session = read_session(folder)
    recording = short.patient.play()[0].microvolts
    assert session.record.source == "recorded"
    assert np.abs(session.raw.microvolts - recording[: len(session.raw)]).max() <= 0.05
    assert not session.is_lost.any()
    (end,) = session.of_type("session_end")
    assert end.details["samples"] == {"received": len(session.raw)}
    assert read_sent(folder) == len(session.raw)
    agreeing = sum(one == other for one, other in zip(choices(folder), choices(fast), strict=True))
    assert agreeing >= len(choices(fast)) - 2
    assert replay(folder).agrees


def test_a_killed_headset_process_is_started_again_and_training_goes_on(
    short: Known, tmp_path: Path
) -> None:
    order, stored = recorded_order(tmp_path, short)
    sessions = tmp_path / "patients" / order.patient.pseudonym / "sessions"
    rows: list[int] = []

    def kill() -> None:
        child_of(os.getpid(), HEADSET).send_signal(signal.SIGKILL)
        (folder,) = sessions.iterdir()
        rows.append(reads_in_mne(folder))

    folder = run_live(order, stored, HEADLESS, Follower("cue", 2, kill))

    events = read_events(folder)
    told = [event.type for event in events if not event.type.startswith(("phase", "run"))]
    lost, back = told.index("headset_lost"), told.index("headset_back")
    assert "result" in told[back:]
    assert (events[-1].type, events[-1].label) == ("session_end", "finished")
    assert told[lost - 1] == "skip"
    killed = next(e for e in events if e.type == "cue" and e.details["trial"] == 2)
    assert rows[0] >= killed.row - 250  # at most one second is missing
    raw = read_session(folder).raw
    assert reads_in_mne(folder) == len(raw)
    assert np.count_nonzero(raw.flags & RowFlag.RESTART) == 1
    result = replay(folder)
    assert (result.missing, result.extra) == (0, 0)
    assert result.worst <= 1e-9
    assert assess(folder)["interrupted"] is False


def test_a_killed_training_process_leaves_a_session_that_can_be_assessed(
    short: Known, tmp_path: Path
) -> None:
    order, stored = recorded_order(tmp_path, short)
    kill = Follower("cue", 2, lambda: child_of(os.getpid(), TRAINING).send_signal(signal.SIGKILL))

    with pytest.raises(SessionError, match=r"sessions\.process ended unexpectedly"):
        run_live(order, stored, HEADLESS, kill)

    (folder,) = (tmp_path / "patients" / order.patient.pseudonym / "sessions").iterdir()
    assert reads_in_mne(folder) == len(read_session(folder).raw) > 1000
    assessment = assess(folder)
    assert assessment["interrupted"] is True
    assert assessment["trials"] == 1
    result = replay(folder)
    assert result.agrees
    assert not psutil.Process().children()


def test_a_program_steers_a_session_by_lines_and_a_wrong_one_changes_nothing(
    short: Known, tmp_path: Path
) -> None:
    lines: SimpleQueue[str] = SimpleQueue()

    def steer() -> None:
        lines.put("nonsense")
        lines.put('{"command": "stop", "reason": "enough"}')

    follower = Follower("cue", 1, steer)
    order, stored = recorded_order(tmp_path, short)
    options = LiveOptions(headless=True, commands=iter(lines.get, ""))

    folder = run_live(order, stored, options, follower)

    assert "refused" in follower.said
    events = read_events(folder)
    assert [event.label for event in events if event.type == "stop"] == ["enough"]
    assert events[-1].label == "stopped"


def test_when_the_launcher_is_killed_the_others_end_by_themselves(
    short: Known, tmp_path: Path
) -> None:
    """Nobody is left to stop them: each notices, saves what it has and ends."""
    command = "from console.cli import main; main()"
    arguments = ("demo", "--patient", str(short.toml), "--headless", "--game", "graz")
    launcher = subprocess.Popen(
        [sys.executable, "-c", command, *arguments, "--data", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        folder = await_cue(tmp_path, launcher)
        children = psutil.Process(launcher.pid).children(recursive=True)
    finally:
        launcher.kill()
        _, said = launcher.communicate()

    gone, alive = psutil.wait_procs(children, timeout=15)

    assert len(gone) >= 2
    assert not alive
    assert "Traceback" not in said
    assert reads_in_mne(folder) == len(read_session(folder).raw) > 200
    assert read_events(folder)[-1].type == "session_end"
    assert assess(folder)["trials"] <= 5
    assert replay(folder).agrees


def await_cue(home: Path, launcher: "subprocess.Popen[str]") -> Path:
    """Wait until a session in a data home has its first cue; return its folder."""
    pause = threading.Event()
    for _ in range(1000):
        for path in home.glob("patients/*/sessions/*/events.jsonl"):
            if '"type": "cue"' in path.read_text(encoding="utf-8"):
                return path.parent
        assert launcher.poll() is None, "the launcher has ended"
        pause.wait(0.1)
    raise AssertionError("no cue within 100 s")


def test_a_headset_that_cannot_be_opened_leaves_no_session(short: Known, tmp_path: Path) -> None:
    order, stored = recorded_order(tmp_path, short)
    board = BoardSpec.model_validate({"name": "cyton", "port": str(tmp_path / "ttyNONE")})

    with pytest.raises(VolitionError, match="ttyNONE"):
        run_live(replace(order, board=board), stored, HEADLESS, Follower())

    assert not list(tmp_path.glob("patients/*/sessions/*"))
