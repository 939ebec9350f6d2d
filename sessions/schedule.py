"""Guard-rails of the calendar: rest between sessions, sessions a day, active minutes a day.

They are computed from the patient's session folders and nothing else, so that nobody needs to keep
a diary. A simulated session is no dose of a person: sessions are held against those of the same
source only. What comes out is advice with a sentence; the therapist decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from sessions.errors import SessionError
from sessions.log import EVENTS
from sessions.patient import patient_folder
from sessions.record import read_record
from station.events import Event
from station.language import N_
from station.task import SourceKind

# CLINICAL 2.1: schedule guard-rails.
REST_HOURS = 12
SESSIONS_A_DAY = 2
ACTIVE_MINUTES_A_DAY = 60


@dataclass(frozen=True)
class Past:
    """A session that has been.

    Attributes
    ----------
    name : str
        Of its folder.
    started, ended : datetime
        Aware.
    active_minutes : float
        In runs.
    program : str
        The programme that it belonged to; empty where it belonged to none.
    is_continued : bool
        Whether it took up one that broke off: both are one session.
    """

    name: str
    started: datetime
    ended: datetime
    active_minutes: float
    program: str = ""
    is_continued: bool = False


@dataclass(frozen=True)
class Advice:
    """A guard-rail that is touched.

    Attributes
    ----------
    rule : {"rest", "sessions", "minutes"}
    is_warning : bool
        True where it is enough to warn; False where the session should wait.
    sentence : str
        Marked for translation, with named fields.
    values : dict
    """

    rule: Literal["rest", "sessions", "minutes"]
    is_warning: bool
    sentence: str
    values: dict[str, object]


def past_sessions(home: Path, pseudonym: str, source: SourceKind) -> tuple[Past, ...]:
    """Return a patient's sessions with at least one run, oldest first.

    A folder that holds no readable session or no run (an interrupted start) is no session.

    Raises
    ------
    SessionError
        If ``pseudonym`` is none.
    """
    folder = patient_folder(home, pseudonym) / "sessions"
    found = [_past(path, source) for path in sorted(folder.glob("*/session.json"))]
    return tuple(sorted((one for one in found if one), key=lambda one: one.started))


def session_number(past: Sequence[Past], program: str) -> int:
    """Return which session of a programme comes next, from 1."""
    return 1 + sum(one.program == program and not one.is_continued for one in past)


def schedule_advice(
    past: Sequence[Past], now: datetime, *, planned_minutes: float
) -> tuple[Advice, ...]:
    """Return which guard-rails a session that begins now would touch.

    Parameters
    ----------
    past : sequence of Past
        The patient's earlier sessions.
    now : datetime
        Aware; its time zone says what "today" is.
    planned_minutes : float
        Active minutes of the session that is about to begin.
    """
    if now.tzinfo is None:
        raise ValueError("a schedule needs an aware time")
    before = [one for one in past if one.started <= now]
    today = [one for one in before if one.started.astimezone(now.tzinfo).date() == now.date()]
    return tuple(
        advice
        for advice in (_rest(before, now), _sessions(today), _minutes(today, planned_minutes))
        if advice is not None
    )


def _rest(past: Sequence[Past], now: datetime) -> Advice | None:
    if not past:
        return None
    last = max(one.ended for one in past)
    due = last + timedelta(hours=REST_HOURS)
    if now >= due:
        return None
    return Advice(
        "rest",
        False,
        N_(
            "The last session ended {hours:.1f} h ago; leave at least {least} h between sessions: "
            "begin after {due}."
        ),
        {
            "hours": max(0.0, (now - last) / timedelta(hours=1)),
            "least": REST_HOURS,
            "due": f"{due.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
        },
    )


def _sessions(today: Sequence[Past]) -> Advice | None:
    begun = sum(not one.is_continued for one in today)
    if begun < SESSIONS_A_DAY:
        return None
    return Advice(
        "sessions",
        False,
        N_("There were {n} sessions today; {most} a day are enough: go on tomorrow."),
        {"n": begun, "most": SESSIONS_A_DAY},
    )


def _minutes(today: Sequence[Past], planned: float) -> Advice | None:
    done = sum(one.active_minutes for one in today)
    if done + planned <= ACTIVE_MINUTES_A_DAY:
        return None
    return Advice(
        "minutes",
        True,
        N_(
            "With {planned:.0f} more active minutes today has {total:.0f}, more than {most}: "
            "plan fewer runs or go on tomorrow."
        ),
        {"planned": planned, "total": done + planned, "most": ACTIVE_MINUTES_A_DAY},
    )


def _past(header: Path, source: SourceKind) -> Past | None:
    try:
        record = read_record(header.parent)
    except SessionError:
        return None
    events = _events(header.parent / EVENTS)
    if record.source != source or not any(event.type == "run_start" for event in events):
        return None
    # Events follow the stream clock, and the record says what that was at the session's start.
    last = max(event.time for event in events)
    ended = record.started + timedelta(seconds=last - record.clock)
    minutes = _active(events) / 60
    is_continued = record.continues is not None
    return Past(header.parent.name, record.started, ended, minutes, record.program, is_continued)


def _active(events: Sequence[Event]) -> float:
    """Return the seconds in runs; one that broke off lasts until its last event."""
    seconds, began = 0.0, None
    for event in events:
        if event.type == "run_start":
            began = event.time
        elif event.type == "run_end" and began is not None:
            seconds, began = seconds + event.time - began, None
    return seconds if began is None else seconds + events[-1].time - began


def _events(path: Path) -> list[Event]:
    """Return the whole lines of an event log; a torn or damaged line is passed over here."""
    if not path.exists():
        return []
    events = []
    for line in path.read_bytes().split(b"\n"):
        try:
            events.append(Event.from_json(line.decode("utf-8")))
        except ValueError:
            continue
    return events
