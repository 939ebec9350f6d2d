"""Find one session's streams on LSL, and only those that exist once."""

import pylsl

from acquisition.errors import AcquisitionError, StreamLost
from station.language import N_

_RIVAL_WAIT = 0.6  # s; every outlet is asked after 0.1 s (lsl.py) and answers within milliseconds


def predicate(name: str, session: str | None) -> str:
    """Return the query for a stream of one session; of whichever session for None."""
    if session is None:
        return f"name='{name}'"
    return f"name='{name}' and starts-with(source_id,'{session}/')"


def find_stream(name: str, session: str, patience: float) -> pylsl.StreamInfo:
    """Return the one stream of a session with this name.

    Raises
    ------
    StreamLost
        If there is none within ``patience`` seconds.
    AcquisitionError
        If there is more than one.
    """
    query = predicate(name, session)
    found = pylsl.resolve_bypred(query, 1, patience)
    if not found:
        raise StreamLost(
            N_("There is no {name} stream of session {session!r}; is the headset program running?"),
            name=name,
            session=session,
        )
    found = pylsl.resolve_bypred(query, 2, _RIVAL_WAIT) or found
    if len(found) > 1:
        raise AcquisitionError(
            N_("There are {count} {name} streams of session {session!r}; close all but one."),
            count=len(found),
            name=name,
            session=session,
        )
    return found[0]


def open_inlet(info: pylsl.StreamInfo) -> pylsl.StreamInlet:
    """Return an inlet that never jumps to a successor, and keeps six minutes unread."""
    return pylsl.StreamInlet(info, max_buflen=360, recover=False)
