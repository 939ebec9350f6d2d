"""Band power of cued trials: what the assessment and the report's pictures measure.

Nothing here is causal, because nothing here is shown to the patient: power comes from Hann-windowed
spectra of stretches of the raw recording itself, so no filter smears the task into its baseline.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, get_window, sosfiltfilt

from decoding.usable import still_stretches
from sessions.store import Session
from sessions.trials import Trial
from station.stream import RowFlag

# CLINICAL 4.1 and 4.2: the default bands, and a baseline that ends before the cue is expected.
BANDS: dict[str, tuple[float, float]] = {"mu": (8.0, 13.0), "beta": (13.0, 30.0)}
BASELINE = (-3.0, -1.0)

# Far above any cortical rhythm and below what a muscle or a moving cable does.
ARTEFACT_UV = 150.0
_SEGMENT = 1.0  # seconds of one spectrum: 1 Hz apart, and two of them in the baseline
_BROAD = (1.0, 40.0)  # where artefacts are looked for; offsets and mains are none


@dataclass(frozen=True)
class BandPower:
    """Power of one channel in one band, trial by trial.

    Attributes
    ----------
    task, baseline : ndarray, shape (n_trials,)
        Mean power spectral density in µV²/Hz.
    """

    task: NDArray[np.float64]
    baseline: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.task)

    def change(self, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return mean task power over mean baseline power.

        Parameters
        ----------
        weights : ndarray, shape (n_resamples, n_trials), optional
            How much each trial counts; all alike by default.

        Returns
        -------
        ratio : ndarray, shape (n_resamples,)
        """
        if weights is None:
            weights = np.full((1, len(self)), 1 / len(self))
        ratio: NDArray[np.float64] = (weights @ self.task) / (weights @ self.baseline)
        return ratio


@dataclass(frozen=True)
class ChannelMap:
    """Power over time and frequency at one channel, relative to the baseline.

    Attributes
    ----------
    times : ndarray, shape (n_times,)
        Middle of each spectrum, in seconds after the cue.
    frequencies : ndarray, shape (n_frequencies,)
    decibels : ndarray, shape (n_frequencies, n_times)
    trials : int
    """

    times: NDArray[np.float64]
    frequencies: NDArray[np.float64]
    decibels: NDArray[np.float64]
    trials: int


def task_window(session: Session, trial: Trial) -> tuple[int, int]:
    """Return the scored rows of a trial without the reaction time: ``[first, end)``."""
    record = session.record
    return trial.row + round(record.reaction * record.rate), trial.end_row


def clean_trials(session: Session, channel: str, trials: Sequence[Trial]) -> list[Trial]:
    """Return the trials whose baseline and task are whole, alive and quiet enough at a channel.

    Whole: recorded, without a filled, repeated or restarted row, and without a movement of the head.
    Alive: no electrode that is off and holds its value, which would be the quietest of all. Quiet: at
    most :data:`ARTEFACT_UV` peak to peak between 1 and 40 Hz.
    """
    record = session.record
    spoilt = (session.raw.flags & int(~RowFlag(0) & 0xFF)) != 0
    kept = []
    for trial in trials:
        first = trial.cue_row + round(BASELINE[0] * record.rate)
        if first < 0 or trial.end_row > len(session.raw) or spoilt[first : trial.end_row].any():
            continue
        quiet = _broad(session, channel, first, trial.end_row)
        if np.ptp(quiet) <= ARTEFACT_UV and not _is_still(session, channel, first, trial.end_row):
            kept.append(trial)
    return kept


def _is_still(session: Session, channel: str, first: int, end: int) -> bool:
    """Whether a channel holds its value for longer than EEG ever does."""
    values = session.raw.microvolts[first:end, session.record.channels.index(channel)]
    return bool(still_stretches(values, session.record.rate))


def band_power(
    session: Session, channel: str, trials: Sequence[Trial], band: tuple[float, float]
) -> BandPower:
    """Return the task and baseline power of trials at a channel.

    Parameters
    ----------
    session : Session
    channel : str
    trials : sequence of Trial
        Clean ones.
    band : tuple of float
        Edges in Hz, both included.
    """
    rate = session.record.rate
    task, baseline = [], []
    for trial in trials:
        start, end = (trial.cue_row + round(second * rate) for second in BASELINE)
        baseline.append(_density(session, channel, (start, end), band))
        task.append(_density(session, channel, task_window(session, trial), band))
    return BandPower(np.array(task), np.array(baseline))


def channel_map(
    session: Session, channel: str, trials: Sequence[Trial], *, after: float
) -> ChannelMap | None:
    """Return the mean power of clean trials over time and frequency; None without any.

    Parameters
    ----------
    session : Session
    channel : str
    trials : sequence of Trial
        Clean ones; those too near the end of the recording are left out.
    after : float
        Seconds after the cue that are shown.
    """
    rate = session.record.rate
    half = round(_SEGMENT * rate / 2)
    hop = max(1, round(0.1 * rate))
    centres = np.arange(round(BASELINE[0] * rate) + half, round(after * rate) - half + 1, hop)
    spectra = []
    for trial in trials:
        starts = trial.cue_row + centres - half
        if starts[0] >= 0 and starts[-1] + 2 * half <= len(session.raw):
            spectra.append(_spectra(_signal(session, channel), starts, 2 * half))
    if not spectra:
        return None
    mean = np.mean(spectra, axis=0)
    frequencies = np.fft.rfftfreq(2 * half, 1 / rate).astype(np.float64)
    seconds = centres / rate
    rest = mean[:, (seconds >= BASELINE[0]) & (seconds <= BASELINE[1])].mean(axis=1, keepdims=True)
    shown = (frequencies >= 5) & (frequencies <= 35)
    decibels: NDArray[np.float64] = 10 * np.log10(mean[shown] / rest[shown])
    return ChannelMap(seconds, frequencies[shown], decibels, len(spectra))


def _density(
    session: Session, channel: str, rows: tuple[int, int], band: tuple[float, float]
) -> float:
    """Return the mean power spectral density in a band, by Welch's method."""
    rate = session.record.rate
    first, end = rows
    length = min(round(_SEGMENT * rate), end - first)
    starts = np.arange(first, end - length + 1, max(1, length // 2))
    spectra = _spectra(_signal(session, channel), starts, length)
    frequencies = np.fft.rfftfreq(length, 1 / rate)
    inside = (frequencies >= band[0]) & (frequencies <= band[1])
    return float(spectra[inside].mean())


def _spectra(
    signal: NDArray[np.float32], starts: NDArray[np.int64], length: int
) -> NDArray[np.float64]:
    """Return power spectra of stretches of a signal, shape (n_frequencies, n_starts)."""
    window = get_window("hann", length)
    pieces = signal[starts[:, np.newaxis] + np.arange(length)].astype(np.float64)
    pieces -= pieces.mean(axis=1, keepdims=True)
    spectra: NDArray[np.float64] = np.abs(np.fft.rfft(pieces * window, axis=1)).T ** 2
    spectra /= np.sum(window**2)
    return spectra


def _signal(session: Session, channel: str) -> NDArray[np.float32]:
    return session.raw.microvolts[:, session.record.channels.index(channel)]


def _broad(session: Session, channel: str, first: int, end: int) -> NDArray[np.float64]:
    rate = session.record.rate
    sections = butter(2, _BROAD, btype="bandpass", output="sos", fs=rate)
    signal = _signal(session, channel)[first:end].astype(np.float64)
    return np.asarray(sosfiltfilt(sections, signal - signal[0]), dtype=np.float64)
