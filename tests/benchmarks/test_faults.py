"""Faults through BrainFlow's real driver: what the headset sent is recorded or reported."""

import sys
from pathlib import Path

import pytest

from acquisition.emulator.faults import Fault, FaultKind
from benchmarks.campaign import Trial, run
from benchmarks.endurance import endure
from benchmarks.faults import trials

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.mark.process
@pytest.mark.timeout(90)
@pytest.mark.parametrize("board", ["cyton", "daisy"])
def test_a_dongle_pulled_out_and_put_back_costs_only_what_is_counted(
    board: str, tmp_path: Path
) -> None:
    script = (
        Fault(kind=FaultKind.DROP, start=2.0, count=7),
        Fault(kind=FaultKind.UNPLUG, start=4.0, duration=1.0),
    )

    found = run(board, Trial("unplug", script, 12.0), tmp_path / "session")

    assert found.uncounted == found.misplaced == 0
    assert found.settings
    assert found.noticed_s is not None
    assert found.resumed_s is not None
    assert found.recorded < found.sent


def test_minutes_on_the_virtual_clock_in_seconds_lose_nothing() -> None:
    found = endure(0.2)

    assert found.samples == 90_001
    assert found.lost == 0
    assert found.time_error_ms < 0.001


def test_at_least_twelve_things_go_wrong_and_each_has_a_name() -> None:
    names = [trial.name for trial in trials()]

    assert len(names) >= 12
    assert len(set(names)) == len(names)
