"""Consenting patients teach a new one, earlier days a returning one, and nobody else."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from acquisition.brainvision import EEG
from decoding.card import ModelCard
from decoding.decoder import TrialDecoder
from decoding.models import Model, load, read_provenance, save
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.group import (
    FOLDER,
    Montage,
    adopt_group,
    days_on,
    fitting_group_model,
    make_group_model,
)
from sessions.group_people import group_people
from sessions.order import Order
from sessions.patient import change_consent, latest_model
from sessions.plan import Plan
from sessions.record import SessionRecord
from sessions.relearn import fit_now
from sessions.replay import replay
from sessions.report.card import page
from sessions.store import Session, read_session
from station.language import Language
from station.task import Task
from tests.sessions.patients import TIMING, ignore, simulated_order


def order_of(home: Path, seed: int, *, runs: int, trials: int = 20) -> Order:
    plan = Plan(calibration_trials=20, runs=runs, trials=trials, timing=TIMING)
    order = simulated_order(home, plan, dprime=4.0, seed=seed)
    return replace(order, decoder="adaptive")


def calibrated(home: Path, seed: int) -> Session:
    return read_session(run_fast(order_of(home, seed, runs=0), None, ignore))


def montage(record: SessionRecord) -> Montage:
    return Montage.of(record)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Session]]:
    """Return a data home with three patients, each calibrated once."""
    home = tmp_path_factory.mktemp("clinic")
    return home, [calibrated(home, seed) for seed in (11, 12, 13)]


def test_without_consent_there_is_no_group_model(clinic: tuple[Path, list[Session]]) -> None:
    home, sessions = clinic
    for session in sessions:
        change_consent(home, session.record.pseudonym, shares=False)
    change_consent(home, sessions[0].record.pseudonym, shares=True)

    with pytest.raises(SessionError, match=r"at least 2 consenting patients .* there are 1"):
        make_group_model(home, Task.HAND_VS_REST)


def test_a_new_patient_plays_from_what_two_others_taught(
    clinic: tuple[Path, list[Session]], tmp_path: Path
) -> None:
    home, sessions = clinic
    for number, session in enumerate(sessions):
        change_consent(home, session.record.pseudonym, shares=number < 2)

    model, told = make_group_model(home, Task.HAND_VS_REST)
    path = save(model, home / FOLDER)

    assert told["learned_from"] == 2
    assert told["consenting"] == 2
    assert model.card.training_trials == ()
    text = path.with_suffix(".json").read_text(encoding="utf-8")
    assert not any(session.record.pseudonym in text for session in sessions)
    assert json.loads(text)["card"]["others"] == 2
    assert fitting_group_model(home, montage(sessions[0].record)) == path
    elsewhere = replace(montage(sessions[0].record), rate=125.0)
    assert fitting_group_model(home, elsewhere) is None

    order = order_of(tmp_path, 14, runs=1)
    models = tmp_path / "patients" / order.patient.pseudonym / "models"
    played = read_session(run_fast(order, (model, save(model, models)), ignore))

    right = [trial.is_correct for trial in played.trials.played]
    assert sum(right) >= 15  # of 20: above chance
    assert not played.of_type("model")[0].details["today"]
    assert replay(played.folder).agrees


def test_the_page_of_a_group_tells_of_people_and_of_no_trial_that_is_not_there(group: Path) -> None:
    model = load(group)

    told = page(model, read_provenance(group), group, Language("en"))

    assert told["trials"] == [
        (
            f"{model.card.trials} trials of 3 patients who consented. The file holds covariances only: no EEG "
            "can be got back from them, and nobody is named."
        )
    ]
    assert "3 groups of people, each held out once" in told["score"][0]
    assert "People differ" in told["heads_caption"]


@pytest.fixture(scope="module")
def group(clinic: tuple[Path, list[Session]]) -> Path:
    """Return the group model of all three."""
    home, sessions = clinic
    for session in sessions:
        change_consent(home, session.record.pseudonym, shares=True)
    return save(make_group_model(home, Task.HAND_VS_REST)[0], home / FOLDER)


def refitted(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    models: Path,
    **changes: object,
) -> Model:
    """Fit a copy of a calibration in the clinic's own folders anew; the default has no rival."""
    monkeypatch.setattr("decoding.calibrate.CLEARLY", np.inf)
    folder = tmp_path / session.folder.name
    shutil.copytree(session.folder, folder)
    if (dead := changes.pop("dead", None)) is not None:
        path = folder / EEG
        microvolts = np.fromfile(path, "<f4").reshape(-1, len(session.record.channels))
        microvolts[:, session.record.channels.index(str(dead))] = 0.0
        path.write_bytes(microvolts.tobytes())
    return fit_now(folder, session.record.model_copy(update=changes), models)


def test_an_electrode_without_signal_leaves_the_group_to_teach_the_others(
    clinic: tuple[Path, list[Session]],
    group: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, (session, *_) = clinic
    models = home / "patients" / "P-NONE" / "models"

    model = refitted(session, tmp_path, monkeypatch, models, group=group.name, dead="CP3")

    assert "CP3" not in model.channels
    assert isinstance(model.fitted, TrialDecoder)
    shapes = {
        one.views[0].shape[-1]
        for one in (*model.fitted.knowledge().own, *model.fitted.knowledge().others)
    }
    assert shapes == {len(session.record.channels) - 1}


def test_a_patient_of_the_group_is_no_other_patient(
    clinic: tuple[Path, list[Session]], group: Path
) -> None:
    """Three taught the group: to each of them it is two others, to anybody else three, on fewer electrodes too."""
    home, sessions = clinic
    channels = sessions[0].record.channels[::-1][:-2]

    for session in sessions:
        record = session.record.model_copy(update={"group": group.name})
        assert len(group_people(home, record, channels)) == 2
        stranger = record.model_copy(update={"pseudonym": "P-NONE"})
        assert len(group_people(home, stranger, channels)) == 3


def test_a_simulated_group_teaches_no_person(
    clinic: tuple[Path, list[Session]], group: Path
) -> None:
    home, (session, *_) = clinic
    live = replace(montage(session.record), source="live")

    assert load(group).card.source == "simulated"
    assert fitting_group_model(home, live) is None


def test_a_model_of_one_patient_teaches_no_other(
    clinic: tuple[Path, list[Session]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds the trials of somebody who was never asked."""
    _, (session, *_) = clinic
    own = refitted(session, tmp_path, monkeypatch, tmp_path / "models")
    path = save(own, tmp_path / "models")

    with pytest.raises(SessionError, match="is the model of one patient and teaches no other"):
        adopt_group(tmp_path, path, montage(session.record))

    assert not (tmp_path / FOLDER).exists()
    save(own, tmp_path / FOLDER)
    assert fitting_group_model(tmp_path, montage(session.record)) is None


def test_days_are_read_in_any_order_of_the_channels(group: Path) -> None:
    model = load(group)
    assert isinstance(model.fitted, TrialDecoder)
    people = model.fitted.knowledge().others
    turned = model.channels[::-1]

    days = days_on(people, model.channels, turned)

    np.testing.assert_array_equal(days[0].views[0][:, 0, 0, 1], people[0].views[0][:, 0, -1, -2])
    assert days_on(people, model.channels, (*turned, "Oz")) == ()


def test_a_damaged_group_model_is_passed_over(
    clinic: tuple[Path, list[Session]], group: Path, tmp_path: Path
) -> None:
    _, (session, *_) = clinic
    (tmp_path / FOLDER).mkdir()
    for path in (group, group.with_suffix(".json")):
        shutil.copy(path, tmp_path / FOLDER)
    newer = tmp_path / FOLDER / "2999-01-01T000000Z_adaptive.skops"
    newer.write_bytes(group.read_bytes()[:-1])
    newer.with_suffix(".json").write_bytes(group.with_suffix(".json").read_bytes())

    found = fitting_group_model(tmp_path, montage(session.record))

    assert found == tmp_path / FOLDER / group.name


def test_a_new_calibration_learns_beside_earlier_days(
    clinic: tuple[Path, list[Session]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (earlier, today, _) = clinic
    models = tmp_path / "models"
    save(refitted(earlier, tmp_path, monkeypatch, models), models)

    model = refitted(today, tmp_path, monkeypatch, models)

    assert isinstance(model.fitted, TrialDecoder)
    known = model.fitted.knowledge()
    assert [len(one.labels) for one in known.own] == [20, 20]
    assert_lists(model.card, [earlier, today], uses_own=known.uses_own)
    assert model.card.own_days == int(known.uses_own)
    assert model.card.trials == 20


def assert_lists(card: ModelCard, days: list[Session], *, uses_own: bool) -> None:
    """The card lists the cues of all days, and which of them taught it."""
    cues = [
        (day.record.session, event.row, event.label) for day in days for event in day.of_type("cue")
    ]
    known = [(trial.recording, trial.row, trial.label) for trial in card.known_trials]
    assert known == cues
    earlier = len(days[0].of_type("cue"))
    assert len(card.kept_trials) == (0 if uses_own else earlier)


def test_a_returning_patient_starts_from_all_of_the_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Twenty trials of a very clear patient are read as well by the rival: let it not be kept here.
    monkeypatch.setattr("decoding.calibrate.CLEARLY", np.inf)
    first = order_of(tmp_path, 21, runs=1)
    day = read_session(run_fast(first, None, ignore))

    learned = day.of_type("learned")[0]
    stored = latest_model(tmp_path, first.patient.pseudonym)
    assert stored is not None
    assert stored.name == learned.label
    model = load(stored)
    assert isinstance(model.fitted, TrialDecoder)
    assert len(model.fitted.knowledge().own[-1].labels) == 40
    assert model.card.trials == 40

    again = read_session(run_fast(replace(first, seed=22), (model, stored), ignore))

    assert not again.trials.calibration
    assert sum(trial.is_correct for trial in again.trials.played) >= 15
    latest = load(latest_model(tmp_path, first.patient.pseudonym) or stored)
    assert isinstance(latest.fitted, TrialDecoder)
    known = latest.fitted.knowledge()
    assert [len(one.labels) for one in known.own] == [40, 20]
    assert_lists(latest.card, [day, again], uses_own=known.uses_own)
    assert replay(again.folder).agrees
