"""The EEG of the simulated patient before any cue: rhythms, noise, blinks, mains.

Everything is made in blocks of a fixed length from one seeded generator, so that a seed gives
the same samples however they are read. The rhythms that imagery changes come out apart from the
rest: they are mixed in when a sample is due, because only then the cues up to it are known.

Amplitudes are chosen so that a channel over the motor strip shows 10-20 µV without filter, a
mu rhythm of some 5 µV and frontal blinks of 80-150 µV, as awake adults do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from acquisition.simulation import spread
from station.task import Side

BLOCK = 256  # rows

# Centres (Hz), amplitudes (µV, peak) and line widths of what imagery changes.
_MU, _BETA = 10.5, 21.0
_MU_UV, _BETA_UV = 9.0, 4.0
_WANDER = 2.5  # rad per square root of a second: the line is about 1 Hz wide
_LESION_SHARE = 0.7  # a lesioned hemisphere's rhythms are weaker …
_DELTA_UV = 5.0  # … and its slow waves stronger (µV, SD)
_ALPHA_UV = 6.0  # µV, SD, below the parietal electrodes
_CORTEX_UV = 4.5  # µV, SD, of each 1/f source
_LOCAL_UV = 2.0  # µV, SD, of 1/f noise that one electrode sees alone
_SENSOR_UV = 0.4  # µV, SD, white
_MAINS_UV = 1.5
_BLINK_UV = (110.0, 205.0)  # at the eyes; 73 % of it reaches Fp
_BLINK_EVERY = (2.5, 7.0)  # s
_BLINK_LENGTH = 0.35  # s
_OFFSET_UV = 3000.0  # µV, SD: electrode potentials

_LEFT, _RIGHT = (-0.4, 0.0), (0.4, 0.0)  # C3, C4
_CORTEX = tuple((x, y) for y in (-0.6, -0.2, 0.2, 0.6) for x in (-0.6, -0.2, 0.2, 0.6))
_MOTOR_WIDTH, _CORTEX_WIDTH, _ALPHA_WIDTH, _BLINK_WIDTH = 0.28, 0.35, 0.4, 0.5
_CORNERS = (0.3, 1.2, 4.8, 19.2)  # Hz: equal power in each two octaves is a 1/f spectrum


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a brain that no cue has touched.

    Attributes
    ----------
    rest : ndarray, shape (BLOCK, n_channels)
        All that imagery does not change, in µV.
    left, right : ndarray, shape (BLOCK, n_channels)
        What the motor rhythms of each hemisphere add at a gain of 1, in µV.
    alpha : ndarray, shape (BLOCK, n_channels)
        The share of the parietal alpha in ``rest``.
    """

    rest: NDArray[np.float64]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    alpha: NDArray[np.float64]


class Background:
    """Make the blocks, one after another.

    Parameters
    ----------
    channels : sequence of str
    rate : float
    lesion : {"left", "right"}
    mains : float
        Frequency of the power line, in Hz.
    generator : numpy.random.Generator
    """

    def __init__(
        self,
        channels: Sequence[str],
        *,
        rate: float,
        lesion: Side,
        mains: float,
        generator: np.random.Generator,
    ) -> None:
        self._rate, self._mains, self._generator = rate, mains, generator
        count = len(channels)
        self._motor = spread(channels, (_LEFT, _RIGHT), _MOTOR_WIDTH).T
        self._cortex = spread(channels, _CORTEX, _CORTEX_WIDTH).T * _CORTEX_UV
        self._slow = spread(channels, (_LEFT if lesion == "left" else _RIGHT,), 0.4).T
        self._alpha = spread(channels, ((-0.2, -0.6), (0.2, -0.6)), _ALPHA_WIDTH).T * _ALPHA_UV
        self._eyes = spread(channels, ((0.0, 1.2),), _BLINK_WIDTH)[:, 0]
        shares = (_LESION_SHARE, 1.0) if lesion == "left" else (1.0, _LESION_SHARE)
        self._strength: NDArray[np.float64] = np.array(shares)
        self._mains_uv = _MAINS_UV * generator.uniform(0.5, 1.5, count)
        self._offset = generator.normal(0.0, _OFFSET_UV, count)
        self._phases = generator.uniform(0.0, 2 * np.pi, 4)
        self._pink = [_OnePole(corner, rate, len(_CORTEX) + count) for corner in _CORNERS]
        self._rhythms = _Band(9.0, 11.5, rate, 2), _Band(1.0, 4.0, rate, 1)
        self._blinks: list[tuple[int, float]] = []
        self._next_blink = 0
        self._row = 0
        self._settle()

    @property
    def eyes(self) -> NDArray[np.float64]:
        """How strongly each channel sees the eyelids, shape (n_channels,)."""
        return self._eyes

    def next(self) -> Block:
        """Return the next :data:`BLOCK` rows."""
        rows = self._row + np.arange(BLOCK)
        pink = self._make_pink()
        alpha, slow = (band.next(self._generator) for band in self._rhythms)
        rest = pink[:, : len(_CORTEX)] @ self._cortex + pink[:, len(_CORTEX) :] * _LOCAL_UV
        parietal = alpha @ self._alpha
        rest += parietal + slow * _DELTA_UV @ self._slow
        rest += self._generator.normal(0.0, _SENSOR_UV, rest.shape)
        rest += np.sin(2 * np.pi * self._mains * rows / self._rate)[:, None] * self._mains_uv
        rest += self._blink(rows)[:, None] * self._eyes + self._offset
        rhythm = self._make_motor_rhythms()
        self._row += BLOCK
        left, right = (rhythm[:, [i]] * self._motor[i] for i in (0, 1))
        return Block(rest, left, right, parietal)

    def _settle(self) -> None:
        """Let the filters forget that they began from silence."""
        for _ in range(1 + int(2.0 * self._rate / BLOCK)):
            self._make_pink()
            for band in self._rhythms:
                band.next(self._generator)

    def _make_pink(self) -> NDArray[np.float64]:
        """Return 1/f noise of unit variance, shape (BLOCK, n_cortex + n_channels)."""
        parts = [pole.next(self._generator) for pole in self._pink]
        total: NDArray[np.float64] = np.sum(parts, axis=0) / np.sqrt(len(parts))
        return total

    def _make_motor_rhythms(self) -> NDArray[np.float64]:
        """Return mu plus beta of each hemisphere, shape (BLOCK, 2), their envelopes constant."""
        steps = self._generator.normal(0.0, _WANDER / np.sqrt(self._rate), (BLOCK, 4))
        steps += 2 * np.pi * np.array([_MU, _MU, _BETA, _BETA]) / self._rate
        phases = self._phases + np.cumsum(steps, axis=0)
        self._phases = phases[-1] % (2 * np.pi)
        waves = np.sin(phases)
        both: NDArray[np.float64] = waves[:, :2] * _MU_UV + waves[:, 2:] * _BETA_UV
        return both * self._strength

    def _blink(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the potential of the eyelids, shape (BLOCK,), in µV at the eyes."""
        while self._next_blink <= rows[-1]:
            self._blinks.append((self._next_blink, self._generator.uniform(*_BLINK_UV)))
            self._next_blink += int(self._generator.uniform(*_BLINK_EVERY) * self._rate)
        length = _BLINK_LENGTH * self._rate
        total = np.zeros(len(rows))
        for first, height in self._blinks:
            share = np.clip((rows - first) / length, 0.0, 1.0)
            total += height * np.sin(np.pi * share) ** 2
        self._blinks = [blink for blink in self._blinks if blink[0] + length > rows[-1]]
        return total


class _OnePole:
    """White noise through a low-pass of first order; unit variance."""

    def __init__(self, corner: float, rate: float, count: int) -> None:
        self._pole = float(np.exp(-2 * np.pi * corner / rate))
        self._gain = float(np.sqrt(1 - self._pole**2))
        self._state = np.zeros((1, count))

    def next(self, generator: np.random.Generator) -> NDArray[np.float64]:
        """Return a block, shape (BLOCK, count)."""
        white = generator.standard_normal((BLOCK, self._state.shape[1]))
        noise, self._state = lfilter(
            [self._gain], [1.0, -self._pole], white, axis=0, zi=self._state
        )
        return np.asarray(noise)


class _Band:
    """White noise through a band-pass, waxing and waning as rhythms do; unit variance."""

    def __init__(self, low: float, high: float, rate: float, count: int) -> None:
        self._filter = butter(2, (low, high), "bandpass", fs=rate, output="sos")
        self._gain = float(np.sqrt(rate / 2 / (high - low) / 1.11))
        self._state = np.zeros((len(self._filter), 2, count))

    def next(self, generator: np.random.Generator) -> NDArray[np.float64]:
        """Return a block, shape (BLOCK, count)."""
        white = generator.standard_normal((BLOCK, self._state.shape[2]))
        noise, self._state = sosfilt(self._filter, white, axis=0, zi=self._state)
        return np.asarray(noise) * self._gain
