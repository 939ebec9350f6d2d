"""Common spatial patterns, then linear discriminant analysis.

The classic of motor imagery, and the public yardstick (OpenViBE, 87 people: 63.4 %, Dreyer et
al. 2023). Six filters of MNE's CSP (Blankertz et al. 2008, IEEE Signal Processing Magazine
25(1):41), log power, LDA with Ledoit-Wolf shrinkage.
"""

from threading import Lock
from typing import Self

import mne
import numpy as np
from mne.decoding import CSP
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from decoding.decoder import DecoderFactory, WindowDecoder

# MNE's rank estimate has absolute limits, so it is given microvolts.
_UV = 1e6
# How much MNE says is set for the whole process: two fits at once would leave each other loud, and a
# program that reads our standard output would read it.
_QUIET = Lock()


class CspDecoder(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """CSP log power and shrinkage LDA.

    Parameters
    ----------
    n_components : int
        Spatial filters at most; three pairs are the usual choice (Blankertz et al. 2008).
    """

    def __init__(self, n_components: int = 6) -> None:
        self.n_components = n_components

    def fit(
        self,
        windows: NDArray[np.float64],
        labels: NDArray[np.bool_],
        weights: NDArray[np.float64],
    ) -> Self:
        """Learn from labelled windows; see :class:`decoding.decoder.Decoder`.

        LDA takes no weights: every window counts the same, and the classes are balanced by its
        priors.
        """
        n_components = min(self.n_components, windows.shape[1])
        with _QUIET, mne.use_log_level("ERROR"):
            self.patterns_ = CSP(n_components=n_components, reg=0.05, log=True)
            features = self.patterns_.fit_transform(windows * _UV, labels.astype(int))
        self.discriminant_ = LinearDiscriminantAnalysis(
            solver="lsqr", shrinkage="auto", priors=[0.5, 0.5]
        ).fit(features, labels.astype(int))
        return self

    def decision_function(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return log-odds of the positive class, shape (n_windows,)."""
        features = self.patterns_.transform(windows * _UV)
        logits: NDArray[np.float64] = self.discriminant_.decision_function(features)
        return logits

    def compile(self) -> WindowDecoder:
        """Return the same function for one window, in plain NumPy."""
        filters = np.array(self.patterns_.filters_[: self.patterns_.n_components]) * _UV
        slope = np.array(self.discriminant_.coef_[0])
        intercept = float(self.discriminant_.intercept_[0])

        def decode(window: NDArray[np.float64]) -> float:
            power = np.mean((filters @ window) ** 2, axis=1)
            return float(np.log(power) @ slope) + intercept

        return decode


PLUGIN: DecoderFactory = CspDecoder
