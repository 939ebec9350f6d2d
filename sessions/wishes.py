"""What a line of JSON on standard input asks of a running session.

One line, one command: ``{"command": "skip", "reason": "cough"}``. A line that asks for nothing known is
answered with one sentence and changes nothing; it must never end a session or silence the next line.
"""

import io
import json
from typing import TextIO

from games.player import REPEAT
from sessions.control import COMMANDS, RATE, Command
from sessions.errors import SessionError
from sessions.guided import rating_command
from station.language import N_

_SHOWN = 80  # characters of a wrong line that are quoted
_KEPT = 500  # characters of a reason that are kept: it also goes into one marker


def lines_of(stream: TextIO) -> TextIO:
    """Return a stream of lines that no byte can end, whatever the system's own encoding is."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")
    return stream


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
        value = order["value"] if name == RATE else None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise SessionError(
            N_(
                "The line {line!r} is no command; write one JSON object, such as "
                "{example}, with one of: {known}."
            ),
            line=_writable(line.strip())[:_SHOWN],
            example='{"command": "pause", "reason": "cough"}',
            known=", ".join(known),
        ) from error
    if name == RATE:
        return rating_command(value, _writable(str(order.get("by", "therapist"))))
    if name not in known:
        raise SessionError(
            N_("There is no command {name!r}; choose one of: {known}."),
            name=_writable(str(name))[:_SHOWN],
            known=", ".join(known),
        )
    reason = order.get("reason")
    return Command(name, "therapist" if reason is None else _writable(str(reason))[:_KEPT])


def _writable(text: str) -> str:
    """Return a text without what UTF-8 cannot hold or no line of a marker file may: JSON allows both."""
    held = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(one if one.isprintable() else " " for one in held)
