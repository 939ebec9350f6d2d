"""Level progression: what makes training harder, one change at a time, each with its reason.

The rules are those of CLINICAL 2.5; the ladders and what was ever changed are in
:mod:`sessions.levels`. The therapist can lock any variable: rules then leave it alone.

Two choices that the rules leave open are made here. Among the unlocked variables those that keep
the mental act (hold, windows, assistance, feedback, support) rise before a second goal is set, and another movement,
which is another act for brain and decoder, comes last; of the same kind the lowest rises first. And a run
below the chance criterion steps back only if the runs at this level together are below theirs, too:
a patient of true 70 % misses the criterion of a single run of 20 trials in 58 % of runs (5.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sessions.errors import SessionError
from sessions.levels import LADDERS, By, Change, Levels, Score
from sessions.statistics import chance_criterion
from station.language import N_

_KINDS = (("hold", "windows", "assistance", "feedback", "support"), ("distractors",), ("movement",))

RUNS_TO_ADVANCE = 2
ACCURACY_TO_ADVANCE = 0.75
ALARMS_TO_ADVANCE = 0.15
FATIGUE_TO_ADVANCE = 6
FRUSTRATION_BACK = 7
_GOOD = {
    True: N_(
        "{runs} runs with balanced accuracy of {accuracy:.0f} % or more, at most {alarms:.0f} % "
        "false positives at rest and fatigue of {fatigue} or less"
    ),
    False: N_(
        "{runs} runs with balanced accuracy of {accuracy:.0f} % or more and at most {alarms:.0f} % "
        "false positives at rest; fatigue was not answered"
    ),
}
_POOLED_RUNS = 3  # CLINICAL 5.1: chance is judged over pooled runs


@dataclass(frozen=True)
class _Proposal:
    variable: str
    after: int
    reason: str
    values: dict[str, str | int | float]


def after_run(levels: Levels, score: Score, when: datetime, among: Mapping[str, int]) -> Levels:
    """Return the levels after a run: changed in one variable at most.

    A run whose signal was limited must not be handed in (rule R2: not counted for progress).

    Parameters
    ----------
    levels : Levels
    score : Score
        Of the run that has just ended.
    when : datetime
        Aware.
    among : mapping of str to int
        Variables that the game and the paradigm of the next run can change, and the highest step to
        which each may rise.
    """
    known = levels.model_copy(update={"scores": (*levels.scores, score)})
    free = [name for name in LADDERS if name in among and name not in levels.locked]
    proposal = _back(known, free) or _advance(known, free, among)
    return known if proposal is None else _changed(known, proposal, when, by="rule")


def set_level(levels: Levels, variable: str, step: int, when: datetime, reason: str) -> Levels:
    """Return the levels after the therapist set one; a lock does not bind the therapist.

    Raises
    ------
    SessionError
        If there is no such variable or step.
    """
    _check(variable)
    if not 0 <= step < len(LADDERS[variable]):
        raise SessionError(
            N_("{variable} has no step {step}; choose one from 0 to {last}."),
            variable=variable,
            step=step,
            last=len(LADDERS[variable]) - 1,
        )
    proposal = _Proposal(variable, step, N_("The therapist's choice: {words}"), {"words": reason})
    return _changed(levels, proposal, when, by="therapist")


def set_lock(levels: Levels, variable: str, locked: bool, when: datetime, reason: str) -> Levels:
    """Return the levels after the therapist locked a variable, or gave it free.

    Raises
    ------
    SessionError
        If there is no such variable.
    """
    _check(variable)
    step = levels.steps[variable]
    text = N_("Locked by the therapist: {words}") if locked else N_("Unlocked: {words}")
    change = Change(
        when=when,
        variable=variable,
        before=step,
        after=step,
        locked=locked,
        by="therapist",
        reason=text,
        values={"words": reason},
    )
    return levels.model_copy(update={"changes": (*levels.changes, change)})


def _advance(levels: Levels, free: Sequence[str], highest: Mapping[str, int]) -> _Proposal | None:
    last = levels.scores[-RUNS_TO_ADVANCE:]
    if len(last) < RUNS_TO_ADVANCE or not all(map(_allows_advance, last)):
        return None
    may = [name for name in free if levels.steps[name] < highest[name]]
    if not may:
        return None
    kind = next(kind for kind in _KINDS if set(kind) & set(may))
    variable = min((name for name in may if name in kind), key=lambda name: levels.steps[name])
    values: dict[str, str | int | float] = {
        "runs": RUNS_TO_ADVANCE,
        "accuracy": 100 * min(score.balanced_accuracy for score in last),
        "alarms": 100 * max(score.alarms / score.rests for score in last),
    }
    tired = [score.fatigue for score in last if score.fatigue is not None]
    if tired:
        values["fatigue"] = max(tired)
    return _Proposal(variable, levels.steps[variable] + 1, _GOOD[bool(tired)], values)


def _allows_advance(score: Score) -> bool:
    """Return whether a run by itself meets every condition; an unknown fatigue is no objection."""
    return (
        score.balanced_accuracy >= ACCURACY_TO_ADVANCE
        and score.rests > 0
        and score.alarms / score.rests <= ALARMS_TO_ADVANCE
        and (score.fatigue is None or score.fatigue <= FATIGUE_TO_ADVANCE)
    )


def _back(levels: Levels, free: Sequence[str]) -> _Proposal | None:
    cause = _frustration(levels.scores[-1]) or _below_chance(levels.scores)
    if cause is None:
        return None
    raised = [change.variable for change in levels.changes if change.after > change.before]
    raised += [name for name in free if levels.steps[name]]
    down = [name for name in reversed(raised) if name in free and levels.steps[name]]
    if not down:
        return None
    reason, values = cause
    return _Proposal(down[0], levels.steps[down[0]] - 1, reason, values)


_Cause = tuple[str, dict[str, str | int | float]]


def _frustration(score: Score) -> _Cause | None:
    if score.frustration is None or score.frustration < FRUSTRATION_BACK:
        return None
    return N_("Frustration {rating} of 10"), {"rating": score.frustration}


def _below_chance(scores: Sequence[Score]) -> _Cause | None:
    last, pooled = scores[-1:], scores[-_POOLED_RUNS:]
    for some in (last, pooled):
        if sum(score.correct for score in some) >= chance_criterion(
            sum(score.trials for score in some)
        ):
            return None
    correct, trials = (sum(getattr(score, name) for score in pooled) for name in _COUNTED)
    return (
        N_("{correct} of {trials} trials right; {least} would be better than chance"),
        {"correct": correct, "trials": trials, "least": chance_criterion(trials)},
    )


_COUNTED = ("correct", "trials")


def _changed(levels: Levels, proposal: _Proposal, when: datetime, *, by: By) -> Levels:
    change = Change(
        when=when,
        variable=proposal.variable,
        before=levels.steps[proposal.variable],
        after=proposal.after,
        locked=proposal.variable in levels.locked,
        by=by,
        reason=proposal.reason,
        values=proposal.values,
    )
    return levels.model_copy(
        update={
            "steps": {**levels.steps, proposal.variable: proposal.after},
            "changes": (*levels.changes, change),
            "scores": (),
        }
    )


def _check(variable: str) -> None:
    if variable not in LADDERS:
        raise SessionError(
            N_("There is no level {variable!r}; choose one of: {known}."),
            variable=variable,
            known=", ".join(LADDERS),
        )
