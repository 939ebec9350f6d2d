"""Whose headset is on a port: the one that is configured, and nobody else's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from acquisition.boards.brainflow import BrainFlowBoard
from acquisition.boards.recorded import RecordedBoard
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
