"""The brain of the simulated patient: what a cue does to it, and how the scalp sees it.

Two hemispheres each carry a mu and a beta rhythm near C3 and C4. Every trial draws one latent
strength ``u``, normal with unit variance and a mean of plus or minus d'/2 by the class of the
cue, and the rhythms change by a number of decibels that is linear in it:

- hand against rest: the hemisphere opposite the trained hand by ``-s (u + d'/2)``, the other
  by a fraction of that. At rest the mean change is 0, in imagery ``-s d'``.
- left against right: the left hemisphere by ``-s (d'/2 + u)``, the right by ``-s (d'/2 - u)``,
  so that their difference is ``-2 s u``.

The rhythms have a constant envelope apart from this. So whoever sees the sources and measures
their log power while the imagery lasts recovers ``u`` exactly, and no ideal observer separates
the classes by more or less than d' [1]_. The scalp, where other rhythms and noise mix in, gives less.

References
----------
.. [1] Green, D. M. & Swets, J. A. (1966). Signal detection theory and psychophysics. Wiley.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acquisition.errors import AcquisitionError
from station.language import N_
from station.task import Side, Task, classes, opposite

# dB of band power per unit of u. A patient with d' = 1.5 then loses 3 dB (half the power) in
# imagery, the middle of the 30-60 % that ERD studies report.
STRENGTH = 2.0
# The other hemisphere goes along, weakly: unilateral imagery desynchronises both.
IPSILATERAL = 0.3
REACTION = 0.35  # s from the cue to the first change: hearing, understanding, beginning
RAMP = 0.3  # s until the change is complete, and until it has gone again

# Rows of the 10-10 system from front to back, and how far they lie from Cz, head radius 1.
_ROWS = {
    "Fp": 0.8,
    "AF": 0.6,
    "F": 0.4,
    "FT": 0.2,
    "FC": 0.2,
    "T": 0.0,
    "C": 0.0,
    "TP": -0.2,
    "CP": -0.2,
    "P": -0.4,
    "PO": -0.6,
    "O": -0.8,
}


@dataclass(frozen=True)
class Modulation:
    """What one cue does to the rhythms: the truth that a decoder tries to recover.

    Attributes
    ----------
    row, end_row : int
        The cue, and the end of its imagery.
    label : str
    latent : float
        The ``u`` of the trial.
    left_db, right_db : float
        Change of power in the left and right hemisphere while the imagery lasts, in dB.
    """

    row: int
    end_row: int
    label: str
    latent: float
    left_db: float
    right_db: float

    def envelope(self, rows: NDArray[np.int64], rate: float) -> NDArray[np.float64]:
        """Return how far the change has gone at each row, shape as given: 0 none, 1 full.

        Only sums, products and quotients: each row comes out alike, whatever rows are asked
        for along with it.
        """
        ramp = RAMP * rate
        rise = (rows - (self.row + REACTION * rate)) / ramp
        fall = (self.end_row + ramp - rows) / ramp
        envelope: NDArray[np.float64] = np.clip(np.minimum(rise, fall), 0.0, 1.0)
        return envelope


def modulate(
    label: str, draw: float, *, row: int, end_row: int, task: Task, lesion: Side, dprime: float
) -> Modulation:
    """Return what a cue does to a patient.

    Parameters
    ----------
    label : str
        The cued class.
    draw : float
        A standard normal number.
    row, end_row : int
        The cue, and the end of its imagery.
    task : Task
    lesion : {"left", "right"}
        The lesioned hemisphere; the trained hand is the other one's.
    dprime : float
        Separation of the classes in standard deviations of the latent strength.
    """
    side = opposite(lesion)
    is_positive = label == classes(task, side)[1]
    latent = draw + (dprime / 2 if is_positive else -dprime / 2)
    if task is Task.LEFT_VS_RIGHT:
        left = -STRENGTH * (dprime / 2 + latent)
        right = -STRENGTH * (dprime / 2 - latent)
        return Modulation(row, end_row, label, latent, left, right)
    contralateral = -STRENGTH * (latent + dprime / 2)
    ipsilateral = IPSILATERAL * contralateral
    left, right = (contralateral, ipsilateral) if side == "right" else (ipsilateral, contralateral)
    return Modulation(row, end_row, label, latent, left, right)


# What the 10-20 system called them.
_OLD_NAMES = {"T3": "T7", "T4": "T8", "T5": "P7", "T6": "P8"}


def position(channel: str) -> tuple[float, float]:
    """Return where a 10-10 electrode lies: (towards the right ear, towards the nose).

    Cz is (0, 0) and the head's edge is at 1.

    Raises
    ------
    AcquisitionError
        If the name is not one of the 10-10 system's.
    """
    channel = _OLD_NAMES.get(channel, channel)
    match = re.fullmatch(r"([A-Z][A-Zp]?)(z|10|[1-9])", channel)
    if match is None or match[1] not in _ROWS:
        raise AcquisitionError(
            N_("The simulated patient has no place {channel!r} on the head; use 10-10 names."),
            channel=channel,
        )
    row, column = match.groups()
    number = 0 if column == "z" else int(column)
    across = 0.2 * ((number + 1) // 2)
    return (-across if number % 2 else across), _ROWS[row]


def spread(
    channels: Sequence[str], places: Sequence[tuple[float, float]], width: float
) -> NDArray[np.float64]:
    """Return how strongly each channel sees a source below each place.

    Parameters
    ----------
    channels : sequence of str
    places : sequence of (float, float)
        In the coordinates of :func:`position`.
    width : float
        Standard deviation of the Gaussian by which the skull smears a source.

    Returns
    -------
    weights : ndarray, shape (n_channels, n_places)
        1 right above the source.
    """
    electrodes = np.array([position(channel) for channel in channels])
    distances = np.linalg.norm(electrodes[:, None] - np.asarray(places)[None], axis=2)
    weights: NDArray[np.float64] = np.exp(-((distances / width) ** 2) / 2)
    return weights
