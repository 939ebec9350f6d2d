"""What a session that is taken up again had told its decoder before it broke off.

Refits go on where they stopped: the labels of the parts before come with what their recordings hold, so
that the next refit forgets nothing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from decoding.lessons import Told, lessons
from decoding.models import Model
from sessions.adapt import ToldTrial
from sessions.brain import recording_of
from sessions.record import SessionRecord
from sessions.store import Session, read_session
from station.events import Event


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
    """Return the trials whose labels a session's decoder was told: cue, row behind the last, class.

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
            found.append((cue.row, end, result.label))
    return found
