"""A stop takes the game off the screen with the next frame, whatever the line is busy with."""

from io import StringIO
from pathlib import Path

import pytest

from games.game import Moment, Phase
from sessions.live_config import TrainingConfig
from sessions.order import open_session
from sessions.plan import Plan
from sessions.process import TrainingProcess
from station.clock import VirtualClock
from tests.sessions.patients import TIMING, simulated_order


@pytest.fixture
def process(tmp_path: Path) -> TrainingProcess:
    order = simulated_order(tmp_path, Plan(runs=1, trials=4, timing=TIMING))
    folder, _ = open_session(order, VirtualClock(), fast=True)
    made = TrainingProcess(TrainingConfig(folder=folder, home=tmp_path, model=None, headless=True))
    made._player.advance(Moment(Phase.IMAGERY, cue="right_hand"), 0.08)
    return made


def test_the_next_frame_shows_the_end_although_the_line_has_not_heard_of_it(
    process: TrainingProcess,
) -> None:
    assert process._newest()[1].phase is Phase.IMAGERY

    process._obey(StringIO('{"command": "stop", "reason": "seizure"}\n'))

    assert process._newest()[1].phase is Phase.DONE
    assert process._commands.get_nowait().reason == "seizure"


def test_a_wrong_line_is_answered_and_the_next_one_obeyed(
    process: TrainingProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    process._obey(StringIO('stop!\n{"command": "fly"}\n{"command": "skip"}\n'))

    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert all('"status": "refused"' in line for line in said)
    assert process._commands.get_nowait().name == "skip"


def test_the_escape_key_stops_as_quickly(process: TrainingProcess) -> None:
    process._press("stop")

    assert process._newest()[1].phase is Phase.DONE


@pytest.mark.parametrize(("line", "lingers"), [('{"command": "stop"}\n', True), ("", False)])
def test_the_patient_sees_the_end_unless_nobody_is_there_any_more(
    process: TrainingProcess, line: str, lingers: bool
) -> None:
    """Without a line the input has ended: whoever started the training is gone."""
    process._config = process._config.model_copy(update={"headless": False})

    process._obey(StringIO(line))
    assert not process._is_over()
    process._done.set()

    assert process._is_over() is not lingers
    process._visible_until = 0.0
    assert process._is_over()
