"""A line on standard input asks for one thing, or is answered with one sentence."""

import json

import pytest

from sessions.control import COMMANDS, Command
from sessions.errors import SessionError
from sessions.wishes import command_of


@pytest.mark.parametrize("name", [*COMMANDS, "repeat"])
def test_every_command_comes_with_its_reason(name: str) -> None:
    assert command_of(json.dumps({"command": name, "reason": "cough"})) == Command(name, "cough")
    assert command_of(json.dumps({"command": name})) == Command(name, "therapist")


def test_a_rating_is_a_whole_number_or_no_answer() -> None:
    assert command_of('{"command": "rate", "value": 7, "by": "patient"}').value == 7
    assert command_of('{"command": "rate", "value": null}').value is None
    with pytest.raises(SessionError, match="no rating"):
        command_of('{"command": "rate", "value": 11}')


@pytest.mark.parametrize(
    "line",
    [
        "",
        "stop",
        "[1]",
        "7",
        "null",
        '{"command": 3}',
        '{"command": "Stop"}',
        '{"cmd": "stop"}',
        "{" * 500,
    ],
)
def test_a_line_that_asks_for_nothing_is_answered_in_one_sentence(line: str) -> None:
    with pytest.raises(SessionError) as refused:
        command_of(line)

    said = str(refused.value)
    assert "stop" in said  # what can be asked for
    assert len(said) < 400
