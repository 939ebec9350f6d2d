"""How strongly a rhythm desynchronises, in percent and in decibels.

Power is averaged over trials first and compared then (Pfurtscheller & Lopes da Silva 1999,
Clinical Neurophysiology 110(11):1842): negative is event-related desynchronisation (ERD),
positive is synchronisation (ERS). Percent is what clinicians read; statistics belong on the
decibels, because percent is skewed.

The reports look back on whole recordings, so the filter here runs without a phase shift. It never
feeds a decision.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt, stft

from decoding.errors import DecodingError
from station.language import N_


@dataclass(frozen=True)
class PowerMap:
    """ERD/ERS over time and frequency.

    Attributes
    ----------
    frequencies : ndarray, shape (n_frequencies,)
        In Hz.
    times : ndarray, shape (n_times,)
        Middle of each spectrum's window, in seconds, on the time axis of the epochs.
    percent, decibels : ndarray, shape (n_channels, n_frequencies, n_times)
        Change of mean power from the baseline; ``percent`` -50 is half the power, as is
        ``decibels`` -3.01.
    """

    frequencies: NDArray[np.float64]
    times: NDArray[np.float64]
    percent: NDArray[np.float64]
    decibels: NDArray[np.float64]


@dataclass(frozen=True)
class PowerChange:
    """ERD/ERS of one band, per channel, with its interval.

    Attributes
    ----------
    percent, decibels : ndarray, shape (n_channels,)
    percent_interval, decibel_interval : ndarray, shape (n_channels, 2)
        Bootstrap 95 % interval (percentiles) over trials.
    n_task, n_rest : int
        Trials behind it.
    """

    percent: NDArray[np.float64]
    decibels: NDArray[np.float64]
    percent_interval: NDArray[np.float64]
    decibel_interval: NDArray[np.float64]
    n_task: int
    n_rest: int


def erd_map(
    epochs: NDArray[np.float64],
    rate: float,
    baseline: tuple[float, float],
    *,
    start: float = 0.0,
    band: tuple[float, float] = (4.0, 40.0),
    window: float = 1.0,
    step: float = 0.1,
) -> PowerMap:
    """Return ERD/ERS over time and frequency, relative to a baseline before the cue.

    Parameters
    ----------
    epochs : ndarray, shape (n_trials, n_channels, n_samples)
        Unfiltered EEG in volts.
    rate : float
        Sampling rate in Hz.
    baseline : tuple of float
        Seconds on the time axis of the epochs; only spectra whose window lies inside count.
    start : float
        Time of the first sample in seconds; negative if the epochs begin before the cue.
    band : tuple of float
        Frequencies to return, in Hz.
    window : float
        Seconds of one Hann-windowed spectrum: 1 s resolves 1 Hz bins.
    step : float
        Seconds between spectra.

    Raises
    ------
    DecodingError
        If there is no trial, no spectrum fits into the baseline, or a channel is flat there.
    """
    _check_trials(len(epochs))
    length = min(round(window * rate), epochs.shape[2])
    hop = max(1, round(step * rate))
    frequencies, middles, spectra = stft(
        epochs,
        fs=rate,
        nperseg=length,
        noverlap=length - hop,
        detrend="linear",  # electrodes drift by far more than a rhythm is high
        boundary=None,
        padded=False,
    )
    chosen = (frequencies >= band[0]) & (frequencies <= min(band[1], rate / 2))
    times = middles + start
    power = np.mean(np.abs(spectra[:, :, chosen]) ** 2, axis=0)
    is_rest = _inside(times, length / rate, baseline)
    reference = power[:, :, is_rest].mean(axis=2, keepdims=True)
    _check_power(reference.min(axis=(1, 2)))
    ratio = power / reference
    return PowerMap(frequencies[chosen], times, 100 * (ratio - 1), 10 * np.log10(ratio))


def band_power(
    epochs: NDArray[np.float64], rate: float, band: tuple[float, float], trim: float = 0.5
) -> NDArray[np.float64]:
    """Return the mean power of each trial in a band.

    Parameters
    ----------
    epochs : ndarray, shape (n_trials, n_channels, n_samples)
        Unfiltered EEG in volts.
    rate : float
        Sampling rate in Hz.
    band : tuple of float
        Edges in Hz.
    trim : float
        Seconds left out at either end, where the filter rings. Cut the epochs that much longer.

    Returns
    -------
    power : ndarray, shape (n_trials, n_channels)
        In V².
    """
    sections = butter(4, band, btype="bandpass", output="sos", fs=rate)
    filtered = sosfiltfilt(sections, epochs - epochs.mean(axis=2, keepdims=True), axis=2)
    edge = round(trim * rate)
    power: NDArray[np.float64] = np.mean(filtered[:, :, edge : epochs.shape[2] - edge] ** 2, axis=2)
    return power


def band_power_change(
    task: NDArray[np.float64],
    rest: NDArray[np.float64],
    *,
    paired: bool,
    seed: int = 0,
    resamples: int = 2000,
) -> PowerChange:
    """Return ERD/ERS of one band with a bootstrap interval over trials.

    Parameters
    ----------
    task, rest : ndarray, shape (n_trials, n_channels)
        Power per trial, from :func:`band_power`.
    paired : bool
        Whether ``rest`` is the baseline of the same trials, so that pairs stay together in the
        resampling; otherwise it holds trials of its own.
    seed : int
        Seed of the resampling: the same numbers give the same interval.
    resamples : int
        Bootstrap samples.

    Raises
    ------
    DecodingError
        If there is no trial, or a channel is flat at rest.
    """
    _check_trials(min(len(task), len(rest)))
    _check_power(rest.mean(axis=0))
    ratio = task.mean(axis=0) / rest.mean(axis=0)
    generator = np.random.default_rng(seed)
    picks = generator.integers(len(task), size=(resamples, len(task)))
    others = picks if paired else generator.integers(len(rest), size=(resamples, len(rest)))
    ratios = task[picks].mean(axis=1) / rest[others].mean(axis=1)
    low, high = np.percentile(ratios, [2.5, 97.5], axis=0)
    bounds = np.stack([low, high], axis=1)
    with np.errstate(divide="ignore"):
        decibels, decibel_bounds = 10 * np.log10(ratio), 10 * np.log10(bounds)
    return PowerChange(
        percent=100 * (ratio - 1),
        decibels=decibels,
        percent_interval=100 * (bounds - 1),
        decibel_interval=decibel_bounds,
        n_task=len(task),
        n_rest=len(rest),
    )


def _check_trials(n_trials: int) -> None:
    if n_trials == 0:
        raise DecodingError(N_("There is no trial to measure the power of; record a run first."))


def _check_power(reference: NDArray[np.float64]) -> None:
    flat = np.flatnonzero(reference <= 0)
    if len(flat):
        raise DecodingError(
            N_("Channel number {number} is flat at rest; leave it out or check its electrode."),
            number=int(flat[0]) + 1,
        )


def _inside(
    times: NDArray[np.float64], window: float, baseline: tuple[float, float]
) -> NDArray[np.bool_]:
    """Return which spectra lie wholly inside the baseline."""
    half = window / 2
    inside: NDArray[np.bool_] = (times - half >= baseline[0] - 1e-9) & (
        times + half <= baseline[1] + 1e-9
    )
    if not inside.any():
        raise DecodingError(
            N_(
                "The baseline of {baseline:g} s is shorter than the {window:g} s of one spectrum; "
                "take a longer baseline."
            ),
            baseline=baseline[1] - baseline[0],
            window=window,
        )
    return inside
