"""The course of one session: questions, resting EEG, runs and breaks, one after the other.

A programme says what a kind of session holds (:mod:`sessions.program`); the course is that for one
session on one day, with every length in seconds. It is part of the session's plan, and so of its
record.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sessions.paradigm import Paradigm, resting, shipped
from sessions.program import Breaks, Program, Stage
from sessions.ratings import MIDDLE_AFTER_RUN

Kind = Literal[
    "questions", "eyes_open", "eyes_closed", "priming", "run", "observe", "break", "practice"
]
OBSERVED = "T7"
RUNS = ("run", "observe")
SHORTEST = 30.0  # seconds of a break that nobody skips (CLINICAL 2.4)
PRACTICE_SECONDS = 10  # the card stays that long; the practice itself is the therapist's


class Item(BaseModel):
    """One item of a course.

    Attributes
    ----------
    kind : str
        "observe" is a run of action observation, which no reward depends on.
    seconds : float
        How long a scene lasts; 0 for runs and questions.
    shortest : float
        Of a break: it cannot be skipped earlier.
    moment : {"before", "middle", "end"} or None
        Of questions.
    run, trials : int
        Number of a run, from 1, and its trials.
    paradigm : str
        Of a run, or of resting EEG.
    is_easy : bool
        The first and the closing run are played easy.
    is_closing : bool
        The closing run ends with a success.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    seconds: Annotated[float, Field(ge=0)] = 0.0
    shortest: Annotated[float, Field(ge=0)] = 0.0
    moment: Literal["before", "middle", "end"] | None = None
    run: int = 0
    trials: int = 0
    paradigm: str = ""
    is_easy: bool = False
    is_closing: bool = False


def make_course(
    program: Program,
    *,
    session: int,
    screened: str,
    is_assessment: bool,
    with_priming: bool,
) -> tuple[Item, ...]:
    """Return the course of one session of a programme.

    Parameters
    ----------
    program : Program
    session : int
        Number of the session in the programme, from 1.
    screened : str
        The paradigm where the programme leaves it to the screening.
    is_assessment, with_priming : bool
        Whether the steps for assessment days, and the optional ones, are part of it.
    """
    steps = program.steps(is_assessment=is_assessment, with_optional=with_priming)
    stage, course = program.stage(session), list[Item]()
    for step in steps:
        if step.step == "questions":
            course.append(Item(kind="questions", moment=step.moment))
        elif step.step == "resting":
            course += [
                Item(kind=kind, seconds=seconds, paradigm=resting().name)
                for kind, seconds in resting_scenes(program, is_assessment=is_assessment)
            ]
        elif step.step == "priming":
            course.append(Item(kind="priming", seconds=60 * program.breaks.priming_minutes))
        elif step.step == "practice":
            course.append(Item(kind="practice", seconds=PRACTICE_SECONDS))
        elif step.step == "runs":
            course += _runs(program, stage, screened, has_end=_has_end(program))
        elif stage.closing is not None:
            course.append(_rest(program, 0.0))
            paradigm, trials = _chosen(stage.closing, screened), program.breaks.closing_trials
            last = _run(len(stage.runs) + 1, paradigm, trials, is_easy=True)
            course.append(last.model_copy(update={"is_closing": True}))
    return tuple(course)


def plain_course(
    paradigm: str,
    *,
    runs: int,
    trials: int,
    rest: float,
    asks: bool,
    is_assessment: bool,
    with_priming: bool,
) -> tuple[Item, ...]:
    """Return the course of a session without a programme; empty if it holds runs and breaks alone.

    Parameters
    ----------
    paradigm : str
    runs, trials : int
    rest : float
        Seconds of the breaks between runs.
    asks, is_assessment, with_priming : bool
        Whether it asks for ratings, has resting EEG at both ends, and begins with moving the hand.
    """
    if not (asks or is_assessment or with_priming):
        return ()
    still = [
        Item(kind=one.show, seconds=one.seconds[1], paradigm=resting().name)
        for one in resting().scenes
        if is_assessment
    ]
    course = [Item(kind="questions", moment="before")] if asks else []
    course += still
    if with_priming:
        course.append(Item(kind="priming", seconds=60.0 * Breaks().priming_minutes))
    for number in range(1, runs + 1):
        course.append(_run(number, paradigm, trials, is_easy=False))
        if number < runs:
            if asks and number == MIDDLE_AFTER_RUN:
                course.append(Item(kind="questions", moment="middle"))
            course.append(Item(kind="break", seconds=rest, shortest=min(SHORTEST, rest)))
    course += [Item(kind="questions", moment="end")] if asks else []
    return (*course, *still)


def resting_scenes(
    program: Program, *, is_assessment: bool
) -> list[tuple[Literal["eyes_open", "eyes_closed"], float]]:
    """Return the scenes of resting EEG with their seconds, the programme's own if it says any."""
    own = program.breaks.resting_seconds
    return [(one.show, (own or one.seconds)[is_assessment]) for one in resting().scenes]


def active_seconds(course: Sequence[Item]) -> float:
    """Return how long the runs of a course last, no movement detected early."""
    return sum(
        shipped()[item.paradigm].run_seconds(item.trials) for item in course if item.kind in RUNS
    )


def paradigms_of(course: Sequence[Item]) -> tuple[Paradigm, ...]:
    """Return the trial structures that a course names, as they are today."""
    named = sorted({item.paradigm for item in course if item.kind in RUNS})
    return tuple(shipped()[name] for name in named if name in shipped())


def _trial_seconds(paradigm: str) -> float:
    return shipped()[paradigm].trial_seconds


def _runs(program: Program, stage: Stage, screened: str, *, has_end: bool) -> list[Item]:
    items, active = list[Item](), 0.0
    for number, choice in enumerate(stage.runs, 1):
        paradigm = _chosen(choice, screened)
        seconds = _trial_seconds(paradigm)
        run = _run(number, paradigm, program.trials(seconds), is_easy=number == 1)
        items.append(run)
        active += seconds * run.trials
        if number == MIDDLE_AFTER_RUN and has_end and number < len(stage.runs):
            items.append(Item(kind="questions", moment="middle"))
        if number < len(stage.runs):
            rest = _rest(program, active)
            active = 0.0 if rest.seconds > program.breaks.seconds[1] else active
            items.append(rest)
    return items


def _has_end(program: Program) -> bool:
    return any(step.step == "questions" for step in program.order)


def _chosen(choice: str, screened: str) -> str:
    return screened if choice == "screening" else choice


def _run(number: int, paradigm: str, trials: int, *, is_easy: bool) -> Item:
    kind: Kind = "observe" if paradigm == OBSERVED else "run"
    return Item(kind=kind, run=number, trials=trials, paradigm=paradigm, is_easy=is_easy)


def _rest(program: Program, active: float) -> Item:
    """Return a break: a long one as soon as the active time since the last asks for it."""
    breaks = program.breaks
    is_long = active >= 60 * breaks.long_after
    seconds = (breaks.long_seconds if is_long else breaks.seconds)[1]
    return Item(kind="break", seconds=seconds, shortest=breaks.shortest)
