"""Are this cap and this patient connected? Half a minute that no other signal can imitate.

The patient closes the eyes, blinks and clenches the teeth when asked. A head then shows more alpha
behind, blinks in front, and muscles at the sides. A recording, a simulation or electrodes in the air do
not obey (CLINICAL 3.3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from acquisition.errors import AcquisitionError
from acquisition.simulation import position
from station.stream import eeg_of

LEAST_ALPHA = 1.3  # power with closed eyes against open ones (CLINICAL 3.3)
LEAST_BLINKS = 3  # of the five that are asked for; unasked, one or two come in that time
LEAST_CLENCH = 4.0  # power from 25 to 45 Hz against before; teeth clenched give ten and more
_BEHIND = ("O", "PO", "P", "CP")
_BLINK_BAND, _ALPHA, _MUSCLE = (1.0, 6.0), (8.0, 13.0), (25.0, 45.0)
_BLINK_HEIGHT = 3.0  # robust standard deviations of the quiet signal
_BLINK_SHARE = 0.4  # of the largest
_BLINK_APART = 0.35  # s


class Step(StrEnum):
    """What the patient is asked to do, in order."""

    OPEN = "eyes_open"
    CLOSED = "eyes_closed"
    BLINK = "blink"
    CLENCH = "clench"


SECONDS: Mapping[Step, float] = {Step.OPEN: 10, Step.CLOSED: 10, Step.BLINK: 5, Step.CLENCH: 5}


@dataclass(frozen=True)
class Plausibility:
    """What the patient's head showed.

    Attributes
    ----------
    alpha : float
        Alpha power with closed eyes against open ones.
    blinks : int
        Blinks counted while blinking was asked for.
    clench : float
        Muscle power with clenched teeth against before.
    """

    alpha: float
    blinks: int
    clench: float

    @property
    def missing(self) -> tuple[Step, ...]:
        """Which requests the head did not follow."""
        followed = {
            Step.CLOSED: self.alpha >= LEAST_ALPHA,
            Step.BLINK: self.blinks >= LEAST_BLINKS,
            Step.CLENCH: self.clench >= LEAST_CLENCH,
        }
        return tuple(step for step, is_seen in followed.items() if not is_seen)

    @property
    def is_connected(self) -> bool:
        """Whether everything asked for was seen."""
        return not self.missing


def judge(
    parts: Mapping[Step, NDArray[np.float64]], channels: Sequence[str], rate: float, mains: float
) -> Plausibility:
    """Return what the signals of each step show.

    Parameters
    ----------
    parts : mapping of Step to ndarray, shape (n_channels, n_samples)
        Unfiltered, in volts; the time to hear and obey already left out.
    channels : sequence of str
    rate, mains : float
        In Hz.
    """
    eeg = eeg_of(channels)  # a forearm proves no cap on a head
    parts = {step: part[[name in eeg for name in channels]] for step, part in parts.items()}
    channels = eeg
    front = _frontmost(channels)
    quiet = parts[Step.CLOSED][front].mean(axis=0)
    return Plausibility(
        alpha=alpha_ratio(parts[Step.OPEN], parts[Step.CLOSED], channels, rate),
        blinks=count_blinks(parts[Step.BLINK][front].mean(axis=0), quiet, rate),
        clench=clench_ratio(parts[Step.OPEN], parts[Step.CLENCH], rate, mains),
    )


def alpha_ratio(
    eyes_open: NDArray[np.float64],
    eyes_closed: NDArray[np.float64],
    channels: Sequence[str],
    rate: float,
) -> float:
    """Return alpha power with closed eyes against open ones, behind, where it comes from.

    The median over windows of two seconds, so that a blink or a swallow changes nothing, and over
    the electrodes behind.
    """
    behind = [i for i, name in enumerate(channels) if name.rstrip("z0123456789") in _BEHIND]
    chosen = behind or list(range(len(channels)))
    levels = [
        np.median(_power(part[chosen], rate, 2.0, _ALPHA), axis=1)
        for part in (eyes_closed, eyes_open)
    ]
    return float(np.median(levels[0] / np.maximum(levels[1], 1e-18)))


def count_blinks(volts: NDArray[np.float64], quiet: NDArray[np.float64], rate: float) -> int:
    """Return how many blinks a frontal signal shows, shape (n_samples,), against a quiet one."""
    slow, still = _band_pass(volts, rate, _BLINK_BAND), _band_pass(quiet, rate, _BLINK_BAND)
    height = _BLINK_HEIGHT * 1.4826 * float(np.median(np.abs(still - np.median(still))))
    count, since = 0, -float(len(volts))
    # One's own blinks are alike; what is much smaller is the filter's ringing beside them.
    height = max(height, _BLINK_SHARE * float(slow.max()))
    inner = slow[1:-1]
    peaks = np.flatnonzero((inner > slow[:-2]) & (inner >= slow[2:]) & (inner > height)) + 1
    for place in peaks.tolist():
        if place - since >= _BLINK_APART * rate:
            count, since = count + 1, place
    return count


def clench_ratio(
    before: NDArray[np.float64], clenched: NDArray[np.float64], rate: float, mains: float
) -> float:
    """Return muscle power with clenched teeth against before, as far as two electrodes see it.

    Jaws are heard on several; one alone is a bad electrode (CLINICAL 3.6).
    """
    quiet = np.median(_power(before, rate, 1.0, _MUSCLE, mains), axis=1)
    most = np.median(_power(clenched, rate, 1.0, _MUSCLE, mains), axis=1)
    ratios = np.sort(most / np.maximum(quiet, 1e-18))
    return float(ratios[-2:][0])


def _power(
    volts: NDArray[np.float64],
    rate: float,
    seconds: float,
    band: tuple[float, float],
    mains: float = 0.0,
) -> NDArray[np.float64]:
    """Return band power in windows that overlap by half, shape (n_channels, n_windows)."""
    size = round(seconds * rate)
    if volts.shape[1] < size:
        raise ValueError(f"{volts.shape[1]} samples are shorter than a window of {size}")
    windows = np.lib.stride_tricks.sliding_window_view(volts, size, axis=1)[:, :: size // 2]
    centred = windows - windows.mean(axis=2, keepdims=True)
    spectrum = np.abs(np.fft.rfft(centred * np.hanning(size), axis=2)) ** 2
    frequencies = np.fft.rfftfreq(size, 1 / rate)
    inside = (frequencies >= band[0]) & (frequencies <= band[1])
    if mains:
        inside &= np.abs(frequencies - mains) > 1.5
    power: NDArray[np.float64] = spectrum[:, :, inside].sum(axis=2)
    return power


def _band_pass(
    volts: NDArray[np.float64], rate: float, band: tuple[float, float]
) -> NDArray[np.float64]:
    """Return a signal without all outside the band, by its spectrum, its trend taken out first."""
    line = np.linspace(volts[0], volts[-1], len(volts))
    spectrum = np.fft.rfft(volts - line)
    frequencies = np.fft.rfftfreq(len(volts), 1 / rate)
    spectrum[(frequencies < band[0]) | (frequencies > band[1])] = 0.0
    return np.asarray(np.fft.irfft(spectrum, len(volts)), np.float64)


def _frontmost(channels: Sequence[str]) -> list[int]:
    """Return the channels nearest the eyes."""
    heights = []
    for name in channels:
        try:
            heights.append(position(name)[1])
        except AcquisitionError:
            heights.append(-1.0)
    return [i for i, height in enumerate(heights) if height == max(heights)]
