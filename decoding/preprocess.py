"""Keep the rhythms that the decoder reads, without looking ahead.

One filter with state serves calibration, live play and replay. Its state is kept from the first
sample on, so the answer does not depend on how the samples were cut into chunks, to the last bit.
"""

from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator
from scipy.signal import butter, iirnotch, sosfilt_zi, tf2sos

# What sosfilt calls after 25 us of looking at its arguments, four times per decision; a test holds
# both to the same last bit.
from scipy.signal._sosfilt import _sosfilt

from decoding.errors import DecodingError
from station.language import N_

Hertz = Annotated[float, Field(gt=0)]

# What a restart leaves over has died down to 1e-5 of its peak after one second, at 125 and at
# 250 Hz (a test holds this).
SETTLING = 1.0
_SHARPNESS = 5.0  # of a notch: mains wander by 0.2 Hz


class SignalConfig(BaseModel):
    """The band that the decoder reads.

    Attributes
    ----------
    low, high : float
        Edges in Hz. 8 to 30 Hz holds mu and beta, which desynchronise when a movement is imagined
        (Pfurtscheller & Lopes da Silva 1999); wider bands did not help on OpenBCI recordings.
    order : int
        Order of the Butterworth prototype; the band-pass has twice as many poles. Order 4 delays
        10 to 12 Hz by 53 to 80 ms.
    without : tuple of float
        Mains frequencies in Hz that are notched out of the band, five times as sharp as they are high;
        those beyond the stream's own band are left alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: Hertz = 8.0
    high: Hertz = 30.0
    order: Annotated[int, Field(ge=1, le=8)] = 4
    without: tuple[Hertz, ...] = ()

    @model_validator(mode="after")
    def _the_band_is_in_order(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"low ({self.low:g} Hz) must lie below high ({self.high:g} Hz)")
        return self


class CausalFilter:
    """A band-pass with state, in second-order sections.

    Parameters
    ----------
    config : SignalConfig
    rate : float
        Sampling rate in Hz.
    n_channels : int

    Raises
    ------
    DecodingError
        If the stream is too slow to hold the band.
    """

    def __init__(self, config: SignalConfig, rate: float, n_channels: int) -> None:
        if config.high >= rate / 2:
            raise DecodingError(
                N_(
                    "A band up to {high:g} Hz needs more than {needed:g} samples per second, but "
                    "there are {rate:g}; lower the band or choose a faster board."
                ),
                high=config.high,
                needed=2 * config.high,
                rate=rate,
            )
        band = (config.low, config.high)
        passing = butter(config.order, band, btype="bandpass", output="sos", fs=rate)
        notches = [
            tf2sos(*iirnotch(mains, _SHARPNESS, fs=rate))
            for mains in config.without
            if mains < rate / 2
        ]
        self._sections = np.concatenate([passing, *notches])
        # Shape (n_sections, 2): the state of a filter that has always seen the value 1.
        self._rest = sosfilt_zi(self._sections)
        self._n_channels = n_channels
        self._state: NDArray[np.float64] | None = None

    def apply(self, volts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the next samples filtered.

        The first sample ever (or after :meth:`restart`) is taken for what came before it, so that
        an electrode offset of many millivolts rings no bell.

        Parameters
        ----------
        volts : ndarray, shape (n_channels, n_samples)

        Returns
        -------
        filtered : ndarray, shape (n_channels, n_samples)
        """
        filtered = np.array(volts, dtype=np.float64, order="C")
        self.apply_within(filtered)
        return filtered

    def apply_within(self, volts: NDArray[np.float64]) -> None:
        """Filter the next samples where they stand, in C order."""
        if volts.shape[1] == 0:
            return
        if self._state is None:
            self._state = volts[:, :1, np.newaxis] * self._rest
        _sosfilt(self._sections, volts, self._state)

    def restart(self) -> None:
        """Forget what came before: the next sample is the first one again."""
        self._state = None
