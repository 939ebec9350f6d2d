"""The decoders that others use, as their libraries ship them.

Each is a factory of scikit-learn classifiers and the name of what it reads of a trial.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import mne
import numpy as np
from mne.decoding import CSP
from numpy.typing import NDArray
from pyriemann.classification import MDM, FgMDM
from pyriemann.tangentspace import TangentSpace
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_selection import SelectKBest, mutual_info_classif
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

# MNE's rank estimate has absolute limits, so it is given microvolts.
_UV = 1e6


class _LogPower(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """MNE's CSP in one band or in each of several."""

    def __init__(self, n_components: int) -> None:
        self.n_components = n_components

    def fit(self, volts: NDArray[np.float64], labels: NDArray[np.int_]) -> Self:
        with mne.use_log_level("ERROR"):
            self.filters_ = [
                CSP(self.n_components, log=True).fit(band * _UV, labels)
                for band in self._bands(volts)
            ]
        return self

    def transform(self, volts: NDArray[np.float64]) -> NDArray[np.float64]:
        parts = zip(self.filters_, self._bands(volts), strict=True)
        return np.concatenate([csp.transform(band * _UV) for csp, band in parts], axis=1)

    @staticmethod
    def _bands(volts: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        return [volts] if volts.ndim == 3 else list(np.moveaxis(volts, 1, 0))


def _information(features: NDArray[np.float64], labels: NDArray[np.int_]) -> NDArray[np.float64]:
    return np.asarray(mutual_info_classif(features, labels, random_state=0))


@dataclass(frozen=True)
class Peer:
    """A decoder of others.

    Attributes
    ----------
    reads : str
        The field of :class:`benchmarks.decoding.people.Trials` that it is fed.
    make : callable
        Returns a fresh scikit-learn classifier.
    """

    reads: str
    make: Callable[[], Any]


def _support_vectors() -> Any:
    # The probabilities come from Platt's method over five folds, as LIBSVM's own do.
    return make_pipeline(
        TangentSpace(metric="riemann"),
        CalibratedClassifierCV(SVC(kernel="linear"), ensemble=False, cv=5),
    )


PEERS: Mapping[str, Peer] = {
    "csp_lda": Peer("volts", lambda: make_pipeline(_LogPower(6), LinearDiscriminantAnalysis())),
    "fbcsp_lda": Peer(
        "narrow",
        lambda: make_pipeline(
            _LogPower(4), SelectKBest(_information, k=8), LinearDiscriminantAnalysis()
        ),
    ),
    "mdm": Peer("plain", lambda: MDM(metric="riemann")),
    "fgmdm": Peer("plain", lambda: FgMDM(metric="riemann")),
    "tangent_lr": Peer(
        "plain",
        lambda: make_pipeline(TangentSpace(metric="riemann"), LogisticRegression(max_iter=1000)),
    ),
    # The elastic net as MOABB sets it.
    "tangent_elastic_net": Peer(
        "plain",
        lambda: make_pipeline(
            TangentSpace(metric="riemann"),
            LogisticRegression(
                l1_ratio=0.15, solver="saga", intercept_scaling=1000.0, max_iter=1000
            ),
        ),
    ),
    "augmented_svm": Peer("augmented", _support_vectors),
}
