"""Status lines: how a process of ours says on its standard output how it is."""

import json
from typing import TextIO

from station.errors import VolitionError


def say(output: TextIO, status: str, **details: object) -> None:
    """Write one status line."""
    try:
        output.write(json.dumps({"status": status, **details}, default=str) + "\n")
        output.flush()
    except OSError:
        return  # the parent is gone; the end of our input says so too


def say_error(output: TextIO, error: VolitionError) -> None:
    """Write what went wrong as the last status line."""
    status = error.to_status()
    say(output, str(status.pop("status")), **status)
