"""The labelled windows of one sitting: what a decoder of windows learns from, and learns again.

Unlike the covariances that the default keeps, windows are band-passed EEG: every decoder can be fitted
to them, whatever it reads. They are kept in single precision, which halves the model file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyriemann.geometry.base import invsqrtm, sqrtm

from decoding.covariance import covariances
from decoding.decoder import Decoder, DecoderFactory
from decoding.recenter import Reference, reference

# A decoder learns from every sixth window (0.48 s apart): neighbours share 96 % of their samples.
# Learning from all scored the same in the calibrations of five people (AUC .842 either way) and
# took six times as long.
LEARN_EVERY = 6
# So many of the newest trials are kept, lest model files and refits grow from day to day.
MOST_TRIALS = 160


@dataclass(frozen=True)
class Day:
    """Trials of one sitting, in order of time.

    Attributes
    ----------
    windows : tuple of ndarray
        Per trial, shape (n_windows, n_channels, n_samples), band-passed, in volts.
    labels : ndarray of bool, shape (n_trials,)
        True for the positive class.
    muscle : ndarray or None, shape (n_channels,)
        Usual power between 20 and 60 Hz, in V².
    expected : float
        Mean log-odds that the proportion of its cues gives without any drift.
    """

    windows: tuple[NDArray[np.float32], ...]
    labels: NDArray[np.bool_]
    muscle: NDArray[np.float64] | None = None
    expected: float = 0.0

    @cached_property
    def reference(self) -> Reference:
        """The Riemannian mean of the trials, in one band."""
        return reference(np.stack([trial_covariance(one) for one in self.windows]))

    @property
    def has_both(self) -> bool:
        """Whether both classes occur."""
        return bool(self.labels.any() and not self.labels.all())

    def and_then(self, windows: Sequence[NDArray[np.float32]], labels: Sequence[bool]) -> "Day":
        """Return the day with more trials at its end."""
        told = np.concatenate([self.labels, np.array(labels, dtype=bool)])
        return replace(self, windows=(*self.windows, *windows), labels=told)

    def on_channels(self, kept: NDArray[np.intp]) -> "Day":
        """Return the day without the channels that are not kept."""
        muscle = None if self.muscle is None else self.muscle[kept]
        return replace(self, windows=tuple(one[:, kept] for one in self.windows), muscle=muscle)

    def seen_from(self, place: Reference) -> "Day":
        """Return the day as if its mean had been at another place."""
        move = mover(self.reference.matrices[0], place.matrices[0])
        moved = tuple((move @ one).astype(np.float32) for one in self.windows)
        return replace(self, windows=moved)

    def newest(self) -> "Day":
        """Return the newest :data:`MOST_TRIALS` trials."""
        newest = slice(-MOST_TRIALS, None)
        return replace(self, windows=self.windows[newest], labels=self.labels[newest])

    def to_arrays(self) -> dict[str, Any]:
        """Return everything as named arrays."""
        return {
            "windows": np.concatenate(self.windows),
            "counts": np.array([len(one) for one in self.windows]),
            "labels": self.labels,
            "expected": np.array(self.expected),
            **({} if self.muscle is None else {"muscle": self.muscle}),
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, Any]) -> "Day":
        """Return what :meth:`to_arrays` took apart."""
        ends = np.cumsum(arrays["counts"])[:-1]
        windows = tuple(np.split(arrays["windows"], ends))
        labels, expected = np.asarray(arrays["labels"]), float(arrays["expected"])
        return cls(windows, labels, arrays.get("muscle"), expected)


def trial_covariance(windows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean covariance of a trial's windows, shape (1, n_channels, n_channels)."""
    return np.asarray(covariances(windows.astype(np.float64)).mean(axis=0, keepdims=True))


def mover(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the spatial filter that takes signals of one mean covariance to another.

    With it, a trial lies to the new mean as it lay to the old: ``T^(1/2) S^(-1/2)`` [1]_.

    Parameters
    ----------
    source, target : ndarray, shape (n_channels, n_channels)

    References
    ----------
    .. [1] Zanini, P. et al. (2018). Transfer learning: a Riemannian geometry framework with
       applications to brain-computer interfaces. IEEE Transactions on Biomedical Engineering,
       65(5), 1107-1116.
    """
    return np.asarray(sqrtm(target) @ invsqrtm(source))


def fit_windows(
    factory: DecoderFactory, trials: Sequence[NDArray[Any]], labels: NDArray[np.bool_]
) -> Decoder:
    """Fit a decoder to the windows of trials, either class and every trial weighing the same.

    Parameters
    ----------
    factory : DecoderFactory
    trials : sequence of ndarray
        Shape (n_windows, n_channels, n_samples), in volts.
    labels : ndarray of bool, shape (n_trials,)
    """
    counts = np.array([len(windows) for windows in trials])
    windows = np.concatenate(trials).astype(np.float64)
    return factory().fit(
        windows, np.repeat(labels, counts), np.repeat(balanced(labels) / counts, counts)
    )


def balanced(labels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return weights that sum to the number of trials, half of it for either class."""
    share = float(labels.mean())
    weights: NDArray[np.float64] = np.where(labels, 0.5 / share, 0.5 / (1 - share))
    return weights
