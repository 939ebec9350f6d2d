"""``volition train``: a session with a patient on a headset."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from acquisition.board_settings import read_board_settings
from acquisition.boards._ports import not_named
from acquisition.profiles import PROFILES
from acquisition.scan import remembered
from acquisition.spec import BoardSpec, make_board
from console.beginning import beginning
from console.progress import TrialProgress
from console.result import result_of
from console.words import Voice
from sessions.live import LiveOptions, run_live
from sessions.order import Order
from sessions.patient import Patient, read_patient
from sessions.plan import Plan, check_balance
from station.plugins import check
from station.settings import Settings
from station.task import Task, opposite


@dataclass(frozen=True)
class TrainOptions:
    """What ``volition train`` was asked for."""

    patient: str
    board: str | None
    port: str
    board_settings: Path | None
    task: Literal["hand-vs-rest", "left-vs-right"]
    game: str
    decoder: str
    calibrate: bool | None
    group: Path | None
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
    spec = board_spec(options.board, options.port, options.board_settings, home, voice)
    if spec.name == "simulated":
        spec = _behind(spec, options, patient, settings)
    info = make_board(spec).info
    plan = Plan(runs=options.runs, trials=options.trials)
    order = Order(
        home=home,
        patient=patient,
        task=Task(options.task),
        plan=plan,
        board=spec,
        info=info,
        origin=spec.name,
        game=options.game,
        decoder=options.decoder,
        cue_source="scheduled",
        imagery=(0.0, plan.timing.imagery),
        language=patient.language,
        mains=float(settings.mains),
        seed=options.seed,
    )
    order, model = beginning(order, options.calibrate, options.group, voice)
    with TrialProgress(voice) as progress:
        folder = run_live(order, model, LiveOptions(options.headless), progress)
    return result_of(folder, voice)


def _behind(
    spec: BoardSpec, options: TrainOptions, patient: Patient, settings: Settings
) -> BoardSpec:
    """Return the simulated patient who is this patient: the same side, the same task."""
    told = {
        "lesion": opposite(patient.affected_side),
        "task": options.task,
        "seed": options.seed,
        "mains": float(settings.mains),
    }
    return BoardSpec.model_validate({**told, **spec.options, "name": spec.name})


def board_spec(
    board: str | None, port: str, file: Path | None, home: Path, voice: Voice
) -> BoardSpec:
    """Return which board is asked for, from the command's options and a settings file.

    What stands in the command wins over what stands in the file. A serial port that neither names
    is the one that answered the last scan.
    """
    options: dict[str, object] = dict(read_board_settings(file)) if file is not None else {}
    written = str(options.pop("board", "cyton"))
    name = board or written
    if port:
        options["port"] = port
    if name in PROFILES and PROFILES[name].serial and not options.get("port"):
        last = remembered(home)
        if last is not None:
            options["port"] = last
            voice.say(voice.tr("Using {port}, where the headset answered last.", port=last))
        else:
            raise not_named(PROFILES[name])
    return BoardSpec.model_validate({"name": name, **options})
