"""The trial structures: which there are, and which one a session's runs have."""

from difflib import get_close_matches
from typing import Literal

from console.arguments import Wish
from console.words import Voice
from sessions.course import OBSERVED
from sessions.errors import SessionError
from sessions.levels import Levels
from sessions.paradigm import Paradigm, Phases, resting, shipped
from sessions.plan import Plan
from sessions.progression import RUNS_TO_ADVANCE
from station.language import N_, Language
from station.task import Task

SELF_PACED = "T6"
SELF_PACED_ALARMS = 1.0  # per minute at rest, in two runs (CLINICAL 2.2, T6)
WINDOWS = 4  # of a run of self-paced play, if nothing is said
TASKS = {
    "T2": Task.LEFT_VS_RIGHT,
    "T3": Task.LEFT_VS_RIGHT,
    "T4": Task.HAND_VS_REST,
    "T5": Task.HAND_VS_REST,
    SELF_PACED: Task.HAND_VS_REST,
}
MODES: dict[str, Literal["imagery", "attempt"]] = {"T4": "attempt", "T5": "imagery"}


def structure_for(wish: Wish, task: Task, mode: Literal["imagery", "attempt"]) -> Paradigm:
    """Return the trial structure that was asked for, or the usual one of a task and mode.

    Raises
    ------
    SessionError
        If there is none of that name to play, or it trains another task.
    """
    usual = "T2" if task is Task.LEFT_VS_RIGHT else "T4" if mode == "attempt" else "T5"
    name = (wish.paradigm or usual).strip().upper()
    if wish.paradigm is not None and wish.program is not None:
        raise SessionError(
            N_("The programme {program} says what its runs are; leave out --paradigm {name}."),
            program=wish.program,
            name=name,
        )
    if name == OBSERVED:
        raise SessionError(
            N_(
                "Observation (T7) is a part of programmes, such as STROKE-SEV, and not played by itself; "
                "leave out --paradigm and take --program. To play: {known}."
            ),
            known=", ".join(TASKS),
        )
    if name not in TASKS:
        near = get_close_matches(name, TASKS, n=1, cutoff=0.4) or [usual]
        raise SessionError(
            N_("There is no paradigm {name!r} to play; did you mean {near!r}? Known: {known}."),
            name=name,
            near=near[0],
            known=", ".join(TASKS),
        )
    if TASKS[name] is not task:
        raise SessionError(
            N_("The paradigm {name} trains {own}, not {task}; take {usual} or another --task."),
            name=name,
            own=TASKS[name].value,
            task=task.value,
            usual=usual,
        )
    return shipped()[name]


def check_self_paced(plan: Plan, levels: Levels, despite: str) -> None:
    """Refuse self-paced play before rest is quiet enough (CLINICAL 2.2), unless a reason is given.

    Raises
    ------
    SessionError
    """
    if despite or all(one.name != SELF_PACED for one in plan.paradigms):
        return
    if is_quiet(levels):
        return
    alarms = _alarms(levels)
    raise SessionError(
        N_(
            "Self-paced play comes after two runs with at most 1 false positive a minute at rest, "
            "and the last ones had {alarms}; train T4 or T5 first, or give a reason with --despite."
        ),
        alarms=", ".join(f"{one:.1f}" for one in alarms) or "-",
    )


def is_quiet(levels: Levels) -> bool:
    """Return whether rest was quiet enough for self-paced play in the last two runs."""
    alarms = _alarms(levels)
    return len(alarms) == RUNS_TO_ADVANCE and max(alarms) <= SELF_PACED_ALARMS


def _alarms(levels: Levels) -> list[float]:
    return [score.alarms_per_minute for score in levels.scores[-RUNS_TO_ADVANCE:]]


def list_paradigms(voice: Voice) -> dict[str, object]:
    """Say which trial structures there are, with their phases, and return them."""
    tr = voice.tr
    for one in shipped().values():
        voice.say(f"{one.name}  {one.title.in_language(tr.code)}")
        voice.say("    " + one.purpose.in_language(tr.code), "dim")
        if one.rest is not None:
            voice.say("    " + tr("rest: {phases}", phases=_phases(one.rest, tr)), "dim")
        voice.say("    " + tr("movement: {phases}", phases=_phases(one.movement, tr)), "dim")
        if one.score.is_self_paced:
            rule = tr(
                "scored by the evidence of the last {memory:g} s, from {earliest:g} s on, once it held "
                "for {dwell:g} s; {refractory:g} s behind a detection the window goes on",
                memory=one.score.memory,
                earliest=one.score.earliest,
                dwell=one.score.dwell,
                refractory=one.score.refractory,
            )
            voice.say("    " + rule, "dim")
        elif one.score.ends_early:
            rule = tr(
                "scored by the most evidence that held for {dwell:g} s, from {earliest:g} s on; "
                "a movement ends as soon as that is enough",
                dwell=one.score.dwell,
                earliest=one.score.earliest,
            )
            voice.say("    " + rule, "dim")
    rest = resting()
    voice.say(f"{rest.name}  {rest.title.in_language(tr.code)}")
    voice.say("    " + rest.purpose.in_language(tr.code), "dim")
    told = (*shipped().values(), rest)
    return {"paradigms": [one.model_dump(mode="json") for one in told]}


def _phases(one: Phases, tr: Language) -> str:
    return tr(
        "{relax} s pause, {ready} s ready, {scored:g} s scored, {feedback:g} s feedback",
        relax=_between(one.relax),
        ready=_between(one.ready),
        scored=one.scored,
        feedback=one.feedback,
    )


def _between(span: tuple[float, float]) -> str:
    low, high = span
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"
