"""A patient is a pseudonym: unique, readable aloud, and the only thing in a path."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from games.accessibility import Accessibility
from sessions.errors import SessionError
from sessions.patient import (
    ALPHABET,
    Patient,
    change_access,
    latest_model,
    models,
    new_patient,
    new_session_folder,
    patient_folder,
    patients,
    read_patient,
)

MADE = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


def enrol(home: Path, pseudonym: str) -> Patient:
    """Write a patient of a known pseudonym."""
    patient = Patient(pseudonym=pseudonym, affected_side="left", created=MADE)
    folder = home / "patients" / pseudonym
    folder.mkdir(parents=True)
    (folder / "patient.json").write_text(patient.model_dump_json(), encoding="utf-8")
    return patient


def test_a_new_patient_is_read_back_as_written(tmp_path: Path) -> None:
    patient = new_patient(tmp_path, affected_side="right", mode="attempt", language="en")

    assert read_patient(tmp_path, patient.pseudonym) == patient
    assert (patient.affected_side, patient.mode, patient.language) == ("right", "attempt", "en")
    assert list((tmp_path / "patients").rglob("*.new")) == []


def test_no_two_patients_share_a_pseudonym(tmp_path: Path) -> None:
    made = {new_patient(tmp_path, affected_side="left").pseudonym for _ in range(200)}

    assert len(made) == 200
    assert patients(tmp_path) == sorted(made)


def test_a_pseudonym_can_be_read_aloud_and_copied_by_hand(tmp_path: Path) -> None:
    """What looks or sounds like something else is not in the alphabet; vowels make words."""
    assert not set(ALPHABET) & set("01258BILOSUVZAEIOU")

    pseudonym = new_patient(tmp_path, affected_side="left").pseudonym

    assert pseudonym.startswith("P-")
    assert set(pseudonym[2:]) <= set(ALPHABET)


def test_a_mistyped_pseudonym_is_answered_with_the_nearest(tmp_path: Path) -> None:
    enrol(tmp_path, "P-7Q3K")

    with pytest.raises(SessionError, match=r"no patient P-7Q3X .* did you mean P-7Q3K\?"):
        read_patient(tmp_path, "P-7Q3X")


def test_an_unknown_pseudonym_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="volition patient new"):
        read_patient(tmp_path, "P-7Q3K")


@pytest.mark.parametrize("name", ["Wang Fang", "王芳", "p-7q3k", "P-7Q3K/../..", "", "P-7Q3K\n"])
def test_a_name_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(SessionError, match="is not a pseudonym"):
        patient_folder(tmp_path, name)


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    enrol(tmp_path, "P-7Q3K")
    path = tmp_path / "patients" / "P-7Q3K" / "patient.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"left"', '"up"'), encoding="utf-8")

    with pytest.raises(SessionError, match=r"is damaged: affected_side"):
        read_patient(tmp_path, "P-7Q3K")


def test_a_session_folder_carries_its_time_in_utc_and_nothing_of_the_patient(
    tmp_path: Path,
) -> None:
    enrol(tmp_path, "P-7Q3K")
    in_china = MADE.astimezone(timezone(timedelta(hours=8)))

    folder = new_session_folder(tmp_path, "P-7Q3K", in_china)

    assert folder.parent == tmp_path / "patients" / "P-7Q3K" / "sessions"
    stamp, _, mark = folder.name.partition("_")
    assert stamp == "2026-11-23T101500Z"
    assert len(mark) == 4
    assert int(mark, 16) >= 0


def test_two_sessions_of_one_second_do_not_meet(tmp_path: Path) -> None:
    enrol(tmp_path, "P-7Q3K")

    made = {new_session_folder(tmp_path, "P-7Q3K", MADE) for _ in range(5)}

    assert len(made) == 5


def test_the_latest_model_is_the_one_of_the_latest_time(tmp_path: Path) -> None:
    enrol(tmp_path, "P-7Q3K")
    assert latest_model(tmp_path, "P-7Q3K") is None
    folder = tmp_path / "patients" / "P-7Q3K" / "models"
    folder.mkdir()
    for name in ("2026-11-23T101500Z_tangent", "2026-11-24T090000Z_csp"):
        (folder / f"{name}.skops").touch()
        (folder / f"{name}.json").touch()

    newest = latest_model(tmp_path, "P-7Q3K")

    assert newest is not None
    assert newest.name == "2026-11-24T090000Z_csp.skops"
    assert [path.suffix for path in models(tmp_path, "P-7Q3K")] == [".skops", ".skops"]


def test_practice_with_a_simulated_brain_or_another_task_leaves_the_own_model(
    tmp_path: Path,
) -> None:
    enrol(tmp_path, "P-7Q3K")
    folder = tmp_path / "patients" / "P-7Q3K" / "models"
    folder.mkdir()
    hand, sides = ("rest", "right_hand"), ("left_hand", "right_hand")
    kept = {
        "2026-11-23T101500Z_adaptive": (hand, "live"),
        "2026-11-24T101500Z_adaptive": (sides, "live"),
        "2026-11-25T101500Z_adaptive": (hand, "simulated"),
    }
    for name, (classes, source) in kept.items():
        (folder / f"{name}.skops").touch()
        card = {"classes": classes, "source": source}
        (folder / f"{name}.json").write_text(json.dumps({"card": card}), encoding="utf-8")

    found = [
        latest_model(tmp_path, "P-7Q3K", hand, "live"),
        latest_model(tmp_path, "P-7Q3K", sides, "live"),
        latest_model(tmp_path, "P-7Q3K", hand, "simulated"),
        latest_model(tmp_path, "P-7Q3K", sides, "simulated"),
    ]

    assert [None if path is None else path.stem for path in found] == [*kept, None]


def test_what_a_patient_needs_of_the_screen_is_kept(tmp_path: Path) -> None:
    enrol(tmp_path, "P-7Q3K")

    change_access(tmp_path, "P-7Q3K", {"text": 80, "field": "left"})
    changed = change_access(tmp_path, "P-7Q3K", {"calm": True})

    assert read_patient(tmp_path, "P-7Q3K") == changed
    assert changed.access == Accessibility(text=80, field="left", calm=True)
    assert changed.affected_side == "left"


def test_a_need_out_of_range_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    before = enrol(tmp_path, "P-7Q3K")

    with pytest.raises(SessionError, match="text cannot be 12"):
        change_access(tmp_path, "P-7Q3K", {"text": 12})

    assert read_patient(tmp_path, "P-7Q3K") == before
