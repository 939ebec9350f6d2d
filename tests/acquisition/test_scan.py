"""The scan names the one thing that keeps a headset from answering, and touches no busy port."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from acquisition.emulator.cyton import CytonEmulator
from acquisition.montage import MONTAGES
from acquisition.scan import Cause, Finding, probe, remember, remembered, scan
from acquisition.spec import BoardSpec, make_board
from station.clock import RealClock

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]
QUICK = (0.2, 0.2)


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """Return the far end of a pseudo-terminal and the port at its near end."""
    import tty

    master, slave = os.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


def _answering(master: int, answer: bytes) -> threading.Thread:
    """Answer every ``v`` on the far end of a pseudo-terminal until told ``q``."""

    def run() -> None:
        while b"q" not in (heard := os.read(master, 64)):
            if b"v" in heard:
                os.write(master, answer)

    thread = threading.Thread(target=run, name="far end", daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize(("board", "montage"), [("cyton", "M8-A"), ("daisy", "M16-A")])
def test_a_headset_that_answers_is_named(board: str, montage: str, tmp_path: Path) -> None:
    spec = {"name": "simulated", "channels": MONTAGES[montage].eeg}
    patient = make_board(BoardSpec.model_validate(spec))
    stopping = threading.Event()
    with CytonEmulator(patient, link=tmp_path / "port", clock=RealClock()) as emulator:

        def run() -> None:
            while not stopping.is_set():
                emulator.turn(0.02)

        thread = threading.Thread(target=run, name="emulator", daemon=True)
        thread.start()
        port = str(tmp_path / "port")

        findings = scan([str(tmp_path / "none"), port], first=port)

        stopping.set()
        thread.join(timeout=2.0)
    assert findings == [
        Finding(port, Cause.ANSWERS, board=board),
        Finding(str(tmp_path / "none"), Cause.NO_DONGLE),
    ]


def test_a_silent_port_is_told_from_a_dongle_without_its_headset(
    terminal: tuple[int, str],
) -> None:
    master, port = terminal
    assert probe(port, QUICK).cause is Cause.SILENT
    os.set_blocking(master, True)
    os.read(master, 64)
    thread = _answering(master, b"Failure: Communications timeout - Device failed to poll Host$$$")

    found = probe(port, QUICK)

    assert found.cause is Cause.BOARD_OFF
    with Path(port).open("wb", buffering=0) as near:
        near.write(b"q")
    thread.join(timeout=2.0)


def test_another_device_is_quoted(terminal: tuple[int, str]) -> None:
    master, port = terminal
    thread = _answering(master, b"OK\r\n\x00GPS $$$")

    found = probe(port, QUICK)

    assert found.cause is Cause.WRONG_BOARD
    assert "GPS" in found.answer
    with Path(port).open("wb", buffering=0) as near:
        near.write(b"q")
    thread.join(timeout=2.0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says who holds a port")
def test_a_port_that_a_program_holds_is_not_touched_and_the_program_is_named(
    terminal: tuple[int, str],
) -> None:
    master, port = terminal
    hold = "import sys; port = open(sys.argv[1], 'rb', buffering=0); print('held', flush=True); input()"
    command = [sys.executable, "-c", hold, port]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        found = probe(port, QUICK)

        holder.communicate("\n", timeout=5.0)
    assert found.cause is Cause.BUSY
    assert "python" in found.holder
    os.set_blocking(master, False)
    with pytest.raises(BlockingIOError, match="unavailable"):
        os.read(master, 1)


def test_a_port_that_is_locked_is_busy(terminal: tuple[int, str]) -> None:
    import fcntl

    _, port = terminal
    with Path(port).open("rb", buffering=0) as other:
        fcntl.flock(other.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

        assert probe(port, QUICK).cause is Cause.BUSY


def test_a_file_is_not_a_port(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("v", encoding="utf-8")

    assert probe(str(file), QUICK).cause is Cause.NOT_A_PORT
    assert file.read_text(encoding="utf-8") == "v"


def test_a_port_without_permission_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = tmp_path / "port"
    port.touch()
    # Root may open anything, so the system's answer is played here.
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    assert probe(str(port), QUICK).cause is Cause.FORBIDDEN


def test_the_port_that_answered_is_remembered_while_it_is_there(tmp_path: Path) -> None:
    assert remembered(tmp_path) is None
    port = tmp_path / "ttyUSB0"
    port.touch()

    remember(tmp_path, str(port))

    assert remembered(tmp_path) == str(port)
    port.unlink()
    assert remembered(tmp_path) is None


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_is_a_whole_sentence(cause: Cause) -> None:
    finding = Finding("COM3", cause, board="cyton", holder="x", answer="y")

    assert finding.sentence.format(**vars(finding)).endswith(".")


def test_a_port_that_nobody_says_who_holds_is_in_use_by_another_program() -> None:
    """Windows does not say."""
    finding = Finding("COM3", Cause.BUSY)

    assert finding.sentence.format(port="COM3") == (
        "COM3 is in use by another program; close that first."
    )
