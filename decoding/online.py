"""From chunks to decisions: the same object in calibration's shadow, live and in replay.

Decisions fall on rows of the raw recording, never on the arrival of chunks, so that a session can
be recomputed from its files with the same answer. Nothing here knows of trials;
:mod:`decoding.evidence` gathers decisions into an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import tanh

import numpy as np

from decoding.cutter import Window, WindowCutter
from decoding.errors import DecodingError
from decoding.intention import DecisionFlag
from decoding.models import Model
from decoding.windows import WindowGrid
from station.language import N_
from station.stream import Chunk


@dataclass(frozen=True)
class Decision:
    """What one window says.

    Attributes
    ----------
    row : int
        Last row of the window.
    probability : float
        Probability of the positive class; 0.5 if nothing can be said.
    logit : float
        The same as log-odds; 0 if nothing can be said.
    flags : DecisionFlag
        ``INVALID`` if the window touches lost or restarted rows, or the filter had not settled.
    """

    row: int
    probability: float
    logit: float
    flags: DecisionFlag

    @property
    def is_valid(self) -> bool:
        """Whether the decision may count as evidence."""
        return not self.flags & (DecisionFlag.INVALID | DecisionFlag.ARTEFACT)


class OnlineDecoder:
    """Turn a stream into one decision per step.

    Parameters
    ----------
    model : Model
    rate : float
        Sampling rate of the stream in Hz.
    channels : sequence of str
        Channels of the stream, in its order; the model picks its own by name.

    Raises
    ------
    DecodingError
        If the stream lacks a channel of the model or runs at another rate.
    """

    def __init__(self, model: Model, rate: float, channels: Sequence[str]) -> None:
        check_rate(model, rate)
        self.grid: WindowGrid = model.online.grid(model.rate)
        self._cutter = WindowCutter(model.signal, self.grid, channels, model.channels)
        self._decode = model.compile()

    def restart(self, row: int) -> None:
        """Start anew before the chunk that begins at ``row``."""
        self._cutter.restart(row)

    def feed(self, chunk: Chunk) -> list[Decision]:
        """Take the next rows and return the decisions that fall on them, oldest first."""
        return [self._decide(window) for window in self._cutter.feed(chunk)]

    def _decide(self, window: Window) -> Decision:
        logit = self._decode(window.volts) if window.is_valid else np.nan
        if not np.isfinite(logit):
            return Decision(window.row, 0.5, 0.0, DecisionFlag.INVALID)
        return Decision(window.row, probability(logit), logit, DecisionFlag(0))


def check_rate(model: Model, rate: float) -> None:
    """Refuse a stream of another rate than the model's.

    Raises
    ------
    DecodingError
    """
    if abs(rate - model.rate) > 1e-6 * model.rate:
        raise DecodingError(
            N_(
                "The model was calibrated at {model_rate:g} samples per second, but the "
                "headset sends {rate:g}; calibrate anew with this headset."
            ),
            model_rate=model.rate,
            rate=rate,
        )


def probability(logit: float) -> float:
    """Return the probability that belongs to log-odds, for any finite size."""
    return 0.5 + 0.5 * tanh(0.5 * logit)
