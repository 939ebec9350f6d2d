"""The default: two looks at the covariances of a trial, recentred to the patient's day.

It reads whole trials, or the last seconds, in the bands of :data:`decoding.bank.BANDS`; what it
learned and how it follows a session stands in :mod:`decoding.members` and
:mod:`decoding.adaptive`. Here it wears the clothes of a scikit-learn classifier.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from decoding.bank import BANDS
from decoding.decoder import DecoderFactory, WindowDecoder
from decoding.knowledge import Arrays, Knowledge
from decoding.members import Session, learn_today, views
from decoding.preprocess import SignalConfig
from decoding.reader import Reader


class AdaptiveBank(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Bank of three bands and one time-lagged covariance, each read by a logistic regression.

    Parameters
    ----------
    rate : float
        Sampling rate in Hz.
    """

    bands: tuple[SignalConfig, ...] = BANDS

    def __init__(self, rate: float = 125.0) -> None:
        self.rate = rate

    def fit(
        self,
        windows: NDArray[np.float64],
        labels: NDArray[np.bool_],
        weights: NDArray[np.float64] | None = None,
    ) -> Self:
        """Learn from the labelled trials of one session, in order of time.

        Parameters
        ----------
        windows : ndarray, shape (n_trials, n_bands, n_channels, n_samples)
            Trials in the bands of ``bands``, in volts.
        labels : ndarray of bool, shape (n_trials,)
        weights : ndarray, optional
            Not used: either class weighs the same within a session.
        """
        self.classes_ = np.array([False, True])
        session = Session(views(windows, self.rate), np.asarray(labels, dtype=bool))
        return self.know(Knowledge(learn_today(session), (session,)))

    def know(self, knowledge: Knowledge) -> Self:
        """Take over what was learned elsewhere."""
        self.classes_ = np.array([False, True])
        self.arrays_: Arrays = knowledge.to_arrays()
        return self

    def knowledge(self) -> Knowledge:
        """What was learned, and from which sessions."""
        return Knowledge.from_arrays(self.arrays_)

    def decision_function(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return log-odds of the positive class, shape (n_trials,), seen from the fitted mean."""
        learned = self.knowledge().learned
        looks = zip(learned.members, learned.references, views(windows, self.rate), strict=True)
        return np.asarray(
            np.mean([m.gain * m.linear.logits(mean.features(c)) for m, mean, c in looks], axis=0)
        )

    def predict(self, windows: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whether each trial is of the positive class, shape (n_trials,)."""
        return self.decision_function(windows) > 0

    def compile(self) -> WindowDecoder:
        """Return the same function for one window, shape (n_bands, n_channels, n_samples)."""
        learned = self.knowledge().learned
        return Reader(learned, learned.references, self.rate).logit


PLUGIN: DecoderFactory = AdaptiveBank
