"""Begin the next session of a programme: what it holds today, and whether the calendar allows it."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from console.arguments import Extra, Wish
from console.structure import MODES, SELF_PACED, TASKS
from console.words import Voice
from sessions.acts import LONG
from sessions.course import Item, active_seconds, make_course, paradigms_of
from sessions.errors import SessionError
from sessions.order import Order
from sessions.plan import Plan
from sessions.program import Program
from sessions.program_files import load_program
from sessions.schedule import past_sessions, schedule_advice, session_number
from station.language import N_
from station.plugins import names
from station.task import SourceKind, Task

OBSERVED, SCREENED = "T7", "screening"


@dataclass(frozen=True)
class Today:
    """The session of a programme that is due.

    Attributes
    ----------
    program : Program
    session : int
        Its number in the programme, from 1.
    paradigm : {"T2", "T3", "T4", "T5"}
        What its cued runs are, beside which self-paced ones may stand.
        Of its runs, observation aside.
    """

    program: Program
    session: int
    paradigm: str

    @property
    def task(self) -> Task:
        """The task of its runs."""
        return TASKS[self.paradigm]


def today(
    home: Path,
    name: str,
    pseudonym: str,
    *,
    source: SourceKind,
    task: str | None,
    mode: Literal["imagery", "attempt"],
) -> Today:
    """Return which session of a programme is due for a patient.

    Parameters
    ----------
    home : Path
    name : str
        The programme.
    pseudonym : str
    source : {"live", "recorded", "simulated"}
        Sessions of the same source are counted.
    task : str or None
        What the therapist chose; it decides where the programme leaves the choice to the screening.
    mode : {"imagery", "attempt"}
        How the patient trains, if the screening's hand against rest is chosen.

    Raises
    ------
    SessionError
        If there is no such programme, it holds what cannot be played, or the task is another.
    """
    program = load_program(home, name).program
    session = session_number(past_sessions(home, pseudonym, source), program.name)
    stage = program.stage(session)
    chosen = {*stage.runs, *([stage.closing] if stage.closing else [])} - {OBSERVED}
    hand = "T4" if mode == "attempt" else "T5"
    if chosen <= {SCREENED}:
        return Today(program, session, "T2" if task == Task.LEFT_VS_RIGHT.value else hand)
    found: list[str] = sorted(chosen - {SCREENED})
    if SELF_PACED in found and all(TASKS.get(one) is Task.HAND_VS_REST for one in found):
        found = [one for one in found if one != SELF_PACED] or [hand]
    if len(found) != 1 or found[0] not in TASKS:
        raise SessionError(
            N_(
                "Session {session} of {name} mixes {paradigms}; one session plays one of "
                "T2, T3, T4 and T5, beside T7 and, against rest, T6: edit the programme."
            ),
            session=session,
            name=program.name,
            paradigms=", ".join(found),
        )
    due = Today(program, session, found[0])
    if task is not None and task != due.task.value:
        raise SessionError(
            N_("{name} trains {own}, not {task}; leave out --task, or choose another programme."),
            name=program.name,
            own=due.task.value,
            task=task,
        )
    return due


def suggested_game(program: Program) -> str:
    """Return the first game of a programme that this version has."""
    known = names("games.catalogue")
    return next((game for game in program.games if game in known), "reach")


def by_program(order: Order, due: Today, wish: Wish, now: datetime, voice: Voice) -> Order:
    """Return the order of today's session, and say what it holds.

    Raises
    ------
    SessionError
        If the calendar speaks against it and no reason was given to go on all the same, or questions
        were asked for, which are the programme's to ask.
    """
    if Extra.QUESTIONS in wish.extras:
        raise SessionError(
            N_("The programme {program} says itself when it asks; leave out --with questions."),
            program=due.program.name,
        )
    course = make_course(
        due.program,
        session=due.session,
        screened=due.paradigm,
        is_assessment=Extra.ASSESSMENT in wish.extras,
        with_priming=Extra.PRIMING in wish.extras,
    )
    active = active_seconds(course) / 60
    _heed_calendar(order, active, wish.despite, now, voice)
    voice.say(
        voice.tr(
            "{name}, session {session}: {runs} runs, {active:.0f} active minutes.",
            name=due.program.name,
            session=due.session,
            runs=sum(item.trials > 0 for item in course),
            active=active,
        )
    )
    _heed_length(due, active, voice)
    patient = order.patient
    if due.task is Task.HAND_VS_REST:
        patient = patient.model_copy(update={"mode": MODES[due.paradigm]})
    return replace(
        order,
        patient=patient,
        plan=_plan(order.plan, due.program, course),
        program=due.program.name,
        program_version=due.program.version,
        despite=wish.despite,
    )


def _plan(usual: Plan, program: Program, course: tuple[Item, ...]) -> Plan:
    return Plan(
        calibration_trials=usual.calibration_trials,
        runs=sum(item.kind == "run" for item in course),
        trials=max(item.trials for item in course),
        rest=program.breaks.seconds[1],
        course=course,
        paradigms=paradigms_of(course),
        demands=usual.demands,
        rewarding=program.reward,
        hard_minutes=program.breaks.hard_minutes,
    )


def _heed_length(due: Today, active: float, voice: Voice) -> None:
    program = due.program
    if program.sessions is not None and due.session > program.sessions[1]:
        over = N_(
            "The programme has {most} sessions, and this is number {session}: assess the patient, and "
            "decide whether and how to go on."
        )
        voice.say(voice.tr(over, most=program.sessions[1], session=due.session), "yellow")
    if active > program.breaks.hard_minutes:
        words = voice.tr(LONG, minutes=active, most=program.breaks.hard_minutes)
        voice.say(words, "yellow")


def _heed_calendar(order: Order, active: float, despite: str, now: datetime, voice: Voice) -> None:
    past = past_sessions(order.home, order.patient.pseudonym, order.info.source)
    for advice in schedule_advice(past, now, planned_minutes=active):
        sentence = voice.tr(advice.sentence, **advice.values)
        if not (advice.is_warning or despite):
            raise SessionError(
                N_('{advice} To go on all the same, say why: --despite "…".'), advice=sentence
            )
        voice.say(sentence, "yellow")
