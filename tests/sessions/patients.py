"""Short patients for whole sessions: what one session takes minutes for, these do in seconds.

A recorded patient is made of two sessions of the simulated one, written as BrainVision files with
one marker per cue; nobody's data is needed for it. :func:`order_for` and the model that goes with
it are what ``volition demo`` would make of the patient's TOML.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from acquisition.brainvision import header
from acquisition.recorded_patient import RecordedPatient, read_patient
from acquisition.spec import BoardSpec, make_board
from decoding.calibrate import calibrate
from decoding.models import Model, save
from sessions.fast import run_fast
from sessions.log import EVENTS
from sessions.order import Order
from sessions.patient import new_patient
from sessions.plan import Plan, Timing
from sessions.store import Session, read_session
from station.events import Event
from station.stream import StreamInfo
from station.task import Task

# As short as a scored trial can be: a window of 2 s behind a reaction of 0.5 s.
IMAGERY = (0.0, 3.0)
TIMING = Timing(relax=(0.4, 0.6), ready=0.4, imagery=3.0, feedback=0.4)
TOML = """
task = "hand-vs-rest"
unit = "uV"
imagery = [0.0, 3.0]
calibrate = [{calibrate}]
play = [{play}]
[events]
"Stimulus/right" = "right_hand"
"Stimulus/rest" = "rest"
"""


@dataclass(frozen=True)
class Known:
    """A recorded patient with the model fitted on its calibration."""

    toml: Path
    patient: RecordedPatient
    model: Model


def ignore(event: Event) -> None:
    """Hear an event and do nothing."""


def simulated_order(home: Path, plan: Plan, *, dprime: float = 2.5, seed: int = 1) -> Order:
    """Return the order of a session with the simulated patient, eight channels at 250 Hz."""
    board = BoardSpec.model_validate({"name": "simulated", "dprime": dprime, "seed": seed})
    return Order(
        home=home,
        patient=new_patient(home, affected_side="right", language="en"),
        task=Task.HAND_VS_REST,
        plan=plan,
        board=board,
        info=make_board(board).info,
        origin=f"simulated patient, d' {dprime:g}",
        game="graz",
        decoder="tangent",
        cue_source="scheduled",
        imagery=(0.0, plan.timing.imagery),
        language="en",
        mains=50.0,
        seed=seed,
    )


def make_known(place: Path, *, trials: int = 20, dprime: float = 4.0, seed: int = 1) -> Known:
    """Record a calibration and a run of play, and calibrate on the first.

    Parameters
    ----------
    place : Path
        Folder for the patient's files.
    trials : int
        Trials to play: the first ones of a run of at least 20.
    dprime : float
        How separable the patient's imagery is.
    seed : int
    """
    for number, name in enumerate(("calibration", "play")):
        plan = Plan(calibration_trials=20, runs=0, timing=TIMING)
        order = simulated_order(place / "home", plan, dprime=dprime, seed=2 * seed + number)
        session = read_session(run_fast(order, None, ignore))
        kept = 20 if name == "calibration" else trials
        write_recording(place / name, session, kept)
    toml = write_patient(place / "patient.toml", ["calibration.vhdr"], ["play.vhdr"])
    patient = read_patient(toml)
    model = calibrate(
        patient.calibration(), classes=patient.classes, imagery=IMAGERY, decoder="tangent"
    )
    return Known(toml, patient, model)


def write_recording(stem: Path, session: Session, trials: int) -> None:
    """Write the first trials of a session as a BrainVision recording ``stem.vhdr``."""
    cues = [(event.row, event.label) for event in session.of_type("cue")][:trials]
    rate = session.record.rate
    end = cues[-1][0] + round((IMAGERY[1] + 0.2) * rate)
    write_brainvision(stem, session.raw.microvolts[:end], session, cues)


def write_brainvision(
    stem: Path, microvolts: object, session: Session, cues: Sequence[tuple[int, str]]
) -> None:
    """Write rows and cues as ``stem.vhdr``, ``.eeg`` and ``.vmrk``."""
    import numpy as np

    info = StreamInfo("cyton", "built", "simulated", session.raw.channels, session.raw.rate)
    text = header(info, mains=50.0)
    text = text.replace("eeg.eeg", f"{stem.name}.eeg").replace("eeg.vmrk", f"{stem.name}.vmrk")
    stem.with_suffix(".vhdr").write_text(text, encoding="utf-8")
    stem.with_suffix(".eeg").write_bytes(np.asarray(microvolts, "<f4").tobytes())
    short = {"right_hand": "right", "rest": "rest"}
    marks = [
        f"Mk{number}=Stimulus,{short[label]},{row + 1},1,0\n"
        for number, (row, label) in enumerate(cues, 1)
    ]
    head = (
        "Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\n"
        f"Codepage=UTF-8\nDataFile={stem.name}.eeg\n\n[Marker Infos]\n"
    )
    stem.with_suffix(".vmrk").write_text(head + "".join(marks), encoding="utf-8")


def write_patient(path: Path, calibration: Sequence[str], play: Sequence[str]) -> Path:
    """Write a recorded patient's TOML."""
    lists = (", ".join(map(json.dumps, names)) for names in (calibration, play))
    path.write_text(
        TOML.format(**dict(zip(("calibrate", "play"), lists, strict=True))), encoding="utf-8"
    )
    return path


def recorded_order(home: Path, known: Known, *, game: str = "graz") -> tuple[Order, Path]:
    """Return the order of a session that plays the patient, and the stored model's file."""
    return order_of(home, known.toml, known.patient, known.model, game=game)


def order_of(
    home: Path, toml: Path, recorded: RecordedPatient, model: Model, *, game: str = "graz"
) -> tuple[Order, Path]:
    """Return the order of a session that plays a recorded patient, and its model's file."""
    patient = new_patient(home, affected_side=recorded.side, language="en")
    stored = save(model, home / "patients" / patient.pseudonym / "models", datetime.now(UTC))
    board = BoardSpec.model_validate({"name": "recorded", "patient": str(toml)})
    trials = sum(len(run.cues) for run in recorded.play())
    order = Order(
        home=home,
        patient=patient,
        task=recorded.task,
        plan=Plan(runs=1, trials=trials),
        board=board,
        info=make_board(board).info,
        origin=", ".join(run.name for run in recorded.play()),
        game=game,
        decoder=model.decoder,
        cue_source="recorded",
        imagery=recorded.imagery,
        language="en",
        mains=50.0,
        seed=1,
    )
    return order, stored


def read_events(folder: Path) -> list[Event]:
    """Return a session's events."""
    text = (folder / EVENTS).read_text(encoding="utf-8")
    return [Event.from_json(line) for line in text.splitlines()]
