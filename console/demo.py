"""``volition demo``: the whole line once, without a headset.

A simulated patient calibrates fast, which is said, and then plays live in a window; a recorded
patient is calibrated from the runs set aside for it and plays the others, following the
recording's own cues.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from acquisition.recorded_patient import read_patient
from acquisition.recording import Recording
from acquisition.spec import BoardSpec, make_board
from console.calibration import say_calibration
from console.movements import check_shown
from console.progress import TrialProgress
from console.result import result_of
from console.words import DISCLAIMER, Voice
from decoding.calibrate import calibrate
from decoding.models import Model, load, save
from games.movements import Movement
from games.probe import display
from sessions.demands import Demands
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.live import LiveOptions, run_live
from sessions.order import Order
from sessions.patient import models, new_patient, patient_folder
from sessions.plan import Plan, check_balance
from station.language import N_
from station.plugins import check
from station.settings import Settings
from station.task import Side, Task, opposite

# Live, what a visitor has the patience for, and a patient who is clear enough for so few trials; fast, enough to tell d' = 2 from chance in practically
# every patient (80 trials need 48 right by chance's own criterion; such a patient has about 63).
LIVE_PLAN = Plan(runs=1, trials=12)
FAST_PLAN = Plan(runs=2, trials=40)


def usual_dprime(*, fast: bool) -> float:
    """Return how clear the simulated patient is where nobody says so."""
    return 1.5 if fast else 3.0


@dataclass(frozen=True)
class DemoOptions:
    """What ``volition demo`` was asked for."""

    patient: str
    dprime: float
    lesion: Side
    seed: int
    fast: bool
    driver: bool
    trials: int | None
    task: Literal["hand-vs-rest", "left-vs-right"] | None
    game: str
    decoder: str
    headless: bool
    movement: Movement | None = None


def run_demo(
    options: DemoOptions, home: Path, settings: Settings, voice: Voice
) -> dict[str, object]:
    """Run the demonstration and return what ``--json`` prints."""
    _refuse(options)
    prepare = _simulated if options.patient == "simulated" else _recorded
    order, model = prepare(options, home, settings, voice)
    with TrialProgress(voice) as progress:
        if options.fast:
            folder = run_fast(order, model, progress.hear)
        else:
            emulated = order.board if options.driver else None
            behind = through_driver(order) if options.driver else order
            live = LiveOptions(_is_headless(options, voice), emulated)
            folder = run_live(behind, model[1], live, progress)
    return result_of(folder, voice)


def _refuse(options: DemoOptions) -> None:
    check("games.catalogue", options.game)
    check("decoding.decoders", options.decoder)
    check_shown(options.movement, options.game)
    if options.fast and options.driver:
        raise SessionError(
            N_(
                "--fast and --driver exclude each other: a driver runs at real speed; leave one out."
            )
        )
    if options.driver and sys.platform == "win32":
        raise SessionError(
            N_("--driver needs a pseudo-terminal, which Windows does not have; leave it out.")
        )
    if options.trials is not None:
        check_balance(options.trials)


def _is_headless(options: DemoOptions, voice: Voice) -> bool:
    if options.headless or display() is not None:
        return options.headless
    voice.say(voice.tr("There is no display here, so the game runs without a window."))
    return True


def _simulated(
    options: DemoOptions, home: Path, settings: Settings, voice: Voice
) -> tuple[Order, tuple[Model, Path]]:
    task = Task(options.task or Task.HAND_VS_REST)
    calibration = _calibration_order(options, task, home, settings, voice)
    with TrialProgress(voice, voice.tr("Calibrating (fast, simulated)")) as progress:
        run_fast(calibration, None, progress.hear)
    stored = models(home, calibration.patient.pseudonym)[-1]
    model = load(stored), stored
    plan = FAST_PLAN if options.fast else LIVE_PLAN
    if options.trials is not None:
        plan = plan.model_copy(update={"runs": 1, "trials": options.trials})
    plan = plan.model_copy(update={"demands": calibration.plan.demands})
    play = replace(
        calibration,
        plan=plan,
        board=_simulated_board(options, task, settings, options.seed + 1),
        game=options.game,
        seed=options.seed + 1,
        same_day=True,
    )
    return play, model


def _calibration_order(
    options: DemoOptions, task: Task, home: Path, settings: Settings, voice: Voice
) -> Order:
    side = opposite(options.lesion)
    board = _simulated_board(options, task, settings, options.seed)
    info = make_board(board).info
    voice.say(voice.tr(DISCLAIMER), "dim")
    patient = new_patient(home, affected_side=side, mode="imagery", language=_language(voice))
    return Order(
        home=home,
        patient=patient,
        task=task,
        plan=Plan(runs=0, demands=Demands(movement=options.movement or "")),
        board=board,
        info=info,
        origin=f"simulated patient, d' {options.dprime:g}",
        game=options.game if options.movement else "graz",
        decoder=options.decoder,
        cue_source="scheduled",
        imagery=(0.0, Plan().timing.imagery),
        language=patient.language,
        mains=float(settings.mains),
        seed=options.seed,
    )


def _recorded(
    options: DemoOptions, home: Path, settings: Settings, voice: Voice
) -> tuple[Order, tuple[Model, Path]]:
    file = Path(options.patient)
    recorded = read_patient(file)
    _refuse_another(options, recorded.task)
    voice.say(voice.tr(DISCLAIMER), "dim")
    names = ", ".join(path.name for path in recorded.calibration_files)
    voice.say(voice.tr("Calibrating from {names}…", names=names))
    fitted = calibrate(
        recorded.calibration(),
        classes=recorded.classes,
        imagery=recorded.imagery,
        decoder=options.decoder,
    )
    patient = new_patient(
        home, affected_side=recorded.side, mode="imagery", language=_language(voice)
    )
    model = fitted, save(fitted, patient_folder(home, patient.pseudonym) / "models")
    say_calibration(fitted.card.summary(), voice)
    board = BoardSpec.model_validate({"name": "recorded", "patient": str(file.resolve())})
    runs = recorded.play()
    order = Order(
        home=home,
        patient=patient,
        task=recorded.task,
        plan=Plan(runs=1, trials=_trials(runs, recorded.classes)),
        board=board,
        info=make_board(board).info,
        origin=", ".join(run.name for run in runs),
        game=options.game,
        decoder=options.decoder,
        cue_source="recorded",
        imagery=recorded.imagery,
        language=patient.language,
        mains=float(settings.mains),
        seed=options.seed,
    )
    return replace(order, same_day=True), model


def through_driver(order: Order) -> Order:
    """Return the same session through an emulated headset; its port is known once it runs."""
    profile = "cyton" if len(order.info.channels) <= 8 else "daisy"
    board = {
        "name": profile,
        "channels": order.info.channels,
        "source": order.info.source,
        "device": order.info.device,
    }
    return replace(
        order,
        board=BoardSpec.model_validate(board),
        info=replace(order.info, board=profile),
    )


def _simulated_board(options: DemoOptions, task: Task, settings: Settings, seed: int) -> BoardSpec:
    return BoardSpec.model_validate(
        {
            "name": "simulated",
            "dprime": options.dprime,
            "lesion": options.lesion,
            "task": task.value,
            "seed": seed,
            "mains": float(settings.mains),
        }
    )


def _refuse_another(options: DemoOptions, task: Task) -> None:
    if options.task is not None and options.task != task.value:
        raise SessionError(
            N_("The recorded patient trains {recorded}, not {asked}; leave out --task."),
            recorded=task.value,
            asked=options.task,
        )
    if options.movement is not None:
        raise SessionError(
            N_("What a recorded patient imagined was decided long ago; leave out --movement.")
        )


def _trials(runs: tuple[Recording, ...], labels: tuple[str, str]) -> int:
    return sum(cue.label in labels for run in runs for cue in run.cues)


def _language(voice: Voice) -> Literal["en", "zh"]:
    return "zh" if voice.tr.code == "zh" else "en"
