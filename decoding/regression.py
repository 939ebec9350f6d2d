"""Logistic regression over sessions that do not count alike, its strength chosen on held-out trials.

Strengths are tried from the strongest regularisation on, each fit starting where the one before it
ended: a handful of steps each, whatever the number of trials.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from decoding.temperature import balanced_loss

STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
# A stronger regularisation is kept unless a weaker one gains at least this many nats.
_WORTHWHILE = 1e-3
# Largest gradient at which a fit is done: one that stays, and one that only ranks strengths.
_FINAL, _RANKING = 1e-7, 1e-4
FOLDS = 5


@dataclass(frozen=True)
class Labelled:
    """Labelled features of one session.

    Attributes
    ----------
    features : ndarray, shape (n_trials, n_features)
    labels : ndarray of bool, shape (n_trials,)
    weight : float
        What one of its trials counts.
    """

    features: NDArray[np.float64]
    labels: NDArray[np.bool_]
    weight: float


@dataclass(frozen=True)
class Linear:
    """A fitted regression: ``features @ slope + intercept`` are log-odds."""

    slope: NDArray[np.float64]
    intercept: float

    def logits(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return log-odds of the positive class, shape (n_trials,)."""
        return np.asarray(features @ self.slope + self.intercept)


@dataclass(frozen=True)
class Choice:
    """The regularisation that held-out trials speak for.

    Attributes
    ----------
    strength : float
        Inverse regularisation.
    loss : float
        Balanced log-loss of the held-out trials, in nats.
    logits, labels : ndarray, shape (n_trials,)
        The held-out trials, for the temperature.
    """

    strength: float
    loss: float
    logits: NDArray[np.float64]
    labels: NDArray[np.bool_]


def fit(sessions: Sequence[Labelled], strength: float) -> Linear:
    """Fit all sessions, each class weighing the same within each of them."""
    model = _regress(_features(sessions), *_stacked(sessions), strength, _FINAL)
    return Linear(np.asarray(model.coef_[0]), float(model.intercept_[0]))


def choose(sessions: Sequence[Labelled], folds: Sequence[NDArray[np.intp]]) -> Choice:
    """Return the best strength by cross-validation.

    Parameters
    ----------
    sessions : sequence of Labelled
    folds : sequence of ndarray of int
        Trials to hold out together, counted over all sessions: see :func:`blocks` and
        :func:`whole_sessions`. The loss is that of all trials in a fold.
    """
    features = _features(sessions)
    labels, weights = _stacked(sessions)
    scored = np.concatenate(folds)
    best: Choice | None = None
    logits = {strength: np.zeros(len(labels)) for strength in STRENGTHS}
    for fold in folds:
        rest = np.setdiff1d(np.arange(len(labels)), fold)
        model: LogisticRegression | None = None
        for strength in STRENGTHS:
            model = _regress(features[rest], labels[rest], weights[rest], strength, _RANKING, model)
            logits[strength][fold] = model.decision_function(features[fold])
    for strength in STRENGTHS:
        loss = balanced_loss(logits[strength][scored], labels[scored])
        if best is None or loss < best.loss - _WORTHWHILE:
            best = Choice(strength, loss, logits[strength][scored], labels[scored])
    assert best is not None
    return best


def blocks(n_trials: int) -> list[NDArray[np.intp]]:
    """Return contiguous blocks of the first session, as equal as can be."""
    return np.array_split(np.arange(n_trials), FOLDS)


def is_mixed(labels: NDArray[np.bool_]) -> bool:
    """Whether both classes are left whichever of the :func:`blocks` is held out.

    Where a class stands in one block alone, nothing can be said of it by holding that block out.

    Parameters
    ----------
    labels : ndarray of bool, shape (n_trials,)
        In order of time.
    """
    rest = (np.delete(labels, block) for block in blocks(len(labels)))
    return all(one.any() and not one.all() for one in rest)


def whole_sessions(
    sessions: Sequence[Labelled], people: Sequence[str] = ()
) -> list[NDArray[np.intp]]:
    """Return folds of whole sessions, at most five: how a new day or a new person will fare.

    Parameters
    ----------
    sessions : sequence of Labelled
    people : sequence of str
        Whose each session is: a person is never held out in one and learned from in another. Without
        it, and where there is one person only, each session stands for itself.
    """
    ends = np.cumsum([len(one.labels) for one in sessions])
    each = np.split(np.arange(ends[-1]), ends[:-1])
    if len(set(people)) > 1:
        own = {name: [t for t, p in zip(each, people, strict=True) if p == name] for name in people}
        each = [np.concatenate(trials) for trials in own.values()]
    n_folds = min(FOLDS, len(each))
    return [np.concatenate(each[first::n_folds]) for first in range(n_folds)]


def _features(sessions: Sequence[Labelled]) -> NDArray[np.float64]:
    return np.concatenate([one.features for one in sessions])


def _stacked(sessions: Sequence[Labelled]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return labels and weights; a session's weights sum to its trials times their weight."""
    weights = []
    for one in sessions:
        share = np.clip(one.labels.mean(), 1e-9, 1 - 1e-9)
        weights.append(one.weight * np.where(one.labels, 0.5 / share, 0.5 / (1 - share)))
    return np.concatenate([one.labels for one in sessions]), np.concatenate(weights)


def _regress(
    features: NDArray[np.float64],
    labels: NDArray[np.bool_],
    weights: NDArray[np.float64],
    strength: float,
    tolerance: float,
    near: LogisticRegression | None = None,
) -> LogisticRegression:
    model = LogisticRegression(C=strength, max_iter=1000, tol=tolerance, warm_start=True)
    if near is not None:
        model.coef_, model.intercept_, model.classes_ = near.coef_, near.intercept_, near.classes_
    return model.fit(features, labels.astype(int), sample_weight=weights)
