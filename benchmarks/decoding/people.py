"""Who the benchmark is run on: a folder of recorded patients.

What several decoders need of a trial is computed once here and shared.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from decoding.usable import dead_channels, without_still_rows
from decoding.windows import OnlineConfig
from station.errors import VolitionError
from station.language import N_

# Filter-bank CSP's own bands, 4 Hz wide (Ang et al. 2012, Frontiers in Neuroscience 6:39).
NARROW = tuple(SignalConfig(low=float(low), high=low + 4.0) for low in range(4, 40, 4))
# The augmented covariance of its authors' default search: three copies, eight samples apart.
ORDER, LAG = 3, 8
# Of each class in a calibration: the support vectors' probabilities come from five folds.
LEAST_TRIALS = 5
# Whose recording it is, in BIDS and in PhysioNet's file names.
_SUBJECT = re.compile(r"sub-[^_]+|S\d+(?=R\d+)")


@dataclass(frozen=True)
class Trials:
    """Trials with all that the decoders look at; ``trials[numbers]`` takes some of them.

    Attributes
    ----------
    labels : ndarray of bool, shape (n_trials,)
        True for the positive class.
    runs : ndarray of int, shape (n_trials,)
        Which recording each is from, in order of time.
    who : ndarray of str, shape (n_trials,)
        Whose each is.
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
    who: NDArray[np.str_]
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

    def on_channels(self, kept: NDArray[np.intp]) -> "Trials":
        """Return the same trials of some channels, in the order of their indices ``kept``."""
        volts = self.volts[:, kept]
        twice = np.concatenate([kept, kept + self.volts.shape[1]])
        return replace(
            self,
            volts=volts,
            narrow=_part(self.narrow, kept),
            plain=estimate(volts, estimator="oas"),
            augmented=estimate(_augmented(volts), estimator="oas"),
            bank=_part(self.bank, kept),
            pair=_part(self.pair, twice),
        )

    @cached_property
    def session(self) -> Session:
        """The trials as our decoder learns from them; a person's own mean is found once."""
        return Session((self.bank, self.pair), self.labels, str(self.who[0]))


@dataclass(frozen=True)
class Person:
    """One recorded patient.

    Attributes
    ----------
    name : str
        Of the file that describes the person.
    who : str
        The same for several days of one person: the ``sub-`` part of BIDS file names, the subject of
        PhysioNet's, else the name.
    task : str
    montage : tuple
        Classes, channels and rate: others can teach somebody where classes and rate are the same and they
        have all of the channels, in any order.
    calibration_runs : int
        So many of the runs are for calibration.
    trials : Trials
    left_out : int
        Trials that lost rows spoilt.
    samples : frozenset of str
        Digests of the recordings.
    """

    name: str
    who: str
    task: str
    montage: tuple[tuple[str, ...], tuple[str, ...], float]
    calibration_runs: int
    trials: Trials
    left_out: int
    samples: frozenset[str] = frozenset()

    def can_teach(self, other: "Person") -> bool:
        """Whether it is somebody else, recorded at the same task with all of the other's channels.

        Two files that share a recording are the same person, whatever they are called.
        """
        is_same = self.who == other.who or self.samples & other.samples
        (classes, channels, rate), (asked, wanted, at) = self.montage, other.montage
        return not is_same and (classes, rate) == (asked, at) and set(wanted) <= set(channels)

    def seen_by(self, other: "Person") -> Trials:
        """Return the trials as another whom it can teach would have recorded them: channels by name."""
        channels, wanted = self.montage[1], other.montage[1]
        if channels == wanted:
            return self.trials
        return self.trials.on_channels(np.array([channels.index(name) for name in wanted]))


def read_people(folder: Path) -> tuple[list[Person], dict[str, str]]:
    """Read every recorded patient of a folder, by name, and say who cannot be used and why.

    Raises
    ------
    AcquisitionError
        If there is nobody.
    """
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise AcquisitionError(
            N_("There is no recorded patient (*.toml) in {folder!r}; name another folder."),
            folder=str(folder),
        )
    people, left_out = [], {}
    for path in paths:
        try:
            people.append(_person(path.stem, read_patient(path)))
        except VolitionError as error:
            left_out[path.stem] = str(error)
    return people, left_out


def _person(name: str, patient: RecordedPatient) -> Person:
    recordings = [*patient.calibration(), *patient.play()]
    # An electrode that gave nothing all through a run has no covariance; live play does without it too.
    dead = {channel for one in recordings for channel in dead_channels(one)}
    recordings = [without_still_rows(one.without(dead)) for one in recordings]
    subject = _SUBJECT.match(patient.name)
    who = name if subject is None else subject[0]
    runs = [
        trials_of(one, classes=patient.classes, imagery=patient.imagery, run=number, who=who)
        for number, one in enumerate(recordings)
    ]
    info = recordings[0].info
    n_calibration = len(patient.calibration_files)
    for field, some in (("calibrate", runs[:n_calibration]), ("play", runs[n_calibration:])):
        _check_enough(name, field, np.concatenate([trials.labels for trials, _ in some]))
    return Person(
        name=name,
        who=who,
        task=patient.task.value,
        montage=(patient.classes, info.channels, info.rate),
        calibration_runs=n_calibration,
        trials=joined([trials for trials, _ in runs]),
        left_out=sum(left_out for _, left_out in runs),
        samples=frozenset(one.sha256 for one in recordings),
    )


def _check_enough(name: str, field: str, labels: NDArray[np.bool_]) -> None:
    """Refuse a person whom one of the decoders could not learn from, or nobody could judge."""
    least = LEAST_TRIALS if field == "calibrate" else 1
    found = min(int(labels.sum()), int((~labels).sum()))
    if found < least:
        raise AcquisitionError(
            N_(
                "{name!r}: a class has only {found} usable trials under {field!r}, and {least} are "
                "needed; name longer recordings."
            ),
            name=name,
            found=found,
            field=field,
            least=least,
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
    recording: Recording,
    *,
    classes: tuple[str, str],
    imagery: tuple[float, float],
    run: int,
    who: str = "",
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
        who=np.full(len(wide.labels), who),
        volts=volts,
        narrow=covariances(narrow.volts),
        plain=estimate(volts, estimator="oas"),
        augmented=estimate(_augmented(volts), estimator="oas"),
        bank=bank,
        pair=pair,
    )
    return trials, wide.left_out


def _part(matrices: NDArray[np.float64], kept: NDArray[np.intp]) -> NDArray[np.float64]:
    return matrices[..., kept[:, np.newaxis], kept]


def _augmented(volts: NDArray[np.float64]) -> NDArray[np.float64]:
    rows = volts.shape[-1] - (ORDER - 1) * LAG
    return np.concatenate([volts[..., i * LAG : i * LAG + rows] for i in range(ORDER)], axis=-2)
