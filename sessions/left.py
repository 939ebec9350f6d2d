"""What is left of a session that broke off: from which run and trial on it can be taken up again.

A session that is taken up is a folder of its own, which names the one that it continues: the gap
stays visible, and each folder can be recomputed by itself. What was judged stays as it is; the trial
that broke is asked again. The reward's threshold, the newest refit and the trials that it learned from are
taken over.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from sessions.ratings import Rating, questions_at, ratings_of
from station.events import Event
from station.task import LEFT_HAND, REST, Side

RUNS = ("calibration", "play", "observe")


class Scored(BaseModel):
    """A valid trial's score, in units of the spread that the decoder had then.

    ``dwell`` is how long evidence had to hold in its run, where that was scored, and ``windows`` how many of
    them had to be in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: int
    label: str
    score: float
    dwell: float | None = None
    windows: int = 1


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
        Trials of the run that stay, in all parts.
    model : str
        File name of the model that the session played with; empty before there was one.
    is_today : bool
        Whether that model was calibrated under this very cap.
    scores : tuple of Scored
        What the reward's threshold had heard.
    threshold : float or None
        Where it stood, in the same units; None where it never moved.
    refit : str
        File in that folder of what the decoder had learned anew, all channels at work; may be empty.
    ratings : tuple of Rating
        Given until then: tiredness and pain rise from the first answer of the whole session.
    earned : tuple of {"left", "right"}
        The hand of each reward until then, in order: a game keeps what was earned.
    asked : int
        Trials asked until then, over all runs: the stars of the end stand for them, too.
    passed : int
        Items of the course behind that run that were over as well: questions, breaks, resting EEG.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: str
    kind: Literal["calibration", "play", "observe"]
    run: int
    labels: tuple[str, ...]
    judged: int
    model: str = ""
    is_today: bool = False
    scores: tuple[Scored, ...] = ()
    threshold: float | None = None
    refit: str = ""
    ratings: tuple[Rating, ...] = ()
    earned: tuple[Side, ...] = ()
    asked: int = 0
    passed: int = 0

    def and_then(self, events: Sequence[Event]) -> "Left":
        """Return the same with what another part went through that broke off before its first run."""
        return self.model_copy(
            update={
                "ratings": (*self.ratings, *ratings_of(events)),
                "passed": self.passed + (0 if self.labels else _passed(events)),
            }
        )

    def behind(self, before: "Left | None") -> "Left":
        """Return the same with what the part before this one had taken over itself."""
        if before is None:
            return self
        is_same = (before.kind, before.run) == (self.kind, self.run)
        return self.model_copy(
            update={
                "judged": self.judged + (before.judged if is_same else 0),
                "scores": (*before.scores, *self.scores),
                "threshold": before.threshold if self.threshold is None else self.threshold,
                "ratings": (*before.ratings, *self.ratings),
                "earned": (*before.earned, *self.earned),
                "asked": before.asked + self.asked,
            }
        )


def left_of(name: str, events: Sequence[Event], before: Left | None = None) -> Left | None:
    """Return what is left of a session; None if it is finished or no run had ever begun.

    Parameters
    ----------
    name : str
        Of the session's folder.
    events : sequence of Event
        All of them.
    before : Left, optional
        What this session had taken up itself. If it broke off again before its first run, that
        is still what is left.
    """
    if any(event.type == "session_end" and event.label == "finished" for event in events):
        return None
    begun = [event for event in events if event.type == "run_start"]
    if not begun:
        return None if before is None else before.and_then(events)
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
        refit=_newest_refit(events),
        ratings=ratings_of(events),
        earned=tuple(_earned(events)),
        asked=sum(event.type == "cue" for event in events),
        passed=_passed(later) if ended else 0,
        **_heard(events),
    ).behind(before)


def _heard(events: Sequence[Event]) -> dict[str, Any]:
    """Return what the reward's threshold heard, and where it stood at last."""
    results = {_place(event): event for event in events if event.type == "result"}
    moved = [event for event in events if event.type == "threshold" and "spread" in event.details]
    scores = []
    begun = {e.details["run"]: e.details for e in events if e.type == "run_start"}
    for event in moved:
        result, spread = results[_place(event)], float(str(event.details["spread"]))
        score = float(str(result.details["score"])) / spread
        run, told = int(str(event.details["run"])), begun.get(event.details["run"], {})
        rule = {name: told[name] for name in ("dwell", "windows") if name in told}
        scores.append(Scored(run=run, label=result.label, score=score, **rule))  # type: ignore[arg-type]
    if not moved:
        return {}
    last = moved[-1].details
    threshold = float(str(last["threshold"])) / float(str(last["spread"]))
    return {"scores": tuple(scores), "threshold": threshold}


def _earned(events: Sequence[Event]) -> Iterator[Side]:
    for event in events:
        if event.type == "result" and event.details.get("rewarded"):
            yield "left" if event.label == LEFT_HAND else "right"


def _passed(events: Sequence[Event]) -> int:
    """Count the items of a course, runs left out, that were gone through to their end."""
    rated = Counter(e.details["moment"] for e in events if e.type == "rating")
    asked = sum(
        rated[moment] >= len(questions_at(moment)) for moment in ("before", "middle", "end")
    )
    return asked + sum(event.type == "scene_end" for event in events)


def _newest_refit(events: Sequence[Event]) -> str:
    """Return the file of the newest refit on all channels; none was made behind a lost electrode."""
    off = next((i for i, one in enumerate(events) if one.type == "electrode"), len(events))
    refits = [event.label for event in events[:off] if event.type == "refit"]
    return refits[-1] if refits else ""


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
