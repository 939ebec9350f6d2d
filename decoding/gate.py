"""Which samples are no EEG: pops, bursts, clenched teeth, and electrodes that have come off.

Everything works row by row with state kept, so that the answer does not depend on how the rows came.
Contaminated windows hold the picture still and count as nothing; nobody is punished for a cough.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal._sosfilt import _sosfilt

from decoding.preprocess import CausalFilter, SignalConfig

# Mu and beta never reach so many times their usual amplitude; a cable, a cough and a pop of 150 µV do
# (filtered, that peaks at 60). Jumps from sample to sample are no sign: on real recordings mains hum
# of several hundred µV jumps like that all the time.
_BURST, _LEAST_BURST = 12.0, 40e-6
# Clenched teeth: the amplitude between 20 and 60 Hz is this many times that of the calibration, on
# two channels or more.
_MUSCLE, _MUSCLE_CHANNELS = 4.0, 2
# Power against the calibration's: an electrode that is off is silent, or hears the mains only.
_SILENT, _WILD = 1e-3, 400.0
# Seconds over which power is smoothed, after which a value that never changes is no EEG (a converter
# of 24 bits never rests), and for which an electrode must be off to be given up.
_SMOOTH, STILL, _OFF = 0.25, 0.25, 2.0
# A trial of which more than this share is spoilt cannot be judged (CLINICAL 3.6).
MOST_SPOILT = 0.3
_NONE = np.empty(0, dtype=np.intp)


def muscle_band(rate: float) -> SignalConfig:
    """Return 20 to 60 Hz, or as much of it as a sampling rate in Hz holds, without the mains.

    Mains hum of several hundred µV comes and goes with a lamp; on one recorded day it spoilt 60 % of
    the windows while it counted as muscle.
    """
    return SignalConfig(low=20.0, high=min(60.0, 0.45 * rate), order=2, without=(50.0, 60.0))


class Gate:
    """Judge every row of a stream.

    Parameters
    ----------
    rate : float
        Sampling rate in Hz.
    power : ndarray, shape (n_channels,)
        Usual power of the whole band, in V².
    muscle : ndarray or None, shape (n_channels,)
        Usual power between 20 and 60 Hz, in V²; None where nobody measured it.
    step : int
        Rows from one decision to the next.
    """

    def __init__(
        self,
        rate: float,
        power: NDArray[np.float64],
        muscle: NDArray[np.float64] | None,
        step: int,
    ) -> None:
        n_channels = len(power)
        # Where nobody measured the muscles, they are never too loud.
        tension = np.zeros(n_channels) if muscle is None else muscle
        loud = np.full(n_channels, np.inf) if muscle is None else _MUSCLE**2 * muscle
        self._usual = np.concatenate([power, tension])[:, None]
        self._least_usual = np.concatenate([_SILENT * power, np.zeros(n_channels)])[:, None]
        self._most_usual = np.concatenate([_WILD * power, loud])[:, None]
        self._filter = CausalFilter(muscle_band(rate), rate, n_channels)
        share = 1 - np.exp(-1 / (_SMOOTH * rate))
        # One pole, as a second-order section.
        self._smoother = np.array([[share, 0.0, 0.0, 1.0, share - 1.0, 0.0]])
        self._most = np.square(np.maximum(_BURST * np.sqrt(power), _LEAST_BURST))[:, None]
        self._still = round(STILL * rate)
        self._steps_off = int(np.ceil(_OFF * rate / step))
        self._off_for = np.zeros(n_channels, dtype=int)
        self._fresh = np.zeros((n_channels, 1), dtype=int)
        self._n_channels = n_channels
        self.is_clean = True  # all rows that were taken last
        no = np.empty((n_channels, 0), dtype=bool)
        self._no = no, no, np.empty(0, dtype=bool)
        self.restart()

    def restart(self) -> None:
        """Forget what came before."""
        self._filter.restart()
        # Shape (2 n_channels, 1, 2): the state of a smoother that has always seen the usual power.
        first = -self._usual * self._smoother[0, 4]
        self._state = np.stack([first, np.zeros_like(first)], axis=-1)
        self._last: NDArray[np.float64] | None = None
        self._same_for = self._fresh
        self._off_for[:] = 0

    def feed(
        self, raw: NDArray[np.float64], whole: NDArray[np.float64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Take the next rows.

        Parameters
        ----------
        raw, whole : ndarray, shape (n_channels, n_rows)
            As recorded, and in the whole band, in volts.

        Returns
        -------
        is_bad, is_off : ndarray of bool, shape (n_channels, n_rows)
            Where a channel holds no EEG, and where its electrode seems to be off.
        is_tense : ndarray of bool, shape (n_rows,)
            Where muscles speak on several channels.
        """
        n = self._n_channels
        if len(raw) != n or len(whole) != n:
            # The smoother's compiled code looks at no shape: it would write beside its state.
            raise ValueError(f"{len(raw)} and {len(whole)} channels came to a gate for {n}")
        powers = np.concatenate([whole, self._filter.apply(raw)])
        np.multiply(powers, powers, out=powers)
        is_burst = powers[:n] > self._most
        _sosfilt(self._smoother, powers, self._state)
        still = self._still_rows(raw)
        is_usual = (powers >= self._least_usual) & (powers <= self._most_usual)
        self.is_clean = still is None and bool(is_usual.all()) and not is_burst.any()
        if self.is_clean:  # nearly always
            return self._nothing(raw.shape[1])
        is_off = ~is_usual[:n] if still is None else ~is_usual[:n] | still
        is_tense = np.count_nonzero(~is_usual[n:], axis=0) >= _MUSCLE_CHANNELS
        return is_burst | is_off, is_off, is_tense

    def _nothing(
        self, n_rows: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        if self._no[0].shape[1] != n_rows:
            no = np.zeros((self._n_channels, n_rows), dtype=bool)
            no.flags.writeable = False
            self._no = no, no, no[0]
        return self._no

    def _still_rows(self, raw: NDArray[np.float64]) -> NDArray[np.bool_] | None:
        """Return where a channel has not changed for too long; None for nowhere."""
        before = raw[:, :1] + 1.0 if self._last is None else self._last
        joined = np.concatenate([before, raw], axis=1)
        self._last = joined[:, -1:]
        changes = joined[:, 1:] != joined[:, :-1]
        if changes.all():  # nearly always
            self._same_for = self._fresh
            return None
        rows = np.arange(raw.shape[1])
        last = np.maximum.accumulate(np.where(changes, rows, -1 - self._same_for), axis=1)
        same_for = rows - last
        self._same_for = same_for[:, -1:]
        return np.asarray(same_for >= self._still)

    def come_off(self, is_off: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the channels that have now seemed off for two seconds.

        To be asked once per decision, in order, with what :meth:`feed` said of its row.
        """
        if not is_off.any() and not self._off_for.any():
            return _NONE  # nearly always
        self._off_for = np.where(is_off, self._off_for + 1, 0)
        return np.flatnonzero(self._off_for == self._steps_off)
