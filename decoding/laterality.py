"""Where on the head a model's training trials differ: a check that hands, labels and electrodes agree.

Power over the hand area weakens with imagery, more so opposite the hand (event-related
desynchronisation [1]_). A calibration in which it weakens clearly on the hand's own side may have swapped labels or
electrodes; after a stroke it may also be the intact hemisphere that works.

References
----------
.. [1] Pfurtscheller, G. & Lopes da Silva, F. H. (1999). Event-related EEG/MEG synchronization and
   desynchronization: basic principles. Clinical Neurophysiology, 110(11), 1842-1857.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from decoding.members import Session
from station.task import RIGHT_HAND

# Places in decoding.bank.BANDS.
WHOLE, MU, BETA = 0, 1, 2
LEFT = ("C3", "C1", "C5", "FC3", "CP3", "FC1", "CP1", "FC5", "CP5")
RIGHT = ("C4", "C2", "C6", "FC4", "CP4", "FC2", "CP2", "FC6", "CP6")

Verdict = Literal["opposite", "same", "unclear"]


@dataclass(frozen=True)
class Contrast:
    """One band of the training trials.

    Attributes
    ----------
    decibels : ndarray, shape (n_channels,)
        Mean power of the positive class over that of the negative one.
    index, low, high : float
        The same over the left hand area minus over the right one, with its 95 % interval (Welch);
        NaN without channels on both sides.
    """

    decibels: NDArray[np.float64]
    index: float
    low: float
    high: float

    def verdict(self, positive: str) -> Verdict:
        """Return on which side of the positive class's hand power is weaker, if that is sure."""
        sign = 1.0 if positive == RIGHT_HAND else -1.0
        ends = sorted((sign * self.low, sign * self.high))
        if not np.isfinite(ends).all() or ends[0] <= 0 <= ends[1]:
            return "unclear"
        return "opposite" if ends[1] < 0 else "same"


def contrast(session: Session, channels: Sequence[str], band: int) -> Contrast:
    """Compare the two classes of a session.

    Parameters
    ----------
    session : Session
    channels : sequence of str
        10-10 names, in the order of the session's covariances.
    band : int
        :data:`WHOLE`, :data:`MU` or :data:`BETA`.
    """
    power = np.diagonal(session.views[0][:, band], axis1=-2, axis2=-1)
    decibels = 10 * np.log10(power)
    positive, negative = decibels[session.labels], decibels[~session.labels]
    sides = [[i for i, name in enumerate(channels) if name in side] for side in (LEFT, RIGHT)]
    if not all(sides):
        return Contrast(positive.mean(axis=0) - negative.mean(axis=0), *3 * (float("nan"),))
    left, right = sides
    one, other = (
        part[:, left].mean(axis=1) - part[:, right].mean(axis=1) for part in (positive, negative)
    )
    return Contrast(positive.mean(axis=0) - negative.mean(axis=0), *_welch(one, other))


def _welch(one: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the difference of two means and its 95 % interval; NaN from fewer than two values."""
    difference = float(one.mean() - other.mean())
    if min(len(one), len(other)) < 2:
        return difference, float("nan"), float("nan")
    parts = [float(np.var(some, ddof=1)) / len(some) for some in (one, other)]
    error = float(np.sqrt(sum(parts)))
    if error == 0:
        return difference, difference, difference
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(some) - 1) for part, some in zip(parts, (one, other), strict=True)
    )
    half = float(student.ppf(0.975, freedom)) * error
    return difference, difference - half, difference + half
