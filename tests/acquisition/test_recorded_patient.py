"""A recorded patient: read whole, or refused in a sentence that names the field."""

import shutil
from pathlib import Path

import pytest

from acquisition.errors import AcquisitionError
from acquisition.recorded_patient import read_patient

GOOD = """
task = "hand-vs-rest"
unit = "uV"
imagery = [0.0, 4.0]
calibrate = ["DATA/sub-S02_run-1_eeg.edf"]
play = ["DATA/sub-S04_run-1_eeg.edf"]
[events]
OVTK_GDF_Right = "right_hand"
OVTK_GDF_Tongue = "rest"
"""


def write(tmp_path: Path, text: str) -> Path:
    """Return a patient's file."""
    path = tmp_path / "patient.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_patient_has_its_runs(tmp_path: Path, data: Path) -> None:
    """Ten trials of familiarisation each, in the order of their rows."""
    folder = (data / "openbci-hand-vs-rest").as_posix()

    patient = read_patient(write(tmp_path, GOOD.replace("DATA", folder)))

    (calibration,), (play,) = patient.calibration(), patient.play()
    assert (patient.name, patient.side) == ("sub-S04", "right")
    assert patient.classes == ("rest", "right_hand")
    assert calibration.name == "sub-S02_run-1_eeg.edf"
    assert {cue.label for cue in play.cues} == {"rest", "right_hand"}
    assert [cue.row for cue in play.cues] == sorted(cue.row for cue in play.cues)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("task =", "tsak =", "'tsak'; did you mean 'task'"),
        ('unit = "uV"', 'unit = "uV"\nimagry = 3', "'imagry'; did you mean 'imagery'"),
        ('unit = "uV"', 'unit = "uv"', "'unit' must be .*not 'uv'"),
        ("hand-vs-rest", "hand-vs-feet", "'task' must be .*not 'hand-vs-feet'"),
        ('unit = "uV"', "", "does not say 'unit'"),
        ("[0.0, 4.0]", "[4.0, 0.0]", "'imagery' must be two times"),
        ("[0.0, 4.0]", "[4.0]", "'imagery' must be two times"),
        ('"right_hand"', '"right_hnd"', "'right_hnd'; did you mean 'right_hand'"),
        ('"right_hand"', '"rest"', "must name one hand"),
        ('["DATA/sub-S04_run-1_eeg.edf"]', "[]", "'play' must list at least one file"),
        ("S04", "S02", "names 'sub-S02_run-1_eeg.edf' twice"),
        ("sub-S04_run-1_eeg.edf", "sub-S99.edf", "sub-S99.edf' cannot be opened"),
        ("OVTK_GDF_Right", "OVTK_GDF_Wrong", "no trial of 'right_hand': no event 'OVTK_GDF_Wro"),
        ("hand-vs-rest", "left-vs-right", "must name left_hand, right_hand"),
        ("[events]", "[events", "not valid TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, data: Path, old: str, new: str, sentence: str) -> None:
    """Before the first sample is played."""
    folder = (data / "openbci-hand-vs-rest").as_posix()
    path = write(tmp_path, GOOD.replace(old, new).replace("DATA", folder))

    with pytest.raises(AcquisitionError, match=sentence):
        read_patient(path)


def test_a_patient_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The sentence names the file."""
    with pytest.raises(AcquisitionError, match=r"nobody\.toml' cannot be read"):
        read_patient(tmp_path / "nobody.toml")


def test_a_copy_of_a_run_under_another_name_is_refused(tmp_path: Path, data: Path) -> None:
    """What is learned from must not be played, whatever it is called."""
    folder = data / "openbci-hand-vs-rest"
    shutil.copy(folder / "sub-S02_run-1_eeg.edf", tmp_path / "sub-S02_again.edf")
    text = GOOD.replace("DATA/sub-S04_run-1_eeg.edf", "sub-S02_again.edf")

    with pytest.raises(AcquisitionError, match=r"a copy of 'sub-S02_run-1_eeg\.edf'"):
        read_patient(write(tmp_path, text.replace("DATA", folder.as_posix())))


def test_runs_of_different_headsets_do_not_go_together(tmp_path: Path, data: Path) -> None:
    """125 Hz and 160 Hz are two patients."""
    folder = (data / "openbci-hand-vs-rest").as_posix()
    other = (data / "physionet-eegmmidb" / "S001R04.edf").as_posix()
    text = GOOD.replace("DATA/sub-S04_run-1_eeg.edf", other).replace("DATA", folder)

    with pytest.raises(AcquisitionError, match="160 samples per second"):
        read_patient(write(tmp_path, text))
