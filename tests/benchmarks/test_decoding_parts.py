"""The simulated patients of the table of parts have what they are said to have."""

import numpy as np
import pytest

from benchmarks.decoding_parts import PARTS, play
from benchmarks.decoding_patients import CALIBRATION, CHANNELS, PLAY, Patient, patient


@pytest.fixture(scope="module")
def healthy() -> Patient:
    return patient(2.5, 1)


def test_a_patient_to_whom_nothing_happens_plays_every_trial(healthy: Patient) -> None:
    assert len(healthy.calibration.labels) == CALIBRATION
    assert len(healthy.played) == PLAY
    assert np.mean([trial.is_clean for trial in healthy.played]) > 0.9
    assert all(len(trial.off) == 0 for trial in healthy.played)


def test_every_column_plays_the_same_trials(healthy: Patient) -> None:
    labels = {part: play(healthy, part, ())[1] for part in ("whole", "lag member", "both")}

    assert labels["whole"] == labels["lag member"] == labels["both"]
    assert {"whole", "lag member", "both"} < set(PARTS)


def test_a_pulled_electrode_is_noticed_and_done_without() -> None:
    one = patient(1.5, 1, "electrode lost")

    assert list(one.played[0].off) == []
    assert list(one.played[-1].off) == [CHANNELS.index("C3")]
    logits, _ = play(one, "pooling", ())
    assert np.isfinite(logits).all()


def test_swapped_labels_are_those_of_the_calibration_alone(healthy: Patient) -> None:
    swapped = patient(2.5, 1, "swapped labels")

    assert (swapped.calibration.labels == ~healthy.calibration.labels).all()
    assert [t.label for t in swapped.played] == [t.label for t in healthy.played]


def test_trials_with_clenched_teeth_do_not_count_unless_the_gate_is_missing() -> None:
    one = patient(2.5, 1, "bursts")

    assert len(play(one, "gate", ())[0]) == PLAY
    assert len(play(one, "pooling", ())[0]) == PLAY - PLAY // 3
