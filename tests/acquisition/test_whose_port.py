"""Whose headset is on a port: the one that is configured, and nobody else's."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from acquisition.boards.brainflow import BrainFlowBoard
from acquisition.boards.recorded import RecordedBoard
from acquisition.emulator.port import Port
from acquisition.errors import AcquisitionError
from tests.acquisition.test_cyton_emulator import recording, running

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says who holds a port")
def test_a_headset_that_another_program_uses_is_left_alone() -> None:
    """One character of a second driver would stop the stream of a session that runs."""
    import tty

    master, slave = os.openpty()
    tty.setraw(master)
    port = os.ttyname(slave)
    hold = "import sys; port = open(sys.argv[1], 'rb', buffering=0); print('held', flush=True); input()"
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", hold, port, "acquisition.headset"]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as session:
        assert session.stdout is not None
        assert session.stdout.readline() == "held\n"

        with pytest.raises(AcquisitionError) as refused, BrainFlowBoard(port=port):
            pass

        session.communicate("\n", timeout=5.0)
    os.set_blocking(master, False)
    with pytest.raises(BlockingIOError):
        os.read(master, 1)
    os.close(slave)
    os.close(master)
    assert str(refused.value) == f"{port} is in use by Volition; close that program first."


@pytest.mark.parametrize(("there", "wanted"), [("daisy", "cyton"), ("cyton", "daisy")])
def test_a_headset_with_a_daisy_too_many_or_too_few_is_refused(
    there: str, wanted: str, tmp_path: Path
) -> None:
    """The driver would take every second value for another electrode's."""
    rate, channels = {"cyton": (250.0, 8), "daisy": (125.0, 16)}[there]
    link = tmp_path / "port"
    with running(RecordedBoard([recording(rate, channels, 5.0)]), link):
        board = BrainFlowBoard(profile=wanted, port=str(link))

        with pytest.raises(AcquisitionError, match=f"write --board {there}"), board:
            pass
        assert not board.answers()

        with BrainFlowBoard(profile=there, port=str(link)) as right:
            assert right.info.board == there


def test_a_daisy_that_takes_long_to_answer_is_still_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver waits longer than we do: what it connected to is asked again for its name."""
    monkeypatch.setattr("acquisition.boards._ports.FIRST_ANSWER", (0.0,))
    link = tmp_path / "port"
    with running(RecordedBoard([recording(125.0, 16, 5.0)]), link):
        with pytest.raises(AcquisitionError, match="write --board daisy"):
            BrainFlowBoard(profile="cyton", port=str(link)).__enter__()
        with BrainFlowBoard(profile="daisy", port=str(link)) as right:
            assert right.info.board == "daisy"


def test_a_dongle_that_comes_back_under_another_name_is_found_by_its_serial_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux does that after a loose contact: ttyUSB0 is still held when the dongle is there again."""
    before, behind = tmp_path / "ttyUSB0", tmp_path / "ttyUSB1"
    place = [before]
    monkeypatch.setattr(
        "acquisition.boards._ports.comports",
        lambda: [SimpleNamespace(device=str(place[0]), serial_number="DM01")],
    )
    with running(RecordedBoard([recording(250.0, 8, 5.0)]), before):
        board = BrainFlowBoard(profile="cyton", port=str(before))
        with board:
            before.rename(behind)
            place[0] = behind
            assert board.has_gone()
        assert board.answers()
        with board:
            assert not board.has_gone()
        assert board.info.device == "DM01"


def test_an_emulator_takes_no_file_and_leaves_anothers_port_alone(tmp_path: Path) -> None:
    link = tmp_path / "port"
    link.write_text("notes", encoding="utf-8")
    with pytest.raises(AcquisitionError, match="choose another place"):
        Port(link).plug()
    assert link.read_text(encoding="utf-8") == "notes"
    link.unlink()
    first, second = Port(link), Port(link)
    first.plug()
    second.plug()
    first.unplug()
    assert link.exists()
    second.unplug()
    assert not link.is_symlink()
