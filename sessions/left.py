"""What is left of a session that broke off: from which run and trial on it can be taken up again.

A session that is taken up is a folder of its own, which names the one that it continues: the gap
stays visible, and each folder can be recomputed by itself. What was judged stays as it is; the trial
that broke is asked again. The reward's threshold begins anew from the calibration's.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from station.events import Event
from station.task import REST

RUNS = ("calibration", "play", "observe")


class Left(BaseModel):
    """What is left of a session.

    Attributes
    ----------
    of : str
        Name of the session's folder.
    kind : {"calibration", "play", "observe"}
        Of the run that broke off, or that would have come next.
    run : int
        Its number, from 1.
    labels : tuple of str
        Classes still to be asked in it, in their order; empty if the run was over.
    judged : int
        Trials of the run that stay.
    model : str
        File name of the model that the session played with; empty before there was one.
    is_today : bool
        Whether that model was calibrated under this very cap.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: str
    kind: Literal["calibration", "play", "observe"]
    run: int
    labels: tuple[str, ...]
    judged: int
    model: str = ""
    is_today: bool = False


def left_of(name: str, events: Sequence[Event]) -> Left | None:
    """Return what is left of a session; None if it is finished or no run had begun.

    Parameters
    ----------
    name : str
        Of the session's folder.
    events : sequence of Event
        All of them.
    """
    begun = [event for event in events if event.type == "run_start"]
    if not begun or any(e.type == "session_end" and e.label == "finished" for e in events):
        return None
    start = begun[-1]
    run = int(str(start.details["run"]))
    drawn = start.details.get("labels")
    if not isinstance(drawn, list):
        return None  # a recording told the cues, or an earlier version did not write them down
    ended = any(event.type == "run_end" and event.row >= start.row for event in events)
    later = events[events.index(start) :]
    done = _done(later)
    labels = () if ended else _rest(tuple(map(str, drawn)), done)
    models = [event for event in events if event.type == "model"]
    return Left(
        of=name,
        kind=start.label,  # type: ignore[arg-type]  # checked by the model itself
        run=run,
        labels=labels,
        judged=len(drawn) - len(labels),
        model=models[-1].label if models else "",
        is_today=bool(models[-1].details.get("today", False)) if models else False,
    )


def is_over(left: Left | None, kind: str, run: int) -> bool:
    """Return whether a run was already over in the session that is taken up again."""
    if left is None:
        return False
    if (kind == "calibration") != (left.kind == "calibration"):
        return kind == "calibration"
    return run < left.run or (run == left.run and not left.labels)


def _done(events: Sequence[Event]) -> list[str]:
    """Return the classes of the trials that stay, whole pairs where rest and movement take turns."""
    cues = [event for event in events if event.type == "cue"]
    if any("window" in cue.details for cue in cues):
        return []  # self-paced play begins anew: its first rest has to set the threshold
    answered = {_place(e): e for e in events if e.type == "result" and e.details["valid"]}
    skipped = {_place(e) for e in events if e.type == "skip" and "trial" in e.details}
    if not any(event.type == "result" for event in events):  # nothing is judged in a calibration
        whole = [cue for cue in cues if _place(cue) not in skipped and _was_over(cue, events)]
        return [cue.label for cue in whole]
    stays = [cue for cue in cues if _place(cue) in answered]
    pairs = Counter(cue.details["pair"] for cue in stays if "pair" in cue.details)
    return [cue.label for cue in stays if pairs.get(cue.details.get("pair"), 2) == 2]


def _was_over(cue: Event, events: Sequence[Event]) -> bool:
    """Whether the phase of a cue was walked through to its end."""
    end = int(str(cue.details["end_row"]))
    return any(event.type == "phase" and event.row >= end for event in events)


def _rest(drawn: tuple[str, ...], done: Sequence[str]) -> tuple[str, ...]:
    """Return the drawn classes without those that were done, the earliest of each first."""
    missing, left = Counter(done), []
    for label in drawn:
        if missing[label] > 0:
            missing[label] -= 1
        else:
            left.append(label)
    if set(drawn) == {*drawn[:2]} and drawn[:2] * (len(drawn) // 2) == drawn and REST in drawn:
        return tuple(drawn[:2] * (len(left) // 2))  # pairs stay pairs
    return tuple(left)


def _place(event: Event) -> tuple[object, object]:
    return event.details["run"], event.details["trial"]
