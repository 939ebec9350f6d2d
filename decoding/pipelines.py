"""Other people's pipelines as ours, and ours in other people's tools.

Every decoder of ours is a scikit-learn classifier of arrays (n_epochs, n_channels, n_samples);
:class:`OnEpochs` lets it take ``mne.Epochs`` too. The other way round, whatever fits MOABB's
contract (a scikit-learn classifier of such arrays, in microvolts) becomes a decoder of ours by
:class:`Wrapped`, in a plug-in of a few lines::

    # decoding/decoders/theirs.py
    from decoding.pipelines import wrapped
    from somewhere import make_pipeline_of_theirs

    TRUSTED = ("somewhere.TheirTransformer",)
    PLUGIN = wrapped(make_pipeline_of_theirs)

What was fitted by other libraries is kept in the model file by skops; types of theirs that neither skops nor
:mod:`decoding.trusted` knows must be named under ``TRUSTED``, or the file is refused.
"""

from collections.abc import Callable
from typing import Any, Self, TypeAlias

import mne
import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.preprocessing import LabelEncoder

from decoding.decoder import DecoderFactory, TrialDecoder, WindowDecoder
from decoding.preprocess import CausalFilter

# One object, or the list of single epochs that scikit-learn's cross-validation makes of it, or an array.
Epochs: TypeAlias = "mne.BaseEpochs | list[mne.BaseEpochs] | NDArray[np.float64]"

# MOABB hands out microvolts, and pipelines may be tuned to them.
_UV = 1e6


class Wrapped(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A scikit-learn classifier of epochs in microvolts, as a decoder of ours.

    Parameters
    ----------
    classifier : estimator
        With ``decision_function`` or ``predict_proba``.
    """

    def __init__(self, classifier: Any) -> None:
        self.classifier = classifier

    def fit(
        self,
        windows: NDArray[np.float64],
        labels: NDArray[np.bool_],
        weights: NDArray[np.float64] | None = None,
    ) -> Self:
        """Learn from labelled windows; see :class:`decoding.decoder.Decoder`.

        Pipelines of others take no weights: every window counts the same.
        """
        self.classes_ = np.array([False, True])
        self.classifier_ = clone(self.classifier).fit(windows * _UV, np.asarray(labels).astype(int))
        return self

    def decision_function(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return log-odds of the positive class, shape (n_windows,)."""
        if hasattr(self.classifier_, "decision_function"):
            return np.asarray(self.classifier_.decision_function(windows * _UV), dtype=float)
        share = np.clip(self.classifier_.predict_proba(windows * _UV)[:, 1], 1e-12, 1 - 1e-12)
        return np.asarray(np.log(share / (1 - share)))

    def predict(self, windows: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whether each window is of the positive class, shape (n_windows,)."""
        return self.decision_function(windows) > 0

    def compile(self) -> WindowDecoder:
        """Return the same function for one window: the classifier itself, at its own speed."""
        return lambda window: float(self.decision_function(window[np.newaxis])[0])


def wrapped(make: Callable[[], Any]) -> DecoderFactory:
    """Return a plug-in that makes decoders out of somebody else's pipeline."""
    return lambda: Wrapped(make())


class OnEpochs(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A decoder of ours that reads ``mne.Epochs`` or arrays, with any two labels.

    Of epochs the good EEG channels are read, whatever else they hold, and later ones by the same names in
    whatever order they come. Arrays are taken to be in volts, as MNE's are; for MOABB's microvolts give
    ``unit=1e-6``. Either class weighs the same.

    Parameters
    ----------
    decoder : estimator
        One of ours. The default's bands are cut out of each epoch by the live filters, which settle
        within it.
    unit : float
        Volts of one unit of an array.
    rate : float
        Sampling rate of arrays in Hz, for decoders of several bands (``adaptive``, ``fbcsp``); epochs know their
        own.
    """

    def __init__(self, decoder: Any, unit: float = 1.0, rate: float = 125.0) -> None:
        self.decoder = decoder
        self.unit = unit
        self.rate = rate

    def fit(self, epochs: Epochs, labels: NDArray[Any]) -> Self:
        """Learn from epochs, shape (n_epochs, n_channels, n_samples), and their labels.

        Raises
        ------
        ValueError
            If there are not two classes, or a value is no number, or the default meets a flat channel.
        """
        self._encoder = LabelEncoder().fit(labels)
        self.classes_ = self._encoder.classes_
        if len(self.classes_) != 2:
            raise ValueError(f"two classes are needed, not {len(self.classes_)}")
        is_positive = self._encoder.transform(labels).astype(bool)
        share = is_positive.mean()
        weights = np.where(is_positive, 0.5 / share, 0.5 / (1 - share))
        self.decoder_ = clone(self.decoder)
        self.channels_ = _channels(epochs)
        self.rate_ = self._rate(epochs)
        if isinstance(self.decoder_, TrialDecoder):
            self.decoder_.rate = self.rate_
        if hasattr(self.decoder_, "window_s"):  # it knows frequencies by the duration only
            self.decoder_.window_s = _n_samples(epochs) / self.rate_
        self.decoder_.fit(self._volts(epochs), is_positive, weights)
        return self

    def decision_function(self, epochs: Epochs) -> NDArray[np.float64]:
        """Return log-odds of the second class, shape (n_epochs,).

        Raises
        ------
        ValueError
            If epochs lack a channel that was learned from or have another rate, or as with :meth:`fit`.
        """
        if (rate := self._rate(epochs)) != self.rate_:
            raise ValueError(
                f"learned at {self.rate_:g} samples per second, these epochs have {rate:g}"
            )
        return np.asarray(self.decoder_.decision_function(self._volts(epochs)))

    def predict_proba(self, epochs: Epochs) -> NDArray[np.float64]:
        """Return the probability of either class, shape (n_epochs, 2)."""
        positive = 1 / (1 + np.exp(-self.decision_function(epochs)))
        return np.stack([1 - positive, positive], axis=1)

    def predict(self, epochs: Epochs) -> NDArray[Any]:
        """Return the more likely label of each epoch."""
        return np.asarray(self.classes_[(self.decision_function(epochs) > 0).astype(int)])

    def _rate(self, epochs: Epochs) -> float:
        some = epochs[0] if isinstance(epochs, list) else epochs
        return float(some.info["sfreq"]) if isinstance(some, mne.BaseEpochs) else self.rate

    def _volts(self, epochs: Epochs) -> NDArray[np.float64]:
        several = [epochs] if isinstance(epochs, mne.BaseEpochs) else epochs
        if isinstance(several[0], mne.BaseEpochs):
            volts = np.concatenate([_read(one, self.channels_) for one in several])
        else:
            volts = np.asarray(epochs, dtype=float) * self.unit
        _refuse(
            ~np.isfinite(volts).all(axis=-1), "holds values that are no numbers", self.channels_
        )
        if not isinstance(self.decoder, TrialDecoder):
            return volts
        _refuse(np.ptp(volts, axis=-1) == 0, "is flat, and has no covariance", self.channels_)
        filters = [CausalFilter(b, self._rate(epochs), volts.shape[1]) for b in self.decoder.bands]
        return np.stack([_filtered(one, filters) for one in volts])


def _n_samples(epochs: Epochs) -> int:
    some = epochs[0] if isinstance(epochs, list) else epochs
    return len(some.times) if isinstance(some, mne.BaseEpochs) else int(np.shape(epochs)[-1])


def _channels(epochs: Epochs) -> list[str]:
    """Return the good EEG channels of epochs; nothing of an array, which has no names."""
    some = epochs[0] if isinstance(epochs, list) else epochs
    if not isinstance(some, mne.BaseEpochs):
        return []
    good = mne.pick_types(some.info, eeg=True, exclude="bads")
    return [some.ch_names[place] for place in good]


def _read(epochs: mne.BaseEpochs, channels: list[str]) -> NDArray[np.float64]:
    """Return the channels that were learned from, shape (n_epochs, n_channels, n_samples), in their order."""
    known = _channels(epochs)
    missing = [name for name in channels if name not in known]
    if missing or not channels:
        learned = ", ".join(missing) or "by the places of an array's channels"
        raise ValueError(f"the epochs lack, or mark as bad, what was learned from: {learned}")
    return np.asarray(epochs.get_data(channels, copy=False))


def _refuse(is_wrong: NDArray[np.bool_], what: str, channels: list[str]) -> None:
    """Refuse epochs of which a channel is wrong, shape (n_epochs, n_channels)."""
    if is_wrong.any():
        epoch, place = (int(one) for one in np.argwhere(is_wrong)[0])
        name = channels[place] if channels else str(place)
        raise ValueError(
            f"channel {name} of epoch {epoch} {what}; leave out the channel or the epoch"
        )


def _filtered(volts: NDArray[np.float64], filters: list[CausalFilter]) -> NDArray[np.float64]:
    bands = []
    for band in filters:
        band.restart()
        bands.append(np.array(band.apply(volts)))
    return np.stack(bands)
