"""Minimum distance to the mean: a window is of the class whose mean covariance is nearer.

The simplest Riemannian classifier (Barachant et al. 2012, IEEE TBME 59(4):920): nothing is learned
but the mean of each class, so few trials are enough and little can be fitted by accident. The
log-odds are the difference of the squared distances, which is the softmax that pyRiemann uses.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from pyriemann.classification import MDM
from pyriemann.geometry.base import invsqrtm
from sklearn.base import BaseEstimator, ClassifierMixin

from decoding.decoder import DecoderFactory, WindowDecoder
from decoding.decoders.tangent import shrunk_covariances


class MeanDistance(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Affine-invariant distance to the mean covariance of either class."""

    def fit(
        self,
        windows: NDArray[np.float64],
        labels: NDArray[np.bool_],
        weights: NDArray[np.float64] | None = None,
    ) -> Self:
        """Learn from labelled windows; see :class:`decoding.decoder.Decoder`."""
        self.classes_ = np.array([False, True])
        self.means_ = MDM(metric="riemann").fit(
            shrunk_covariances(windows), np.asarray(labels).astype(int), sample_weight=weights
        )
        return self

    def decision_function(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return log-odds of the positive class, shape (n_windows,)."""
        squared = self.means_.transform(shrunk_covariances(windows)) ** 2
        return np.asarray(squared[:, 0] - squared[:, 1])

    def predict(self, windows: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whether each window is of the positive class, shape (n_windows,)."""
        return self.decision_function(windows) > 0

    def compile(self) -> WindowDecoder:
        """Return the same function for one window, in plain NumPy."""
        whiteners = invsqrtm(np.asarray(self.means_.covmeans_))

        def decode(window: NDArray[np.float64]) -> float:
            matrices = whiteners @ shrunk_covariances(window[np.newaxis])[0] @ whiteners
            logs = np.log(np.linalg.eigvalsh(matrices))
            return float(np.sum(logs[0] ** 2) - np.sum(logs[1] ** 2))

        return decode


PLUGIN: DecoderFactory = MeanDistance
