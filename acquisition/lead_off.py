"""The lead-off current in the signal: picked out by its frequency, and turned into ohms.

What a headset sends at 125 Hz is the mean of two ticks of its 250 Hz converter, which weakens the tone
to cos(22.5°); that is undone.
"""

from math import cos, pi

import numpy as np
from numpy.typing import NDArray

FREQUENCY = 31.25  # Hz, an eighth of the converter's 250 Hz
CURRENT = 6e-9  # A, peak
SERIES = 2_200.0  # Ω, the resistor in series with each input
_TICK = 1 / 250  # s


def tone(volts: NDArray[np.float64], rows: NDArray[np.int64], rate: float) -> tuple[float, float]:
    """Return the amplitude of the lead-off tone, and its standard error from the EEG beside it.

    Parameters
    ----------
    volts : ndarray, shape (n_samples,)
        One channel, unfiltered.
    rows : ndarray of int64, shape (n_samples,)
        On which row of a gapless grid each sample lies; rows may be missing.
    rate : float
        Rows per second.

    Returns
    -------
    peak, error : float
        In volts.
    """
    seconds = (rows - rows[0]) / rate
    # A Hann window keeps alpha, mains and the slow drift of the electrodes out of the tone.
    window = np.sin(pi * (np.arange(len(rows)) + 0.5) / len(rows)) ** 2
    trend = np.polynomial.polynomial.polyfit(seconds, volts, 1)
    weighted = (volts - np.polynomial.polynomial.polyval(seconds, trend)) * window
    # Every second line of the spectrum next to it, beyond the window's own width.
    beside = np.array([*range(-12, -2, 2), *range(3, 13, 2)]) / seconds[-1]
    frequencies = np.concatenate(([FREQUENCY], FREQUENCY + beside))
    lines = np.exp(-2j * pi * np.outer(frequencies, seconds)) @ weighted * 2 / window.sum()
    peaks = np.abs(lines)
    noise = float(np.sqrt(np.mean(peaks[1:] ** 2) / 2))
    # The noise adds its power to the tone's, on average.
    return float(np.sqrt(max(peaks[0] ** 2 - 2 * noise**2, 0.0))), noise


def to_ohms(peak: float, rate: float) -> float:
    """Return the impedance of an electrode from the tone's amplitude in volts."""
    return max(peak / share_of_tone(rate) / CURRENT - SERIES, 0.0)


def common_share(volts: NDArray[np.float64]) -> tuple[float, float]:
    """Return which share of the power all channels have in common, and their median level.

    Parameters
    ----------
    volts : ndarray, shape (n_channels, n_samples)

    Returns
    -------
    share : float
        1 if all channels are alike, about 1 / n_channels if they are independent.
    level : float
        Median over channels of the standard deviation, in volts.
    """
    seconds = np.linspace(-1.0, 1.0, volts.shape[1])
    centred = volts - volts.mean(axis=1, keepdims=True)
    centred = centred - np.outer(centred @ seconds / (seconds @ seconds), seconds)
    power = float(np.mean(centred**2))
    share = float(np.mean(centred.mean(axis=0) ** 2)) / power if power > 0 else 0.0
    return share, float(np.median(centred.std(axis=1)))


def share_of_tone(rate: float) -> float:
    """Return how much of the tone is left in what the headset sends at this rate."""
    return 1.0 if abs(rate - 1 / _TICK) < 1.0 else cos(pi * FREQUENCY * _TICK)
