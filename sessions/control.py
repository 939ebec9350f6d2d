"""What the therapist can ask of a running session, and what can hold it."""

from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from acquisition.quality import Quality

PAUSE, RESUME, SKIP, STOP, RATE = "pause", "resume", "skip", "stop", "rate"
ASK = "ask"  # for the ratings, now
# The reward's threshold a little lower or higher; the movement was made by other parts of the body.
EASIER, HARDER, COMPENSATED = "easier", "harder", "compensated"
DROWSY = "drowsy"  # as the therapist sees it; the EEG never says so alone
START = "start"  # although the signals are not good enough
COMMANDS = (PAUSE, RESUME, SKIP, STOP, EASIER, HARDER, COMPENSATED, DROWSY, ASK, START)
# What can hold the game: the therapist, a lost headset, a machine that stood still.
THERAPIST, HEADSET, LATENESS = "therapist", "headset", "lateness"
LATE = "late"  # label of the pause that lateness makes; it ends by itself


@dataclass(frozen=True)
class Command:
    """Something the therapist wants: a command, who says so or why, and a rating if it is one."""

    name: str
    reason: str = "therapist"
    value: int | None = None


class Stopped(Exception):
    """The therapist ended the session."""


@dataclass(frozen=True)
class Surroundings:
    """What the heart is given by the way it runs (live or fast).

    Attributes
    ----------
    wait : callable
        Waits a moment for samples; in the fast way there is nothing to wait for.
    reopen : callable
        Tries once to hear the headset again; returns whether it does.
    commands : SimpleQueue of Command
    quality : callable or None
        Returns the newest judgement of the signals, None before the first; None where nothing
        judges them (the fast way).
    """

    wait: Callable[[], None]
    reopen: Callable[[], bool]
    commands: SimpleQueue[Command]
    quality: Callable[[], Quality | None] | None = None
