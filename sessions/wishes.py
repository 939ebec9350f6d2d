"""What a line of JSON on standard input asks of a running session.

One line, one command: ``{"command": "skip", "reason": "cough"}``. A line that asks for nothing known is
answered with one sentence and changes nothing; it must never end a session or silence the next line.
"""

import json

from games.player import REPEAT
from sessions.control import COMMANDS, RATE, Command
from sessions.errors import SessionError
from sessions.guided import rating_command
from station.language import N_

_SHOWN = 80  # characters of a wrong line that are quoted


def command_of(line: str) -> Command:
    """Return what a line asks for.

    Raises
    ------
    SessionError
        If it is no JSON object with a known command, or a rating that is none.
    """
    known = (*COMMANDS, REPEAT, RATE)
    try:
        order = json.loads(line)
        name = order["command"]
    except (ValueError, TypeError, KeyError) as error:
        raise SessionError(
            N_(
                "The line {line!r} is no command; write one JSON object, such as "
                "{example}, with one of: {known}."
            ),
            line=line.strip()[:_SHOWN],
            example='{"command": "pause", "reason": "cough"}',
            known=", ".join(known),
        ) from error
    if name == RATE:
        return rating_command(order.get("value"), order.get("by", "therapist"))
    if name not in known:
        raise SessionError(
            N_("There is no command {name!r}; choose one of: {known}."),
            name=str(name)[:_SHOWN],
            known=", ".join(known),
        )
    return Command(name, str(order.get("reason", "therapist")))
