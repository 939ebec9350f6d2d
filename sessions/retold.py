"""What a session that is taken up again had told its decoder before it broke off, and how far that had followed.

Refits go on where they stopped: the labels of the parts before come with what their recordings hold, so
that the next refit forgets nothing. So do the place on the map of covariances and the threshold.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from decoding.following import Teaching
from decoding.lessons import Told, lessons
from decoding.models import Model
from decoding.trail import Trail
from sessions.adapt import ToldTrial
from sessions.brain import recording_of
from sessions.lead import scored_row
from sessions.left import Left
from sessions.record import SessionRecord
from sessions.replay import refit_of, trail_at_end
from sessions.store import Session, read_session
from station.events import Event


class Before(NamedTuple):
    """What the parts before a session had come to.

    Attributes
    ----------
    learned : Teaching or None
        What the decoder had learned anew.
    told : list of (ToldTrial, lesson)
        The trials that it learned from, oldest first, each beside what it teaches.
    trail : Trail or None
        How far it had followed the patient without labels.
    """

    learned: Teaching | None = None
    told: Sequence[tuple[ToldTrial, Any]] = ()
    trail: Trail | None = None


def retold(folder: Path, record: SessionRecord, model: Model) -> list[tuple[ToldTrial, Any]]:
    """Return the trials that the parts before a session told a model's decoder, oldest first.

    Beside each stands what it teaches: see :func:`decoding.lessons.lessons`.

    Raises
    ------
    SessionError
        If the folder of a part is gone or cannot be read.
    """
    parts: list[Session] = []
    while record.continues is not None:
        parts.insert(0, read_session(folder.parent / record.continues.of))
        record = parts[0].record
    return [trial for part in parts for trial in _of_part(part, model)]


def come_to(folder: Path, record: SessionRecord, model: Model) -> Before:
    """Return what the parts before a session had come to with the same model.

    Raises
    ------
    SessionError
        As :func:`newest_refit` and :func:`retold`.
    """
    left = record.continues
    if left is None or left.model == "":
        return Before()
    learned = newest_refit(folder.parent, left)
    trail = trail_at_end(read_session(folder.parent / left.of), model)
    return Before(learned, retold(folder, record, model), trail)


def newest_refit(sessions: Path, left: Left) -> Teaching | None:
    """Return what the decoder of a session that broke off had learned anew; None if nothing.

    Parameters
    ----------
    sessions : Path
        Folder of the patient's sessions.
    left : Left

    Raises
    ------
    SessionError
        If its file is missing or was changed.
    """
    if not left.refit:
        return None
    part = read_session(sessions / left.of)
    event = next(one for one in reversed(part.of_type("refit")) if one.label == left.refit)
    return refit_of(part, event)


def _of_part(part: Session, model: Model) -> Iterator[tuple[ToldTrial, Any]]:
    reaction = model.online.grid(model.rate).reaction_rows
    if part.record.adaptation != "cued" or not (told := told_trials(part.events)):
        return
    phases = [
        Told(row + reaction, end, label == model.classes[1])
        for row, end, label in told
        if end <= len(part.raw)
    ]
    for phase, lesson in lessons(recording_of(part), model, phases):
        label = model.classes[phase.label]
        yield ToldTrial(part.folder, phase.first - reaction, label), lesson


def told_trials(events: Sequence[Event]) -> list[tuple[int, int, str]]:
    """Return the trials whose labels a session's decoder was told: first scored row, row behind the last, class.

    They are those that it followed, until an electrode came off: it went on without it then, and its
    lessons are no use to a decoder that has it again.
    """
    found: list[tuple[int, int, str]] = []
    cue = result = None
    for event in events:
        if event.type == "cue":
            cue = event
        elif event.type == "result":
            result = event
        elif event.type == "electrode":
            break
        elif event.type == "reference" and cue is not None and result is not None:
            end = min(int(str(cue.details["end_row"])), result.row)
            found.append((scored_row(cue), end, result.label))
    return found
