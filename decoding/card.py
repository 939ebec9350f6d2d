"""What is known about a model, beside its fitted numbers."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from decoding.preprocess import SignalConfig
from decoding.windows import OnlineConfig
from station.task import SourceKind


class TrainingTrial(BaseModel):
    """One trial that a model learned from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recording: str
    sha256: str
    row: int
    label: str


class Rival(BaseModel):
    """The decoder that a calibration fitted beside the one it kept.

    Attributes
    ----------
    decoder : str
    balanced_accuracy, auc, loss : float
        On the same held-out blocks; the loss is the balanced log-loss in nats.
    asked : str
        The decoder that the calibration was asked for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decoder: str
    balanced_accuracy: float
    auc: float
    loss: float
    asked: str


class ModelCard(BaseModel):
    """What is known about a model: all but the fitted numbers.

    Attributes
    ----------
    decoder : str
        Name of the decoder plug-in.
    classes : tuple of str
        Negative and positive class.
    channels : tuple of str
    rate : float
        Sampling rate in Hz.
    signal, online
        The signal path that it was fitted on.
    gain, offset : float
        ``gain * log-odds + offset`` makes the decoder's log-odds honest; fitted on held-out
        evidence of the calibration.
    threshold : float
        Evidence for the cued class above which a trial is rewarded.
    trials, correct, accuracy, interval, criterion, above_chance, below_chance, balanced_accuracy, auc
        Held-out score of the calibration; see :class:`decoding.score.Score`.
    folds : int
        Contiguous blocks of trials of the cross-validation; of a group model, groups of people.
    windows : int
        Windows that the model learned from.
    cut_off, spoilt : int
        Trials left out because the recording ended, or because of lost rows.
    loss : float or None
        Held-out balanced log-loss in nats; None in models of earlier versions.
    permutation_p : float or None
        How often shuffled labels agree with the held-out evidence as well.
    rival : Rival or None
        What was fitted beside it.
    others : int
        Sessions of other people that it learned from, because held-out blocks gained by them.
    own_days : int
        Earlier days of the patient that it learned from, for the same reason.
    pooling_gain : float
        Nats of held-out log-loss that both gained.
    training_trials : tuple of TrainingTrial
        What it learned from, oldest first.
    kept_trials : tuple of TrainingTrial
        Of earlier days that the file keeps for the next time, but that did not teach it.
    source : {"live", "recorded", "simulated"} or None
        Where the EEG that it learned from came from, the least real one if there were several; None in
        models of earlier versions.
    movement : str
        What the hand was asked to do in the newest trials that it learned from; "" if nobody told.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    decoder: str
    classes: tuple[str, str]
    channels: tuple[str, ...]
    rate: float
    signal: SignalConfig
    online: OnlineConfig
    gain: float
    offset: float
    threshold: float
    trials: int
    correct: int
    accuracy: float
    interval: tuple[float, float]
    criterion: int
    above_chance: bool
    below_chance: bool = False  # not in models of earlier versions
    balanced_accuracy: float
    auc: float
    folds: int
    windows: int
    cut_off: int
    spoilt: int
    loss: float | None = None
    permutation_p: float | None = None
    rival: Rival | None = None
    others: int = 0
    own_days: int = 0
    pooling_gain: float = 0.0
    training_trials: tuple[TrainingTrial, ...]
    kept_trials: tuple[TrainingTrial, ...] = ()
    source: SourceKind | None = None
    movement: str = ""

    @property
    def known_trials(self) -> tuple[TrainingTrial, ...]:
        """The trials of all days in the file, oldest first."""
        return (*self.kept_trials, *self.training_trials)

    @property
    def is_group(self) -> bool:
        """Whether nobody's own trials are named: consenting people taught it."""
        return self.others > 0 and not self.known_trials

    @property
    def asked(self) -> str:
        """The decoder that the calibration was asked for."""
        return self.decoder if self.rival is None else self.rival.asked

    def summary(self) -> dict[str, object]:
        """Return the honest score for an event or a status line, in plain values."""
        own = ("trials", "correct", "accuracy", "interval", "criterion", "above_chance")
        more = (
            "below_chance",
            "balanced_accuracy",
            "auc",
            "loss",
            "permutation_p",
            "rival",
            "others",
            "own_days",
            "pooling_gain",
        )
        return self.model_dump(mode="json", include={*own, *more})


def is_of_newer_version(card: object) -> bool:
    """Return whether a card holds what this version does not know, so that a newer one has written it."""
    if not isinstance(card, dict):
        return False
    return card.get("schema_version", 1) != 1 or not set(card) <= set(ModelCard.model_fields)


def least_real(sources: Iterable[SourceKind]) -> SourceKind:
    """Return the least real of several kinds of EEG."""
    known = set(sources)
    kinds: tuple[SourceKind, ...] = ("simulated", "recorded")
    return next((kind for kind in kinds if kind in known), "live")
