"""A line on standard input asks for one thing, or is answered with one sentence."""

import io
import json

import pytest

from sessions.control import COMMANDS, Command
from sessions.errors import SessionError
from sessions.wishes import command_of, lines_of


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
        '{"command": "rate"}',  # forgotten is not "no answer", which is null
        "{" * 500,
        "[" * 200_000,
        '"\\ud800"',
        '{"command": "\\ud800"}',
    ],
)
def test_a_line_that_asks_for_nothing_is_answered_in_one_sentence(line: str) -> None:
    with pytest.raises(SessionError) as refused:
        command_of(line)

    said = str(refused.value)
    assert "stop" in said  # what can be asked for
    assert len(said) < 400
    said.encode("utf-8")  # it goes to the screen


def test_a_reason_is_kept_as_far_as_it_can_be_written_down() -> None:
    line = json.dumps({"command": "easier", "reason": "half \ud800 of a pair"})

    assert command_of(line) == Command("easier", "half ? of a pair")
    assert len(command_of(json.dumps({"command": "skip", "reason": "x" * 10**6})).reason) == 500
    several = json.dumps({"command": "skip", "reason": "cough,\nthen \0 sneeze\x1b[2J\u2028吃力"})
    assert command_of(several).reason == "cough, then   sneeze [2J 吃力"
    assert command_of('{"command": "skip", "reason": null}').reason == "therapist"
    with pytest.raises(SessionError) as refused:
        command_of(json.dumps({"command": "rate", "value": "9" * 10**6}))
    assert len(str(refused.value)) < 400


def test_bytes_that_are_no_text_end_nothing() -> None:
    sent = b'\xff\xfe\n{"command": "skip", "reason": "\xe5\x92\xb3"}\n'
    stream = io.TextIOWrapper(io.BytesIO(sent), encoding="ascii")

    first, second = lines_of(stream)

    with pytest.raises(SessionError):
        command_of(first)
    assert command_of(second).reason == "咳"
