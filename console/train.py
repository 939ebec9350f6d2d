"""``volition train``: a session with a patient on a headset."""

import secrets
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from acquisition.board_settings import read_board_settings
from acquisition.boards._ports import not_named
from acquisition.profiles import PROFILES
from acquisition.scan import FOUND_BY_SCAN, remembered
from acquisition.spec import BoardSpec, make_board
from console.arguments import Extra, Wish
from console.beginning import beginning
from console.by_program import Today, by_program, suggested_game, today
from console.levels import carry_over_and_say
from console.movements import check_shown, say_movement
from console.progress import TrialProgress
from console.result import result_of
from console.resume import hint, take_up
from console.structure import WINDOWS, check_self_paced, structure_for
from console.words import Voice
from games.movements import LADDER, shown_by
from sessions.course import plain_course
from sessions.demands import Demands, demands_of
from sessions.errors import SessionError
from sessions.levels import read_levels
from sessions.live import LiveOptions, run_live
from sessions.order import Order
from sessions.paradigm import Paradigm
from sessions.patient import Patient, read_patient
from sessions.plan import Plan, check_balance
from sessions.record import Adapting
from sessions.store import read_session
from sessions.wishes import lines_of
from station.language import N_
from station.plugins import check
from station.settings import Settings
from station.stream import eeg_of
from station.task import SourceKind, Task, opposite

TRIALS = 20  # of a run, if nothing is said


@dataclass(frozen=True)
class Start:
    """What the session shall begin with, and the decoder learn; None leaves it to the program."""

    calibrate: bool | None = None
    group: Path | None = None
    adapt: Adapting | None = None
    resume: bool = False


@dataclass(frozen=True)
class TrainOptions:
    """What ``volition train`` was asked for."""

    patient: str
    board: str | None
    port: str
    board_settings: Path | None
    task: Literal["hand-vs-rest", "left-vs-right"] | None
    game: str | None
    decoder: str
    start: Start
    trials: int | None
    runs: int
    headless: bool
    wish: Wish
    seed: int = field(default_factory=lambda: secrets.randbelow(2**31))


def run_train(
    options: TrainOptions, home: Path, settings: Settings, voice: Voice
) -> dict[str, object]:
    """Run a session and return what ``--json`` prints."""
    check("decoding.decoders", options.decoder)
    check_balance(options.trials or TRIALS)
    patient = read_patient(home, options.patient)
    spec = board_spec(options.board, options.port, options.board_settings, home, voice)
    due = None if options.start.resume else _due(options, patient, spec, home)
    order = _order(options, patient, spec, due, home, settings)
    if not options.start.resume:
        hint(order, voice)  # before the calendar may refuse a new session
    if due is not None:
        now = datetime.now().astimezone()
        order = by_program(order, due, options.wish, now, voice)
    # What an assessment compares must not move while it is measured.
    usual: Adapting = "frozen" if Extra.ASSESSMENT in options.wish.extras else "cued"
    order = replace(order, adaptation=options.start.adapt or usual)
    demands = _demands(options, order, voice)
    order = replace(order, plan=order.plan.model_copy(update={"demands": demands}))
    if options.start.resume:
        order, model = take_up(order, voice)
    else:
        order, model = beginning(order, options.start.calibrate, options.start.group, voice)
    with TrialProgress(voice) as progress:
        folder = run_live(order, model, LiveOptions(options.headless, commands=_lines()), progress)
    session = read_session(folder)
    if not session.is_interrupted and order.adaptation != "frozen":
        carry_over_and_say(home, session, voice)
    return result_of(folder, voice)


def _demands(options: TrainOptions, order: Order, voice: Voice) -> Demands:
    """Return what the patient's levels ask, and the movement that is wanted today."""
    levels = read_levels(order.home, options.patient)
    check_self_paced(order.plan, levels, options.wish.despite)
    check_shown(options.wish.movement, order.game)
    wanted = options.wish.movement or LADDER[levels.steps["movement"]]
    say_movement(wanted, order.game, voice)
    asked = demands_of(levels, order.game, order.patient.access)
    return asked.model_copy(update={"movement": shown_by(order.game, wanted)})


def _lines() -> Iterable[str]:
    """Return what a program writes to our standard input; a terminal's keys belong to the window."""
    return () if sys.stdin is None or sys.stdin.isatty() else lines_of(sys.stdin)


def _order(
    options: TrainOptions,
    patient: Patient,
    spec: BoardSpec,
    due: Today | None,
    home: Path,
    settings: Settings,
) -> Order:
    task = Task(options.task or Task.HAND_VS_REST) if due is None else due.task
    game = options.game or ("reach" if due is None else suggested_game(due.program))
    check("games.catalogue", game)
    if spec.name == "simulated":
        spec = _behind(spec, task, options.seed, patient, settings)
    plan = _plan(options, structure_for(options.wish, task, patient.mode))
    info = make_board(spec).info
    if not eeg_of(info.channels):
        raise SessionError(
            N_(
                "None of the channels is EEG, so that nothing can be decoded: {channels}. Name electrodes."
            ),
            channels=", ".join(info.channels),
        )
    return Order(
        home=home,
        patient=patient,
        task=task,
        plan=plan,
        board=spec,
        info=info,
        origin=spec.name,
        game=game,
        decoder=options.decoder,
        cue_source="scheduled",
        imagery=(0.0, plan.timing.imagery),
        language=patient.language,
        mains=float(settings.mains),
        seed=options.seed,
        start_anyway=options.wish.start_anyway,
    )


def _plan(options: TrainOptions, structure: Paradigm) -> Plan:
    """Return the plan of a session without a programme; with one, only its calibration counts."""
    extras, usual = options.wish.extras, Plan()
    trials = options.trials or (WINDOWS if structure.score.is_self_paced else TRIALS)
    course = plain_course(
        structure.name,
        runs=options.runs,
        trials=trials,
        rest=usual.rest,
        asks=Extra.QUESTIONS in extras,
        is_assessment=Extra.ASSESSMENT in extras,
        with_priming=Extra.PRIMING in extras,
    )
    return Plan(
        runs=options.runs,
        trials=trials,
        paradigm=structure.name,
        paradigms=(structure,),
        course=course,
    )


def _due(options: TrainOptions, patient: Patient, spec: BoardSpec, home: Path) -> Today | None:
    if options.wish.program is None:
        return None
    return today(
        home,
        options.wish.program,
        patient.pseudonym,
        source=source_of(spec),
        task=options.task,
        mode=patient.mode,
    )


def source_of(spec: BoardSpec) -> SourceKind:
    """Return where a board's EEG comes from: an emulated headset's is not live."""
    return "simulated" if spec.name == "simulated" else make_board(spec).info.source


def _behind(
    spec: BoardSpec, task: Task, seed: int, patient: Patient, settings: Settings
) -> BoardSpec:
    """Return the simulated patient who is this patient: the same side, the same task."""
    told = {
        "lesion": opposite(patient.affected_side),
        "task": task,
        "seed": seed,
        "mains": float(settings.mains),
    }
    return BoardSpec.model_validate({**told, **spec.options, "name": spec.name})


def board_spec(
    board: str | None, port: str, file: Path | None, home: Path, voice: Voice
) -> BoardSpec:
    """Return which board is asked for, from the command's options and a settings file.

    What stands in the command wins over what stands in the file. A serial port that neither names
    is the one that answered the last scan, which asks for a Cyton.
    """
    options: dict[str, object] = dict(read_board_settings(file)) if file is not None else {}
    written = str(options.pop("board", "cyton"))
    name = (board or written).strip().lower()
    if port:
        options["port"] = port
    if name in PROFILES and PROFILES[name].serial and not options.get("port"):
        last = remembered(home) if name in FOUND_BY_SCAN else None
        if last is not None:
            options["port"] = last
            voice.say(voice.tr("Using {port}, where the headset answered last.", port=last))
        else:
            raise not_named(PROFILES[name])
    return BoardSpec.model_validate({"name": name, **options})
