"""Names of inputs, however they are typed."""

import pytest

from acquisition.montage import standard_name
from station.stream import eeg_of, kind_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("fcz", "FCz"),
        ("FP1", "Fp1"),
        ("Fcz.", "FCz"),
        ("emg flexor", "EMG flexor"),
        ("Emg 1", "EMG 1"),
        ("my own", "my own"),
    ],
)
def test_names_are_spelt_as_everybody_spells_them(typed: str, name: str) -> None:
    assert standard_name(typed) == name


def test_a_muscle_is_never_taken_for_eeg_because_of_how_it_was_typed() -> None:
    assert eeg_of([standard_name(name) for name in ("c3", "emg flexor", "EMG extensor")]) == ("C3",)


@pytest.mark.parametrize(
    "name", ["EOG", "hEOG", "VEOG", "EOG-left", "left eog", "ECG", "EKG1", "AUX 2"]
)
def test_eyes_and_heart_are_never_taken_for_eeg(name: str) -> None:
    """A patient who looks at the target, or whose heart beats faster, must not seem to imagine."""
    assert eeg_of(["C3", name, "Cz"]) == ("C3", "Cz")


@pytest.mark.parametrize(
    "name", ["Fp1", "TP10", "T7", "EXG Channel 0", "channel 3", "temporal", "7"]
)
def test_electrodes_and_names_of_ones_own_are_eeg(name: str) -> None:
    assert kind_of(name) == "EEG"
