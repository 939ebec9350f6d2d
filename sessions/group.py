"""A group model: what consenting patients teach somebody who has no model yet.

Only sessions of patients who said yes are read, and only their covariances are kept: from these no
EEG can be got back, and no pseudonym stands in the file.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from decoding.calibrate import held_out, knowing
from decoding.calibrate_windows import LEAST_TRIALS, judged
from decoding.card import ModelCard
from decoding.decoder import TrialDecoder
from decoding.errors import DecodingError
from decoding.knowledge import Knowledge
from decoding.members import Session as Day
from decoding.members import learn_from_others
from decoding.models import Model, load, seal
from decoding.preprocess import SignalConfig
from decoding.regression import FOLDS
from decoding.windows import OnlineConfig
from sessions.errors import SessionError
from sessions.patient import patients, read_patient
from sessions.record import SessionRecord
from sessions.store import read_session
from sessions.taught import taught
from station.language import N_
from station.stream import eeg_of
from station.task import SourceKind, Task

logger = logging.getLogger(__name__)

FOLDER = "group-models"
DECODER = "adaptive"
# Fewer people than this are no group: the model would know somebody, not people.
LEAST_PEOPLE = 2
# What is told of how well it read whom it did not know.
_TOLD = (
    *("trials", "correct", "accuracy", "interval", "criterion", "above_chance"),
    *("balanced_accuracy", "auc", "permutation_p"),
)


@dataclass(frozen=True)
class Montage:
    """What sessions must share to teach each other.

    Attributes
    ----------
    classes : tuple of str
    channels : tuple of str
    rate : float
        In Hz.
    source : {"live", "recorded", "simulated"}
        What streamed: a simulated patient must not teach a person.
    """

    classes: tuple[str, str]
    channels: tuple[str, ...]
    rate: float
    source: SourceKind

    @classmethod
    def of(cls, record: SessionRecord) -> Self:
        """Return what a session shares with others of its kind."""
        return cls(record.classes, eeg_of(record.channels), record.rate, record.source)

    def is_like(self, other: "Montage") -> bool:
        """Whether both are the same but for the order of their electrodes."""
        return set(self.channels) == set(other.channels) and (
            replace(self, channels=()) == replace(other, channels=())
        )


def make_group_model(home: Path, task: Task) -> tuple[Model, dict[str, object]]:
    """Learn from the newest session of every consenting patient of this station.

    Where consenting patients wear several montages, the one that most of them wear is taken.

    Returns
    -------
    model : Model
    told : dict
        Who was asked and who was left out, in numbers.

    Raises
    ------
    SessionError
        If fewer than two consenting patients have a session of the task on one montage.
    """
    days: dict[Montage, list[Day]] = {}
    consenting = [name for name in patients(home) if read_patient(home, name).shares]
    for pseudonym in consenting:
        for own, day in newest_day(home, pseudonym, task):
            montage = next(filter(own.is_like, days), own)
            kept = day.on_channels(_places(montage.channels, own.channels))
            days.setdefault(montage, []).append(kept)
    most = max((len(found) for found in days.values()), default=0)
    if most < LEAST_PEOPLE:
        raise SessionError(
            N_(
                "A group model needs sessions of at least {least} consenting patients with the "
                "same electrodes and task, but there are {found}; record consent with: volition "
                "patient consent P-7Q3K --share."
            ),
            least=LEAST_PEOPLE,
            found=most,
        )
    montage = max(days, key=lambda one: len(days[one]))
    people = days[montage]
    model = _model(montage, people)
    told: dict[str, object] = {
        "patients": len(patients(home)),
        "consenting": len(consenting),
        "learned_from": len(people),
        "channels": list(montage.channels),
        "rate": montage.rate,
        **{name: model.card.summary()[name] for name in _TOLD},
    }
    return model, told


def fitting_group_model(home: Path, montage: Montage) -> Path | None:
    """Return the newest group model of this station for a montage, or None.

    One that was damaged or changed is passed over: nobody needs it to train.
    """
    for path in sorted((home / FOLDER).glob("*.skops"), reverse=True):
        try:
            model = load(path)
        except DecodingError as error:
            logger.warning("%s", error)
            continue
        if is_group(model) and fits(model, montage):
            return path
    return None


def is_group(model: Model) -> bool:
    """Return whether consenting people taught a model, and nobody's own days are in it."""
    if not isinstance(model.fitted, TrialDecoder):
        return False
    known = model.fitted.knowledge()
    return not known.own and len(known.others) >= LEAST_PEOPLE


def fits(model: Model, montage: Montage) -> bool:
    """Return whether a model can decode such a session."""
    kinds = model.card.source or montage.source, montage.source
    return (
        model.classes == montage.classes
        and set(model.channels) <= set(montage.channels)
        and abs(model.rate - montage.rate) < 1e-6
        and kinds.count("simulated") != 1
    )


def adopt_group(home: Path, path: Path, montage: Montage) -> Path:
    """Return a group model as this station keeps it, after a look whether it fits.

    Raises
    ------
    SessionError
        If it is no group model, or one for other electrodes.
    DecodingError
        If it cannot be read.
    """
    open_group_model(path, montage)
    kept = home / FOLDER / path.name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        for file in (path, path.with_suffix(".json")):
            (kept.parent / file.name).write_bytes(file.read_bytes())
    return kept


def days_on(
    days: Sequence[Day], known: tuple[str, ...], channels: tuple[str, ...]
) -> tuple[Day, ...]:
    """Return days as other channels saw them; none if one of these was not recorded.

    Parameters
    ----------
    days : sequence of Session
    known : tuple of str
        Their channels, in their order.
    channels : tuple of str
        Those that are wanted, in theirs.
    """
    if not set(channels) <= set(known):
        return ()
    kept = _places(channels, known)
    return tuple(day.on_channels(kept) for day in days)


def _places(channels: tuple[str, ...], known: tuple[str, ...]) -> NDArray[np.intp]:
    return np.array([known.index(name) for name in channels], dtype=np.intp)


def open_group_model(path: Path, montage: Montage) -> tuple[Model, tuple[Day, ...]]:
    """Return a group model and the people whom it learned from, after a look whether it fits.

    Raises
    ------
    SessionError
        If it is no group model, or one for other electrodes.
    DecodingError
        If it cannot be read.
    """
    model = load(path)
    if not is_group(model):
        raise SessionError(
            N_(
                "{path!r} is the model of one patient and teaches no other; make a group model of those "
                "who consented with: volition group-model."
            ),
            path=str(path),
        )
    if not fits(model, montage):
        raise SessionError(
            N_(
                "{path!r} is no group model for the electrodes {channels}; make one with: volition "
                "group-model."
            ),
            path=str(path),
            channels=", ".join(montage.channels),
        )
    assert isinstance(model.fitted, TrialDecoder)
    return model, model.fitted.knowledge().others


def newest_day(
    home: Path, pseudonym: str, task: Task, *, until: str = ""
) -> Iterator[tuple[Montage, Day]]:
    """Return the newest session of a patient that has enough clean trials: one, or none.

    Parameters
    ----------
    home : Path
        Data home.
    pseudonym : str
    task : Task
    until : str
        UTC time as it stands in the names of files; sessions that began later do not count.
    """
    folder = home / "patients" / pseudonym / "sessions"
    names = (path for path in folder.glob("*") if not until or path.name[: len(until)] <= until)
    for path in sorted(names, reverse=True):
        try:
            session = read_session(path)
        except SessionError:
            continue  # a folder that a crash left; the next older one will do
        record = session.record
        if record.task is not task or len(session.raw) == 0:
            continue
        day = taught(session)
        if day is not None and min(day.labels.sum(), (~day.labels).sum()) >= LEAST_TRIALS:
            yield Montage.of(record), day
            return


def _model(montage: Montage, people: Sequence[Day]) -> Model:
    learned = learn_from_others(people)
    evidence, labels = held_out(learned), learned.members[0].choice.labels
    online = OnlineConfig()
    made = knowing(DECODER, montage.rate, Knowledge(learned, (), tuple(people)))
    card = ModelCard(
        decoder=DECODER,
        classes=montage.classes,
        channels=montage.channels,
        rate=montage.rate,
        signal=SignalConfig(),
        online=online,
        gain=1.0,
        offset=0.0,
        **judged(evidence, np.asarray(labels), montage.classes, online.certainty),
        folds=min(FOLDS, len(people)),
        windows=sum(len(day.labels) for day in people),
        cut_off=0,
        spoilt=0,
        others=len(people),
        training_trials=(),
        source=montage.source,
    )
    return seal(made, card)
