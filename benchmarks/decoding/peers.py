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
from pyriemann.spatialfilters import CSP as BandCsp  # noqa: N811
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


class _Csp(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """MNE's CSP, six components."""

    def fit(self, volts: NDArray[np.float64], labels: NDArray[np.int_]) -> Self:
        with mne.use_log_level("ERROR"):
            self.csp_ = CSP(min(6, volts.shape[1]), log=True).fit(volts * _UV, labels)
        return self

    def transform(self, volts: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(self.csp_.transform(volts * _UV))


class _FilterBankCsp(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """CSP of each band's covariances, four components each."""

    def fit(self, covariances: NDArray[np.float64], labels: NDArray[np.int_]) -> Self:
        self.filters_ = [
            BandCsp(nfilter=4, metric="euclid").fit(band, labels) for band in _bands(covariances)
        ]
        return self

    def transform(self, covariances: NDArray[np.float64]) -> NDArray[np.float64]:
        parts = zip(self.filters_, _bands(covariances), strict=True)
        return np.concatenate([csp.transform(band) for csp, band in parts], axis=1)


def _bands(covariances: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    return list(np.moveaxis(covariances, 1, 0))


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
    "csp_lda": Peer("volts", lambda: make_pipeline(_Csp(), LinearDiscriminantAnalysis())),
    "fbcsp_lda": Peer(
        "narrow",
        lambda: make_pipeline(
            _FilterBankCsp(), SelectKBest(_information, k=8), LinearDiscriminantAnalysis()
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
