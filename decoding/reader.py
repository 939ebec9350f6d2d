"""Read log-odds from filtered EEG in plain NumPy: the live path of the adaptive decoder.

The same numbers as :class:`decoding.members.Learned` gives, to 1e-12, at a fraction of the time: what
depends on the reference is worked out once, when the reference moves.
"""

from collections.abc import Sequence

import numpy as np
from numpy.linalg._umath_linalg import eigh_lo
from numpy.typing import NDArray
from pyriemann.geometry.base import invsqrtm

from decoding.members import Learned, Member, Views, views
from decoding.recenter import Reference


class Looks:
    """What was learned, seen from a reference: reads covariances.

    Parameters
    ----------
    learned : Learned
    references : sequence of Reference
        Per member.
    """

    def __init__(self, learned: Learned, references: Sequence[Reference]) -> None:
        self._looks = [
            _Look(member, mean) for member, mean in zip(learned.members, references, strict=True)
        ]

    def logit_of(self, trial: Views) -> float:
        """Return log-odds of the positive class from covariances, per member of shape (n_bands, n, n)."""
        total = 0.0
        # A dead channel has no logarithm: the caller takes what is no number for no answer.
        with np.errstate(divide="ignore", invalid="ignore"):
            for look, matrices in zip(self._looks, trial, strict=True):
                total += look.logit(matrices)
        return total / len(self._looks)


class Reader(Looks):
    """The same, reading windows as well.

    Parameters
    ----------
    learned : Learned
    references : sequence of Reference
        Per member.
    rate : float
        Sampling rate in Hz.
    """

    def __init__(self, learned: Learned, references: Sequence[Reference], rate: float) -> None:
        super().__init__(learned, references)
        self._rate = rate

    def logit(self, volts: NDArray[np.float64]) -> float:
        """Return log-odds of the positive class.

        Parameters
        ----------
        volts : ndarray, shape (n_bands, n_channels, n_samples)
        """
        # Copied, so that the memory layout, and with it the last bit, is the same whatever the chunks were.
        return self.logit_of(views(np.ascontiguousarray(volts), self._rate))


class _Look:
    """One member at one reference, with room to work in."""

    def __init__(self, member: Member, mean: Reference) -> None:
        self._whitener = invsqrtm(mean.matrices)
        self._slope = _symmetric(member.linear.slope, mean.matrices.shape)
        self._gain, self._intercept = member.gain, member.linear.intercept
        self._left, self._right = np.empty_like(self._whitener), np.empty_like(self._whitener)

    def logit(self, matrices: NDArray[np.float64]) -> float:
        left, right = self._left, self._right
        np.matmul(self._whitener, matrices, out=left)
        np.matmul(left, self._whitener, out=right)
        # What np.linalg.eigh calls, without its checks; what has no answer comes back as no number.
        values, vectors = eigh_lo(right)
        # <log S, B> = sum over i of log d_i (V' B V)_ii, for every band
        np.matmul(self._slope, vectors, out=left)
        np.multiply(vectors, np.log(values)[:, None, :], out=right)
        return self._gain * (float(np.vdot(left, right)) + self._intercept)


def _symmetric(slope: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the weights of tangent vectors as symmetric matrices, shape (n_bands, n, n)."""
    rows, columns = np.triu_indices(shape[-1])
    # The feature carries sqrt(2) off the diagonal; a symmetric product counts it twice.
    scale = np.where(rows == columns, 1.0, np.sqrt(2.0) / 2)
    matrices = np.zeros(shape)
    matrices[:, rows, columns] = slope.reshape(shape[0], -1) * scale
    matrices[:, columns, rows] = matrices[:, rows, columns]
    return matrices
