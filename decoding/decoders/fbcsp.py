"""Common spatial patterns of several bands, then linear discriminant analysis.

The filter bank of Ang et al. (2012, Frontiers in Neuroscience 6:39), for patients whose rhythm lies
where the one broad band hides it. Its bands are cut out of the window's own spectrum, so that it
needs no further filter with a past. In place of their selection of features by mutual
information, LDA with Ledoit-Wolf shrinkage weighs them all.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from pyriemann.spatialfilters import CSP
from scipy.signal.windows import hann
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from decoding.covariance import SHRINKAGE
from decoding.decoder import DecoderFactory, WindowDecoder

# Lower and upper edge of the bands in Hz: what the usual 8 to 30 Hz leave of 4-Hz steps.
EDGES = tuple((float(low), low + 4.0) for low in range(8, 28, 4))
# Two filters for either class (Ang et al. 2012).
_FILTERS = 4
# Power of a channel at the least, as a share of the mean channel's: one without any signal has a place, too.
_LEAST = 1e-9


class FilterBankCsp(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """CSP log power in five bands and shrinkage LDA.

    Parameters
    ----------
    window_s : float
        Duration of a window in seconds: with the number of its samples it gives the rate, which a
        decoder of windows is not told.
    """

    def __init__(self, window_s: float = 2.0) -> None:
        self.window_s = window_s

    def fit(
        self,
        windows: NDArray[np.float64],
        labels: NDArray[np.bool_],
        weights: NDArray[np.float64] | None = None,
    ) -> Self:
        """Learn from labelled windows; see :class:`decoding.decoder.Decoder`.

        Neither CSP nor LDA takes weights: every window counts the same, and the classes are balanced
        by their priors.
        """
        answers = np.asarray(labels).astype(int)
        self.classes_ = np.array([False, True])
        self.patterns_ = [
            CSP(nfilter=min(_FILTERS, windows.shape[1]), metric="euclid").fit(band, answers)
            for band in self._bands(windows)
        ]
        self.discriminant_ = LinearDiscriminantAnalysis(
            solver="lsqr", shrinkage="auto", priors=[0.5, 0.5]
        ).fit(self._features(windows), answers)
        return self

    def decision_function(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return log-odds of the positive class, shape (n_windows,)."""
        return np.asarray(self.discriminant_.decision_function(self._features(windows)))

    def predict(self, windows: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whether each window is of the positive class, shape (n_windows,)."""
        return self.decision_function(windows) > 0

    def compile(self) -> WindowDecoder:
        """Return the same function for one window, in plain NumPy."""
        filters = np.array([csp.filters_ for csp in self.patterns_])
        slope = np.array(self.discriminant_.coef_[0]).reshape(filters.shape[:2])
        intercept = float(self.discriminant_.intercept_[0])

        def decode(window: NDArray[np.float64]) -> float:
            bands = band_covariances(window[np.newaxis], self.window_s)[0]
            power = np.einsum("bfi,bij,bfj->bf", filters, bands, filters)
            return float(np.vdot(np.log(power), slope)) + intercept

        return decode

    def _bands(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.moveaxis(band_covariances(windows, self.window_s), 1, 0)

    def _features(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        parts = zip(self.patterns_, self._bands(windows), strict=True)
        return np.concatenate([csp.transform(band) for csp, band in parts], axis=1)


def band_covariances(windows: NDArray[np.float64], window_s: float) -> NDArray[np.float64]:
    """Return the covariances of the bands of :data:`EDGES`, from the cross-spectrum.

    The window is tapered (Hann) against leakage, and the real part of its cross-spectrum summed
    over the band: by Parseval's theorem the covariance of the band-passed window. A share of
    the diagonal keeps it invertible.

    Parameters
    ----------
    windows : ndarray, shape (n_windows, n_channels, n_samples)
    window_s : float
        Duration of a window in seconds.

    Returns
    -------
    matrices : ndarray, shape (n_windows, n_bands, n_channels, n_channels)
        In squared units of the windows.
    """
    n_samples = windows.shape[-1]
    spectra = np.fft.rfft(windows * hann(n_samples, sym=False)) / n_samples
    frequencies = np.arange(spectra.shape[-1]) / window_s
    matrices = np.empty((len(windows), len(EDGES), *([windows.shape[1]] * 2)))
    for band, (low, high) in enumerate(EDGES):
        inside = spectra[..., (frequencies >= low) & (frequencies < high)]
        matrices[:, band] = (inside @ np.conj(np.swapaxes(inside, -1, -2))).real
    diagonal = np.arange(windows.shape[1])
    own = matrices[..., diagonal, diagonal]
    own = np.maximum(own, _LEAST * own.mean(axis=-1, keepdims=True))
    matrices *= 1 - SHRINKAGE
    matrices[..., diagonal, diagonal] = own
    return matrices


PLUGIN: DecoderFactory = FilterBankCsp
