"""Ratings reach a training as lines of JSON; a slip is refused in words and ends nothing."""

import io
import json
from pathlib import Path
from queue import SimpleQueue

import pytest

from sessions.control import Command
from sessions.live_config import TrainingConfig
from sessions.process import TrainingProcess
from tests.sessions.builders import Script, build_session


def test_ratings_come_as_lines_and_slips_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = build_session(tmp_path / "s", Script())
    process = TrainingProcess(
        TrainingConfig(home=tmp_path, folder=folder, model=None, headless=True)
    )
    orders = [
        {"command": "rate", "value": 7, "by": "patient"},
        {"command": "rate", "value": None},
        {"command": "rate", "value": 11},
        {"command": "pause", "reason": "pain"},
    ]

    process._obey(io.StringIO("".join(json.dumps(order) + "\n" for order in orders)))

    assert drained(process._commands) == [
        Command("rate", "patient", 7),
        Command("rate", "therapist", None),
        Command("pause", "pain"),
        Command("stop", "station"),
    ]
    refused = json.loads(capsys.readouterr().out)
    assert refused["status"] == "refused"
    assert "whole number from 0 to" in refused["sentence_template"]


def drained(queue: SimpleQueue[Command]) -> list[Command]:
    return [queue.get_nowait() for _ in range(queue.qsize())]
