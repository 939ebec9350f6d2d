"""``volition train``: a session with a patient on a headset."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from acquisition.profiles import read_board_settings
from acquisition.spec import BoardSpec, make_board
from console.progress import TrialProgress
from console.result import result_of
from console.words import DISCLAIMER, Voice
from sessions.live import LiveOptions, run_live
from sessions.order import Order
from sessions.patient import latest_model, read_patient
from sessions.plan import Plan, check_balance
from station.plugins import check
from station.settings import Settings
from station.task import Task


@dataclass(frozen=True)
class TrainOptions:
    """What ``volition train`` was asked for."""

    patient: str
    board: str
    port: str
    board_settings: Path | None
    task: Literal["hand-vs-rest", "left-vs-right"]
    game: str
    decoder: str
    calibrate: bool
    trials: int
    runs: int
    seed: int
    headless: bool


def run_train(
    options: TrainOptions, home: Path, settings: Settings, voice: Voice
) -> dict[str, object]:
    """Run a session and return what ``--json`` prints."""
    check("games.catalogue", options.game)
    check("decoding.decoders", options.decoder)
    check_balance(options.trials)
    patient = read_patient(home, options.patient)
    spec = board_spec(options.board, options.port, options.board_settings, settings)
    info = make_board(spec).info
    plan = Plan(runs=options.runs, trials=options.trials)
    order = Order(
        home=home,
        patient=patient,
        task=Task(options.task),
        plan=plan,
        board=spec,
        info=info,
        origin=options.board,
        game=options.game,
        decoder=options.decoder,
        cue_source="scheduled",
        imagery=(0.0, plan.timing.imagery),
        language=patient.language,
        mains=float(settings.mains),
        seed=options.seed,
    )
    voice.say(voice.tr(DISCLAIMER), "dim")
    model = None if options.calibrate else latest_model(home, patient.pseudonym)
    if model is None:
        voice.say(voice.tr("First a calibration of {n} trials, then the game.",
                           n=plan.calibration_trials))  # fmt: skip
    else:
        voice.say(voice.tr("Starting from the stored model {name}.", name=model.name))
    with TrialProgress(voice) as progress:
        folder = run_live(order, model, LiveOptions(options.headless), progress)
    return result_of(folder, voice)


def board_spec(board: str, port: str, file: Path | None, settings: Settings) -> BoardSpec:
    """Return which board is asked for, from the command's options and a settings file.

    What stands in the command wins over what stands in the file.
    """
    options: dict[str, object] = dict(read_board_settings(file)) if file is not None else {}
    options.pop("profile", None)
    if port:
        options["port"] = port
    return BoardSpec.model_validate({"name": board, **options})
