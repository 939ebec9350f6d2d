"""The decoder port: what turns one window of band-passed EEG into log-odds.

A decoder is fitted with scikit-learn's tools and compiled to plain NumPy for the live path, which
agrees with the fitted objects to 1e-12 and costs a tenth of them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from decoding.knowledge import Knowledge
    from decoding.preprocess import SignalConfig

# Log-odds of the positive class from one window, shape (n_channels, n_samples), in volts.
WindowDecoder = Callable[[NDArray[np.float64]], float]


class Decoder(Protocol):
    """A two-class decoder of band-passed windows."""

    def fit(
        self,
        windows: NDArray[np.float64],
        labels: NDArray[np.bool_],
        weights: NDArray[np.float64],
    ) -> Self:
        """Learn from labelled windows.

        Parameters
        ----------
        windows : ndarray, shape (n_windows, n_channels, n_samples)
            Band-passed EEG in volts.
        labels : ndarray of bool, shape (n_windows,)
            True for the positive class.
        weights : ndarray, shape (n_windows,)
            What each window counts. They sum to the number of trials; both classes weigh the
            same.
        """

    def decision_function(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return log-odds of the positive class by the fitted library objects.

        Parameters
        ----------
        windows : ndarray, shape (n_windows, n_channels, n_samples)

        Returns
        -------
        logits : ndarray, shape (n_windows,)
        """

    def compile(self) -> WindowDecoder:
        """Return the same function for one window, in plain NumPy."""


@runtime_checkable
class TrialDecoder(Protocol):
    """What a decoder has besides if it reads whole trials in several bands and follows the patient.

    Its ``windows`` have a further axis: (n_trials, n_bands, n_channels, n_samples).
    """

    bands: "tuple[SignalConfig, ...]"
    rate: float

    def knowledge(self) -> "Knowledge":
        """What was learned, and from which sessions."""

    def know(self, knowledge: "Knowledge") -> Self:
        """Take over what was learned elsewhere."""


DecoderFactory = Callable[[], Decoder]
