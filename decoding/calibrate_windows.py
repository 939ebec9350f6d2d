"""Fit a decoder to a patient's own trials, and say honestly how good it is.

The score comes from cross-validation blocked in time: contiguous blocks of trials are held out,
and windows of one trial never part. Everything that play later uses, the probability scale and
the reward threshold too, is fixed here, on calibration trials alone.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_expit

from acquisition.recording import Recording
from decoding.card import ModelCard, TrainingTrial, least_real
from decoding.day import LEARN_EVERY, Day, balanced, fit_windows
from decoding.decoder import DecoderFactory
from decoding.errors import DecodingError, TooFewTrials
from decoding.evidence import unsure_limit
from decoding.gated import usual_muscle, without_spoilt
from decoding.models import Model, seal
from decoding.preprocess import SignalConfig
from decoding.regression import FOLDS, blocks, is_mixed
from decoding.score import permutation_p, score
from decoding.temperature import balanced_loss
from decoding.trials import Trial, Trials, read_trials
from decoding.windows import OnlineConfig
from station.language import N_
from station.plugins import load as load_plugin
from station.task import REST

# Fewer cannot be told from chance by five-fold cross-validation, and fit nothing that lasts.
LEAST_TRIALS = 10
# The signal path unless somebody asks for another one.
SIGNAL, ONLINE = SignalConfig(), OnlineConfig()
# Reward in hand-vs-rest needs more evidence than 85 % of the rest trials had, so that rest is
# rewarded by chance in about one of seven trials; play goes on from there (CLINICAL 2.6).
REST_PERCENTILE = 85.0
# The decoder's own scale stands unless trials speak against it: the prior holds the gain within a
# factor of e and the offset near 0. Calibrations of five people (C = 1) wanted gains of 1.0 to 2.4.
_USUAL_GAIN, _GAIN_SPREAD, _OFFSET_SPREAD = 1.0, 1.0, 0.5


def calibrate_windows(
    recordings: Sequence[Recording],
    *,
    classes: tuple[str, str],
    imagery: tuple[float, float],
    decoder: str,
    signal: SignalConfig = SIGNAL,
    online: OnlineConfig = ONLINE,
) -> Model:
    """Fit a decoder of single windows to cued recordings.

    Parameters
    ----------
    recordings : sequence of Recording
        In order of time; the first one's channels are the model's.
    classes : tuple of str
        Negative and positive class; other cues are ignored.
    imagery : tuple of float
        Scored seconds after the cue.
    decoder : str
        Name of the decoder plug-in.
    signal : SignalConfig
    online : OnlineConfig

    Raises
    ------
    DecodingError
        If there are too few trials of a class, a channel is dead, or recordings do not match.
    StationError
        If there is no such decoder.
    """
    factory: DecoderFactory = load_plugin("decoding.decoders", decoder)
    recordings = [one.eeg() for one in recordings]
    if not recordings:
        raise DecodingError(
            N_("There is no recording to calibrate from; record a calibration run.")
        )
    trials = read_trials(recordings, classes=classes, imagery=imagery, signal=signal, online=online)
    trials = without_spoilt(recordings, trials, imagery, signal, online.reaction)
    labels = labels_of(trials.kept, classes)
    check_counts(labels, classes)
    held_out = held_out_evidence(factory, [trial.windows for trial in trials.kept], labels)
    gain, offset = probability_scale(held_out, labels)
    evidence = cross_scaled(held_out, labels)
    card = make_card(
        recordings,
        trials,
        evidence,
        decoder=decoder,
        classes=classes,
        signal=signal,
        online=online,
        scale=(gain, offset),
        windows=sum(len(trial.windows[::LEARN_EVERY]) for trial in trials.kept),
    )
    learned = [trial.windows[::LEARN_EVERY] for trial in trials.kept]
    muscle = usual_muscle(recordings, trials.kept)
    windows = tuple(one.astype(np.float32) for one in learned)
    day = Day(windows, labels, muscle, expected_logit(evidence, labels))
    return seal(fit_windows(factory, learned, labels), card, day)


def expected_logit(evidence: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return the mean log-odds that the proportion of cues alone explains, from held-out ones."""
    spread = float(evidence[labels].mean() - evidence[~labels].mean()) / 2
    return (2 * float(labels.mean()) - 1) * spread


def make_card(
    recordings: Sequence[Recording],
    trials: Trials,
    evidence: NDArray[np.float64],
    *,
    decoder: str,
    classes: tuple[str, str],
    signal: SignalConfig,
    online: OnlineConfig,
    scale: tuple[float, float],
    windows: int,
) -> ModelCard:
    """Return the card of a model whose held-out evidence, shape (n_trials,), is given."""
    labels = labels_of(trials.kept, classes)
    return ModelCard(
        decoder=decoder,
        classes=classes,
        channels=recordings[0].info.channels,
        rate=recordings[0].info.rate,
        signal=signal,
        online=online,
        gain=scale[0],
        offset=scale[1],
        **judged(evidence, labels, classes, online.certainty),
        folds=FOLDS,
        windows=windows,
        cut_off=trials.cut_off,
        spoilt=trials.spoilt,
        training_trials=tuple(_provenance(trial) for trial in trials.kept),
        source=least_real(one.info.source for one in recordings),
    )


def judged(
    evidence: NDArray[np.float64],
    labels: NDArray[np.bool_],
    classes: tuple[str, str],
    certainty: float,
) -> dict[str, Any]:
    """Return the fields of a card that held-out evidence, shape (n_trials,), decides."""
    return {
        "threshold": reward_threshold(evidence, labels, classes, certainty),
        **asdict(score(evidence, labels)),
        "loss": balanced_loss(evidence, labels),
        "permutation_p": permutation_p(evidence, labels),
    }


def labels_of(trials: Sequence[Trial], classes: tuple[str, str]) -> NDArray[np.bool_]:
    """Return which trials are of the positive class, shape (n_trials,)."""
    return np.array([trial.label == classes[1] for trial in trials], dtype=bool)


def held_out_evidence(
    factory: DecoderFactory,
    trials: Sequence[NDArray[Any]],
    labels: NDArray[np.bool_],
    every: int = LEARN_EVERY,
) -> NDArray[np.float64]:
    """Return each trial's mean log-odds by a decoder that never saw its block of time.

    Parameters
    ----------
    factory : DecoderFactory
    trials : sequence of ndarray
        Windows of each trial, in order of time.
    labels : ndarray of bool, shape (n_trials,)
    every : int
        Of so many windows one is learned from.

    Returns
    -------
    evidence : ndarray, shape (n_trials,)
    """
    evidence = np.empty(len(trials))
    for block in blocks(len(trials)):
        others = np.setdiff1d(np.arange(len(trials)), block)
        learned = [trials[i][::every] for i in others]
        fitted = fit_windows(factory, learned, labels[others])
        for i in block:
            evidence[i] = fitted.decision_function(trials[i]).mean()
    return evidence


def probability_scale(
    evidence: NDArray[np.float64], labels: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return the gain and offset that make held-out log-odds honest and balanced at 0.

    Platt's method [1]_ with both classes weighing the same, a gain that cannot turn negative, and
    a prior on both, so that a handful of trials cannot move them far.

    References
    ----------
    .. [1] Platt, J. (1999). Probabilistic outputs for support vector machines. Advances in Large
       Margin Classifiers, 61-74.
    """
    signs = np.where(labels, 1.0, -1.0)
    weights = balanced(labels)

    def loss(parameters: NDArray[np.float64]) -> float:
        log_gain, offset = parameters
        fit = -weights @ log_expit(signs * (np.exp(log_gain) * evidence + offset))
        prior = ((log_gain - np.log(_USUAL_GAIN)) / _GAIN_SPREAD) ** 2
        return float(fit + (prior + (offset / _OFFSET_SPREAD) ** 2) / 2)

    log_gain, offset = minimize(loss, [np.log(_USUAL_GAIN), 0.0], method="Nelder-Mead").x
    return float(np.exp(log_gain)), float(offset)


def reward_threshold(
    evidence: NDArray[np.float64],
    labels: NDArray[np.bool_],
    classes: tuple[str, str],
    certainty: float,
) -> float:
    """Return the evidence for the cued class above which a trial is rewarded.

    Hand against rest: the 85th percentile of the held-out rest trials, but never below 0, for a
    reward must not follow evidence that speaks for rest. Left against right: the edge of the
    "unsure" zone, because neither hand is a state to be told from doing nothing.
    """
    if classes[0] != REST:
        return unsure_limit(certainty)
    return max(0.0, float(np.percentile(evidence[~labels], REST_PERCENTILE)))


def cross_scaled(evidence: NDArray[np.float64], labels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return held-out evidence, each block scaled as the others say.

    The score must not profit from a scale that was fitted to the very trials it judges.
    """
    scaled = np.empty(len(evidence))
    for block in blocks(len(evidence)):
        others = np.setdiff1d(np.arange(len(evidence)), block)
        gain, offset = probability_scale(evidence[others], labels[others])
        scaled[block] = gain * evidence[block] + offset
    return scaled


def check_counts(labels: NDArray[np.bool_], classes: tuple[str, str]) -> None:
    """Refuse a calibration with too few trials of a class, or all of them in one stretch.

    Raises
    ------
    TooFewTrials
    """
    for label, count in zip(classes, (int((~labels).sum()), int(labels.sum())), strict=True):
        if count == 0:
            raise TooFewTrials(
                N_(
                    "The calibration has no usable trial of {label!r}; at least {least} of each "
                    "class are needed."
                ),
                label=label,
                least=LEAST_TRIALS,
            )
        if count < LEAST_TRIALS:
            raise TooFewTrials(
                N_(
                    "The calibration has only {count} usable trials of {label!r}; at least {least} "
                    "of each class are needed, so record {more} more."
                ),
                count=count,
                label=label,
                least=LEAST_TRIALS,
                more=LEAST_TRIALS - count,
            )
    if not is_mixed(labels):
        raise DecodingError(
            N_(
                "The usable trials of one class stand in one stretch of the calibration, so that nobody "
                "can tell the class from the time; record {classes} in mixed order."
            ),
            classes=", ".join(classes),
        )


def _provenance(trial: Trial) -> TrainingTrial:
    return TrainingTrial(
        recording=trial.recording, sha256=trial.sha256, row=trial.row, label=trial.label
    )
