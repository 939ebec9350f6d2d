"""An electrode comes off in mid-run: the game goes on without it, and replay does the same."""

from dataclasses import replace

import numpy as np
import pytest

from decoding.calibrate import calibrate
from decoding.follower import Follower
from decoding.intention import DecisionFlag
from decoding.models import load
from sessions.fast import run_fast
from sessions.replay import replay
from sessions.store import Session, read_session
from tests.sessions.patients import IMAGERY, ignore, make_known, recorded_order

LOST, LOST_AT_TRIAL = "Cz", 9


@pytest.fixture(scope="module", params=["adaptive", "tangent"])
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Return a session of a clear patient whose electrode falls silent in the tenth trial."""
    place = tmp_path_factory.mktemp("patient")
    with pytest.MonkeyPatch.context() as patch:
        # The rival reads so clear a patient as well.
        patch.setattr("decoding.calibrate.CLEARLY", np.inf)
        known = make_known(place)
        model = calibrate(
            known.patient.calibration(),
            classes=known.patient.classes,
            imagery=IMAGERY,
            decoder=request.param,
        )
    run = known.patient.play()[0]
    path = place / "play.eeg"
    microvolts = np.fromfile(path, "<f4").reshape(len(run), -1)
    microvolts[run.cues[LOST_AT_TRIAL].row :, run.info.channels.index(LOST)] = 0.0
    path.write_bytes(microvolts.tobytes())
    order, stored = recorded_order(place / "clinic", replace(known, model=model))
    return read_session(run_fast(replace(order, same_day=True), (model, stored), ignore))


def test_the_therapist_is_told_which_electrode_and_what_follows(session: Session) -> None:
    off, fallback = session.of_type("electrode"), session.of_type("fallback")

    assert [event.details["channels"] for event in off] == [[LOST]]
    assert [event.details["lost"] for event in fallback] == [[LOST]]
    seconds = (fallback[0].row - off[0].row) / session.record.rate
    assert 2.0 <= seconds < 2.2


def test_the_picture_holds_still_and_then_goes_on(session: Session) -> None:
    off, fallback = session.of_type("electrode")[0], session.of_type("fallback")[0]
    rows, flags = session.decisions[:, 0], session.decisions[:, 4].astype(int)
    between = (rows >= off.row) & (rows <= fallback.row)

    assert (flags[between] & DecisionFlag.ARTEFACT).all()
    assert not (flags[rows > fallback.row] & DecisionFlag.ARTEFACT).any()


def test_trials_after_it_are_decided_as_well_as_before(session: Session) -> None:
    after = [
        trial.is_correct
        for trial in session.trials.played
        if trial.row > session.of_type("fallback")[0].row
    ]

    assert len(after) >= 7
    assert np.mean(after) >= 0.85


def test_replay_repeats_it(session: Session) -> None:
    result = replay(session.folder)

    assert result.agrees
    assert result.worst <= 1e-9


def test_the_next_session_begins_with_all_electrodes_and_what_was_played_on_them(
    session: Session,
) -> None:
    (learned,) = session.of_type("learned")
    model = load(session.folder.parents[1] / "models" / learned.label)

    decoder = Follower(model, session.record.rate, session.record.channels, is_today=False).decoder
    n_channels = len(session.record.channels)
    assert LOST in model.channels
    assert decoder.references[0].matrices.shape[-1] == n_channels
    played = [one for one in model.card.training_trials if one.recording == session.record.session]
    given_up = session.of_type("electrode")[0].row
    assert len(played) == LOST_AT_TRIAL
    assert all(one.row < given_up for one in played)
