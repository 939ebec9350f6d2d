"""The trial table of a session: every cue with what came of it, and what does not fit together.

A cue is answered by one ``result`` or by one ``skip`` of the same run and trial. Whatever is
missing or doubled is said, because a torn trial table makes a good patient look bad.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from sessions.lead import lead_of, scored_row
from station.events import Event
from station.task import REST

Kind = Literal["calibration", "play"]
What = Literal[
    "no result",
    "no cue",
    "doubled cue",
    "doubled result",
    "labels differ",
    "half a pair",
    "pair out of order",
    "rest of another length",
]


@dataclass(frozen=True)
class Trial:
    """One cued trial.

    Attributes
    ----------
    kind : {"calibration", "play"}
    run, number : int
        Run of the session and trial of the run, from 1.
    label : str
        Class that was asked for.
    row, end_row : int
        First scored row, and one past the last.
    movement : str
        What the hand was asked to do; "" in rest, and where nobody told (files of earlier versions).
    lead : int
        Rows from the cue to the first scored one, in which a faint hand showed the movement.
    """

    kind: Kind
    run: int
    number: int
    label: str
    row: int
    end_row: int
    movement: str = field(default="", kw_only=True)
    lead: int = field(default=0, kw_only=True)

    @property
    def cue_row(self) -> int:
        """Row at which it was asked for."""
        return self.row - self.lead

    @property
    def is_movement(self) -> bool:
        """Whether a movement was asked for."""
        return self.label != REST


@dataclass(frozen=True)
class Played(Trial):
    """A played trial with its result.

    Attributes
    ----------
    choice : str
        Forced choice.
    evidence : float
        Log-odds of the second class.
    score : float
        What was held against the threshold: the evidence, or the most that it held for a while.
    threshold : float
        Score that a reward needed.
    is_unsure, is_rewarded, is_valid : bool
    is_overt : bool
        Whether a hand moved whose movement was only to be imagined.
    window : int
        Of self-paced play, from 1; 0 elsewhere.
    """

    choice: str
    evidence: float
    score: float
    threshold: float
    is_unsure: bool
    is_rewarded: bool
    is_valid: bool
    is_overt: bool = False
    window: int = 0

    @property
    def is_at_threshold(self) -> bool:
        """Whether the score reached what a reward needed, in a movement trial or at rest."""
        return self.is_valid and self.score >= self.threshold

    @property
    def is_correct(self) -> bool:
        """Whether the forced choice is the class that was asked for."""
        return self.choice == self.label


@dataclass(frozen=True)
class Problem:
    """Something that does not fit in the trial table.

    Attributes
    ----------
    what : str
    run, trial : int
        What is wrong with a pair of rest and movement has the pair's number as ``trial``.
    """

    what: What
    run: int
    trial: int


@dataclass(frozen=True)
class TrialTable:
    """All trials of a session.

    Attributes
    ----------
    calibration : tuple of Trial
        Without those that were left in the middle: nobody knows what the patient did then.
    played : tuple of Played
        Trials in which the movement was cued.
    paced : tuple of Played
        Scored phases of self-paced windows.
    skipped : int
        Played trials that the therapist or a lost headset ended before they could be judged.
    problems : tuple of Problem
    """

    calibration: tuple[Trial, ...]
    played: tuple[Played, ...]
    paced: tuple[Played, ...]
    skipped: int
    problems: tuple[Problem, ...]

    @property
    def cued(self) -> tuple[Trial, ...]:
        """Calibration and played trials together, in the order of their rows."""
        return tuple(sorted((*self.calibration, *self.played), key=lambda trial: trial.row))


def trial_table(events: Sequence[Event], *, is_interrupted: bool) -> TrialTable:
    """Return the trials of a session's events.

    Parameters
    ----------
    events : sequence of Event
    is_interrupted : bool
        Whether the session broke off: then the last cue may be without a result.
    """
    cues = [event for event in events if event.type == "cue"]
    spoilt = {_key(skip) for skip in _skips(events, {"calibration"})}
    learned = [cue for cue in cues if _kind(cue) == "calibration" and _key(cue) not in spoilt]
    asked = [cue for cue in cues if _kind(cue) == "play"]
    results = [event for event in events if event.type == "result"]
    played_runs = {_key(cue) for cue in asked}
    skips = {_key(skip) for skip in _skips(events)} & played_runs
    left = skips - {_key(result) for result in results}
    excused = left | ({_key(asked[-1])} if asked and is_interrupted else set())
    problems = _problems(asked, results, excused)
    by_key = {_key(cue): cue for cue in asked}
    played = {
        _key(result): _played(by_key[_key(result)], result)
        for result in results
        if _key(result) in by_key
    }
    if not is_interrupted:
        problems += pairing_problems(events)
    return TrialTable(
        tuple(_cued(cue, "calibration") for cue in learned),
        tuple(trial for trial in played.values() if not trial.window),
        tuple(trial for trial in played.values() if trial.window),
        len(left),
        tuple(problems),
    )


def _problems(
    asked: Sequence[Event], results: Sequence[Event], excused: set[tuple[int, int]]
) -> list[Problem]:
    cue_counts, result_counts = Counter(map(_key, asked)), Counter(map(_key, results))
    labels = {_key(cue): cue.label for cue in asked}
    found = [Problem("doubled cue", *key) for key, count in cue_counts.items() if count > 1]
    found += [Problem("doubled result", *key) for key, count in result_counts.items() if count > 1]
    found += [
        Problem("no result", *key)
        for key in cue_counts
        if key not in result_counts and key not in excused
    ]
    found += [Problem("no cue", *key) for key in result_counts if key not in cue_counts]
    found += [
        Problem("labels differ", *_key(result))
        for result in results
        if labels.get(_key(result), result.label) != result.label
    ]
    return found


def pairing_problems(events: Sequence[Event]) -> list[Problem]:
    """Return which pairs of rest and movement cannot be held against each other.

    A pair counts if both halves were judged. A rest has to come first, and be scored for as long as
    its movement would have been without a detection.
    """
    judged = {_key(event) for event in events if event.type == "result"}
    skips = _skips(events)
    left = {_key(skip) for skip in skips}
    torn = {_pair(skip) for skip in skips if "pair" in skip.details}
    pairs: dict[tuple[int, int], list[Event]] = {}
    for cue in events:
        if cue.type == "cue" and "pair" in cue.details:
            pairs.setdefault(_pair(cue), []).append(cue)
    return [
        Problem(what, *key)
        for key, cues in pairs.items()
        if key not in torn
        and not left & {_key(cue) for cue in cues}
        and (what := _pairing(cues, judged)) is not None
    ]


def _skips(events: Sequence[Event], kinds: Set[str] = frozenset({"play"})) -> list[Event]:
    """Return the trials that were left; calibrations count theirs from 1, too."""
    kind, found = "play", []
    for event in events:
        if event.type in ("run_start", "cue"):
            kind = event.label if event.type == "run_start" else _kind(event)
        elif event.type == "skip" and "trial" in event.details and kind in kinds:
            found.append(event)
    return found


def _pairing(cues: Sequence[Event], judged: Set[tuple[int, int]]) -> What | None:
    if len(cues) != 2 or not {_key(cue) for cue in cues} <= judged:
        return "half a pair"
    rest, movement = sorted(cues, key=lambda cue: cue.row)
    if rest.label != REST or movement.label == REST:
        return "pair out of order"
    lengths = {_int(cue.details, "end_row") - scored_row(cue) for cue in cues}
    return None if len(lengths) == 1 else "rest of another length"


def _cued(cue: Event, kind: Kind) -> Trial:
    run, number = _key(cue)
    end, movement = _int(cue.details, "end_row"), str(cue.details.get("movement", ""))
    place = kind, run, number, cue.label, scored_row(cue), end
    return Trial(*place, movement=movement, lead=lead_of(cue))


def _played(cue: Event, result: Event) -> Played:
    (run, number), details = _key(cue), result.details
    return Played(
        kind="play",
        run=run,
        number=number,
        label=result.label,
        row=scored_row(cue),
        end_row=result.row,
        choice=str(details["choice"]),
        evidence=float(str(details["evidence"])),
        score=float(str(details.get("score", details["evidence"]))),  # not in earlier versions
        threshold=float(str(details["threshold"])),
        is_unsure=bool(details["unsure"]),
        is_rewarded=bool(details["rewarded"]),
        is_valid=bool(details["valid"]),
        is_overt=bool(details.get("overt", False)),
        window=int(str(cue.details.get("window", 0))),
        movement=str(cue.details.get("movement", "")),
        lead=lead_of(cue),
    )


def _kind(cue: Event) -> str:
    return str(cue.details["kind"])


def _key(event: Event) -> tuple[int, int]:
    return _int(event.details, "run"), _int(event.details, "trial")


def _pair(event: Event) -> tuple[int, int]:
    return _int(event.details, "run"), _int(event.details, "pair")


def _int(details: Mapping[str, object], name: str) -> int:
    return int(str(details[name]))
