"""The decoder learns while a patient plays just as the benchmark says, and replay repeats it."""

from pathlib import Path

import numpy as np
import pytest

from acquisition.recorded_patient import RecordedPatient, read_patient
from acquisition.spec import BoardSpec, make_board
from benchmarks.decoding.people import trials_of
from decoding.adaptive import AdaptiveDecoder
from decoding.calibrate import calibrate
from decoding.models import load, save
from decoding.trials import read_trials
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.order import Order
from sessions.patient import new_patient
from sessions.plan import Plan
from sessions.record import Adapting
from sessions.replay import replay
from sessions.store import Session, read_session
from tests.sessions.patients import ignore

_S02 = """\
task = "hand-vs-rest"
unit = "uV"
imagery = [0.0, 4.0]
calibrate = ["{data}/openbci-hand-vs-rest/sub-S02_run-2_eeg.edf"]
play = ["{data}/openbci-hand-vs-rest/sub-S02_run-3_eeg.edf"]
[events]
OVTK_GDF_Right = "right_hand"
OVTK_GDF_Tongue = "rest"
"""


@pytest.fixture
def patient(data: Path, tmp_path: Path) -> RecordedPatient:
    """Return a real person with one run of calibration and one of play."""
    path = tmp_path / "S02.toml"
    path.write_text(_S02.format(data=data.resolve().as_posix()), encoding="utf-8")
    return read_patient(path)


def played(
    patient: RecordedPatient, home: Path, adaptation: Adapting, decoder: str = "adaptive"
) -> Session:
    """Calibrate and play the whole line, fast."""
    known = new_patient(home, affected_side="right", language="en")
    model = calibrate(
        patient.calibration(),
        classes=patient.classes,
        imagery=patient.imagery,
        decoder=decoder,
    )
    models = home / "patients" / known.pseudonym / "models"
    board = BoardSpec.model_validate({"name": "recorded", "patient": str(home / "S02.toml")})
    order = Order(
        home=home,
        patient=known,
        task=patient.task,
        plan=Plan(runs=1, trials=len(patient.play()[0].cues)),
        board=board,
        info=make_board(board).info,
        origin="sub-S02_run-3",
        game="graz",
        decoder=decoder,
        cue_source="recorded",
        imagery=patient.imagery,
        language="en",
        mains=50.0,
        seed=1,
        adaptation=adaptation,
        same_day=True,
    )
    return read_session(run_fast(order, (model, save(model, models)), ignore))


def foretold(patient: RecordedPatient, *, told: bool) -> list[float]:
    """Return what the benchmark's chain says of the same trials."""
    calibration, play = (
        trials_of(recording, classes=patient.classes, imagery=patient.imagery, run=0)[0]
        for recording in (*patient.calibration(), *patient.play())
    )
    decoder = AdaptiveDecoder.calibrated(calibration.session)
    said = []
    for number, label in enumerate(play.labels):
        trial = play.bank[number], play.pair[number]
        said.append(decoder.decide(trial))
        if told:
            decoder.tell(trial, bool(label))
    return said


@pytest.mark.parametrize(("adaptation", "refits"), [("cued", 4), ("unlabelled", 0)])
def test_a_real_person_is_decided_as_in_the_benchmark_and_replayed(
    patient: RecordedPatient, tmp_path: Path, adaptation: Adapting, refits: int
) -> None:
    session = played(patient, tmp_path, adaptation)

    evidence = [trial.evidence for trial in session.trials.played]
    expected = foretold(patient, told=adaptation == "cued")
    np.testing.assert_allclose(evidence, expected, rtol=0, atol=1e-9)
    assert len(session.of_type("refit")) == refits
    assert len(session.of_type("reference")) == len(evidence)
    assert replay(session.folder).agrees


def test_a_decoder_of_windows_follows_and_learns_too_and_replay_repeats_it(
    patient: RecordedPatient, tmp_path: Path
) -> None:
    session = played(patient, tmp_path, "cued", "tangent")

    assert [event.label for event in session.of_type("refit")] == [
        f"refit-0{number}.skops" for number in (1, 2, 3, 4)
    ]
    assert len(session.of_type("reference")) > 30
    assert np.mean([trial.is_correct for trial in session.trials.played]) > 0.7
    assert replay(session.folder).worst == 0.0


def test_frozen_tangent_says_live_what_its_library_objects_say_of_the_cut_trials(
    patient: RecordedPatient, tmp_path: Path
) -> None:
    session = played(patient, tmp_path, "frozen", "tangent")
    (path,) = (tmp_path / "patients" / session.record.pseudonym / "models").glob("*.skops")
    model = load(path)
    trials = read_trials(
        patient.play(),
        classes=patient.classes,
        imagery=patient.imagery,
        signal=model.signal,
        online=model.online,
    )

    by_row = {trial.row: trial for trial in trials.kept}
    clean = [one for one in session.trials.played if one.is_valid]
    assert len(clean) > 30
    agreeing = [
        model.card.gain * float(model.fitted.decision_function(by_row[one.row].windows).mean())
        + model.card.offset
        for one in clean
    ]
    gaps = np.abs(np.array(agreeing) - [one.evidence for one in clean])
    # Trials of which the gate held some windows back say something else, by design.
    assert np.mean(gaps < 1e-9) > 0.7


@pytest.mark.parametrize("decoder", ["adaptive", "tangent"])
def test_nothing_is_learned_in_a_frozen_session(
    patient: RecordedPatient, tmp_path: Path, decoder: str
) -> None:
    session = played(patient, tmp_path, "frozen", decoder)

    assert not session.of_type("reference")
    assert not session.of_type("refit")
    assert replay(session.folder).agrees


def test_a_changed_refit_is_noticed(patient: RecordedPatient, tmp_path: Path) -> None:
    session = played(patient, tmp_path, "cued")
    refit = session.folder / session.of_type("refit")[0].label
    refit.write_bytes(refit.read_bytes()[:-1] + b"x")

    with pytest.raises(SessionError, match="was changed"):
        replay(session.folder)
