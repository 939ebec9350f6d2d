"""Who the benchmark is run on: a folder of recorded patients, or the public recordings.

What several decoders need of a trial is computed once here and shared.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyriemann.geometry.covariance import covariances as estimate

from acquisition.errors import AcquisitionError
from acquisition.recorded_patient import RecordedPatient, read_patient
from acquisition.recording import Recording
from decoding.bank import BANDS, BandTrials, band_trials
from decoding.covariance import covariances
from decoding.members import Session, views
from decoding.preprocess import SignalConfig
from decoding.windows import OnlineConfig
from station.language import N_

# Filter-bank CSP's own bands, 4 Hz wide (Ang et al. 2012, Frontiers in Neuroscience 6:39).
NARROW = tuple(SignalConfig(low=float(low), high=low + 4.0) for low in range(4, 40, 4))
# The augmented covariance of its authors' default search: three copies, eight samples apart.
ORDER, LAG = 3, 8

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


@dataclass(frozen=True)
class Trials:
    """Trials with all that the decoders look at; ``trials[numbers]`` takes some of them.

    Attributes
    ----------
    labels : ndarray of bool, shape (n_trials,)
        True for the positive class.
    runs : ndarray of int, shape (n_trials,)
        Which recording each is from, in order of time.
    volts : ndarray, shape (n_trials, n_channels, n_samples)
        8 to 30 Hz.
    narrow : ndarray, shape (n_trials, n_narrow_bands, n_channels, n_channels)
        Covariances of bands 4 Hz wide.
    plain, augmented : ndarray, shape (n_trials, n, n)
        Covariances shrunk by OAS, of the channels and of three lagged copies of them.
    bank, pair : ndarray, shape (n_trials, n_bands, n, n)
        What our members look at.
    """

    labels: NDArray[np.bool_]
    runs: NDArray[np.intp]
    volts: NDArray[np.float64]
    narrow: NDArray[np.float64]
    plain: NDArray[np.float64]
    augmented: NDArray[np.float64]
    bank: NDArray[np.float64]
    pair: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, numbers: NDArray[np.intp] | slice) -> "Trials":
        return Trials(*(getattr(self, name)[numbers] for name in self.__dataclass_fields__))

    @cached_property
    def session(self) -> Session:
        """The trials as our decoder learns from them; a person's own mean is found once."""
        return Session((self.bank, self.pair), self.labels)


@dataclass(frozen=True)
class Person:
    """One recorded patient.

    Attributes
    ----------
    name : str
        Of the file that describes the person.
    who : str
        The same for several days of one person: the ``sub-`` part of BIDS file names, else the name.
    task : str
    montage : tuple
        Classes, channels and rate: people can teach each other only where all are the same.
    calibration_runs : int
        So many of the runs are for calibration.
    trials : Trials
    left_out : int
        Trials that lost rows spoilt.
    """

    name: str
    who: str
    task: str
    montage: tuple[tuple[str, ...], tuple[str, ...], float]
    calibration_runs: int
    trials: Trials
    left_out: int


def read_people(folder: Path) -> list[Person]:
    """Read every recorded patient of a folder, by name.

    Raises
    ------
    AcquisitionError
        If there is none, or one of them is wrong.
    """
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise AcquisitionError(
            N_("There is no recorded patient (*.toml) in {folder!r}; name another folder."),
            folder=str(folder),
        )
    return [_person(path.stem, read_patient(path)) for path in paths]


def public_people(data: Path) -> list[Person]:
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


def _person(name: str, patient: RecordedPatient) -> Person:
    recordings = (*patient.calibration(), *patient.play())
    runs = [
        trials_of(recording, classes=patient.classes, imagery=patient.imagery, run=number)
        for number, recording in enumerate(recordings)
    ]
    info = recordings[0].info
    return Person(
        name=name,
        who=patient.name if patient.name.startswith("sub-") else name,
        task=patient.task.value,
        montage=(patient.classes, info.channels, info.rate),
        calibration_runs=len(patient.calibration_files),
        trials=joined([trials for trials, _ in runs]),
        left_out=sum(left_out for _, left_out in runs),
    )


def joined(several: Sequence[Trials]) -> Trials:
    """Return trials one after another, cut to the shortest."""
    shortest = min(one.volts.shape[-1] for one in several)
    columns = {
        name: [getattr(one, name) for one in several] for name in Trials.__dataclass_fields__
    }
    columns["volts"] = [volts[..., :shortest] for volts in columns["volts"]]
    return Trials(**{name: np.concatenate(parts) for name, parts in columns.items()})


def trials_of(
    recording: Recording, *, classes: tuple[str, str], imagery: tuple[float, float], run: int
) -> tuple[Trials, int]:
    """Return a recording's trials and how many lost rows spoilt."""

    def cut(bands: Sequence[SignalConfig]) -> BandTrials:
        return band_trials(
            recording,
            classes=classes,
            imagery=imagery,
            reaction=OnlineConfig().reaction,
            bands=bands,
        )

    wide, narrow = cut(BANDS), cut(NARROW)
    volts = wide.volts[:, 0]
    bank, pair = views(wide.volts, recording.info.rate)
    trials = Trials(
        labels=wide.labels,
        runs=np.full(len(wide.labels), run),
        volts=volts,
        narrow=covariances(narrow.volts),
        plain=estimate(volts, estimator="oas"),
        augmented=estimate(_augmented(volts), estimator="oas"),
        bank=bank,
        pair=pair,
    )
    return trials, wide.left_out


def _augmented(volts: NDArray[np.float64]) -> NDArray[np.float64]:
    rows = volts.shape[-1] - (ORDER - 1) * LAG
    return np.concatenate([volts[..., i * LAG : i * LAG + rows] for i in range(ORDER)], axis=-2)
