"""Names of inputs, however they are typed."""

import pytest

from acquisition.montage import standard_name
from station.stream import eeg_of


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
