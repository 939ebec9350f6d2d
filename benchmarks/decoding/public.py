"""The public recordings as recorded patients, for the benchmark."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.decoding.people import Person, read_people

_HAND_VS_REST = """\
task = "hand-vs-rest"
unit = "uV"
imagery = [0.0, 4.0]
calibrate = ["{data}/openbci-hand-vs-rest/sub-{name}_run-2_eeg.edf"]
play = [{play}]
[events]
OVTK_GDF_Right = "right_hand"
OVTK_GDF_Tongue = "rest"
"""
_LEFT_VS_RIGHT = """\
task = "left-vs-right"
unit = "uV"
imagery = [0.0, 5.0]
stream = "obci_eeg1"
channels = ["C3", "C4", "Cz", "FC1", "FC2", "FC5", "FC6", "CP1", "CP2", "CP5", "CP6"]
calibrate = [{calibrate}]
play = [{play}]
[events]
"2.000000000000" = "left_hand"
"3.000000000000" = "right_hand"
"""
_SENSORIMOTOR = """\
task = "left-vs-right"
unit = "uV"
imagery = [0.0, 4.0]
channels = [
    "FC5", "FC3", "FC1", "FCz", "FC2", "FC4", "FC6", "C5", "C3", "C1", "Cz", "C2", "C4", "C6",
    "CP5", "CP3", "CP1", "CPz", "CP2", "CP4", "CP6",
]
calibrate = ["{data}/physionet-eegmmidb/S001R04.edf", "{data}/physionet-eegmmidb/S001R08.edf"]
play = ["{data}/physionet-eegmmidb/S001R12.edf"]
[events]
T1 = "left_hand"
T2 = "right_hand"
"""


def public_people(data: Path) -> tuple[list[Person], dict[str, str]]:
    """Read the people of the public recordings."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in descriptions(data).items():
            (Path(folder) / f"{name}.toml").write_text(text, encoding="utf-8")
        return read_people(Path(folder))


def descriptions(data: Path) -> Mapping[str, str]:
    """Return the recorded patients of the public recordings, as they would stand in files.

    The first forty trials of a day are for calibration; T1's is the day of runs 3 to 7.
    """
    root = data.resolve().as_posix()

    def files(pattern: str, runs: Sequence[int]) -> str:
        return ", ".join(f'"{root}/{pattern.format(run=run)}"' for run in runs)

    people = {
        name: _HAND_VS_REST.format(
            data=root,
            name=name,
            play=files(f"openbci-hand-vs-rest/sub-{name}_run-{{run}}_eeg.edf", (3, 4, 5)),
        )
        for name in ("S02", "S04", "S08", "S10")
    }
    left_right = "openbci-left-right-idle/sub-T1_run-0{run}_eeg.xdf"
    people["T1"] = _LEFT_VS_RIGHT.format(
        calibrate=files(left_right, (3, 4)), play=files(left_right, (5, 6, 7))
    )
    people["S001"] = _SENSORIMOTOR.format(data=root)
    return people
